"""Due days: the last day on time, inclusive, and the words for how it was reached."""

import locale
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.rulebook.days.due import PROVISIONAL, DueRule
from ocop_workflow.rulebook.days.periods import Period, periods
from ocop_workflow.vocabulary import Cadence, Roll
from tests.builders import a_calendar

CALENDAR = load_calendar(Path(__file__).parents[2] / "config" / "calendar")

FROM_2013_TO_2030 = (date(2013, 1, 1), date(2030, 12, 31))
FEBRUARY = periods(Cadence.MONTH, date(2024, 2, 1), date(2024, 2, 29))[0]

cadences = st.sampled_from([Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.NINE_MONTHS, Cadence.YEAR])
days_of_month = st.integers(1, 31)
rolls = st.sampled_from(Roll)
some_period = st.sampled_from(
    [
        period
        for cadence in (Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.NINE_MONTHS, Cadence.YEAR)
        for period in periods(cadence, date(2013, 1, 1), date(2030, 12, 31))
    ]
)


def the_period(cadence: Cadence, ends_on: date) -> Period:
    return periods(cadence, ends_on, ends_on)[0]


def due(rule: DueRule, cadence: Cadence, ends_on: date) -> date:
    return rule.due(the_period(cadence, ends_on), CALENDAR).on


class TestCamPhaQuarterlyReport:
    """139/KH-UBND, III.3: «trước ngày 30 cuối Quý»."""

    RULE = DueRule(before_day=30)

    @pytest.mark.parametrize("year", range(2013, 2031))
    def test_the_29th_is_the_last_day_on_time_in_every_quarter(self, year):
        quarters = periods(Cadence.QUARTER, date(year, 1, 1), date(year, 12, 31))

        assert [self.RULE.due(quarter, CALENDAR).on for quarter in quarters] == [
            date(year, 3, 29),
            date(year, 6, 29),
            date(year, 9, 29),
            date(year, 12, 29),
        ]

    @pytest.mark.parametrize(
        ("roll", "on", "basis"),
        [
            (
                Roll.AS_PRINTED,
                date(2026, 3, 29),
                "trước ngày 30 tháng 3/2026, tức chậm nhất hết ngày 29/03/2026; "
                "29/03/2026 là ngày nghỉ (Chủ nhật), giữ nguyên ngày: 29/03/2026",
            ),
            (
                Roll.NEXT,
                date(2026, 3, 30),
                "trước ngày 30 tháng 3/2026, tức chậm nhất hết ngày 29/03/2026; "
                "29/03/2026 là ngày nghỉ (Chủ nhật), lùi sang ngày làm việc kế tiếp: 30/03/2026",
            ),
            (
                Roll.PREVIOUS,
                date(2026, 3, 27),
                "trước ngày 30 tháng 3/2026, tức chậm nhất hết ngày 29/03/2026; "
                "29/03/2026 là ngày nghỉ (Chủ nhật), đưa lên ngày làm việc liền trước: 27/03/2026",
            ),
        ],
    )
    def test_a_sunday_is_rolled_only_by_a_stated_policy_and_the_basis_says_so(self, roll, on, basis):
        found = DueRule(before_day=30, roll=roll).due(the_period(Cadence.QUARTER, date(2026, 3, 31)), CALENDAR)

        assert (found.on, found.basis) == (on, basis)


class TestBeforeADay:
    """«trước ngày D»: strictly before, in the last month of the period."""

    @pytest.mark.parametrize(
        ("day", "ends_on", "on"),
        [
            (30, date(2024, 2, 29), date(2024, 2, 29)),
            (30, date(2023, 2, 28), date(2023, 2, 28)),
            (29, date(2024, 2, 29), date(2024, 2, 28)),
            (29, date(2023, 2, 28), date(2023, 2, 28)),
            (31, date(2024, 4, 30), date(2024, 4, 30)),
            (31, date(2024, 5, 31), date(2024, 5, 30)),
            (15, date(2024, 12, 31), date(2024, 12, 14)),
            (1, date(2024, 12, 31), date(2024, 11, 30)),
            (1, date(2024, 1, 31), date(2023, 12, 31)),
            (1, date(2024, 3, 31), date(2024, 2, 29)),
        ],
    )
    def test_the_day_before_is_the_last_on_time(self, day, ends_on, on):
        assert due(DueRule(before_day=day), Cadence.MONTH, ends_on) == on


