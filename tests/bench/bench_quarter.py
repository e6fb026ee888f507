"""A quarter of one province, and of the country in one run, through `annual_cycle` (its memory: bench_memory)."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from types import SimpleNamespace
from unittest.mock import Mock, patch

import pytest

from tests.bench.country import count, load_country
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.flows.conftest import office_at, prefect_at_once

__all__ = ["prefect_at_once"]

JOB = "a quarter of N provinces through the flows"
COUNTRY = 34
DAY = date(2026, 7, 2)


@contextmanager
def prefect_taken_out() -> Iterator[None]:
    """The flows as plain functions: the same work, tables and pages, without runs, states, logs and artifacts."""
    from flows import annual_cycle, step_run, tasks, whole_run

    plain = {name: getattr(tasks, name).fn for name in ("assign", "advance", "remind", "deliver")}
    said = logging.getLogger("bench")
    with ExitStack() as stack:
        put = stack.enter_context
        put(patch.object(annual_cycle, "SIX_STEPS", tuple(step.fn for step in annual_cycle.SIX_STEPS)))
        for module in (step_run, whole_run):
            put(patch.object(module, "tasks", SimpleNamespace(**plain)))
            put(patch.object(module, "get_run_logger", lambda: said))
            put(patch.object(module, "create_markdown_artifact", lambda *_, **__: None))
            put(patch.object(module, "Progress", Mock()))
        yield


@pytest.mark.timeout(0)
def test_a_quarter(fresh, databases, tmp_path, request):
    request.getfixturevalue("prefect_at_once")
    from flows.annual_cycle import annual_cycle
    from flows.request import RunRequest

    figures = Figures(
        "A quarter of N sample provinces through annual_cycle in one run (limit: the same with Prefect taken out)",
        ("database", "N", "reports raised", "digests sent", "flow s", "without Prefect s", "ratio", "Prefect s each"),
    )
    for kind in databases:
        for provinces in (1, COUNTRY):
            template = fresh(kind)
            load_country(template, provinces=provinces)
            settle(template)
            came_of: dict[str, set[tuple[int, int]]] = {"flow": set(), "plain": set()}

            def run(way, work, template=template, came_of=came_of):
                with copy_of(template, tmp_path) as url, office_at(url, tmp_path / "var"):
                    took = seconds(lambda: work(RunRequest(today=DAY)))
                    came_of[way].add((count(url, "report"), count(url, "notice_delivery")))
                    return took

            def by_flow(run=run):
                return run("flow", annual_cycle)

            def by_hand(run=run):
                with prefect_taken_out():
                    return run("plain", annual_cycle.fn)

            # The country goes through once: its runs last a minute, and one province has warmed up what there is.
            flow, plain = interleaved(by_flow, by_hand) if provinces == 1 else (by_flow(), by_hand())
            ((reports, sent),) = came_of["flow"] | came_of["plain"]  # both ways, each time: the same came of it
            figures.add(kind, provinces, reports, sent, flow, plain, flow / plain, (flow - plain) / provinces)
            SUMMARY.against_limit(JOB, provinces, kind, flow, plain, at_most=1.2)
    figures.show()
