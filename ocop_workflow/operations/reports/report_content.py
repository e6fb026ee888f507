"""What a filing says: kept once per visit with the form it followed, compared by its hash, never changed again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.report_tables import ReportFiling, ReportFormText, ReportValue
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import Duty, Report
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.reports.report_form import ReportForm, Value, flaws


@dataclass(frozen=True)
class Content:
    """What a unit files: figures of its form, words, a paper; or the declaration that there is nothing to report."""

    values: Mapping[str, Value] = field(default_factory=dict)
    is_nothing: bool = False
    text: str | None = None
    paper: Paper | None = None

    def sha256(self, form: ReportForm | None) -> str:
        """The same for the same content on the same form."""
        said = {
            "form": form.sha256 if form else None,
            "values": {code: _canonical(value) for code, value in sorted(self.values.items()) if value != ""},
            "nothing": self.is_nothing,
            "text": self.text,
            "paper": [self.paper.number, self.paper.on.isoformat()] if self.paper else None,
        }
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _canonical(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def form_of(session: Session, running: RunningCycle, report: Report) -> ReportForm | None:
    """The form that a report is filed on today; None where its duty names none.

    Raises:
        NotReady: the duty names a form that is not in config/report_forms/.
    """
    code = session.get_one(Duty, report.duty_id).form
    return running.rules.form(code) if code else None


def against(form: ReportForm | None, content: Content) -> list[str]:
    """What keeps a content from being filed: a report is content, and an empty one is declared, not left blank."""
    if form is not None:
        return [str(flaw) for flaw in flaws(form, content.values, is_nothing=content.is_nothing)]
    if content.values:
        return ["Báo cáo này không có biểu mẫu, không nhận số liệu theo chỉ tiêu"]
    if not (content.is_nothing or content.paper or (content.text or "").strip()):
        return ["Chưa có nội dung: ghi nội dung, số văn bản, hoặc khai rõ «không phát sinh»"]
    return []


def keep_filing(
    session: Session,
    report: Report,
    form: ReportForm | None,
    content: Content,
    *,
    actor: str,
    today: date,
    at: datetime,
) -> ReportFiling:
    """Store what was filed as the next version of the report; earlier ones stay as they are.

    Raises:
        Refused: the content is not whole; it says what is missing, and nothing is stored.
    """
    if mistakes := against(form, content):
        raise Refused(f"Chưa nộp được báo cáo {report.period_label}:", mistakes)
    assert report.id is not None
    newest = select(sa.func.max(ReportFiling.number)).where(ReportFiling.report_id == report.id)
    filing = ReportFiling(
        report_id=report.id,
        number=(session.exec(newest).one() or 0) + 1,
        visit=report.visit,
        correction=report.correction,
        form_id=_kept_form(session, form) if form else None,
        content_sha256=content.sha256(form),
        is_nothing=content.is_nothing,
        content=content.text,
        paper_no=content.paper.number if content.paper else None,
        paper_on=content.paper.on if content.paper else None,
        filed_on=today,
        filed_by=actor,
        filed_at=at,
    )
    session.add(filing)
    session.flush()
    assert filing.id is not None
    session.add_all(_row(filing.id, code, value) for code, value in content.values.items() if value != "")
    session.flush()
    return filing


def newest_filing(session: Session, report_id: int, *, accepted: bool = False) -> ReportFiling | None:
    """The last filing of a report, or the last that was accepted."""
    filings = select(ReportFiling).where(ReportFiling.report_id == report_id)
    if accepted:
        filings = filings.where(col(ReportFiling.accepted_on).is_not(None))
    return session.exec(filings.order_by(col(ReportFiling.number).desc()).limit(1)).first()


def values_of(session: Session, filing: ReportFiling) -> dict[str, Value]:
    """The values of a filing by code; days are days again."""
    form = kept_form(session, filing)
    rows = session.exec(select(ReportValue).where(ReportValue.filing_id == filing.id))
    return {row.code: typed(form, row.code, row.number, row.text) for row in rows}


def typed(form: ReportForm | None, code: str, number: Decimal | None, text: str | None) -> Value:
    """A stored value as its form means it."""
    if number is not None:
        return number
    part = form.parts.get(code) if form else None
    is_day = part is not None and getattr(part, "type", None) == "date"
    return date.fromisoformat(text or "") if is_day else (text or "")


def kept_form(session: Session, filing: ReportFiling) -> ReportForm | None:
    """The form as it was when the report was filed on it."""
    if filing.form_id is None:
        return None
    return ReportForm.model_validate_json(session.get_one(ReportFormText, filing.form_id).data, extra="ignore")


def _row(filing_id: int, code: str, value: Value) -> ReportValue:
    if isinstance(value, Decimal):
        return ReportValue(filing_id=filing_id, code=code, number=value)
    return ReportValue(filing_id=filing_id, code=code, text=_canonical(value))


def _kept_form(session: Session, form: ReportForm) -> int:
    columns = table_of(ReportFormText).c
    names = {"code": form.code, "sha256": form.sha256, "data": form.model_dump_json()}
    insert_missing(
        session,
        ReportFormText,
        tuple(names),
        sa.select(*(constant(columns[name], text) for name, text in names.items())),
    )
    key = session.exec(select(ReportFormText.id).where(ReportFormText.sha256 == form.sha256)).one()
    assert key is not None
    return key
