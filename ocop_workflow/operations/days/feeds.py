"""What stands in the calendar of each unit: its reports, duties and waiting dossiers, with how each day was reached.

What is done stays, marked as done; what is no longer owed is cancelled, so that it leaves the calendar of whoever took
the file in; a dossier that waits for somebody else by now is not this unit's any more and is left out.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.papers.due_feed import Feed, FeedEvent
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.tables import ActLog, Assignment, Duty, Report, Unit
from ocop_workflow.rulebook.dossiers.waits import WAITS, wait_in
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, Part, ReportState, Step, Subject

_DONE = {ReportState.SUBMITTED: "Đã nộp: ", ReportState.ACCEPTED: "Đã chấp nhận: ", AssignmentState.DONE: "Đã xong: "}
_GONE = (ReportState.WITHDRAWN, ReportState.EXCUSED, AssignmentState.WITHDRAWN)


def feeds(session: Session, cycles: list[RunningCycle], today: date, unit: str | None = None) -> list[Feed]:
    """The feeds of all units of the cycles that have any due day, or of the one unit."""
    events: dict[int, list[FeedEvent]] = defaultdict(list)
    for cycle in cycles:
        found = (_reports(session, cycle), _assignments(session, cycle))
        dossiers = (_dossiers(session, cycle),) if cycle.drives_clock(today) else ()
        for unit_id, event in (pair for part in (*found, *dossiers) for pair in part):
            events[unit_id].append(event)
    units = select(Unit).where(col(Unit.id).in_(events)).order_by(col(Unit.locality), col(Unit.code))
    return [
        Feed(owner.locality, owner.code, owner.name, tuple(events[owner.id or 0]))
        for owner in session.exec(units)
        if unit is None or owner.code == unit
    ]


def _acts(subject: Subject, key: Any) -> Any:
    """How often somebody did something about the subject: it grows with every move of its day, and never shrinks."""
    count = sa.select(sa.func.count()).where(col(ActLog.subject) == str(subject), col(ActLog.subject_id) == key)
    return count.correlate_except(ActLog).scalar_subquery()


def _reports(session: Session, running: RunningCycle) -> Iterator[tuple[int, FeedEvent]]:
    rows = (
        select(Report, Duty, _acts(Subject.REPORT, col(Report.id)))
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .where(Report.cycle_id == running.id)
    )
    for report, duty, acts in session.exec(rows):
        clause, quote = duty.citation
        hour = f", trước {report.due_at.astimezone(running.rules.timezone):%H:%M}" if report.due_at else ""
        yield (
            report.unit_id,
            FeedEvent(
                uid=_uid(Subject.REPORT, report.id, running),
                sequence=acts,
                on=report.due_on,
                summary=_summary(f"Báo cáo {report.period_label}{hour}", report.state, report.due_is_provisional),
                description=_description(
                    clause,
                    quote,
                    f"Số liệu: {vn_date(report.figures_from)} – {vn_date(report.figures_to)}",
                    f"Gửi: {duty.receiver}" if duty.receiver else "",
                    f"Cách tính hạn: {report.due_basis}",
                ),
                category=Subject.REPORT.label,
                is_provisional=report.due_is_provisional,
                is_cancelled=report.state in _GONE,
            ),
        )


def _assignments(session: Session, running: RunningCycle) -> Iterator[tuple[int, FeedEvent]]:
    rows = (
        select(Assignment, Duty, _acts(Subject.ASSIGNMENT, col(Assignment.id)))
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .where(Assignment.cycle_id == running.id)
    )
    for assignment, duty, acts in session.exec(rows):
        clause, quote = duty.citation
        asked = "Đề nghị phối hợp" if assignment.part is Part.REQUEST else f"Nhiệm vụ ({assignment.part.label})"
        what = f"{asked} số {assignment.id}, {Step(assignment.step).title}"
        yield (
            assignment.unit_id,
            FeedEvent(
                uid=_uid(Subject.ASSIGNMENT, assignment.id, running),
                sequence=acts,
                on=assignment.due_on,
                summary=_summary(what, assignment.state, assignment.due_is_provisional),
                description=_description(clause, quote, f"Cách tính hạn: {assignment.due_basis}"),
                category=Subject.ASSIGNMENT.label,
                is_provisional=assignment.due_is_provisional,
                is_cancelled=assignment.state in _GONE,
            ),
        )


def _dossiers(session: Session, running: RunningCycle) -> Iterator[tuple[int, FeedEvent]]:
    rows = select(Dossier, _acts(Subject.DOSSIER, col(Dossier.id))).where(
        Dossier.locality == running.cycle.locality,
        col(Dossier.state).in_([wait.state for wait in WAITS]),
        col(Dossier.due_on).is_not(None),
    )
    for dossier, acts in session.exec(rows):
        wait = wait_in(dossier.state)
        if wait is None or dossier.due_on is None:
            continue
        what = f"Hồ sơ {dossier.code} «{dossier.product_name}»: {wait.ask.lower()}"
        yield (
            running.unit_id_of(wait.awaited(dossier.level), dossier.commune_id, dossier.level),
            FeedEvent(
                # Each entry into a state is a wait of its own: the one before it is over.
                uid=_uid(Subject.DOSSIER, f"{dossier.id}.{dossier.log_seq}", running),
                sequence=acts,
                on=dossier.due_on,
                summary=_summary(what, None, dossier.due_is_provisional),
                description=_description(
                    wait.step.title,
                    "",
                    f"{dossier.state.label} từ {vn_date(dossier.state_since)}",
                    f"Cách tính hạn: {dossier.due_basis}",
                ),
                category=Subject.DOSSIER.label,
                is_provisional=dossier.due_is_provisional,
                is_cancelled=False,
            ),
        )


def _uid(subject: Subject, key: object, running: RunningCycle) -> str:
    return f"{subject}-{key}@{running.cycle.locality}.ocop"


def _summary(what: str, state: ReportState | AssignmentState | None, is_provisional: bool) -> str:
    done = _DONE.get(state, "") if state else ""
    return f"{done}{what}" + (" (hạn tạm tính)" if is_provisional and not done else "")


def _description(clause: str, quote: str, *lines: str) -> str:
    return "\n".join([f"{clause} «{quote}»" if quote else clause, *filter(None, lines)])
