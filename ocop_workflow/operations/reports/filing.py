"""What people do with reports: file, accept, return for correction; each act is kept with who and when."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.report_content import Content, form_of, keep_filing, newest_filing
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Duty, Report, Unit
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.dossiers.waits import term_day
from ocop_workflow.rulebook.reports.report_form import Value
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CycleState, ReportState


def find_report(session: Session, running: RunningCycle, unit: str, period: str, duty: str | None = None) -> Report:
    """The report of a unit for a period code such as 2024-M03; `duty` tells two of one period apart.

    Raises:
        NotFound: no such report is owed; the message names the unit's periods.
        Refused: several are owed for that period; the message names their duties.
    """
    owned = (
        select(Report, Duty.code)
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(Report.cycle_id == running.id, Unit.code == unit)
        .with_for_update(of=table_of(Report))
    )
    reports = session.exec(owned).all()
    found = [(report, code) for report, code in reports if report.period == period and duty in (None, code)]
    if len(found) > 1:
        names = ", ".join(sorted(code for _, code in found))
        raise Refused(f"«{unit}» có {len(found)} báo cáo của kỳ {period}; ghi rõ nhiệm vụ (--duty): {names}.")
    if not found:
        known = ", ".join(sorted({report.period for report, _ in reports})) or "không có kỳ nào"
        raise NotFound("báo cáo", f"{unit} {period}", f"Đơn vị này có các kỳ: {known}.")
    return found[0][0]


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
    values: Mapping[str, Value] | None = None,
    is_nothing: bool = False,
    duty: str | None = None,
    moment: datetime | None = None,
) -> Report:
    """A unit files its report, the first time or after a return for correction; each filing is kept as a version.

    `moment` is the office's own instant of a replayed day, for calls that are due at an hour; without it `at`.

    Raises:
        NotFound: it is not owed. Refused: it is filed already or locked, there is no content, or the cycle is closed.
    """
    report = writable_report(session, running, unit, period, duty)
    if report.state not in AWAITED:
        raise Refused(_why_not(report, unit))
    said = Content(values or {}, is_nothing, content, paper)
    keep_filing(session, report, form_of(session, running, report), said, actor=actor, today=today, at=at)
    report.state = ReportState.SUBMITTED
    report.submitted_on, report.submitted_by = today, actor
    report.first_submitted_on = report.first_submitted_on or today
    report.first_submitted_at = report.first_submitted_at or moment or at
    report.content = said.text
    if paper:
        report.paper_no, report.paper_on = paper.number, paper.on
    session.add(report)
    detail = "; ".join(filter(None, (paper.number if paper else "", "khai không phát sinh" if is_nothing else "")))
    note_report(session, report, actor, "report_submitted", detail, today, at)
    return report


def _why_not(report: Report, unit: str) -> str:
    """Why a report cannot be filed now, and which way leads on."""
    ways = {
        ReportState.SUBMITTED: f" (nộp ngày {vn_date(report.submitted_on)}, {report.submitted_by}); muốn sửa thì"
        " cơ quan thường trực trả lại: ocop report return",
        ReportState.ACCEPTED: " và đã khóa; muốn đính chính thì cơ quan thường trực mở lại: ocop report reopen",
        ReportState.EXCUSED: "; muốn nộp thì bỏ miễn trước: ocop report excuse --lift",
    }
    return f"Báo cáo {report.period_label} của «{unit}» đang ở trạng thái «{report.state.label}»" + ways.get(
        report.state, ""
    )


def accept_report(
    session: Session,
    running: RunningCycle,
    unit: str,
    period: str,
    *,
    actor: str,
    today: date,
    at: datetime,
    duty: str | None = None,
) -> Report:
    """The standing unit accepts a filed report; from then on it is locked.

    Raises:
        NotFound: it is not owed. Refused: it is not waiting for acceptance, or the cycle is closed.
    """
    report = writable_report(session, running, unit, period, duty)
    _must_wait(report, unit)
    report.state = ReportState.ACCEPTED
    report.decided_on, report.decided_by, report.reason = today, actor, None
    filing = newest_filing(session, report.id or 0)
    if filing is not None:
        filing.accepted_on, filing.accepted_by = today, actor
        session.add(filing)
    session.add(report)
    note_report(session, report, actor, "report_accepted", f"bản thứ {filing.number}" if filing else "", today, at)
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
    duty: str | None = None,
) -> Report:
    """The standing unit returns a filed report for correction; a new visit with its own last day begins.

    Raises:
        NotFound: it is not owed. Refused: not waiting, no reason, a last day in the past, or the cycle is closed.
    """
    report = writable_report(session, running, unit, period, duty)
    _must_wait(report, unit)
    open_visit(report, running, reason, due_on, today, "trả lại")
    report.decided_on, report.decided_by, report.reason = today, actor, reason
    session.add(report)
    note_report(session, report, actor, "report_returned", reason, today, at)
    return report


def open_visit(report: Report, running: RunningCycle, reason: str, due_on: date | None, today: date, why: str) -> None:
    """A new visit of the unit to its report, with its own last day on time.

    Raises:
        Refused: no reason, or a last day that has passed.
    """
    term = running.plan.terms.report_correction
    counted = term_day(term, today, running.calendar)
    last_day = due_on or counted.on
    against = [] if reason.strip() else [f"Thiếu lý do {why}"]
    if last_day < today:
        against.append(f"Hạn chỉnh sửa {vn_date(last_day)} đã qua")
    if against:
        raise Refused(f"Chưa {why} được báo cáo {report.period_label}:", against)
    report.state = ReportState.RETURNED
    report.visit += 1
    report.due_on, report.due_at = last_day, None
    report.due_since, report.due_term_days = (None, None) if due_on else (today, term)
    report.due_is_provisional = counted.is_provisional and due_on is None
    given = f"do người {why} ấn định" if due_on else f"{term} ngày làm việc (thiết lập của địa phương)"
    report.due_basis = f"{why} ngày {vn_date(today)} để chỉnh sửa, hạn {given}"


def writable_report(session: Session, running: RunningCycle, unit: str, period: str, duty: str | None = None) -> Report:
    """The report, while its cycle is open; raises as `find_report`, and Refused when the cycle is closed."""
    if running.cycle.state is CycleState.CLOSED:
        raise Refused(f"Chu trình «{running.cycle.code}» đã đóng; không ghi thêm báo cáo.")
    return find_report(session, running, unit, period, duty)


def _must_wait(report: Report, unit: str) -> None:
    if report.state is not ReportState.SUBMITTED:
        raise Refused(
            f"Báo cáo {report.period_label} của «{unit}» đang ở trạng thái «{report.state.label}», chưa chờ duyệt."
        )


def note_report(
    session: Session, report: Report, actor: str, action: str, detail: str, today: date, at: datetime
) -> None:
    """The act in the log of acts."""
    assert report.id is not None
    note_act(session, actor, action, "report", report.id, detail, today, at)
