"""Terms after an event, and a clock that stands still while somebody else has to do something."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.rulebook.days.terms import Pause, Term

CALENDAR = load_calendar(Path(__file__).parents[2] / "config" / "calendar")
A_DAY = timedelta(days=1)

events = st.dates(date(2013, 1, 1), date(2030, 12, 31))
terms = st.one_of(
    st.integers(1, 60).map(lambda n: Term(working_days=n)),
    st.integers(1, 90).map(lambda n: Term(calendar_days=n)),
)
gaps = st.lists(st.tuples(st.integers(-10, 90), st.integers(0, 20)), max_size=3)


def by_hand(term: Term, event_on: date, pauses: list[Pause]) -> date:
    """Counting on the fingers: each day that is no pause (and, for working days, is worked) uses up one."""
    day, left = event_on, term.working_days or term.calendar_days
    while left:
        day += A_DAY
        stands = any(pause.stopped_on <= day <= pause.resumed_on for pause in pauses)
        left -= not stands and (term.calendar_days is not None or CALENDAR.is_working(day))
    return day


class TestATerm:
    """The day of the event is not counted, the last day is on time."""

    @pytest.mark.parametrize(
        ("term", "event_on", "on"),
        [
            (Term(working_days=15), date(2026, 2, 5), date(2026, 3, 5)),  # over Tết Bính Ngọ
            (Term(working_days=4), date(2025, 12, 26), date(2026, 1, 5)),  # 02/01 is swapped with 10/01/2026
            (Term(calendar_days=45), date(2024, 2, 1), date(2024, 3, 17)),
            (Term(calendar_days=45), date(2023, 2, 1), date(2023, 3, 18)),
            (Term(months=36), date(2024, 2, 29), date(2027, 2, 28)),
            (Term(months=1), date(2024, 12, 31), date(2025, 1, 31)),
        ],
    )
    def test_ends_on_the_day_a_person_counts_to(self, term, event_on, on):
        assert term.due(event_on, CALENDAR).on == on

    def test_tells_how_and_which_days_off_were_met(self):
        found = Term(working_days=15).due(date(2026, 2, 5), CALENDAR)

        assert found.steps == ("15 ngày làm việc kể từ 05/02/2026, tức 05/03/2026",)
        assert [day for day, _ in found.days] == [date(2026, 2, day) for day in range(16, 21)]
        assert {why.source for _, why in found.days} == {"thư viện holidays 0.109"}

    def test_has_exactly_one_unit(self):
        for units in ({}, {"working_days": 3, "months": 1}):
            with pytest.raises(ValidationError, match="chọn đúng một"):
                Term(**units)

    @given(events, st.integers(1, 100))
    def test_is_defined_to_2100(self, event_on, n):
        late = event_on.replace(year=2100, day=min(event_on.day, 28))
        found = Term(working_days=n).due(late, CALENDAR)

        assert found.is_provisional
        assert CALENDAR.is_working(found.on)


class TestAClockThatStands:
    """A file goes back for a supplement: no day is counted from the one it goes to the one it comes back."""

    FROM = date(2024, 6, 3)  # a Monday

    def test_goes_on_where_it_stood(self):
        pause = Pause(date(2024, 6, 6), date(2024, 6, 20))  # three days used: Tuesday, Wednesday; two left
        found = Term(working_days=4).due(self.FROM, CALENDAR, [pause])

        assert found.on == date(2024, 6, 24)
        assert found.steps[-1] == "không tính thời gian dừng từ 06/06/2024 đến 20/06/2024, tức 24/06/2024"

    def test_on_the_last_day_leaves_one_day_for_the_answer(self):
        pause = Pause(date(2024, 6, 7), date(2024, 6, 20))

        assert Term(working_days=4).due(self.FROM, CALENDAR, [pause]).on == date(2024, 6, 21)

    def test_after_the_term_is_over_brings_no_day_back(self):
        pause = Pause(date(2024, 6, 8), date(2024, 6, 20))

        assert Term(working_days=4).due(self.FROM, CALENDAR, [pause]).on == date(2024, 6, 7)

    def test_while_it_stands_there_is_no_last_day(self):
        with pytest.raises(ValueError, match="đang dừng từ 06/06/2024"):
            Term(working_days=4).due(self.FROM, CALENDAR, [Pause(date(2024, 6, 6))])

    def test_months_grow_by_the_days_that_it_stood(self):
        pause = Pause(date(2024, 6, 10), date(2024, 6, 14))

        assert Term(months=1).due(self.FROM, CALENDAR, [pause]).on == date(2024, 7, 8)

    @hypothesis_settings(max_examples=60)
    @given(events, terms, gaps)
    def test_agrees_with_counting_day_by_day(self, event_on, term, spans):
        pauses = [Pause(event_on + A_DAY * start, event_on + A_DAY * (start + length)) for start, length in spans]

        assert term.due(event_on, CALENDAR, pauses).on == by_hand(term, event_on, pauses)

    @given(events, terms, st.integers(1, 80), st.integers(0, 30), st.integers(0, 5))
    def test_a_longer_stand_never_ends_the_term_earlier(self, event_on, term, start, length, more):
        stopped_on = event_on + A_DAY * start
        short, long = (Pause(stopped_on, stopped_on + A_DAY * days) for days in (length, length + more))

        assert term.due(event_on, CALENDAR, [short]).on <= term.due(event_on, CALENDAR, [long]).on
