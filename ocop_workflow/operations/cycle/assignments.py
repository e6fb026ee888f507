"""Assignments: raised once per duty, unit and step; done by people, with a paper."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.sets import constant, insert_missing, table_of, worked_out_once
from ocop_workflow.records.tables import Assignment, Cycle, Duty, DutyStep, DutyUnit, Unit
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.days.due import Due
from ocop_workflow.rulebook.days.periods import Period
from ocop_workflow.rulebook.plans.plan import SURVEY_DUTY
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, Cadence, Part, Programme, Step

_FIELDS = (
    "cycle_id", "duty_id", "unit_id", "step", "part", "due_on", "due_basis", "due_is_provisional", "state", "raised_on",
)  # fmt: skip


def raise_assignments(session: Session, running: RunningCycle, step: Step, today: date) -> int:
    """Give the step's duties to their units, each once; return how many are new.

    Duties of the new-rural programme alone stay in the plan and outside the cycle. Nothing is raised before the plan
    is in force or after the cycle's period.
    """
    if not running.gives_duties(today):
        return 0
    printed = [duty.code for duty in running.plan.duties if duty.due is not None]
    raised = _raise(session, running, step, today, _due_of_step(running, step), col(Duty.code).not_in(printed))
    for code in printed:
        raised += _raise(session, running, step, today, due_days(running, code, step), col(Duty.code) == code)
    return raised


def due_days(running: RunningCycle, duty_code: str, step: Step) -> Due:
    """The last day on time of a duty in a step: as printed, or by the local setting where the plan prints none."""
    rule = next((running.plan.rule_of(duty) for duty in running.plan.duties if duty.code == duty_code), None)
    if rule is None:
        return _due_of_step(running, step)
    year = running.plan.year
    period = Period(Cadence.YEAR, str(year), date(year, 1, 1), running.cycle.ends_on, f"năm {year}")
    return rule.due(period, running.calendar)


def _due_of_step(running: RunningCycle, step: Step) -> Due:
    """Where the plan prints no deadline: the end of the step's months, or of the cycle if those are past already."""
    ends_on = running.cycle.ends_on
    if step is Step.ACROSS:
        return Due(ends_on, (f"hết kỳ của chu trình, {vn_date(ends_on)}; kế hoạch không in hạn",))
    closes_on = running.plan.window(step)[1]
    if closes_on < running.cycle.in_force_from:
        why = f"hết kỳ của chu trình, {vn_date(ends_on)}, vì thời gian của {step.title} đã qua khi kế hoạch có hiệu lực"
        return Due(ends_on, (f"{why}; kế hoạch không in hạn",))
    return Due(closes_on, (f"ngày cuối của {step.title} theo thiết lập của địa phương; kế hoạch không in hạn",))


def _raise(
    session: Session, running: RunningCycle, step: Step, today: date, due: Due, which: sa.ColumnElement[bool]
) -> int:
    columns = table_of(Assignment).c
    rows = (
        sa.select(
            constant(columns.cycle_id, running.id),
            col(Duty.id),
            col(DutyUnit.unit_id),
            col(DutyStep.step),
            col(DutyUnit.part),
            constant(columns.due_on, due.on),
            constant(columns.due_basis, due.basis),
            constant(columns.due_is_provisional, due.is_provisional),
            constant(columns.state, AssignmentState.OPEN),
            constant(columns.raised_on, today),
        )
        .join(DutyUnit, col(DutyUnit.duty_id) == col(Duty.id))
        .join(DutyStep, col(DutyStep.duty_id) == col(Duty.id))
        .join(Unit, col(Unit.id) == col(DutyUnit.unit_id))
        .where(
            col(Duty.plan_code) == running.plan.code,
            col(Duty.is_in_force),
            col(Duty.is_report).is_(False),
            col(Duty.programme) != Programme.NTM,
            col(DutyStep.step) == int(step),
            sa.or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= today),
            sa.or_(col(Unit.valid_from).is_(None), col(Unit.valid_from) <= today),
            which,
        )
    )
    return insert_missing(session, Assignment, _FIELDS, rows)


def close_surveys_by_facts(session: Session, running: RunningCycle, today: date) -> int:
    """A commune that has identified a product this year has done its survey; return how many that closes.

    A product that was only taken over from an earlier register as recognised is no survey.
    """
    identified = (
        sa.select(col(Dossier.commune_id))
        .join(DossierLog, col(DossierLog.dossier_id) == col(Dossier.id))
        .where(
            col(Dossier.locality) == running.plan.locality,
            col(Dossier.opened_in_year) == running.plan.year,
            col(DossierLog.action) == "identify",
        )
    )
    found = worked_out_once(identified, "identified")
    surveys = sa.select(col(Duty.id)).where(col(Duty.plan_code) == running.plan.code, col(Duty.code) == SURVEY_DUTY)
    done = (
        sa.update(Assignment)
        .where(
            col(Assignment.cycle_id) == running.id,
            col(Assignment.state) == AssignmentState.OPEN,
            col(Assignment.duty_id).in_(surveys),
            col(Assignment.unit_id).in_(sa.select(found.c.commune_id)),
        )
        .values(
            state=AssignmentState.DONE,
            closed_on=today,
            closed_by="Lịch và dữ kiện (tự động)",
            note="Đã có sản phẩm tiềm năng do xã, phường xác định trong năm",
        )
        .returning(col(Assignment.id))
    )
    return len(session.execute(done, execution_options={"synchronize_session": False}).all())


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


def mark_done(
    session: Session,
    assignment_id: int,
    *,
    actor: str,
    today: date,
    at: datetime,
    paper: Paper | None = None,
    note: str | None = None,
) -> Assignment:
    """A unit has done its duty; said by a person, with a paper where there is one.

    Raises:
        NotFound: no such assignment. Refused: it is done or withdrawn already, or its cycle is closed.
    """
    assignment = session.get(Assignment, assignment_id, with_for_update=True)
    if assignment is None:
        raise NotFound("nhiệm vụ", assignment_id, "Xem «ocop assignment list».")
    if assignment.state is not AssignmentState.OPEN:
        when = f" ngày {vn_date(assignment.closed_on)}, bởi {assignment.closed_by}" if assignment.closed_on else ""
        raise Refused(f"Nhiệm vụ {assignment_id} đã ở trạng thái «{assignment.state.label}»{when}.")
    cycle = session.get_one(Cycle, assignment.cycle_id)
    if cycle.state.value == "closed":
        raise Refused(f"Chu trình «{cycle.code}» đã đóng; không ghi thêm kết quả.")
    assignment.state = AssignmentState.DONE
    assignment.closed_on, assignment.closed_by, assignment.note = today, actor, note
    if paper:
        assignment.paper_no, assignment.paper_on = paper.number, paper.on
    session.add(assignment)
    detail = f"{note or ''} {paper.number + ' ngày ' + vn_date(paper.on) if paper else ''}".strip()
    note_act(session, actor, "assignment_done", "assignment", assignment_id, detail, today, at)
    return assignment
