"""What the lines of notices are about, looked up for many notices at once; what is settled is not found."""

from collections.abc import Collection
from datetime import date
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
        *(col(Report.id), col(Report.unit_id), col(Unit.name), col(Report.visit), col(Report.reason)),
        *(col(Report.due_on), col(Report.due_is_provisional), col(Report.due_basis)),
        *(col(Duty.clause), col(Duty.quote), col(Duty.receiver), col(Report.period_label)),
        *(col(Report.period_starts_on), col(Report.period_ends_on), col(Report.figures_from), col(Report.figures_to)),
    )
    .join(Duty, col(Duty.id) == col(Report.duty_id))
    .join(Unit, col(Unit.id) == col(Report.unit_id))
    .where(col(Report.state).in_(AWAITED))
)
"""Columns, not objects: a leader's digest is about hundreds of reports."""


def _reports(session: Session, ids: set[int]) -> Found:
    found: Found = {}
    for row in session.execute(_REPORTS.where(col(Report.id).in_(ids))):
        # by place: a row that is asked for each of its columns by name takes longer than it took to fetch
        number, unit_id, owner, visit, reason, due_on, is_provisional, due_basis, clause, quote, receiver, *period = row
        clause, quote = citation(clause, quote)
        why = f"; lý do trả lại: {reason}" if visit and reason else ""
        found[(Subject.REPORT, number, visit)] = (
            {
                "subject": Subject.REPORT,
                "visit": visit,
                "what": f"Báo cáo {_period(*period)}",
                "owner": owner,
                "due_on": due_on,
                "is_provisional": is_provisional,
                "due_basis": due_basis,
                "clause": clause,
                "quote": quote,
                "todo": f"gửi {receiver}{why}",
                "part": Part.LEAD,
            },
            unit_id,
        )
    return found


def _period(label: str, starts_on: date, ends_on: date, figures_from: date, figures_to: date) -> str:
    """The period, with the reporting window where that is another."""
    if (figures_from, figures_to) == (starts_on, ends_on):
        return label
    return f"{label} (số liệu từ {vn_date(figures_from)} đến {vn_date(figures_to)})"


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