class TestOnADay:
    """«chậm nhất ngày D»: the day itself is still on time."""

    @pytest.mark.parametrize(
        ("day", "ends_on", "on"),
        [
            (20, date(2024, 3, 31), date(2024, 3, 20)),
            (29, date(2024, 2, 29), date(2024, 2, 29)),
            (29, date(2023, 2, 28), date(2023, 2, 28)),
            (30, date(2024, 2, 29), date(2024, 2, 29)),
            (31, date(2023, 2, 28), date(2023, 2, 28)),
            (31, date(2024, 4, 30), date(2024, 4, 30)),
            (31, date(2024, 12, 31), date(2024, 12, 31)),
            (1, date(2024, 1, 31), date(2024, 1, 1)),
        ],
    )
    def test_a_day_the_month_does_not_have_is_its_last_day(self, day, ends_on, on):
        assert due(DueRule(on_day=day), Cadence.MONTH, ends_on) == on

    def test_the_basis_says_that_the_month_is_too_short(self):
        found = DueRule(on_day=30).due(the_period(Cadence.MONTH, date(2023, 2, 28)), CALENDAR)

        assert found.steps == (
            "ngày 30 tháng 2/2023, tức chậm nhất hết ngày 28/02/2023 (tháng 2/2023 không có ngày 30)",
        )

    @given(some_period, st.integers(1, 27))
    def test_before_the_next_day_is_the_same_as_on_the_day(self, period, day):
        assert DueRule(on_day=day).due(period, CALENDAR).on == DueRule(before_day=day + 1).due(period, CALENDAR).on


class TestInAnotherMonth:
    """«trước ngày 05 của tháng tiếp theo», «trước ngày 15/9»."""

    @pytest.mark.parametrize(
        ("rule", "cadence", "ends_on", "on"),
        [
            (DueRule(before_day=5, months_later=1), Cadence.MONTH, date(2024, 12, 31), date(2025, 1, 4)),
            (DueRule(on_day=31, months_later=2), Cadence.QUARTER, date(2023, 12, 31), date(2024, 2, 29)),
            (DueRule(before_day=1, months_later=1), Cadence.MONTH, date(2024, 2, 29), date(2024, 2, 29)),
            (DueRule(before_day=15, month=9), Cadence.YEAR, date(2024, 12, 31), date(2024, 9, 14)),
            (DueRule(on_day=30, month=2), Cadence.YEAR, date(2023, 12, 31), date(2023, 2, 28)),
        ],
    )
    def test_is_due_there(self, rule, cadence, ends_on, on):
        assert due(rule, cadence, ends_on) == on


class TestAfterThePeriod:
    """The period's last day, or so many working days after it."""

    @pytest.mark.parametrize(
        ("cadence", "ends_on"),
        [
            (Cadence.MONTH, date(2024, 2, 29)),
            (Cadence.QUARTER, date(2024, 9, 30)),
            (Cadence.HALF_YEAR, date(2024, 6, 30)),
            (Cadence.YEAR, date(2024, 12, 31)),
        ],
    )
    def test_the_last_day_is_inclusive(self, cadence, ends_on):
        assert due(DueRule(end_of_period=True), cadence, ends_on) == ends_on

    @pytest.mark.parametrize(
        ("n", "cadence", "ends_on", "on"),
        [
            (2, Cadence.MONTH, date(2024, 4, 30), date(2024, 5, 3)),
            (3, Cadence.MONTH, date(2024, 4, 30), date(2024, 5, 4)),
            (1, Cadence.YEAR, date(2025, 12, 31), date(2026, 1, 5)),
            (10, Cadence.MONTH, date(2026, 1, 31), date(2026, 2, 13)),
            (11, Cadence.MONTH, date(2026, 1, 31), date(2026, 2, 23)),
        ],
    )
    def test_working_days_are_counted_from_the_day_after(self, n, cadence, ends_on, on):
        assert due(DueRule(working_days_after=n), cadence, ends_on) == on

    @pytest.mark.parametrize(
        ("rule", "ends_on", "on"),
        [
            (DueRule(calendar_days_after=10), date(2024, 2, 29), date(2024, 3, 10)),
            (DueRule(calendar_days_after=1), date(2024, 12, 31), date(2025, 1, 1)),
            (DueRule(calendar_days_after=1, roll=Roll.NEXT), date(2024, 12, 31), date(2025, 1, 2)),
            (DueRule(months_after=1), date(2024, 1, 31), date(2024, 2, 29)),
            (DueRule(months_after=1), date(2023, 1, 31), date(2023, 2, 28)),
            (DueRule(months_after=12), date(2024, 2, 29), date(2025, 2, 28)),
        ],
    )
    def test_days_and_months_are_counted_whether_worked_or_not(self, rule, ends_on, on):
        assert due(rule, Cadence.MONTH, ends_on) == on


