"""Reopening an accepted report for a correction, and excusing a unit from a report; both leave who, why and on what."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.filing import note_report, open_visit, writable_report
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.report_tables import ReportException
from ocop_workflow.records.tables import Report
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ReportState


def reopen_report(
    session: Session,
    running: RunningCycle,
    unit: str,
    period: str,
    *,
    actor: str,
    reason: str,
    today: date,
    at: datetime,
    due_on: date | None = None,
    duty: str | None = None,
) -> Report:
    """The standing unit opens an accepted report again: correction 1, 2 … with a visit and a last day of its own.

    What was accepted stays in the records and counts until the correction is accepted.

    Raises:
        NotFound: it is not owed. Refused: not accepted yet, no reason, a last day in the past, or the cycle is closed.
    """
    report = writable_report(session, running, unit, period, duty)
    if report.state is not ReportState.ACCEPTED:
        raise Refused(
            f"Báo cáo {report.period_label} của «{unit}» đang ở trạng thái «{report.state.label}»;"
            " chỉ báo cáo đã chấp nhận mới mở lại để đính chính."
        )
    open_visit(report, running, reason, due_on, today, "mở lại")
    report.correction += 1
    report.decided_on, report.decided_by, report.reason = today, actor, reason
    session.add(report)
    note_report(session, report, actor, "report_reopened", f"đính chính {report.correction}: {reason}", today, at)
    return report


def excuse_report(
    session: Session,
    running: RunningCycle,
    unit: str,
    period: str,
    *,
    actor: str,
    signer: str,
    reason: str,
    paper: Paper | None,
    today: date,
    at: datetime,
    duty: str | None = None,
) -> Report:
    """A signer excuses a unit from a report: nobody expects it any more, and it is shown as excused.

    Raises:
        NotFound: it is not owed.
        Refused: it is filed or settled already; signer, reason or paper is missing; or the cycle is closed.
    """
    report = writable_report(session, running, unit, period, duty)
    against = []
    if report.state not in AWAITED:
        against.append(f"Báo cáo đang ở trạng thái «{report.state.label}», không còn chờ nộp")
    against += ["Thiếu người ký cho miễn"] if not signer.strip() else []
    against += ["Thiếu lý do miễn"] if not reason.strip() else []
    against += ["Thiếu văn bản cho miễn (số, ngày)"] if paper is None else []
    if against or paper is None:
        raise Refused(f"Chưa miễn được báo cáo {report.period_label} của «{unit}»:", against)
    assert report.id is not None
    session.add(
        ReportException(
            report_id=report.id,
            signer=signer.strip(),
            reason=reason.strip(),
            paper_no=paper.number,
            paper_on=paper.on,
            given_on=today,
            given_by=actor,
        )
    )
    report.state = ReportState.EXCUSED
    report.decided_on, report.decided_by, report.reason = today, actor, reason.strip()
    session.add(report)
    detail = f"{signer.strip()} ký {paper.number} ngày {vn_date(paper.on)}: {reason.strip()}"
    note_report(session, report, actor, "report_excused", detail, today, at)
    return report


def lift_exception(
    session: Session,
    running: RunningCycle,
    unit: str,
    period: str,
    *,
    actor: str,
    reason: str,
    today: date,
    at: datetime,
    duty: str | None = None,
) -> Report:
    """The unit owes the report again, with the last day that it had before.

    Raises:
        NotFound: it is not owed. Refused: it is not excused, no reason is given, or the cycle is closed.
    """
    report = writable_report(session, running, unit, period, duty)
    against = [] if reason.strip() else ["Thiếu lý do bỏ miễn"]
    if report.state is not ReportState.EXCUSED:
        against.append(f"Báo cáo đang ở trạng thái «{report.state.label}», không được miễn")
    if against:
        raise Refused(f"Chưa bỏ miễn được báo cáo {report.period_label} của «{unit}»:", against)
    given = select(ReportException).where(
        ReportException.report_id == report.id, col(ReportException.lifted_on).is_(None)
    )
    for exception in session.exec(given):
        exception.lifted_on, exception.lifted_by = today, actor
        session.add(exception)
    report.state = ReportState.RETURNED if report.visit else ReportState.OWED
    report.due_term_days = None  # the day that was, however it had been counted
    report.decided_on, report.decided_by, report.reason = today, actor, reason.strip()
    session.add(report)
    note_report(session, report, actor, "report_exception_lifted", reason.strip(), today, at)
    return report
