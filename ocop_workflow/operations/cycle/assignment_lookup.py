"""The assignments of a cycle as people read them."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.tables import Assignment, Duty, Unit
from ocop_workflow.vocabulary import AssignmentState, Part, Step


def _days_late(assignment: Assignment, today: date) -> int:
    if assignment.state is not AssignmentState.OPEN or assignment.part is Part.REQUEST:
        return 0
    return max(0, (today - assignment.due_on).days)


@dataclass(frozen=True)
class AssignmentLine:
    """One assignment as people read it."""

    id: int
    unit: str
    unit_code: str
    step: Step
    part: str
    clause: str
    quote: str
    is_printed: bool
    due_on: date
    due_basis: str
    due_is_provisional: bool
    state: AssignmentState
    days_late: int
    note: str | None


def list_assignments(
    session: Session,
    running: RunningCycle,
    today: date,
    *,
    unit: str | None = None,
    step: Step | None = None,
    late_only: bool = False,
) -> list[AssignmentLine]:
    """The assignments of a cycle, by unit and due day; `days_late` counts calendar days of an open one.

    What a unit was only requested to do (đề nghị) is never late.
    """
    rows = (
        select(Assignment, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(Assignment.cycle_id == running.id)
        .order_by(col(Unit.name), col(Assignment.due_on), col(Assignment.step), col(Duty.position))
    )
    if unit:
        rows = rows.where(Unit.code == unit)
    if step is not None:
        rows = rows.where(Assignment.step == int(step))
    if late_only:
        rows = rows.where(
            Assignment.state == AssignmentState.OPEN, Assignment.part != Part.REQUEST, col(Assignment.due_on) < today
        )
    return [
        AssignmentLine(
            id=assignment.id or 0,
            unit=owner.name,
            unit_code=owner.code,
            step=Step(assignment.step),
            part=assignment.part.label,
            clause=duty.clause,
            quote=duty.quote,
            is_printed=duty.is_printed,
            due_on=assignment.due_on,
            due_basis=assignment.due_basis,
            due_is_provisional=assignment.due_is_provisional,
            state=assignment.state,
            days_late=_days_late(assignment, today),
            note=assignment.note,
        )
        for assignment, duty, owner in session.exec(rows)
    ]
