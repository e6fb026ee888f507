"""`ocop report reopen` and `excuse`: what the standing unit and a signer decide on reports beside accepting them."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import (
    By,
    InCycle,
    OfDuty,
    PaperDate,
    PaperNo,
    ReportPeriod,
    ReportUnit,
    Today,
    a_day,
)
from ocop_workflow.cli.show import say
from ocop_workflow.rulebook.text import vn_date


def reopen(
    unit: ReportUnit,
    period: ReportPeriod,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao phải đính chính.")],
    by: By,
    cycle: InCycle = None,
    due: Annotated[
        date | None, typer.Option("--due", parser=a_day, metavar="NGÀY", help="Hạn nộp lại; mặc định theo thiết lập.")
    ] = None,
    duty: OfDuty = None,
    today: Today = None,
) -> None:
    """Cơ quan thường trực mở lại báo cáo đã chấp nhận để đính chính; bản đã chấp nhận vẫn giữ và vẫn tính.

    Ví dụ: ocop report reopen phuong-bac-son 2024-Q1 --cycle quang-ninh.uong-bi.2024
    --reason "Xã báo cáo bổ sung số liệu" --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.report_decisions import reopen_report

    with desk.work() as session:
        report = reopen_report(
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
        said = f"mở lại, đính chính lần {report.correction}, hạn nộp {vn_date(report.due_on)}"
        say(f"Báo cáo {report.period_label} của {unit}: {said}. Bản đã chấp nhận vẫn được giữ.")


def excuse(
    unit: ReportUnit,
    period: ReportPeriod,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao được miễn, hoặc vì sao bỏ miễn.")],
    by: By,
    signer: Annotated[str, typer.Option("--signer", metavar="HỌ_TÊN", help="Người ký văn bản cho miễn.")] = "",
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    lift: Annotated[bool, typer.Option("--lift", help="Bỏ miễn: đơn vị lại phải nộp, hạn như cũ.")] = False,
    cycle: InCycle = None,
    duty: OfDuty = None,
    today: Today = None,
) -> None:
    """Cho một đơn vị được miễn một báo cáo: ai ký, văn bản nào, vì sao; không còn tính là phải nộp.

    Ví dụ: ocop report excuse phuong-bac-son 2024-M09 --cycle quang-ninh.uong-bi.2024 --signer "Nguyễn Văn C"
    --reason "Khắc phục hậu quả bão" --paper 512/UBND-KT --paper-date 2024-09-12 --by "Trần Thị B"
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.report_decisions import excuse_report, lift_exception

    with desk.work() as session:
        running, at = desk.running(session, cycle), desk.now()
        if lift:
            report = lift_exception(
                session, running, unit, period, actor=by, reason=reason, today=desk.today, at=at, duty=duty
            )
            say(f"Báo cáo {report.period_label} của {unit}: đã bỏ miễn, hạn nộp {vn_date(report.due_on)}.")
            return
        report = excuse_report(
            session,
            running,
            unit,
            period,
            actor=by,
            signer=signer,
            reason=reason,
            paper=grounds,
            today=desk.today,
            at=at,
            duty=duty,
        )
        say(f"Báo cáo {report.period_label} của {unit}: được miễn ({signer} ký, {paper}).")
