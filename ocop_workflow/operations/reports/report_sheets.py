"""The sheet of a report: written with what is known of it, read back as one filing, however often it comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlmodel import Session, col, select

from ocop_workflow.errors import BadInput, Mistake, NotFound, Refused
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, running
from ocop_workflow.operations.reports.filing import find_report, submit_report
from ocop_workflow.operations.reports.report_content import Content, form_of, newest_filing, values_of
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.papers.form_in import FormFile, open_form, read_fields
from ocop_workflow.papers.form_sheet import Filled, FormSheet
from ocop_workflow.papers.report_sheet import CONTENT, KIND, NOTHING, PAPER_NO, PAPER_ON, SheetHead, report_sheet
from ocop_workflow.records.report_tables import ReportFiling
from ocop_workflow.records.tables import Duty, Report, Unit
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.reports.report_form import Indicator, ReportForm, Value, flaws
from ocop_workflow.rulebook.reports.report_values import NotAValue, checked_number, checked_text
from ocop_workflow.rulebook.text import vn_date

_KEYS = ("cycle", "unit", "duty", "period", "report", "visit")


def sheet_of(session: Session, running: RunningCycle, report: Report) -> FormSheet:
    """The sheet of a report that is awaited.

    Raises:
        Refused: its duty names no form, or nobody awaits it any more.
    """
    form = form_of(session, running, report)
    if form is None:
        raise Refused(f"Báo cáo {report.period_label} không có biểu số liệu; nộp bằng «ocop report submit».")
    if report.state not in AWAITED:
        raise Refused(f"Báo cáo {report.period_label} đang ở trạng thái «{report.state.label}», không còn chờ nộp.")
    unit, duty = session.get_one(Unit, report.unit_id), session.get_one(Duty, report.duty_id)
    filed = newest_filing(session, report.id or 0)
    known: dict[str, Value] = dict(values_of(session, filed)) if filed else {}
    if filed is not None:
        said = {CONTENT: filed.content, PAPER_NO: filed.paper_no, PAPER_ON: filed.paper_on}
        known |= {key: value for key, value in said.items() if value is not None}
    before = _previous(session, report)
    keys = {
        "cycle": running.cycle.code,
        "unit": unit.code,
        "duty": duty.code,
        "period": report.period,
        "report": str(report.id),
        "visit": str(report.visit),
    }
    head = SheetHead(
        agency=session.get_one(Unit, running.cycle.standing_unit_id).name,
        unit=unit.name,
        period_label=report.period_label,
        receiver=duty.receiver or "",
        due=f"Hạn nộp: hết ngày {vn_date(report.due_on)}",
        asked=f"{duty.clause}: «{duty.quote}»",
        previous=before.period_label if before else "",
    )
    accepted = newest_filing(session, before.id or 0, accepted=True) if before else None
    previous = values_of(session, accepted) if accepted else {}
    return report_sheet(form, head, keys, known=known, previous=previous)


def _previous(session: Session, report: Report) -> Report | None:
    """The unit's last accepted report of the same duty before this period."""
    has_accepted = select(ReportFiling.report_id).where(col(ReportFiling.accepted_on).is_not(None))
    earlier = select(Report).where(
        Report.duty_id == report.duty_id,
        Report.unit_id == report.unit_id,
        col(Report.period_ends_on) < report.period_ends_on,
        col(Report.id).in_(has_accepted),
    )
    return session.exec(earlier.order_by(col(Report.period_ends_on).desc()).limit(1)).first()


@dataclass(frozen=True)
class SheetFiled:
    """What a sheet that came back did; not `is_new`: this very content had been filed from it before."""

    path: Path
    unit: str
    report: Report
    is_new: bool


def import_sheet(
    session: Session, rules: Rules, path: Path, *, actor: str, today: date, at: datetime, moment: datetime | None = None
) -> SheetFiled:
    """File what a sheet says; the same sheet again is filed once.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: not a sheet of this office, of an older visit or a locked report, or any cell is wrong; with places.
    """
    file = open_form(path, KIND)
    cycle, report = _report_of(session, rules, file, today)
    unit = file.keys["unit"]
    form = form_of(session, cycle, report)
    if form is None:
        raise file.refusal(file.mistake("báo cáo này không còn dùng biểu mẫu nào"))
    content = _content(file, form, read_fields(file, _blank(form)))
    if (filed := _filed_before(session, report, file)) is not None:
        if filed.content_sha256 == content.sha256(form):
            return SheetFiled(path, unit, report, False)
        raise file.refusal(file.mistake(f"{_filed(report, filed)}, với số liệu khác; biểu này không được dùng lại"))
    if int(file.keys["visit"]) != report.visit:
        why = f"biểu của lượt nộp trước (lượt {file.keys['visit']}), nay là lượt {report.visit}; hãy lấy biểu mới"
        raise file.refusal(file.mistake(why))
    try:
        submit_report(
            session,
            cycle,
            unit,
            report.period,
            actor=actor,
            today=today,
            at=at,
            paper=content.paper,
            content=content.text,
            values=content.values,
            is_nothing=content.is_nothing,
            duty=file.keys["duty"],
            moment=moment,
        )
    except Refused as refusal:
        raise file.refusal(file.mistake(str(refusal))) from None
    return SheetFiled(path, unit, report, True)


