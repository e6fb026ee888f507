"""The ladder: who is told at which distance from the due day, in working days."""

from dataclasses import dataclass
from datetime import date, timedelta

from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.plans.plan_settings import Ladder
from ocop_workflow.vocabulary import Desk, Rung

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Climb:
    """A rung reached on a day, by everything due in [due_from, due_to]; None = no bound on that side."""

    rung: Rung
    due_from: date | None
    due_to: date
    is_late: bool


def climbs(ladder: Ladder, today: date, calendar: WorkingCalendar) -> tuple[Climb, ...]:
    """The rungs that stand on `today`, as ranges of due days.

    A reminder stands while the due day is still ahead; a notice of lateness stands from its working day on, so that
    a missed run costs nothing.
    """
    before = [
        Climb(rung, today, _furthest(today, -days, calendar), False)
        for rung, days in zip((Rung.BEFORE_FIRST, Rung.BEFORE_SECOND), ladder.remind_before, strict=False)
    ]
    after = [
        Climb(rung, None, _furthest(today, days, calendar), True)
        for rung, days in (
            (Rung.LATE_UNIT, ladder.to_unit_after),
            (Rung.LATE_HEAD, ladder.to_head_after),
            (Rung.LATE_LEADER, ladder.to_leader_after),
        )
    ]
    return (*before, *after)


def request_climb(ladder: Ladder, today: date, calendar: WorkingCalendar) -> Climb:
    """A request (đề nghị) is reminded once, from the first reminder day on, and never climbs."""
    return Climb(Rung.REQUEST, None, _furthest(today, -max(ladder.remind_before, default=1), calendar), False)


def _furthest(today: date, working_days: int, calendar: WorkingCalendar) -> date:
    """The latest due day whose `working_days`-th working day has come by `today`."""
    if working_days > 0:
        return calendar.add_working_days(today + _DAY, -working_days) - _DAY  # today counts if it is worked
    return calendar.add_working_days(today, -working_days)


LADDER_DESKS: dict[Rung, tuple[tuple[str, Desk], ...]] = {
    Rung.REQUEST: (("unit", Desk.OFFICE),),
    Rung.BEFORE_FIRST: (("unit", Desk.OFFICE),),
    Rung.BEFORE_SECOND: (("unit", Desk.OFFICE),),
    Rung.LATE_UNIT: (("unit", Desk.OFFICE),),
    Rung.LATE_HEAD: (("unit", Desk.OFFICE), ("unit", Desk.HEAD)),
    Rung.LATE_LEADER: (
        ("unit", Desk.OFFICE),
        ("unit", Desk.HEAD),
        ("standing_unit", Desk.OFFICE),
        ("leader", Desk.HEAD),
    ),
}
"""Which desks a rung tells: the unit that owes, then also its head, then also the standing unit and the leader."""
