"""Every open due day counted again by the calendar in force: what moves is listed, logged and changed as sets.

A due day is a pure function of what stands on the row, the plan as applied and the calendar, so that counting again
moves only what the calendar has moved. What a person set by hand, what is done and what is filed stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.assignments import due_days
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, open_cycle_codes, running
from ocop_workflow.operations.days.calendar_letters import calendar_in_force
from ocop_workflow.operations.days.due_moves import CountedAlike, MovedDue, change, log_moves
from ocop_workflow.operations.reports.reports import AWAITED, owed_periods
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.report_tables import ReportCall
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Assignment, Duty, Report
from ocop_workflow.rulebook.days.calendar import SpecialDay, WorkingCalendar
from ocop_workflow.rulebook.days.due import PROVISIONAL
from ocop_workflow.rulebook.dossiers.waits import term_day
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, ReportState, Step, Subject


@dataclass(frozen=True)
class Recounted:
    """What counting again has changed: days that moved, and how many only became certain or uncertain."""

    moved: tuple[MovedDue, ...]
    confirmed: int
    made_provisional: int


def recount(
    session: Session, rules: Rules, *, before: WorkingCalendar | None, actor: str, today: date, at: datetime
) -> Recounted:
    """Count every open due day of the open cycles again; `before` is the calendar that held until now, if it is known.

    Each day that moves is a line of the log of acts, in the same transaction.
    """
    session.flush()
    after = calendar_in_force(session, rules.calendar)
    moved: list[MovedDue] = []
    confirmed = made_provisional = 0
    for found in _changed(session, rules, after, today):
        reason = _reason(found, before, after)
        if found.before != found.after:
            moved += log_moves(session, found, reason, actor, today, at)
        count = change(session, found)
        if found.before == found.after and found.was_provisional != found.is_provisional:
            confirmed += count if found.was_provisional else 0
            made_provisional += count if found.is_provisional else 0
    _calls_follow(session)
    session.expire_all()
    return Recounted(tuple(moved), confirmed, made_provisional)


def is_stale(session: Session, rules: Rules, today: date) -> bool:
    """Whether an open due day would come out otherwise by the calendar in force."""
    calendar = calendar_in_force(session, rules.calendar)
    return any(found.before != found.after for found in _changed(session, rules, calendar, today))


def _changed(session: Session, rules: Rules, calendar: WorkingCalendar, today: date) -> Iterator[CountedAlike]:
    cycles = [running(session, code, rules, today) for code in open_cycle_codes(session)]
    for cycle in cycles:
        yield from _assignments(session, cycle)
        yield from _reports(session, cycle)
        yield from _reports_with_a_term(session, cycle)
    yield from _dossiers(session, {cycle.cycle.locality for cycle in cycles}, calendar)


def _assignments(session: Session, cycle: RunningCycle) -> Iterator[CountedAlike]:
    columns = table_of(Assignment).c
    scope = (columns.cycle_id == cycle.id, columns.state == AssignmentState.OPEN)
    alike = (columns.duty_id, columns.step, columns.due_on, columns.due_basis, columns.due_is_provisional)
    rows = sa.select(col(Duty.code), *alike).join(Duty, col(Duty.id) == columns.duty_id).where(*scope).distinct()
    for code, duty_id, step, on, basis, provisional in session.execute(rows):
        due = due_days(cycle, code, Step(step))
        if (on, basis, provisional) != (due.on, due.basis, due.is_provisional):
            where = (*scope, columns.duty_id == duty_id, columns.step == step, columns.due_on == on)
            since = min(on, due.on)
            yield CountedAlike(Subject.ASSIGNMENT, where, on, provisional, due.on, due.basis, due.is_provisional, since)


def _reports(session: Session, cycle: RunningCycle) -> Iterator[CountedAlike]:
    columns = table_of(Report).c
    scope = (columns.cycle_id == cycle.id, columns.state == ReportState.OWED, columns.visit == 0)
    alike = (columns.duty_id, columns.period, columns.due_on, columns.due_basis, columns.due_is_provisional)
    rows = (
        sa.select(col(Duty.code), columns.period_ends_on, *alike)
        .join(Duty, col(Duty.id) == columns.duty_id)
        .where(*scope)
        .distinct()
    )
    owed = {duty.code: owed_periods(cycle, duty.code) for duty in cycle.plan.all_reports}
    for code, ends_on, duty_id, period, on, basis, provisional in session.execute(rows):
        due = owed.get(code, {}).get(period)  # a report on call has the last day of its order
        if due is not None and (on, basis, provisional) != (due.on, due.basis, due.is_provisional):
            where = (*scope, columns.duty_id == duty_id, columns.period == period, columns.due_on == on)
            since = min(on, due.on, ends_on)
            yield CountedAlike(Subject.REPORT, where, on, provisional, due.on, due.basis, due.is_provisional, since)


def _reports_with_a_term(session: Session, cycle: RunningCycle) -> Iterator[CountedAlike]:
    columns = table_of(Report).c
    scope = (columns.cycle_id == cycle.id, columns.state.in_(AWAITED))
    yield from _terms(session, Subject.REPORT, columns, scope, cycle.calendar)


def _dossiers(session: Session, localities: set[str], calendar: WorkingCalendar) -> Iterator[CountedAlike]:
    columns = table_of(Dossier).c
    yield from _terms(session, Subject.DOSSIER, columns, (columns.locality.in_(sorted(localities)),), calendar)


def _terms(
    session: Session, subject: Subject, columns: Any, scope: tuple[Any, ...], calendar: WorkingCalendar
) -> Iterator[CountedAlike]:
    """Rows whose last day is so many working days after a day that stands beside it."""
    counted = (*scope, columns.due_term_days.is_not(None), columns.due_on.is_not(None))
    alike = (columns.due_since, columns.due_term_days, columns.due_on, columns.due_basis, columns.due_is_provisional)
    for since, days, on, basis, provisional in session.execute(sa.select(*alike).where(*counted).distinct()):
        due = term_day(days, since, calendar)
        if (on, provisional) != (due.on, due.is_provisional):
            words = basis.removesuffix(f"; {PROVISIONAL}") + (f"; {PROVISIONAL}" if due.is_provisional else "")
            where = (
                *counted,
                *(column == value for column, value in zip(alike, (since, days, on, basis), strict=False)),
            )
            yield CountedAlike(subject, where, on, provisional, due.on, words, due.is_provisional, since)


def _calls_follow(session: Session) -> None:
    """A call out of turn that gave working days is due when its reports are."""
    calls, reports = table_of(ReportCall), table_of(Report).c
    its_reports = (
        reports.cycle_id == calls.c.cycle_id,
        reports.period == calls.c.period,
        reports.visit == 0,
        reports.due_term_days.is_not(None),
    )
    due_on = sa.select(sa.func.max(reports.due_on)).where(*its_reports).scalar_subquery()
    others = (*its_reports, reports.due_on != calls.c.due_on)
    session.execute(sa.update(calls).where(sa.exists().where(*others)).values(due_on=due_on))


def _reason(found: CountedAlike, before: WorkingCalendar | None, after: WorkingCalendar) -> str:
    """Which days of the calendar moved the due day, with the paper that decided them."""
    first, last = min(found.since, found.before, found.after), max(found.before, found.after)
    if before is None:
        met = after.special_days(first, last)
        return "; ".join(_said(day, special) for day, special in met) or "theo lịch làm việc đang dùng"
    said = []
    for day in sorted({*before.days, *after.days}):
        was, now = before.days.get(day), after.days.get(day)
        if first <= day <= last and was != now:
            said.append(_said(day, now) if now else f"{vn_date(day)} là ngày thường, không còn {_lower(was)}")
    return "; ".join(said) or "theo lịch làm việc đang dùng"


def _said(day: date, special: SpecialDay) -> str:
    return f"{vn_date(day)} {special.kind.label} ({special.name}; {special.source})"


def _lower(special: SpecialDay | None) -> str:
    return f"{special.kind.label} ({special.name})" if special else ""
