"""A notice as it reads now: its lines looked up again, those that are settled left out."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from ocop_workflow.operations.acknowledgements import acknowledged
from ocop_workflow.operations.delegations import deputy_of, in_words
from ocop_workflow.operations.plans import plan_of
from ocop_workflow.operations.reports import AWAITED
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import Assignment, Cycle, Duty, PlanVersion, Report, Unit
from ocop_workflow.rulebook.digest import DigestHead, DigestLine, write_digest
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.rulebook.waits import wait_in
from ocop_workflow.vocabulary import AssignmentState, CycleState, Part, Subject


def digest_of(session: Session, notice: Notice, today: date) -> tuple[str, str] | None:
    """Title and body as of `today`, or None when nothing of it is open any more."""
    lines = list(open_lines(session, notice))
    if not lines:
        return None
    cycle = session.get_one(Cycle, notice.cycle_id)
    unit = session.get_one(Unit, notice.unit_id)
    return write_digest(_head(session, notice, cycle, unit, today), lines, today)


def open_lines(session: Session, notice: Notice) -> Iterable[DigestLine]:
    """The lines of a notice whose subject is still open in the visit that the line is about."""
    cycle = session.get_one(Cycle, notice.cycle_id)
    if cycle.state is CycleState.CLOSED:
        return
    lines = session.exec(select(NoticeLine).where(NoticeLine.notice_id == notice.id).order_by(col(NoticeLine.id))).all()
    by_subject: dict[Subject, set[int]] = {}
    for line in lines:
        by_subject.setdefault(line.subject, set()).add(line.subject_id)
    found = {
        Subject.ASSIGNMENT: _assignments(session, by_subject.get(Subject.ASSIGNMENT, set())),
        Subject.REPORT: _reports(session, by_subject.get(Subject.REPORT, set())),
        Subject.DOSSIER: _dossiers(session, by_subject.get(Subject.DOSSIER, set()), cycle),
    }
    read = acknowledged(session, lines)
    for line in lines:
        make = found[line.subject].get((line.subject_id, line.visit))
        if make is not None:
            fields, owner_id = make
            yield DigestLine(
                subject=line.subject,
                subject_id=line.subject_id,
                rung=line.rung,
                visit=line.visit,
                is_own=owner_id == notice.unit_id,
                read=read.get((owner_id, line.subject, line.subject_id, line.visit), ""),
                **fields,
            )


_Found = dict[tuple[int, int], tuple[dict[str, Any], int]]


def _assignments(session: Session, ids: set[int]) -> _Found:
    rows = (
        select(Assignment, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Assignment.id).in_(ids), Assignment.state == AssignmentState.OPEN)
    )
    return {
        (assignment.id or 0, 0): (
            {
                "what": f"Nhiệm vụ số {assignment.id}, {_step(assignment.step)} ({assignment.part.label})",
                "owner": unit.name,
                "due_on": assignment.due_on,
                "is_provisional": assignment.due_is_provisional,
                "due_basis": assignment.due_basis,
                "clause": duty.citation[0],
                "quote": duty.citation[1],
                "todo": "quan tâm phối hợp, thông tin kết quả về cơ quan thường trực"
                if assignment.part is Part.REQUEST
                else "thực hiện và báo kết quả kèm số nhiệm vụ về cơ quan thường trực",
                "part": assignment.part,
            },
            assignment.unit_id,
        )
        for assignment, duty, unit in session.exec(rows)
    }


def _step(number: int) -> str:
    return f"bước {number}" if number else "xuyên suốt chu trình"


def _reports(session: Session, ids: set[int]) -> _Found:
    rows = (
        select(Report, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(col(Report.id).in_(ids), col(Report.state).in_(AWAITED))
    )
    found: _Found = {}
    for report, duty, unit in session.exec(rows):
        why = f"; lý do trả lại: {report.reason}" if report.visit and report.reason else ""
        found[(report.id or 0, report.visit)] = (
            {
                "what": f"Báo cáo {report.period_label}{_figures(report)}",
                "owner": unit.name,
                "due_on": report.due_on,
                "is_provisional": report.due_is_provisional,
                "due_basis": report.due_basis,
                "clause": duty.citation[0],
                "quote": duty.citation[1],
                "todo": f"gửi {duty.receiver}{why}",
                "part": Part.LEAD,
            },
            report.unit_id,
        )
    return found


def _figures(report: Report) -> str:
    """The reporting window, where it is not the period itself."""
    if (report.figures_from, report.figures_to) == (report.period_starts_on, report.period_ends_on):
        return ""
    return f" (số liệu từ {vn_date(report.figures_from)} đến {vn_date(report.figures_to)})"


def _dossiers(session: Session, ids: set[int], cycle: Cycle) -> _Found:
    rows = (
        select(Dossier, Producer, Unit)
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(col(Dossier.id).in_(ids))
    )
    found: _Found = {}
    for dossier, producer, commune in session.exec(rows):
        wait = wait_in(dossier.state)
        if wait is None or dossier.due_on is None:
            continue
        name = f"{dossier.code} «{dossier.product_name}»" + (f" của {producer.name}" if producer else "")
        found[(dossier.id or 0, dossier.log_seq)] = (
            {
                "what": f"Hồ sơ {name}, {dossier.state.label.lower()} từ {vn_date(dossier.state_since)}",
                "owner": commune.name if commune else "chưa xác định xã, phường",
                "due_on": dossier.due_on,
                "is_provisional": dossier.due_is_provisional,
                "due_basis": dossier.due_basis or "",
                "clause": wait.step.title,
                "quote": "",
                "todo": wait.ask,
                "part": None,
            },
            dossier.commune_id or cycle.standing_unit_id,
        )
    return found


def _head(session: Session, notice: Notice, cycle: Cycle, unit: Unit, today: date) -> DigestHead:
    plan = plan_of(session.get_one(PlanVersion, cycle.plan_version_id))
    standing = session.get_one(Unit, cycle.standing_unit_id)
    contact = " – ".join(filter(None, (plan.contact.name, plan.contact.phone)))
    call = (
        f"{standing.name} ({contact})" if contact else f"{standing.name} (chưa khai báo người, số điện thoại liên hệ)"
    )
    deputy = deputy_of(session, notice.unit_id, notice.desk, today)
    return DigestHead(
        notice.code,
        cycle.locality_name,
        cycle.code,
        unit.name,
        notice.desk,
        standing.name,
        call,
        in_words(deputy) if deputy else "",
    )
