"""`ocop report call` and `calls`: reports out of turn, ordered on a paper, due on a day or at an hour."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, By, InCycle, Today, a_day
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.rulebook.text import vn_date


def call(
    number: Annotated[str, typer.Option("--number", metavar="SỐ", help="Số, ký hiệu của văn bản yêu cầu.")],
    issued: Annotated[date, typer.Option("--issued", parser=a_day, metavar="NGÀY", help="Ngày của văn bản yêu cầu.")],
    signer: Annotated[str, typer.Option("--signer", metavar="HỌ_TÊN", help="Người ký văn bản.")],
    subject: Annotated[str, typer.Option("--subject", metavar="NỘI_DUNG", help="Báo cáo việc gì.")],
    by: By,
    units: Annotated[
        list[str] | None,
        typer.Option("--unit", "-u", metavar="MÃ", help="Đơn vị hoặc nhóm đơn vị phải báo cáo; lặp lại được."),
    ] = None,
    requests: Annotated[
        list[str] | None,
        typer.Option("--request", metavar="MÃ", help="Đơn vị chỉ được đề nghị: nhắc, không tính trễ; lặp lại được."),
    ] = None,
    due: Annotated[date | None, typer.Option("--due", parser=a_day, metavar="NGÀY", help="Hạn: hết ngày này.")] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=250, metavar="N", help="Hạn: sau N ngày làm việc.")
    ] = None,
    hours: Annotated[int | None, typer.Option("--hours", min=1, max=240, metavar="N", help="Hạn: sau N giờ.")] = None,
    form: Annotated[str | None, typer.Option("--form", metavar="MÃ", help="Biểu số liệu phải điền.")] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Yêu cầu báo cáo đột xuất: một văn bản, nhiều đơn vị; tự khép khi mọi đơn vị đã báo cáo hoặc được miễn.

    Ví dụ: ocop report call --number 215/UBND-KT --issued 2024-09-10 --signer "Nguyễn Văn C"
    --subject "Thiệt hại của chủ thể OCOP do bão" --unit ubnd-xa-phuong --hours 24 --form ocop.tien-do
    --by "Trần Thị B" --cycle quang-ninh.uong-bi.2024
    """
    if sum(given is not None for given in (due, days, hours)) != 1:
        raise typer.BadParameter("ghi đúng một trong --due, --days, --hours")
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.report_calls import CallOrder, call_reports
    from ocop_workflow.rulebook.days.due import PROVISIONAL
    from ocop_workflow.rulebook.dossiers.waits import term_day

    with desk.work() as session:
        running = desk.running(session, cycle)
        due_at: datetime | None = None
        term = None
        if hours is not None:
            due_at = desk.moment() + timedelta(hours=hours)
            due_on, basis = due_at.date(), f"trong {hours} giờ, tức trước {due_at:%H:%M} ngày {vn_date(due_at.date())}"
        elif days is not None:
            term = term_day(days, desk.today, running.calendar)
            due_on, basis = term.on, f"{days} ngày làm việc sau {vn_date(desk.today)}"
            basis += f"; {PROVISIONAL}" if term.is_provisional else ""
        else:
            due_on = due or desk.today
            basis = f"chậm nhất hết ngày {vn_date(due_on)}"
        order = CallOrder(
            number=number,
            issued_on=issued,
            signer=signer,
            subject=subject,
            units=units or (),
            requests=requests or (),
            due_on=due_on,
            due_at=due_at,
            basis=f"theo {number} ngày {vn_date(issued)}: {basis}",
            form=form,
            term=term,
        )
        made, raised = call_reports(session, running, order, actor=by, today=desk.today, at=desk.now())
        say(f"Yêu cầu {made.period}: {raised} đơn vị phải báo cáo, {basis}.")
        say(f"Tiếp theo: ocop report calls; đơn vị nộp: ocop report submit|fill ĐƠN_VỊ {made.period}")


def calls(cycle: InCycle = None, as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê các yêu cầu báo cáo đột xuất: ai ký, hạn, bao nhiêu đơn vị đã báo cáo, còn chờ bao nhiêu.

    Ví dụ: ocop report calls --cycle quang-ninh.uong-bi.2024
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.reports.report_calls import list_calls

    with desk.look() as session:
        rows = list_calls(session, desk.running(session, cycle), desk.today)
    columns = [
        Column("Kỳ", lambda row: row.period, whole=True),
        Column("Văn bản", lambda row: f"{row.number} ngày {vn_date(row.issued_on)}"),
        Column("Nội dung", lambda row: row.subject, wide=True),
        Column("Hạn", lambda row: desk.clock(row.due_at) or row.due_on, whole=True),
        Column("Đơn vị", lambda row: row.called, right=True),
        Column("Đã nộp", lambda row: row.reported, right=True),
        Column("Miễn", lambda row: row.excused or None, right=True),
        Column("Còn chờ", lambda row: row.waiting, right=True),
        Column("Trễ (ngày)", lambda row: row.days_late or None, right=True),
        Column("Tình trạng", lambda row: "đang chờ" if row.is_open else "đã khép"),
    ]
    listing(rows, columns, as_json=as_json, title="yêu cầu", empty="Chưa có yêu cầu báo cáo đột xuất nào.")
