"""One report with everything that is known of it: its day, its filings, what one of them says, who did what."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.filing import find_report
from ocop_workflow.operations.reports.report_content import kept_form, values_of
from ocop_workflow.operations.reports.reports import days_late
from ocop_workflow.records.report_tables import ReportException, ReportFiling
from ocop_workflow.records.tables import ActLog, Duty, Report, Unit
from ocop_workflow.rulebook.reports.report_form import Value, in_vietnamese
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ReportState

ACTS = {
    "report_submitted": "nộp",
    "report_accepted": "chấp nhận",
    "report_returned": "trả lại",
    "report_reopened": "mở lại để đính chính",
    "report_excused": "cho miễn",
    "report_exception_lifted": "bỏ miễn",
    "report_inherited": "kế thừa",
    "report_passed_on": "chuyển cho đơn vị kế thừa",
    "report_called": "yêu cầu báo cáo",
}
"""What the log of acts calls each act on a report, in words."""


@dataclass(frozen=True)
class FilingLine:
    """One filing of a report."""

    number: int
    visit: int
    correction: int
    is_nothing: bool
    content: str | None
    paper_no: str | None
    filed_on: date
    filed_by: str
    accepted_on: date | None


@dataclass(frozen=True)
class ValueLine:
    """One value of a filing, with the words of the form that it was filed on."""

    code: str
    label: str
    unit: str | None
    value: Value
    shown: str


@dataclass(frozen=True)
class ActLine:
    """One act on a report."""

    on_day: date
    actor: str
    action: str
    detail: str


@dataclass(frozen=True)
class ReportPage:
    """A report as people read it; `shown` is the number of the filing whose values stand on the page."""

    id: int
    unit: str
    unit_code: str
    period: str
    period_label: str
    duty_code: str
    clause: str
    quote: str
    receiver: str | None
    due_on: date
    due_basis: str
    state: ReportState
    days_late: int
    reason: str | None
    exception: str | None
    inherited_from: str | None
    filings: list[FilingLine]
    shown: int | None
    is_nothing: bool
    values: list[ValueLine]
    acts: list[ActLine]


def report_page(
    session: Session,
    running: RunningCycle,
    unit: str,
    period: str,
    today: date,
    *,
    duty: str | None = None,
    number: int | None = None,
) -> ReportPage:
    """The page of a report; `number` chooses the filing whose values are shown, the newest without it.

    Raises:
        NotFound: no such report, or no such filing. Refused: several reports of that period.
    """
    report = find_report(session, running, unit, period, duty)
    owner, given = session.get_one(Unit, report.unit_id), session.get_one(Duty, report.duty_id)
    filings = list(
        session.exec(select(ReportFiling).where(ReportFiling.report_id == report.id).order_by(col(ReportFiling.number)))
    )
    chosen = next((filing for filing in filings if filing.number == number), filings[-1] if filings else None)
    if number is not None and (chosen is None or chosen.number != number):
        raise NotFound("bản nộp", number, f"Báo cáo này có {len(filings)} bản.")
    return ReportPage(
        id=report.id or 0,
        unit=owner.name,
        unit_code=owner.code,
        period=report.period,
        period_label=report.period_label,
        duty_code=given.code,
        clause=given.clause,
        quote=given.quote,
        receiver=given.receiver,
        due_on=report.due_on,
        due_basis=report.due_basis,
        state=report.state,
        days_late=days_late(report, today),
        reason=report.reason,
        exception=_exception(session, report),
        inherited_from=_heritage(session, report),
        filings=[FilingLine(**filing.model_dump(include=set(FilingLine.__annotations__))) for filing in filings],
        shown=chosen.number if chosen else None,
        is_nothing=chosen.is_nothing if chosen else False,
        values=_values(session, chosen) if chosen else [],
        acts=_acts(session, report),
    )


def _values(session: Session, filing: ReportFiling) -> list[ValueLine]:
    form, values = kept_form(session, filing), values_of(session, filing)
    parts = form.parts if form else {}
    return [
        ValueLine(code, part.label, getattr(part, "unit", None), values[code], in_vietnamese(values[code]))
        for code, part in parts.items()
        if code in values
    ]


def _exception(session: Session, report: Report) -> str | None:
    given = select(ReportException).where(
        ReportException.report_id == report.id, col(ReportException.lifted_on).is_(None)
    )
    found = session.exec(given).first()
    if found is None:
        return None
    return f"{found.signer} ký {found.paper_no} ngày {vn_date(found.paper_on)}: {found.reason}"


def _heritage(session: Session, report: Report) -> str | None:
    if report.inherited_from is None:
        return None
    before = session.get_one(Report, report.inherited_from)
    return f"{session.get_one(Unit, before.unit_id).name} (báo cáo số {before.id})"


def _acts(session: Session, report: Report) -> list[ActLine]:
    acts = select(ActLog).where(ActLog.subject == "report", ActLog.subject_id == report.id).order_by(col(ActLog.id))
    return [ActLine(act.on_day, act.actor, ACTS.get(act.action, act.action), act.detail) for act in session.exec(acts)]