class TestTheReportingWindow:
    """Figures are closed on a day of the period's last month and begin after the cut-off before the period."""

    @pytest.mark.parametrize(
        ("cadence", "ends_on", "first", "last"),
        [
            (Cadence.MONTH, date(2024, 3, 31), date(2024, 2, 15), date(2024, 3, 14)),
            (Cadence.MONTH, date(2024, 1, 31), date(2023, 12, 15), date(2024, 1, 14)),
            (Cadence.QUARTER, date(2024, 3, 31), date(2023, 12, 15), date(2024, 3, 14)),
            (Cadence.HALF_YEAR, date(2024, 6, 30), date(2023, 12, 15), date(2024, 6, 14)),
            (Cadence.NINE_MONTHS, date(2024, 9, 30), date(2023, 12, 15), date(2024, 9, 14)),
            (Cadence.YEAR, date(2024, 12, 31), date(2023, 12, 15), date(2024, 12, 14)),
        ],
    )
    def test_of_decree_09_2019_runs_from_the_15th_to_the_14th(self, cadence, ends_on, first, last):
        found = DueRule(end_of_period=True, cut_off_day=14).due(the_period(cadence, ends_on), CALENDAR)

        assert found.window == (first, last)
        assert found.steps[-1] == f"số liệu từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"

    def test_of_the_second_half_year_follows_the_first(self):
        halves = periods(Cadence.HALF_YEAR, date(2024, 1, 1), date(2024, 12, 31), second_half=True)

        assert [half.window(14) for half in halves] == [
            (date(2023, 12, 15), date(2024, 6, 14)),
            (date(2024, 6, 15), date(2024, 12, 14)),
        ]

    @pytest.mark.parametrize("cut_off_day", [None, 31])
    def test_is_the_period_itself_where_figures_are_closed_with_it(self, cut_off_day):
        assert DueRule(end_of_period=True, cut_off_day=cut_off_day).due(FEBRUARY, CALENDAR).window is None

    @given(cadences, st.integers(2013, 2100), days_of_month)
    def test_windows_of_a_cadence_follow_each_other_without_gap(self, cadence, year, cut_off_day):
        found = periods(cadence, date(year, 1, 1), date(year + 1, 12, 31), second_half=True)
        windows = [period.window(cut_off_day) or (period.starts_on, period.ends_on) for period in found]

        if cadence is not Cadence.NINE_MONTHS:
            assert all(one[1] + timedelta(1) == two[0] for one, two in pairwise(windows))
        assert all(one[0] <= one[1] for one in windows)


class TestProvisionalDays:
    """Days off are decided year by year; a day computed beyond the decisions says that it may move."""

    @pytest.mark.parametrize(
        ("rule", "ends_on", "warned"),
        [
            (DueRule(working_days_after=5), date(2026, 11, 30), False),
            (DueRule(working_days_after=5), date(2026, 12, 31), True),
            (DueRule(on_day=17, roll=Roll.NEXT), date(2027, 3, 31), True),
            (DueRule(on_day=17), date(2027, 3, 31), False),  # as printed: no table of days off is asked
        ],
    )
    def test_are_marked_in_the_basis(self, rule, ends_on, warned):
        assert (PROVISIONAL in rule.due(the_period(Cadence.MONTH, ends_on), CALENDAR).steps) is warned

    def test_are_marked_when_only_the_rolled_day_lies_beyond_the_table(self):
        calendar = a_calendar(known_from=date(2023, 1, 1), known_to=date(2023, 12, 31))  # its last day is a Sunday
        found = DueRule(on_day=31, roll=Roll.NEXT).due(the_period(Cadence.YEAR, date(2023, 12, 31)), calendar)

        assert found.on == date(2024, 1, 1)
        assert PROVISIONAL in found.steps


