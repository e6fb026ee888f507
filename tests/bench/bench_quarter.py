"""A quarter of one province through `annual_cycle` (that of the whole country stands in bench_memory)."""

from datetime import UTC, date, datetime

import pytest

from ocop_workflow.operations.cycle.sweep import sweep, sweep_cycle
from ocop_workflow.operations.notices.outbox import deliver
from ocop_workflow.records.session import unit_of_work
from tests.bench.country import count, load_country
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.flows.conftest import office_at, prefect_at_once

__all__ = ["prefect_at_once"]

JOB = "a quarter of one province through the flows"
DAY = date(2026, 7, 2)
AT = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.mark.timeout(0)
def test_a_quarter(fresh, databases, tmp_path, request):
    request.getfixturevalue("prefect_at_once")
    from flows.annual_cycle import annual_cycle
    from flows.request import RunRequest

    province = Figures(
        "A quarter of one sample province through annual_cycle (limit: the same without Prefect)",
        ("database", "reports raised", "flow s", "operations s", "ratio"),
    )
    for kind in databases:
        template = fresh(kind)
        rules = load_country(template, provinces=1)
        settle(template)

        def by_flow(template=template):
            with copy_of(template, tmp_path) as url, office_at(url, tmp_path / "var") as office:
                took = seconds(lambda: annual_cycle(RunRequest(today=DAY)))
                assert count(office.settings.database_url, "report") > 1_000
                return took

        def by_hand(template=template, rules=rules):
            with copy_of(template, tmp_path) as url, office_at(url, tmp_path / "var") as office:

                def work():
                    sweep_cycle(lambda: unit_of_work(url), rules, "mau.p01.2026", today=DAY, now=lambda: AT)
                    with office.channels() as channels:
                        deliver(lambda: unit_of_work(url), channels, today=DAY, now=lambda: AT)

                return seconds(work)

        flow, plain = interleaved(by_flow, by_hand, repeats=1)
        with copy_of(template, tmp_path) as url:
            sweep(lambda: unit_of_work(url), rules, today=DAY, now=lambda: AT)
            province.add(kind, count(url, "report"), flow, plain, flow / plain)
            SUMMARY.against_limit(JOB, 1, kind, flow, plain, at_most=1.2)
    province.show()
