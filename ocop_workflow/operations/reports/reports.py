"""Reports: owed once per unit and period; late is asked with a day, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.given import as_given, given_rows
from ocop_workflow.records.sets import constant, is_one_of, missing, parameter, put, table_of
from ocop_workflow.records.tables import Duty, DutyUnit, Report, Unit
from ocop_workflow.rulebook.days.due import Due
from ocop_workflow.rulebook.days.periods import Period, periods
from ocop_workflow.rulebook.plans.plan import ReportDuty
from ocop_workflow.vocabulary import Part, Programme, ReportState

AWAITED = (ReportState.OWED, ReportState.RETURNED)


def raise_reports(session: Session, running: RunningCycle, today: date) -> int:
    """Raise every report that the plan asks for in the cycle's year, each once; return how many are new.

    Ad hoc reports and reports without a printed frequency have no period and are not raised; reports of the new-rural
    programme alone stay outside the cycle.
    """
    if not running.gives_duties(today):
        return 0
    owed = [
        _owed_row(duty.code, period, due) for duty in running.plan.all_reports for period, due in _owed(running, duty)
    ]
    return put(session, _owed_reports(), {"cycle_id": running.id, "plan": running.plan.code, "owed": as_given(owed)})


def owed_periods(running: RunningCycle, duty_code: str) -> dict[str, Due]:
    """The periods that a reporting duty asks for in the cycle, by code, each with its due day."""
    return {
        period.code: due
        for duty in running.plan.all_reports
        if duty.code == duty_code
        for period, due in _owed(running, duty)
    }


def _owed(running: RunningCycle, duty: ReportDuty) -> Iterator[tuple[Period, Due]]:
    rule = running.plan.rule_of(duty)
    if duty.programme is Programme.NTM or duty.due is None or rule is None:
        return
    first = max(running.cycle.starts_on, running.cycle.in_force_from)
    why = ("hạn theo thiết lập của địa phương, kế hoạch không in ngày",) if duty.due.not_in_plan else ()
    for period in periods(duty.cadence, first, running.cycle.ends_on, second_half=duty.second_half):
        due = rule.due(period, running.calendar)
        yield period, replace(due, steps=(*due.steps, *why))


def _owed_row(duty_code: str, period: Period, due: Due) -> dict[str, Any]:
    return {
        "duty_code": duty_code,
        "period": period.code,
        "period_label": period.label,
        "period_starts_on": period.starts_on,
        "period_ends_on": period.ends_on,
        "figures_from": due.window[0] if due.window else period.starts_on,
        "figures_to": due.window[1] if due.window else period.ends_on,
        "due_on": due.on,
        "due_basis": due.basis,
        "due_is_provisional": due.is_provisional,
    }


@cache
def _owed_reports() -> sa.Insert:
    """The reports of all periods at once: the due days as a table of their own, joined with the duties' units."""
    columns = table_of(Report).c
    of_period = (
        "period", "period_label", "period_starts_on", "period_ends_on", "figures_from", "figures_to", "due_on",
        "due_basis", "due_is_provisional",
    )  # fmt: skip
    owed = given_rows("owed", {"duty_code": sa.Text(), **{name: columns[name].type for name in of_period}}).c
    fields: dict[str, Any] = {
        "cycle_id": parameter(columns.cycle_id),
        "duty_id": col(Duty.id),
        "unit_id": col(DutyUnit.unit_id),
        "part": col(DutyUnit.part),
        **{name: owed[name] for name in of_period},
        "first_due_on": owed.due_on,
        "visit": constant(columns.visit, 0),
        "correction": constant(columns.correction, 0),
        "state": constant(columns.state, ReportState.OWED),
    }
    rows = (
        sa.select(*fields.values())
        .join(Duty, col(Duty.code) == owed.duty_code)
        .join(DutyUnit, col(DutyUnit.duty_id) == col(Duty.id))
        .join(Unit, col(Unit.id) == col(DutyUnit.unit_id))
        .where(
            col(Duty.plan_code) == sa.bindparam("plan"),
            col(Duty.is_in_force),
            sa.or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= owed.period_ends_on),
            sa.or_(col(Unit.valid_from).is_(None), col(Unit.valid_from) <= owed.period_ends_on),
        )
    )
    return missing(Report, tuple(fields), rows)


@dataclass(frozen=True)
class ReportLine:
    """One report as people read it."""

    id: int
    unit: str
    unit_code: str
    duty_code: str
    receiver: str | None
    is_upward: bool
    period: str
    period_label: str
    cadence: str
    clause: str
    quote: str
    figures_from: date
    figures_to: date
    due_on: date
    due_basis: str
    due_is_provisional: bool
    state: ReportState
    submitted_on: date | None
    days_late: int


def list_reports(
    session: Session,
    running: RunningCycle,
    today: date,
    *,
    unit: str | None = None,
    late_only: bool = False,
    due_by: date | None = None,
    upward_only: bool = False,
) -> list[ReportLine]:
    """The reports of a cycle by due day and unit; `days_late` counts calendar days, also of one filed late."""
    rows = (
        select(Report, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(Report.cycle_id == running.id)
        .order_by(col(Report.due_on), col(Unit.name), col(Duty.position))
    )
    if unit:
        rows = rows.where(Unit.code == unit)
    if late_only:
        is_awaited = is_one_of(table_of(Report).c.state, AWAITED)
        rows = rows.where(is_awaited, col(Report.due_on) < today, col(Report.part) != Part.REQUEST)
    if upward_only:
        rows = rows.where(col(Duty.is_upward))
    if due_by:
        rows = rows.where(col(Report.due_on) <= due_by)
    return [
        ReportLine(
            id=report.id or 0,
            unit=owner.name,
            unit_code=owner.code,
            duty_code=duty.code,
            receiver=duty.receiver,
            is_upward=duty.is_upward,
            period=report.period,
            period_label=report.period_label,
            cadence=duty.cadence.label if duty.cadence else "",
            clause=duty.clause,
            quote=duty.quote,
            figures_from=report.figures_from,
            figures_to=report.figures_to,
            due_on=report.due_on,
            due_basis=report.due_basis,
            due_is_provisional=report.due_is_provisional,
            state=report.state,
            submitted_on=report.submitted_on,
            days_late=days_late(report, today),
        )
        for report, duty, owner in session.exec(rows)
    ]


def days_late(report: Report, today: date) -> int:
    """Calendar days after the last day on time: until today while awaited, until the filing otherwise.

    What is no longer owed, and what was only asked for (đề nghị), is never late.
    """
    if report.state in (ReportState.WITHDRAWN, ReportState.EXCUSED) or report.part is Part.REQUEST:
        return 0
    until = today if report.state in AWAITED else (report.submitted_on or today)
    return max(0, (until - report.due_on).days)
