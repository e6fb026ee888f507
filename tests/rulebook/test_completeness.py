"""Completeness is a set of definitions: subsets of each other, no rate over 100 %, none of nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_workflow.rulebook.reports.completeness import (
    EXPECTED,
    FILED,
    NO_DUTY,
    Completeness,
    ReportFacts,
    Standing,
    in_words,
    rate,
    standing,
    tally,
)
from ocop_workflow.vocabulary import Part, ReportState
from tests.builders import AT

DUE = date(2024, 6, 17)
AFTER = DUE + timedelta(days=1)


def facts(**changes) -> ReportFacts:
    """Owed for June by a unit that is there, due on the 17th, but for the changes."""
    plain = {
        "state": ReportState.OWED, "part": Part.LEAD, "first_due_on": DUE, "due_on": DUE, "due_at": None,
        "first_submitted_on": None, "first_submitted_at": None, "period_ends_on": date(2024, 6, 30),
        "unit_valid_to": None,
    }  # fmt: skip
    return ReportFacts(**{**plain, **changes})


def filed(on: date, **changes) -> ReportFacts:
    return facts(**{"state": ReportState.SUBMITTED, "first_submitted_on": on, **changes})


class TestDefinitions:
    @pytest.mark.parametrize(
        ("report", "today", "found"),
        [
            (facts(), DUE, Standing.NOT_DUE),
            (facts(), AFTER, Standing.OVERDUE),
            (filed(DUE), AFTER, Standing.ON_TIME),
            (filed(AFTER), AFTER, Standing.LATE),
            (filed(date(2024, 6, 1)), DUE, Standing.ON_TIME),
            (filed(AFTER), DUE, Standing.NOT_DUE),
            (filed(DUE, state=ReportState.ACCEPTED, due_on=date(2024, 7, 5)), AFTER, Standing.ON_TIME),
            (filed(DUE, state=ReportState.RETURNED, due_on=AFTER), AFTER, Standing.IN_CORRECTION),
            (filed(DUE, state=ReportState.RETURNED, due_on=AFTER), AFTER + timedelta(days=1), Standing.OVERDUE),
            (facts(state=ReportState.EXCUSED), AFTER, Standing.EXCUSED),
            (facts(state=ReportState.WITHDRAWN), AFTER, Standing.OUTSIDE),
            (facts(part=Part.REQUEST), AFTER, Standing.OUTSIDE),
            (facts(unit_valid_to=date(2024, 6, 29)), AFTER, Standing.OUTSIDE),
            (facts(unit_valid_to=date(2024, 6, 30)), AFTER, Standing.OVERDUE),
        ],
    )
    def test_each_report_stands_in_one_place(self, report, today, found):
        assert standing(report, today) is found

    def test_a_call_due_at_an_hour_is_late_after_it_on_the_same_day(self):
        hour = AT.replace(hour=8)
        late = filed(DUE, due_at=hour, first_submitted_at=hour + timedelta(minutes=1))
        assert standing(late, DUE) is Standing.LATE
        assert standing(filed(DUE, due_at=hour, first_submitted_at=hour), DUE) is Standing.ON_TIME


class TestRates:
    def test_of_nothing_there_is_no_rate(self):
        assert Completeness(excused=3, not_due=2).filed_rate is None
        assert in_words(None) == NO_DUTY == "không có nhiệm vụ báo cáo"

    @pytest.mark.parametrize(
        ("part", "whole", "shown"),
        [(1, 3, "33,3%"), (2, 3, "66,7%"), (5, 5, "100%"), (0, 7, "0%"), (9999, 10_000, "99,9%"), (1, 10_000, "0,1%")],
    )
    def test_a_rate_that_is_not_whole_never_says_that_it_is(self, part, whole, shown):
        assert in_words(rate(part, whole)) == shown

    @settings(max_examples=150)
    @given(st.lists(st.sampled_from(Standing), max_size=60))
    def test_the_counts_hold_one_another(self, standings):
        counts = tally(standings)
        assert counts.on_time <= counts.filed <= counts.expected
        assert counts.expected == sum(one in EXPECTED for one in standings)
        assert counts.filed == sum(one in FILED for one in standings)
        for value in (counts.filed_rate, counts.on_time_rate):
            assert value is None if counts.expected == 0 else Decimal(0) <= value <= 100
        assert (counts.filed_rate == 100) == (counts.expected > 0 and counts.filed == counts.expected)

    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(Standing), max_size=30), st.lists(st.sampled_from(Standing), max_size=30))
    def test_two_sets_count_like_their_union(self, some, others):
        assert tally(some) + tally(others) == tally([*some, *others])


day = st.integers(-5, 5).map(lambda n: DUE + timedelta(days=n))
ANY = st.builds(
    facts,
    state=st.sampled_from(ReportState),
    part=st.sampled_from(Part),
    first_due_on=day,
    due_on=day,
    first_submitted_on=st.none() | day,
    unit_valid_to=st.none() | day.map(lambda found: found + timedelta(days=13)),
)


class TestOverTime:
    @settings(max_examples=200)
    @given(ANY, day)
    def test_what_is_overdue_today_is_so_tomorrow_unless_somebody_acts(self, report, today):
        if standing(report, today) is Standing.OVERDUE and report.first_submitted_on is None:
            assert standing(report, today + timedelta(days=1)) is Standing.OVERDUE

    @settings(max_examples=200)
    @given(ANY, day)
    def test_what_was_on_time_stays_on_time(self, report, today):
        if standing(report, today) is Standing.ON_TIME:
            assert standing(report, today + timedelta(days=30)) is Standing.ON_TIME
