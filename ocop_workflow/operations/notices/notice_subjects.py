"""What the lines of notices are about, looked up for many notices at once; what is settled is not found."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.tables import Assignment, Duty, Report, Unit
from ocop_workflow.rulebook.dossiers.waits import wait_in
from ocop_workflow.rulebook.plans.plan_entries import citation
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, Part, Subject

Key = tuple[Subject, int, int]
"""What a line is about: the kind of subject, its number, and the visit."""

Found = dict[Key, tuple[dict[str, Any], int | None]]
"""The words of a digest's line, and the unit that owes (None: the standing unit)."""


def still_open(session: Session, keys: Collection[Key]) -> Found:
    """The subjects of the lines that are still open in the visit that the line is about."""
    ids: dict[Subject, set[int]] = {subject: set() for subject in Subject}
    for subject, number, _ in keys:
        ids[subject].add(number)
    found: Found = {}
    for subject, look_up in (
        (Subject.ASSIGNMENT, _assignments),
        (Subject.REPORT, _reports),
        (Subject.DOSSIER, _dossiers),
    ):
        if ids[subject]:
            found |= look_up(session, ids[subject])
    return found


def _assignments(session: Session, ids: set[int]) -> Found:
    rows = (
        select(Assignment, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Assignment.id).in_(ids), Assignment.state == AssignmentState.OPEN)
    )
    return {
        (Subject.ASSIGNMENT, assignment.id or 0, 0): (
            {
                "subject": Subject.ASSIGNMENT,
                "visit": 0,
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


_REPORTS = (
    sa.select(
        *(col(Report.id), col(Report.unit_id), col(Report.visit), col(Report.reason), col(Report.period_label)),
        *(col(Report.period_starts_on), col(Report.period_ends_on), col(Report.figures_from), col(Report.figures_to)),
        *(col(Report.due_on), col(Report.due_is_provisional), col(Report.due_basis)),
        *(col(Duty.clause), col(Duty.quote), col(Duty.receiver), col(Unit.name).label("owner")),
    )
    .join(Duty, col(Duty.id) == col(Report.duty_id))
    .join(Unit, col(Unit.id) == col(Report.unit_id))
    .where(col(Report.state).in_(AWAITED))
)
"""Columns, not objects: a leader's digest is about hundreds of reports."""


def _reports(session: Session, ids: set[int]) -> Found:
    found: Found = {}
    for report in session.execute(_REPORTS.where(col(Report.id).in_(ids))):
        clause, quote = citation(report.clause, report.quote)
        why = f"; lý do trả lại: {report.reason}" if report.visit and report.reason else ""
        found[(Subject.REPORT, report.id, report.visit)] = (
            {
                "subject": Subject.REPORT,
                "visit": report.visit,
                "what": f"Báo cáo {report.period_label}{_figures(report)}",
                "owner": report.owner,
                "due_on": report.due_on,
                "is_provisional": report.due_is_provisional,
                "due_basis": report.due_basis,
                "clause": clause,
                "quote": quote,
                "todo": f"gửi {report.receiver}{why}",
                "part": Part.LEAD,
            },
            report.unit_id,
        )
    return found


def _figures(report: sa.Row[Any]) -> str:
    """The reporting window, where it is not the period itself."""
    if (report.figures_from, report.figures_to) == (report.period_starts_on, report.period_ends_on):
        return ""
    return f" (số liệu từ {vn_date(report.figures_from)} đến {vn_date(report.figures_to)})"


def _dossiers(session: Session, ids: set[int]) -> Found:
    rows = (
        select(Dossier, Producer, Unit)
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(col(Dossier.id).in_(ids))
    )
    found: Found = {}
    for dossier, producer, commune in session.exec(rows):
        wait = wait_in(dossier.state)
        if wait is None or dossier.due_on is None:
            continue
        name = f"{dossier.code} «{dossier.product_name}»" + (f" của {producer.name}" if producer else "")
        found[(Subject.DOSSIER, dossier.id or 0, dossier.log_seq)] = (
            {
                "subject": Subject.DOSSIER,
                "visit": dossier.log_seq,
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
            dossier.commune_id,
        )
    return found
