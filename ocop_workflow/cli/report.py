"""`ocop report`: what units report, by period; filed, accepted or returned by people."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import (
    at_work,
    report_call,
    report_completeness,
    report_consolidated,
    report_content,
    report_decide,
)
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import (
    AsJson,
    By,
    InCycle,
    OfDuty,
    OfUnit,
    PaperDate,
    PaperNo,
    ReportPeriod,
    ReportUnit,
    Today,
    a_day,
)
from ocop_workflow.cli.report_content import Content, Nothing
from ocop_workflow.cli.show import Column, due_cell, listing, say, span
from ocop_workflow.rulebook.text import vn_date

app = Verbs()
app.command("fill")(report_content.fill)
app.command("form")(report_content.form)
app.command("import")(report_content.read_back)
app.command("show")(report_content.show)
app.command("reopen")(report_decide.reopen)
app.command("excuse")(report_decide.excuse)
app.command("call")(report_call.call)
app.command("calls")(report_call.calls)
app.command("completeness")(report_completeness.completeness)


@app.command("list")
def list_all(
    cycle: InCycle = None,
    unit: OfUnit = None,
    late: Annotated[bool, typer.Option("--late", help="Chỉ báo cáo quá hạn chưa nộp.")] = False,
    due_by: Annotated[
        date | None,
        typer.Option("--due-by", parser=a_day, metavar="NGÀY", help="Chỉ báo cáo đến hạn tới hết ngày này."),
    ] = None,
    upward: Annotated[
        bool, typer.Option("--upward", help="Chỉ báo cáo gửi cấp trên, như báo cáo của thành phố gửi tỉnh.")
    ] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê báo cáo của chu trình theo hạn và đơn vị.

    Ví dụ: ocop report list --cycle quang-ninh.uong-bi.2024 --late --today 2024-05-02
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.reports.reports import list_reports

    with desk.look() as session:
        running = desk.running(session, cycle)
        rows = list_reports(session, running, desk.today, unit=unit, late_only=late, due_by=due_by, upward_only=upward)
    columns = [
        *([] if unit else [Column("Đơn vị", lambda row: row.unit_code, whole=True)]),
        Column("Kỳ", lambda row: row.period, whole=True),
        *([Column("Nơi nhận", lambda row: row.receiver)] if upward else []),
        Column("Số liệu từ – đến", lambda row: span(row.figures_from, row.figures_to), whole=True, spare=True),
        Column("Hạn", due_cell, whole=True),
        Column("Tình trạng", lambda row: row.state),
        Column("Nộp ngày", lambda row: row.submitted_on, whole=True),
        Column("Trễ (ngày)", lambda row: row.days_late or None, right=True),
    ]
    listing(
        rows,
        columns,
        as_json=as_json,
        title="báo cáo",
        empty="Không có báo cáo nào như vậy. Báo cáo được lập khi chạy «ocop cycle run», theo kế hoạch.",
    )


@app.command()
def submit(
    unit: ReportUnit,
    period: ReportPeriod,
    by: By,
    cycle: InCycle = None,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    content: Content = None,
    nothing: Nothing = False,
    duty: OfDuty = None,
    today: Today = None,
) -> None:
    """Ghi nhận đơn vị nộp báo cáo của một kỳ, lần đầu hoặc sau khi bị trả lại; báo cáo có biểu số liệu: xem «fill».

    Ví dụ: ocop report submit phong-tc-kh 2024-M03 --cycle quang-ninh.uong-bi.2024 --by "Nguyễn Văn A"
    --paper 12/BC-TCKH --paper-date 2024-03-21
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.filing import submit_report
    from ocop_workflow.operations.reports.reports import days_late

    with desk.work() as session:
        report = submit_report(
            session,
            desk.running(session, cycle),
            unit,
            period,
            actor=by,
            today=desk.today,
            at=desk.now(),
            paper=grounds,
            content=content,
            is_nothing=nothing,
            duty=duty,
            moment=desk.moment(),
        )
        late = days_late(report, desk.today)
        when = f"trễ {late} ngày so với hạn {vn_date(report.due_on)}" if late else "đúng hạn"
        say(f"Báo cáo {report.period_label} của {unit}: đã nộp ngày {vn_date(desk.today)}, {when}; chờ duyệt.")


@app.command()
def accept(
    unit: ReportUnit, period: ReportPeriod, by: By, cycle: InCycle = None, duty: OfDuty = None, today: Today = None
) -> None:
    """Cơ quan thường trực chấp nhận báo cáo đã nộp.

    Ví dụ: ocop report accept phong-tc-kh 2024-M03 --cycle quang-ninh.uong-bi.2024 --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.filing import accept_report

    with desk.work() as session:
        report = accept_report(
            session, desk.running(session, cycle), unit, period, actor=by, today=desk.today, at=desk.now(), duty=duty
        )
        say(f"Báo cáo {report.period_label} của {unit}: đã chấp nhận.")


@app.command("return")
def send_back(
    unit: ReportUnit,
    period: ReportPeriod,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Điều cần chỉnh sửa.")],
    by: By,
    cycle: InCycle = None,
    due: Annotated[
        date | None, typer.Option("--due", parser=a_day, metavar="NGÀY", help="Hạn nộp lại; mặc định theo thiết lập.")
    ] = None,
    duty: OfDuty = None,
    today: Today = None,
) -> None:
    """Cơ quan thường trực trả lại báo cáo để chỉnh sửa, với hạn nộp lại.

    Ví dụ: ocop report return phong-tc-kh 2024-M03 --cycle quang-ninh.uong-bi.2024 --reason "Thiếu số liệu"
    --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.filing import return_report

    with desk.work() as session:
        report = return_report(
            session,
            desk.running(session, cycle),
            unit,
            period,
            actor=by,
            reason=reason,
            today=desk.today,
            at=desk.now(),
            due_on=due,
            duty=duty,
        )
        say(f"Báo cáo {report.period_label} của {unit}: đã trả lại, hạn nộp lại {vn_date(report.due_on)}.")


app.command("consolidate")(report_consolidated.consolidate)
app.command("consolidations")(report_consolidated.consolidations)
app.command("lineage")(report_consolidated.lineage)
app.command("reprint")(report_consolidated.reprint)
app.command("number")(report_consolidated.number)
