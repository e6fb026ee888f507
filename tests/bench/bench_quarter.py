"""A quarter of one province through `annual_cycle` (that of the whole country stands in bench_memory)."""

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

JOB = "a quarter of one province through the flows"
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

    province = Figures(
        "A quarter of one sample province through annual_cycle (limit: the same with Prefect taken out)",
        ("database", "reports raised", "digests sent", "flow s", "without Prefect s", "ratio"),
    )
    for kind in databases:
        template = fresh(kind)
        load_country(template, provinces=1)
        settle(template)
        came_of: dict[str, set[tuple[int, int]]] = {"flow": set(), "plain": set()}

        def run(way, work, template=template, came_of=came_of):
            with copy_of(template, tmp_path) as url, office_at(url, tmp_path / "var"):
                took = seconds(lambda: work(RunRequest(today=DAY)))
                came_of[way].add((count(url, "report"), count(url, "notice_delivery")))
                return took

        def by_hand(run=run):
            with prefect_taken_out():
                return run("plain", annual_cycle.fn)

        flow, plain = interleaved(lambda run=run: run("flow", annual_cycle), by_hand)
        ((reports, sent),) = came_of["flow"] | came_of["plain"]  # both ways, each time: the same came of it
        province.add(kind, reports, sent, flow, plain, flow / plain)
        SUMMARY.against_limit(JOB, 1, kind, flow, plain, at_most=1.2)
    province.show()
