"""Assignments: raised once per duty, unit and step; done by people, with a paper."""

from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.given import as_given, given_rows
from ocop_workflow.records.sets import constant, missing, parameter, put, table_of, worked_out_once
from ocop_workflow.records.tables import Assignment, Cycle, Duty, DutyStep, DutyUnit, Unit
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.days.due import Due
from ocop_workflow.rulebook.days.periods import Period
from ocop_workflow.rulebook.plans.plan import SURVEY_DUTY
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, Cadence, Programme, Step


def raise_assignments(session: Session, running: RunningCycle, step: Step, today: date) -> int:
    """Give the step's duties to their units, each once; return how many are new.

    Duties of the new-rural programme alone stay in the plan and outside the cycle. Nothing is raised before the plan
    is in force or after the cycle's period.
    """
    if not running.gives_duties(today):
        return 0
    printed = [
        {"duty_code": duty.code, **_columns(due_days(running, duty.code, step))}
        for duty in running.plan.duties
        if duty.due is not None
    ]
    values = {
        "cycle_id": running.id,
        "plan": running.plan.code,
        "of_step": int(step),
        "raised_on": today,
        "printed": as_given(printed),
        **_columns(_due_of_step(running, step)),
    }
    return put(session, _owed_assignments(), values)


def due_days(running: RunningCycle, duty_code: str, step: Step) -> Due:
    """The last day on time of a duty in a step: as printed, or by the local setting where the plan prints none."""
    rule = next((running.plan.rule_of(duty) for duty in running.plan.duties if duty.code == duty_code), None)
    if rule is None:
        return _due_of_step(running, step)
    year = running.plan.year
    period = Period(Cadence.YEAR, str(year), date(year, 1, 1), running.cycle.ends_on, f"năm {year}")
    return rule.due(period, running.calendar)


def _columns(due: Due) -> dict[str, Any]:
    return {"due_on": due.on, "due_basis": due.basis, "due_is_provisional": due.is_provisional}


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


@cache
def _owed_assignments() -> sa.Insert:
    """The assignments of a step at once: the due days that the plan prints as a table of their own, else the step's."""
    columns = table_of(Assignment).c
    of_due = ("due_on", "due_basis", "due_is_provisional")
    printed = given_rows("printed", {"duty_code": sa.Text(), **{name: columns[name].type for name in of_due}})
    fields: dict[str, Any] = {
        "cycle_id": parameter(columns.cycle_id),
        "duty_id": col(Duty.id),
        "unit_id": col(DutyUnit.unit_id),
        "step": col(DutyStep.step),
        "part": col(DutyUnit.part),
        **{name: sa.func.coalesce(printed.c[name], parameter(columns[name])) for name in of_due},
        "state": constant(columns.state, AssignmentState.OPEN),
        "raised_on": parameter(columns.raised_on),
    }
    rows = (
        sa.select(*fields.values())
        .select_from(table_of(Duty).outerjoin(printed, printed.c.duty_code == col(Duty.code)))
        .join(DutyUnit, col(DutyUnit.duty_id) == col(Duty.id))
        .join(DutyStep, col(DutyStep.duty_id) == col(Duty.id))
        .join(Unit, col(Unit.id) == col(DutyUnit.unit_id))
        .where(
            col(Duty.plan_code) == sa.bindparam("plan"),
            col(Duty.is_in_force),
            col(Duty.is_report).is_(False),
            col(Duty.programme) != Programme.NTM,
            col(DutyStep.step) == sa.bindparam("of_step"),
            sa.or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= parameter(columns.raised_on)),
            sa.or_(col(Unit.valid_from).is_(None), col(Unit.valid_from) <= parameter(columns.raised_on)),
        )
    )
    return missing(Assignment, tuple(fields), rows)


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
