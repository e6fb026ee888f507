"""When a notice may leave the house: in office hours of a working day."""

from datetime import datetime, timedelta

from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.plans.plan_settings import OfficeHours


def sending_moment(hours: OfficeHours | None, calendar: WorkingCalendar, at: datetime) -> datetime:
    """The moment itself (in the office's own zone) when the office is open, otherwise when it opens next."""
    if hours is None:
        return at
    day = at.date()
    if calendar.is_working(day) and at.time() < hours.closes:
        return max(at, datetime.combine(day, hours.opens, at.tzinfo))
    day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, hours.opens, at.tzinfo)
