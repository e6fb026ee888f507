"""Working days as the published tables of days off give them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.vocabulary import Roll

CALENDAR = load_calendar(Path(__file__).parents[2] / "config" / "calendar")

days = st.dates(date(2012, 1, 1), date(2030, 12, 31))
steps = st.integers(-400, 400)


class TestAWorkingDay:
    """Monday to Friday, without the holidays, with the days that are made up for."""

    @pytest.mark.parametrize(
        ("day", "worked", "why_off"),
        [
            (date(2024, 5, 4), True, None),  # Saturday, made up for 29/04
            (date(2024, 4, 29), False, "Ngày nghỉ (thay cho ngày 04/05/2024)"),
            (date(2024, 4, 30), False, "Ngày Chiến thắng"),
            (date(2024, 5, 2), True, None),
            (date(2024, 5, 5), False, "Chủ nhật"),
            (date(2024, 5, 11), False, "thứ Bảy"),
            (date(2012, 12, 31), False, "Nghỉ hoán đổi Tết Dương lịch"),  # made up for in the next year
            (date(2013, 1, 5), True, None),
            (date(2024, 2, 29), True, None),
        ],
    )
    def test_is_worked_or_says_why_not(self, day, worked, why_off):
        assert CALENDAR.is_working(day) is worked
        assert CALENDAR.why_off(day) == why_off

    @pytest.mark.parametrize(
        ("day", "provisional"),
        [
            (date(2012, 12, 31), True),
            (date(2013, 1, 1), False),
            (date(2026, 12, 31), False),
            (date(2027, 1, 1), True),
            (date(2031, 6, 30), True),
        ],
    )
    def test_is_provisional_where_the_official_table_does_not_reach(self, day, provisional):
        assert CALENDAR.is_provisional(day) is provisional


class TestCountingWorkingDays:
    """The day itself is not counted; the last one is."""

    @pytest.mark.parametrize(
        ("day", "n", "expected"),
        [
            (date(2026, 2, 5), 15, date(2026, 3, 5)),  # over Tết Bính Ngọ, 16-20/02
            (date(2025, 12, 26), 4, date(2026, 1, 5)),  # 01/01 is a holiday, 02/01 is swapped with 10/01
            (date(2026, 1, 5), 5, date(2026, 1, 10)),  # ... which is a working Saturday
            (date(2024, 4, 26), 1, date(2024, 5, 2)),
            (date(2024, 5, 3), 1, date(2024, 5, 4)),
            (date(2024, 5, 6), -1, date(2024, 5, 4)),
            (date(2024, 5, 2), -1, date(2024, 4, 26)),
            (date(2024, 5, 5), -1, date(2024, 5, 4)),  # back from a Sunday
            (date(2024, 5, 5), 0, date(2024, 5, 5)),  # nothing to count: not even off a Sunday
            (date(2024, 2, 28), 1, date(2024, 2, 29)),
            (date(2023, 2, 28), 1, date(2023, 3, 1)),
            (date(2024, 12, 31), 1, date(2025, 1, 2)),
            (date(2013, 1, 4), 1, date(2013, 1, 5)),
            (date(2012, 12, 28), 1, date(2013, 1, 2)),
        ],
    )
    def test_lands_on_the_day_a_person_counts_to(self, day, n, expected):
        assert CALENDAR.add_working_days(day, n) == expected

    @pytest.mark.parametrize(
        ("after", "until", "expected"),
        [
            (date(2024, 3, 29), date(2024, 3, 29), 0),
            (date(2024, 3, 29), date(2024, 4, 1), 1),
            (date(2024, 4, 26), date(2024, 5, 4), 3),
            (date(2024, 5, 4), date(2024, 4, 26), -3),
            (date(2023, 12, 31), date(2024, 12, 31), 251),  # 262 weekdays, 12 of them off, one Saturday worked
        ],
    )
    def test_counts_what_lies_between_two_days(self, after, until, expected):
        assert CALENDAR.working_days_between(after, until) == expected

    @given(days, st.integers(-60, 60))
    def test_agrees_with_counting_day_by_day(self, after, width):
        until = after + timedelta(width)
        low, high = sorted((after, until))
        by_hand = sum(CALENDAR.is_working(low + timedelta(i)) for i in range(1, (high - low).days + 1))

        assert CALENDAR.working_days_between(after, until) == (by_hand if width >= 0 else -by_hand)

    @given(days, steps.filter(bool))
    def test_lands_on_a_working_day_in_the_right_direction(self, day, n):
        reached = CALENDAR.add_working_days(day, n)

        assert CALENDAR.is_working(reached)
        assert (reached > day) is (n > 0)

    @given(days, st.integers(0, 400))
    @example(date(2026, 2, 5), 15)
    def test_adding_is_the_inverse_of_counting(self, day, n):
        assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, n)) == n

    @given(days.filter(CALENDAR.is_working), steps)
    def test_going_and_coming_back_ends_where_it_began(self, day, n):
        assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, n), -n) == day

    @given(days, st.integers(0, 40), steps, st.integers(0, 10))
    def test_a_later_start_or_more_days_never_ends_earlier(self, day, later, n, more):
        reached = CALENDAR.add_working_days(day, n)

        if n:
            assert CALENDAR.add_working_days(day + timedelta(later), n) >= reached
        if n * (n + more) > 0:
            assert CALENDAR.add_working_days(day, n + more) >= reached


class TestRolling:
    """A due day on a day off stays, goes back to the last working day, or forward to the next one."""

    @pytest.mark.parametrize(
        ("day", "as_printed", "after", "before"),
        [
            (date(2026, 3, 29), date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 27)),  # a Sunday
            (date(2026, 2, 18), date(2026, 2, 18), date(2026, 2, 23), date(2026, 2, 13)),  # inside Tết
            (date(2024, 5, 4), date(2024, 5, 4), date(2024, 5, 4), date(2024, 5, 4)),  # a working Saturday
            (date(2024, 12, 31), date(2024, 12, 31), date(2024, 12, 31), date(2024, 12, 31)),
        ],
    )
    def test_follows_the_policy(self, day, as_printed, after, before):
        assert CALENDAR.roll(day, Roll.AS_PRINTED) == as_printed
        assert CALENDAR.roll(day, Roll.NEXT) == after
        assert CALENDAR.roll(day, Roll.PREVIOUS) == before

    @given(days)
    def test_skips_no_working_day(self, day):
        before, after = CALENDAR.roll(day, Roll.PREVIOUS), CALENDAR.roll(day, Roll.NEXT)

        assert before <= day <= after
        between = (before + timedelta(i) for i in range(1, (after - before).days))
        assert not any(map(CALENDAR.is_working, between))
