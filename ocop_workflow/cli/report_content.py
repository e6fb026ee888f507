"""`ocop report fill`, `form`, `import`, `show`: what a report says, typed, filled into a sheet, read back."""

from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, By, InCycle, OfDuty, PaperDate, PaperNo, ReportPeriod, ReportUnit, Today
from ocop_workflow.cli.show import Column, facts, print_json, say, table
from ocop_workflow.rulebook.text import vn_date

Nothing = Annotated[bool, typer.Option("--nothing", help="Khai rõ: trong kỳ không phát sinh, không có số liệu.")]
Content = Annotated[str | None, typer.Option("--content", metavar="NỘI_DUNG", help="Nội dung tóm tắt.")]


def _typed(texts: list[str]) -> dict[str, str]:
    """`code=value` as typed; a code given twice or a word without «=» is wrong use."""
    typed: dict[str, str] = {}
    for text in texts:
        code, sign, value = text.partition("=")
        if not sign or not code.strip():
            raise typer.BadParameter(f"«{text}» chưa đúng dạng MÃ=GIÁ_TRỊ, ví dụ tap-huan.lop=2")
        if code.strip() in typed:
            raise typer.BadParameter(f"«{code.strip()}» ghi hai lần")
        typed[code.strip()] = value.strip()
    return typed


def fill(
    unit: ReportUnit,
    period: ReportPeriod,
    by: By,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="MÃ=GIÁ_TRỊ", help="Một chỉ tiêu hoặc phần thuyết minh; lặp lại được."),
    ] = None,
    cycle: InCycle = None,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    content: Content = None,
    nothing: Nothing = False,
    duty: OfDuty = None,
    today: Today = None,
) -> None:
    """Nộp báo cáo có biểu số liệu: gõ từng chỉ tiêu; không có --set thì xem biểu cần những gì.

    Ví dụ: ocop report fill phuong-bac-son 2024-Q2 --cycle quang-ninh.uong-bi.2024 --by "Nguyễn Văn A"
    --set y-tuong.tiep-nhan=2 --set kinh-phi=120,5 --set kho-khan="Thiếu vốn"
    """
    grounds, typed = at_work.paper(paper, paper_date), _typed(values or [])
    desk = at_work.start(today)
    from ocop_workflow.errors import Refused
    from ocop_workflow.operations.reports.filing import find_report, submit_report
    from ocop_workflow.operations.reports.report_content import form_of
    from ocop_workflow.operations.reports.reports import days_late
    from ocop_workflow.rulebook.reports.report_form import Value
    from ocop_workflow.rulebook.reports.report_values import NotAValue, read_value

    with desk.work() as session:
        running = desk.running(session, cycle)
        report = find_report(session, running, unit, period, duty)
        form = form_of(session, running, report)
        if form is None:
            raise Refused(
                f"Báo cáo {report.period_label} của «{unit}» không có biểu số liệu: dùng «ocop report submit»."
            )
        if not typed and not nothing:
            say(f"{form.title} – {report.period_label} của {unit}. Nộp: --set MÃ=GIÁ_TRỊ, hoặc --nothing.")
            table(form.parts.values(), _OF_FORM)
            return
        said: dict[str, Value] = {}
        wrong = []
        for code, text in typed.items():
            part = form.parts.get(code)
            try:
                if part is None:
                    raise NotAValue("biểu mẫu không có mã này", "các mã hiện khi chạy lệnh này không có --set")
                if text:
                    said[code] = read_value(part, text)
            except NotAValue as mistake:
                wrong.append(
                    f"{code}={text}: {mistake}" + (f"; cho phép: {mistake.allowed}" if mistake.allowed else "")
                )
        if wrong:
            raise Refused(f"Chưa nộp được báo cáo {report.period_label} của «{unit}»:", wrong)
        submit_report(
            session,
            running,
            unit,
            period,
            actor=by,
            today=desk.today,
            at=desk.now(),
            paper=grounds,
            content=content,
            values=said,
            is_nothing=nothing,
            duty=duty,
            moment=desk.moment(),
        )
        late = days_late(report, desk.today)
        what = "không phát sinh" if nothing else f"{len(said)} mục"
        when = f"trễ {late} ngày so với hạn {vn_date(report.due_on)}" if late else "đúng hạn"
        say(f"Báo cáo {report.period_label} của {unit}: đã nộp ngày {vn_date(desk.today)} ({what}), {when}; chờ duyệt.")


_OF_FORM = (
    Column("Mã", lambda part: part.code, whole=True),
    Column("Nội dung", lambda part: part.label, wide=True),
    Column("Kiểu", lambda part: getattr(part, "type", "chữ")),
    Column("Đơn vị tính", lambda part: getattr(part, "unit", None)),
    Column("Bắt buộc", lambda part: part.required or None),
)