def _filed(report: Report, filing: ReportFiling) -> str:
    return f"lượt nộp này của báo cáo {report.period_label} đã nộp ngày {vn_date(filing.filed_on)} ({filing.filed_by})"


def _report_of(session: Session, rules: Rules, file: FormFile, today: date) -> tuple[RunningCycle, Report]:
    """The report that the keys name, by natural key and by number: a sheet of another database is no sheet of ours."""
    keys = file.keys
    if any(not keys.get(key) for key in _KEYS) or not (keys["visit"].isdecimal() and len(keys["visit"]) < 6):
        raise file.refusal(file.mistake("trang khóa của biểu bị hỏng; hãy lấy biểu mới"))
    try:
        cycle = running(session, keys["cycle"], rules, today)
        report = find_report(session, cycle, keys["unit"], keys["period"], keys["duty"])
    except NotFound as missing:
        raise file.refusal(file.mistake(f"biểu không thuộc cơ sở dữ liệu này: {missing}")) from None
    if str(report.id) != keys["report"]:
        raise file.refusal(file.mistake("biểu do một cơ sở dữ liệu khác lập; hãy lấy biểu mới"))
    return cycle, report


def _filed_before(session: Session, report: Report, file: FormFile) -> ReportFiling | None:
    visit = int(file.keys["visit"])
    return session.exec(
        select(ReportFiling).where(ReportFiling.report_id == report.id, ReportFiling.visit == visit)
    ).first()


def _blank(form: ReportForm) -> FormSheet:
    """The sheet as far as it decides what stands where: nothing of that depends on what is known."""
    return report_sheet(form, SheetHead("", "", "", "", "", "", ""), {}, known={}, previous={})


def _content(file: FormFile, form: ReportForm, filled: Mapping[str, Filled]) -> Content:
    blank = _blank(form)
    values: dict[str, Value] = {}
    mistakes: list[Mistake] = []
    for code, part in form.parts.items():
        if code not in filled:
            continue
        value = filled[code]
        try:
            if isinstance(value, Decimal) and isinstance(part, Indicator):
                value = checked_number(part, value)
            elif isinstance(value, str):
                value = checked_text(value)
        except NotAValue as wrong:
            mistakes.append(file.mistake(wrong.why, blank.address_of(code), str(value), wrong.allowed))
        values[code] = value
    is_nothing = NOTHING in filled
    for flaw in flaws(form, values, is_nothing=is_nothing):
        where = blank.address_of(flaw.code or NOTHING)
        label = f"{flaw.label}: " if flaw.code else ""
        mistakes.append(file.mistake(f"{label}{flaw.why}", where, flaw.value, flaw.allowed))
    mistakes += _half_a_paper(file, blank, filled)
    if mistakes:
        raise file.refusal(*mistakes)
    number, on, text = filled.get(PAPER_NO), filled.get(PAPER_ON), filled.get(CONTENT)
    paper = Paper(str(number), on) if number and isinstance(on, date) else None
    return Content(values, is_nothing, str(text) if text else None, paper)


def _half_a_paper(file: FormFile, blank: FormSheet, filled: Mapping[str, Filled]) -> Iterator[Mistake]:
    for key, other in ((PAPER_NO, PAPER_ON), (PAPER_ON, PAPER_NO)):
        if key in filled and other not in filled:
            yield file.mistake("văn bản kèm theo cần cả số và ngày", blank.address_of(other))


def import_sheets(
    session: Session,
    rules: Rules,
    paths: list[Path],
    *,
    actor: str,
    today: date,
    at: datetime,
    moment: datetime | None = None,
) -> list[SheetFiled]:
    """File every sheet, or none of them; raises as `import_sheet`, with the mistakes of all files."""
    filed: list[SheetFiled] = []
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            filed.append(import_sheet(session, rules, path, actor=actor, today=today, at=at, moment=moment))
        except BadInput as refusal:
            mistakes += refusal.mistakes
    if mistakes:
        raise BadInput(f"{len(paths)} biểu báo cáo" if len(paths) > 1 else f"Biểu {paths[0].name}", mistakes)
    return filed