class TestADueRule:
    """One reading of one printed deadline: closed to everything else."""

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({}, "chọn đúng một"),
            ({"before_day": 30, "on_day": 29}, "chọn đúng một"),
            ({"end_of_period": True, "working_days_after": 2}, "chọn đúng một"),
            ({"before_day": 0}, "greater than or equal to 1"),
            ({"on_day": 32}, "less than or equal to 31"),
            ({"working_days_after": 0}, "greater than or equal to 1"),
            ({"end_of_period": False}, "Input should be True"),
            ({"on_day": 10, "cut_off_day": 14}, "sau hạn nộp"),
            ({"before_day": 14, "cut_off_day": 14}, "sau hạn nộp"),
            ({"end_of_period": True, "month": 3}, "chỉ đi cùng before_day"),
            ({"on_day": 5, "month": 3, "months_later": 1}, "không đi cùng"),
            ({"before_day": 30, "until": 29}, "not permitted"),
            ({"before_day": 30, "roll": "sometimes"}, "Input should be"),
        ],
    )
    def test_refuses_what_is_not_one_reading(self, fields, why):
        with pytest.raises(ValidationError, match=why):
            DueRule.model_validate(fields)

    @given(some_period, days_of_month, days_of_month, rolls)
    def test_a_tighter_day_is_never_due_later(self, period, one, two, roll):
        tight, loose = sorted((one, two))

        for reading in ("before_day", "on_day"):
            tighter = DueRule.model_validate({reading: tight, "roll": roll}).due(period, CALENDAR).on
            assert tighter <= DueRule.model_validate({reading: loose, "roll": roll}).due(period, CALENDAR).on

    @given(some_period, days_of_month)
    def test_strictly_before_is_never_later_than_on(self, period, day):
        assert DueRule(before_day=day).due(period, CALENDAR).on <= DueRule(on_day=day).due(period, CALENDAR).on

    @given(some_period, days_of_month, st.sampled_from([Roll.NEXT, Roll.PREVIOUS]))
    def test_a_rolled_day_is_a_working_day_near_the_printed_one(self, period, day, roll):
        printed = DueRule(on_day=day).due(period, CALENDAR).on
        rolled = DueRule(on_day=day, roll=roll).due(period, CALENDAR).on

        assert CALENDAR.is_working(rolled)
        assert abs(rolled - printed) <= timedelta(days=10)  # no run of days off is longer than Tết with two weekends


readings = st.one_of(
    st.fixed_dictionaries({"before_day": days_of_month}),
    st.fixed_dictionaries({"on_day": days_of_month, "months_later": st.integers(1, 12)}),
    st.fixed_dictionaries({"before_day": days_of_month, "month": st.integers(1, 12)}),
    st.just({"end_of_period": True}),
    st.fixed_dictionaries({"working_days_after": st.integers(1, 60)}),
    st.fixed_dictionaries({"calendar_days_after": st.integers(1, 90)}),
    st.fixed_dictionaries({"months_after": st.integers(1, 12)}),
)


class TestEveryRule:
    """A due day is a pure function of rule, period and calendar."""

    @given(readings, rolls, cadences, st.integers(2013, 2099))
    def test_is_defined_to_2100_and_a_later_period_is_never_due_earlier(self, reading, roll, cadence, year):
        rule = DueRule.model_validate({**reading, "roll": roll})
        found = periods(cadence, date(year, 1, 1), date(year + 1, 12, 31), second_half=True)
        days = [rule.due(period, CALENDAR).on for period in found]

        assert days == sorted(days)
        assert all(abs(on - period.ends_on) < timedelta(days=500) for on, period in zip(days, found, strict=True))

    @given(readings, rolls, some_period)
    def test_says_how_it_was_reached_and_ends_its_words_with_the_day(self, reading, roll, period):
        found = DueRule.model_validate({**reading, "roll": roll}).due(period, CALENDAR)

        assert any(f"{found.on:%d/%m/%Y}" in step for step in found.steps)
        off = CALENDAR.why_off(found.on)
        assert off is None or roll is Roll.AS_PRINTED
        assert off is None or any(f"({off}), giữ nguyên ngày" in step for step in found.steps)

    @pytest.mark.parametrize(
        ("zone", "language"), [("Pacific/Kiritimati", "C"), ("Etc/GMT+12", "C.UTF-8"), ("Asia/Ho_Chi_Minh", "POSIX")]
    )
    def test_does_not_ask_the_host_for_its_zone_or_language(self, monkeypatch, zone, language):
        rule, quarters = DueRule(before_day=30, roll=Roll.PREVIOUS), periods(Cadence.QUARTER, *FROM_2013_TO_2030)
        here = [rule.due(quarter, CALENDAR) for quarter in quarters]
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", language)
        time.tzset()
        before = locale.setlocale(locale.LC_ALL)
        try:
            locale.setlocale(locale.LC_ALL, "")
            there = [
                rule.due(period, CALENDAR) for period in periods(Cadence.QUARTER, date(2013, 1, 1), date(2030, 12, 31))
            ]
        finally:
            locale.setlocale(locale.LC_ALL, before)
            monkeypatch.undo()
            time.tzset()
        assert there == here