def form(
    unit: ReportUnit,
    period: ReportPeriod,
    to: Annotated[Path, typer.Option("--to", metavar="TỆP", help="Ghi biểu .xlsx vào đây; tệp có sẵn bị thay.")],
    cycle: InCycle = None,
    duty: OfDuty = None,
    today: Today = None,
) -> None:
    """Lập biểu Excel để đơn vị điền: số đã biết điền sẵn, ô in sẵn bị khóa; đọc lại bằng «ocop report import».

    Ví dụ: ocop report form phuong-bac-son 2024-Q2 --cycle quang-ninh.uong-bi.2024 --to bac-son-q2.xlsx
    """
    if to.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"«{to}» không có đuôi .xlsx")
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.filing import find_report
    from ocop_workflow.operations.reports.report_sheets import sheet_of
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.form_out import form_xlsx

    with desk.look() as session:
        running = desk.running(session, cycle)
        sheet = sheet_of(session, running, find_report(session, running, unit, period, duty))
    write_whole({to: form_xlsx(sheet, desk.today)})
    say(f"{sheet.titles[0]}, {sheet.titles[1]}: {len(sheet.inputs)} ô để điền.")
    say(f"Đã ghi: {to}")


def read_back(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", help="Biểu .xlsx do «ocop report form» lập, đã điền.")],
    by: By,
    today: Today = None,
) -> None:
    """Nộp báo cáo từ biểu Excel đã điền: tất cả hoặc không tệp nào; nạp lại tệp cũ không đổi gì.

    Ví dụ: ocop report import bac-son-q2.xlsx yen-thanh-q2.xlsx --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.report_sheets import import_sheets
    from ocop_workflow.operations.reports.reports import days_late

    with desk.work() as session:
        rules = desk.office.rules
        filed = import_sheets(session, rules, files, actor=by, today=desk.today, at=desk.now(), moment=desk.moment())
        for one in filed:
            late = days_late(one.report, desk.today)
            when = f"trễ {late} ngày" if late else "đúng hạn"
            said = f"đã nộp, {when}; chờ duyệt" if one.is_new else "đã nộp từ trước với đúng số liệu này, không đổi gì"
            say(f"{one.path.name}: báo cáo {one.report.period_label} của {one.unit} {said}.")


def show(
    unit: ReportUnit,
    period: ReportPeriod,
    number: Annotated[
        int | None, typer.Option("--number", min=1, metavar="N", help="Bản nộp thứ N; mặc định: bản mới nhất.")
    ] = None,
    cycle: InCycle = None,
    duty: OfDuty = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Xem một báo cáo: hạn và vì sao, các bản đã nộp, số liệu của một bản, đúng như khi nộp.

    Ví dụ: ocop report show phuong-bac-son 2024-Q2 --cycle quang-ninh.uong-bi.2024
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.reports.report_page import report_page

    with desk.look() as session:
        page = report_page(session, desk.running(session, cycle), unit, period, desk.today, duty=duty, number=number)
    if as_json:
        print_json(page)
        return
    facts(
        [
            ("Báo cáo", f"{page.period_label} của {page.unit} ({page.unit_code})"),
            ("Nhiệm vụ", f"{page.duty_code} · {page.clause}: «{page.quote}»"),
            ("Nơi nhận", page.receiver),
            ("Hạn", f"{vn_date(page.due_on)}: {page.due_basis}"),
            ("Tình trạng", page.state),
            ("Trễ (ngày)", page.days_late or None),
            ("Lý do", page.reason),
            ("Miễn", page.exception),
            ("Kế thừa từ", page.inherited_from),
        ]
    )
    table(page.filings, _OF_FILING, title="Các bản đã nộp", empty="Chưa nộp bản nào.")
    if page.shown is not None:
        title = f"Nội dung bản thứ {page.shown}" + (": khai không phát sinh" if page.is_nothing else "")
        table(page.values, _OF_VALUE, title=title, empty="Bản này không có số liệu theo biểu.")
    table(page.acts, _OF_ACT, title="Nhật ký", empty="Chưa có.")


_OF_FILING = (
    Column("Bản", lambda row: row.number, right=True),
    Column("Lượt", lambda row: row.visit, right=True),
    Column("Đính chính", lambda row: row.correction or None, right=True),
    Column("Nộp ngày", lambda row: row.filed_on, whole=True),
    Column("Người nộp", lambda row: row.filed_by),
    Column("Văn bản", lambda row: row.paper_no),
    Column("Nội dung", lambda row: "không phát sinh" if row.is_nothing else row.content, wide=True),
    Column("Chấp nhận", lambda row: row.accepted_on, whole=True),
)
_OF_VALUE = (
    Column("Mã", lambda row: row.code, whole=True),
    Column("Nội dung", lambda row: row.label, wide=True),
    Column("Giá trị", lambda row: row.shown, right=True),
    Column("Đơn vị tính", lambda row: row.unit),
)
_OF_ACT = (
    Column("Ngày", lambda row: row.on_day, whole=True),
    Column("Ai", lambda row: row.actor),
    Column("Việc", lambda row: row.action),
    Column("Chi tiết", lambda row: row.detail, wide=True),
)
