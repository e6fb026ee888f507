"""A changed plan in a running cycle: what it adds, withdraws and moves; what people have done is never undone.

The preview of a change is the change itself inside a rehearsal, so there is no second reading of the rules.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.assignments import due_days, raise_assignments
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.running import Rules, RunningCycle
from ocop_workflow.operations.cycle.running import running as running_cycle
from ocop_workflow.operations.plans.change_lines import Change, assignment_change, note_change, report_change
from ocop_workflow.operations.plans.plans import PlanApplied, apply_plan
from ocop_workflow.operations.reports.reports import owed_periods, raise_reports
from ocop_workflow.operations.units.heritage import succeeded_units
from ocop_workflow.records.tables import Assignment, Cycle, Duty, DutyStep, DutyUnit, Report, Unit
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, CycleState, PlanChange, Programme, ReportState, Step, Subject


def apply_to_cycle(
    session: Session,
    plan: Plan,
    text: str,
    sha256: str,
    rules: Rules,
    *,
    actor: str,
    today: date,
    at: datetime,
    source_text: str | None = None,
) -> tuple[PlanApplied, tuple[Change, ...]]:
    """Apply a plan and bring its open cycles (one for each of its years) in line with it, in one transaction."""
    applied = apply_plan(session, plan, text, sha256, actor=actor, today=today, at=at, source_text=source_text)
    if not applied.is_new:
        return applied, ()
    changes: list[Change] = []
    for year in plan.cycle_years:
        code = plan.in_year(year).cycle_code
        cycle = session.exec(select(Cycle).where(Cycle.code == code)).first()
        if cycle is None or cycle.state is CycleState.CLOSED:
            continue
        open_cycle(session, plan.code, actor=actor, today=today, at=at, year=year)
        changes += renew_cycle(session, running_cycle(session, code, rules, today), actor=actor, today=today, at=at)
    return applied, tuple(changes)


def renew_cycle(
    session: Session, running: RunningCycle, *, actor: str, today: date, at: datetime
) -> tuple[Change, ...]:
    """Bring a cycle's open duties in line with the plan as applied now; done and filed ones stay as they are."""
    before = _open_ids(session, running)
    changes = [*_withdraw_assignments(session, running, today), *_withdraw_reports(session, running, today)]
    changes += [*_restore_assignments(session, running), *_restore_reports(session, running)]
    changes += [*_other_parts(session, running), *_move_assignments(session, running), *_move_reports(session, running)]
    for step in Step:
        raise_assignments(session, running, step, today)
    raise_reports(session, running, today)
    changes += _added(session, running, before, {(change.subject, change.subject_id) for change in changes})
    for change in changes:
        note_change(session, change, actor, today, at)
    if changes:
        counts = {kind: sum(change.kind is kind for change in changes) for kind in PlanChange}
        detail = ", ".join(f"{kind.label}: {count}" for kind, count in counts.items() if count)
        note_act(session, actor, "renew_cycle", "cycle", running.id, detail, today, at)
    return tuple(changes)


def _given(running: RunningCycle) -> sa.Select[Any]:
    """Duty, unit and step of everything that the plan gives now."""
    return (
        sa.select(col(Duty.id), col(DutyUnit.unit_id), col(DutyStep.step))
        .join(DutyUnit, col(DutyUnit.duty_id) == col(Duty.id))
        .join(DutyStep, col(DutyStep.duty_id) == col(Duty.id))
        .where(
            col(Duty.plan_code) == running.plan.code,
            col(Duty.is_in_force),
            col(Duty.is_report).is_(False),
            col(Duty.programme) != Programme.NTM,
        )
    )


