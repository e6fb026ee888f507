"""What people do with reports: file, accept, return for correction; each act is kept with who and when."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.reports import AWAITED
from ocop_workflow.operations.running import RunningCycle
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Report, Unit
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CycleState, ReportState


def find_report(session: Session, running: RunningCycle, unit: str, period: str) -> Report:
    """The report of a unit for a period code such as 2024-M03.

    Raises:
        NotFound: no such report is owed; the message names the unit's periods.
    """
    owned = (
        select(Report)
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(Report.cycle_id == running.id, Unit.code == unit)
        .with_for_update(of=table_of(Report))
    )
    reports = session.exec(owned).all()
    found = next((report for report in reports if report.period == period), None)
    if found is None:
        known = ", ".join(sorted({report.period for report in reports})) or "không có kỳ nào"
        raise NotFound("báo cáo", f"{unit} {period}", f"Đơn vị này có các kỳ: {known}.")
    return found


def submit_report(
    session: Session,
    running: RunningCycle,
    unit: str,
    period: str,
    *,
    actor: str,
    today: date,
    at: datetime,
    paper: Paper | None = None,
    content: str | None = None,
) -> Report:
    """A unit files its report; also after a return for correction.

    Raises:
        NotFound: it is not owed. Refused: it is filed already, or the cycle is closed.
    """
    report = _writable(session, running, unit, period)
    if report.state not in AWAITED:
        raise Refused(
            f"Báo cáo {report.period_label} của «{unit}» đang ở trạng thái «{report.state.label}»"
            f" (nộp ngày {vn_date(report.submitted_on)}, {report.submitted_by})."
        )
    report.state = ReportState.SUBMITTED
    report.submitted_on, report.submitted_by = today, actor
    report.first_submitted_on = report.first_submitted_on or today
    report.content = content if content is not None else report.content
    if paper:
        report.paper_no, report.paper_on = paper.number, paper.on
    session.add(report)
    _note(session, report, actor, "report_submitted", paper.number if paper else "", today, at)
    return report


def accept_report(
    session: Session, running: RunningCycle, unit: str, period: str, *, actor: str, today: date, at: datetime
) -> Report:
    """The standing unit accepts a filed report.

    Raises:
        NotFound: it is not owed. Refused: it is not waiting for acceptance, or the cycle is closed.
    """
    report = _writable(session, running, unit, period)
    _must_wait(report, unit)
    report.state = ReportState.ACCEPTED
    report.decided_on, report.decided_by, report.reason = today, actor, None
    session.add(report)
    _note(session, report, actor, "report_accepted", "", today, at)
    return report


def return_report(
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
) -> Report:
    """The standing unit returns a filed report for correction; a new visit with its own last day begins.

    Raises:
        NotFound: it is not owed. Refused: not waiting, no reason, a last day in the past, or the cycle is closed.
    """
    report = _writable(session, running, unit, period)
    _must_wait(report, unit)
    term = running.plan.terms.report_correction
    last_day = due_on or running.calendar.add_working_days(today, term)
    against = [] if reason.strip() else ["Thiếu lý do trả lại"]
    if last_day < today:
        against.append(f"Hạn chỉnh sửa {vn_date(last_day)} đã qua")
    if against:
        raise Refused(f"Chưa trả lại được báo cáo {report.period_label} của «{unit}»:", against)
    report.state = ReportState.RETURNED
    report.visit += 1
    report.due_on = last_day
    given = "do người trả lại ấn định" if due_on else f"{term} ngày làm việc (thiết lập của địa phương)"
    report.due_basis = f"trả lại ngày {vn_date(today)} để chỉnh sửa, hạn {given}"
    report.decided_on, report.decided_by, report.reason = today, actor, reason
    session.add(report)
    _note(session, report, actor, "report_returned", reason, today, at)
    return report


def _writable(session: Session, running: RunningCycle, unit: str, period: str) -> Report:
    if running.cycle.state is CycleState.CLOSED:
        raise Refused(f"Chu trình «{running.cycle.code}» đã đóng; không ghi thêm báo cáo.")
    return find_report(session, running, unit, period)


def _must_wait(report: Report, unit: str) -> None:
    if report.state is not ReportState.SUBMITTED:
        raise Refused(
            f"Báo cáo {report.period_label} của «{unit}» đang ở trạng thái «{report.state.label}», chưa chờ duyệt."
        )


def _note(session: Session, report: Report, actor: str, action: str, detail: str, today: date, at: datetime) -> None:
    assert report.id is not None
    note_act(session, actor, action, "report", report.id, detail, today, at)
