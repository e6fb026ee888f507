"""The ladder of reminders and notices, in working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_workflow.rulebook.notices.ladder import LADDER_DESKS, climbs, request_climb
from ocop_workflow.rulebook.plans.plan_settings import Ladder
from ocop_workflow.vocabulary import Desk, Rung
from tests.builders import a_calendar

LIBERATION = {
    date(2024, 4, 29): "hoán đổi",
    date(2024, 4, 30): "Ngày Chiến thắng",
    date(2024, 5, 1): "Quốc tế Lao động",
}
CALENDAR = a_calendar(LIBERATION, {date(2024, 5, 4): "làm bù"}, date(2013, 1, 1), date(2026, 12, 31))
LADDER = Ladder(not_in_plan=True, why="mẫu")


def rungs(due_on: date, today: date) -> set[Rung]:
    """The rungs that stand on `today` for something due on `due_on`."""
    return {
        climb.rung
        for climb in climbs(LADDER, today, CALENDAR)
        if due_on <= climb.due_to and (climb.due_from is None or due_on >= climb.due_from)
    }


class TestDefaultLadder:
    """Reminder 3 and 1 working days before; after the due day at +1, +3, +7 working days."""

    DUE = date(2024, 6, 17)  # a Monday

    @pytest.mark.parametrize(
        ("today", "standing"),
        [
            (date(2024, 6, 11), set()),
            (date(2024, 6, 12), {Rung.BEFORE_FIRST}),
            (date(2024, 6, 14), {Rung.BEFORE_FIRST, Rung.BEFORE_SECOND}),
            (date(2024, 6, 17), {Rung.BEFORE_FIRST, Rung.BEFORE_SECOND}),
            (date(2024, 6, 18), {Rung.LATE_UNIT}),
            (date(2024, 6, 19), {Rung.LATE_UNIT}),
            (date(2024, 6, 20), {Rung.LATE_UNIT, Rung.LATE_HEAD}),
            (date(2024, 6, 25), {Rung.LATE_UNIT, Rung.LATE_HEAD}),
            (date(2024, 6, 26), {Rung.LATE_UNIT, Rung.LATE_HEAD, Rung.LATE_LEADER}),
            (date(2024, 11, 22), {Rung.LATE_UNIT, Rung.LATE_HEAD, Rung.LATE_LEADER}),
        ],
    )
    def test_each_rung_stands_from_its_working_day_on(self, today, standing):
        assert rungs(self.DUE, today) == standing

    def test_holidays_do_not_count(self):
        """Due 26/04/2024; 29/04 to 01/05 are off, so the first working day after it is 02/05."""
        due_on = date(2024, 4, 26)
        assert rungs(due_on, date(2024, 5, 1)) == set()
        assert rungs(due_on, date(2024, 5, 2)) == {Rung.LATE_UNIT}
        assert rungs(due_on, date(2024, 5, 4)) == {Rung.LATE_UNIT, Rung.LATE_HEAD}, "Saturday 04/05/2024 is made up"

    @given(st.integers(-40, 400), st.integers(0, 900))
    def test_a_rung_once_climbed_never_falls(self, late_days, start):
        due_on = date(2023, 6, 1) + timedelta(days=start)
        today = due_on + timedelta(days=late_days)
        late = {Rung.LATE_UNIT, Rung.LATE_HEAD, Rung.LATE_LEADER}
        assert rungs(due_on, today) & late <= rungs(due_on, today + timedelta(days=1)) & late
        assert not (rungs(due_on, today) & late and today <= due_on), "nobody is late on the due day itself"

    @given(st.integers(0, 1400), st.sampled_from([1, 3, 7]), st.sampled_from([1, 2, 5]))
    def test_a_rung_reaches_to_the_last_day_whose_working_day_has_come(self, start, after, before):
        today = date(2023, 1, 1) + timedelta(days=start)
        ladder = LADDER.model_copy(update={"remind_before": (before,), "to_unit_after": after})
        reached = {climb.rung: climb.due_to for climb in climbs(ladder, today, CALENDAR)}
        for rung, days in ((Rung.BEFORE_FIRST, -before), (Rung.LATE_UNIT, after)):
            last = reached[rung]
            assert CALENDAR.add_working_days(last, days) <= today
            assert CALENDAR.add_working_days(last + timedelta(days=1), days) > today


class TestWhoIsTold:
    """To the unit, then also its head, then also the standing unit and the vice-chair in charge."""

    def test_desks_are_added_and_none_is_dropped(self):
        assert LADDER_DESKS[Rung.LATE_UNIT] == (("unit", Desk.OFFICE),)
        assert (
            set(LADDER_DESKS[Rung.LATE_UNIT]) < set(LADDER_DESKS[Rung.LATE_HEAD]) < set(LADDER_DESKS[Rung.LATE_LEADER])
        )
        assert set(LADDER_DESKS[Rung.LATE_LEADER]) - set(LADDER_DESKS[Rung.LATE_HEAD]) == {
            ("standing_unit", Desk.OFFICE),
            ("leader", Desk.HEAD),
        }

    def test_a_request_is_one_rung_for_the_office_alone(self):
        """«Đề nghị» gets a polite reminder and no escalation."""
        climb = request_climb(LADDER, date(2024, 6, 12), CALENDAR)
        assert (climb.rung, climb.due_from, climb.due_to) == (Rung.REQUEST, None, date(2024, 6, 17))
        assert LADDER_DESKS[Rung.REQUEST] == (("unit", Desk.OFFICE),)