def _assignments(
    session: Session, running: RunningCycle, state: AssignmentState
) -> list[tuple[Assignment, Duty, Unit]]:
    rows = (
        select(Assignment, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(Assignment.cycle_id == running.id, Assignment.state == state)
        .order_by(col(Assignment.id))
    )
    return list(session.exec(rows))


def _reports(session: Session, running: RunningCycle, state: ReportState) -> list[tuple[Report, Duty, Unit]]:
    """Reports that the plan asks for; those of a call out of turn do not hang on its text."""
    rows = (
        select(Report, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(Report.cycle_id == running.id, Report.state == state, col(Duty.call_id).is_(None))
        .order_by(col(Report.id))
    )
    return list(session.exec(rows))


def _withdraw_assignments(session: Session, running: RunningCycle, today: date) -> Iterable[Change]:
    given = {tuple(row) for row in session.execute(_given(running))}
    for assignment, duty, unit in _assignments(session, running, AssignmentState.OPEN):
        if (assignment.duty_id, assignment.unit_id, assignment.step) not in given:
            reason = _reason(running, today)
            assignment.state, assignment.closed_on, assignment.note = AssignmentState.WITHDRAWN, today, reason
            session.add(assignment)
            yield assignment_change(PlanChange.WITHDRAWN, assignment, duty, unit, assignment.due_on, None, reason)
    session.flush()


def _restore_assignments(session: Session, running: RunningCycle) -> Iterable[Change]:
    given, closed = {tuple(row) for row in session.execute(_given(running))}, succeeded_units(session)
    for assignment, duty, unit in _assignments(session, running, AssignmentState.WITHDRAWN):
        if (assignment.duty_id, assignment.unit_id, assignment.step) in given and unit.id not in closed:
            reason = "kế hoạch giao lại"
            assignment.state, assignment.closed_on, assignment.note = AssignmentState.OPEN, None, None
            session.add(assignment)
            yield assignment_change(PlanChange.ADDED, assignment, duty, unit, None, assignment.due_on, reason)
    session.flush()


def _other_parts(session: Session, running: RunningCycle) -> Iterable[Change]:
    """What a unit led and is now only asked for is no longer chased, and the other way round."""
    parts = {
        (link.duty_id, link.unit_id): link.part
        for link in session.exec(
            select(DutyUnit)
            .join(Duty, col(Duty.id) == col(DutyUnit.duty_id))
            .where(Duty.plan_code == running.plan.code)
        )
    }
    for assignment, duty, unit in _assignments(session, running, AssignmentState.OPEN):
        part = parts.get((assignment.duty_id, assignment.unit_id), assignment.part)
        if part is not assignment.part:
            reason = f"phần việc: {assignment.part.label} → {part.label}"
            assignment.part = part
            session.add(assignment)
            due_on = assignment.due_on
            yield assignment_change(PlanChange.OTHER_PART, assignment, duty, unit, due_on, due_on, reason)
    session.flush()


def _move_assignments(session: Session, running: RunningCycle) -> Iterable[Change]:
    for assignment, duty, unit in _assignments(session, running, AssignmentState.OPEN):
        due = due_days(running, duty.code, Step(assignment.step))
        if (assignment.due_on, assignment.due_basis) != (due.on, due.basis):
            was, assignment.due_on, assignment.due_basis = assignment.due_on, due.on, due.basis
            assignment.due_is_provisional = due.is_provisional
            session.add(assignment)
            if was != due.on:
                yield assignment_change(PlanChange.MOVED, assignment, duty, unit, was, due.on, due.basis)
    session.flush()


def _withdraw_reports(session: Session, running: RunningCycle, today: date) -> Iterable[Change]:
    given = _given_reports(session, running)
    for state in (ReportState.OWED, ReportState.RETURNED):
        for report, duty, unit in _reports(session, running, state):
            if (report.duty_id, report.unit_id) not in given or report.period not in owed_periods(running, duty.code):
                reason = _reason(running, today)
                report.state, report.decided_on, report.reason = ReportState.WITHDRAWN, today, reason
                session.add(report)
                yield report_change(PlanChange.WITHDRAWN, report, duty, unit, report.due_on, None, reason)
    session.flush()


def _restore_reports(session: Session, running: RunningCycle) -> Iterable[Change]:
    given, closed = _given_reports(session, running), succeeded_units(session)
    for report, duty, unit in _reports(session, running, ReportState.WITHDRAWN):
        is_given = (report.duty_id, report.unit_id) in given and unit.id not in closed
        if is_given and report.period in owed_periods(running, duty.code):
            report.state = ReportState.RETURNED if report.visit else ReportState.OWED
            report.decided_on, report.reason = None, None
            session.add(report)
            yield report_change(PlanChange.ADDED, report, duty, unit, None, report.due_on, "kế hoạch yêu cầu lại")
    session.flush()


def _move_reports(session: Session, running: RunningCycle) -> Iterable[Change]:
    """Only reports of the first visit: a report that was returned has the last day its return gave it."""
    for report, duty, unit in _reports(session, running, ReportState.OWED):
        due = owed_periods(running, duty.code)[report.period]
        if (report.due_on, report.due_basis) != (due.on, due.basis):
            was = report.due_on
            report.due_on = report.first_due_on = due.on
            report.due_basis, report.due_is_provisional = due.basis, due.is_provisional
            report.figures_from, report.figures_to = due.window or (report.period_starts_on, report.period_ends_on)
            session.add(report)
            if was != due.on:
                yield report_change(PlanChange.MOVED, report, duty, unit, was, due.on, due.basis)
    session.flush()


def _given_reports(session: Session, running: RunningCycle) -> set[tuple[int, int]]:
    rows = (
        sa.select(col(Duty.id), col(DutyUnit.unit_id))
        .join(DutyUnit, col(DutyUnit.duty_id) == col(Duty.id))
        .where(col(Duty.plan_code) == running.plan.code, col(Duty.is_in_force), col(Duty.is_report))
    )
    return {(duty_id, unit_id) for duty_id, unit_id in session.execute(rows)}


def _open_ids(session: Session, running: RunningCycle) -> set[tuple[Subject, int]]:
    assignments = session.exec(select(Assignment.id).where(Assignment.cycle_id == running.id))
    reports = session.exec(select(Report.id).where(Report.cycle_id == running.id))
    return {(Subject.ASSIGNMENT, key or 0) for key in assignments} | {(Subject.REPORT, key or 0) for key in reports}


def _added(
    session: Session, running: RunningCycle, before: set[tuple[Subject, int]], known: set[tuple[Subject, int]]
) -> list[Change]:
    reason = "kế hoạch giao mới"
    added = [
        assignment_change(PlanChange.ADDED, assignment, duty, unit, None, assignment.due_on, reason)
        for assignment, duty, unit in _assignments(session, running, AssignmentState.OPEN)
    ]
    added += [
        report_change(PlanChange.ADDED, report, duty, unit, None, report.due_on, reason)
        for report, duty, unit in _reports(session, running, ReportState.OWED)
    ]
    return [change for change in added if (change.subject, change.subject_id) not in before | known]


def _reason(running: RunningCycle, today: date) -> str:
    return f"kế hoạch {running.plan.code} áp dụng ngày {vn_date(today)} không còn giao việc này"
