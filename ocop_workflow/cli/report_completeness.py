"""`ocop report completeness`: how complete reporting is, and who is late."""

from typing import Annotated

from typer import Option

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, InCycle, Today
from ocop_workflow.cli.show import Column, print_json, say, table


def completeness(
    by: Annotated[str, Option("--by", metavar="CÁCH", help="unit (đơn vị), period (kỳ) hoặc level (cấp).")] = "unit",
    period: Annotated[str | None, Option("--period", metavar="KỲ", help="Chỉ một kỳ, ví dụ 2024-Q1.")] = None,
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Tỷ lệ báo cáo: phải nộp, đã nộp, đúng hạn, theo đơn vị, kỳ hoặc cấp; rồi ai đang nợ, trễ bao nhiêu ngày.

    Ví dụ: ocop report completeness --period 2024-M04 --by level --cycle quang-ninh.uong-bi.2024 --today 2024-05-02
    """
    from typer import BadParameter

    from ocop_workflow.operations.reports.completeness import By, late_reports
    from ocop_workflow.operations.reports.completeness import completeness as counted

    if by not in {word.value for word in By}:
        raise BadParameter(f"không có «{by}»; có: {', '.join(word.value for word in By)}", param_hint="--by")
    desk = at_work.start(today, quiet=as_json)
    with desk.look() as session:
        running = desk.running(session, cycle)
        lines = counted(session, running, desk.today, by=By(by), period=period)
        late = late_reports(session, running, desk.today, period=period)
    if as_json:
        print_json({"completeness": lines, "late": late})
        return
    table(lines, _OF_LINE, title="Tỷ lệ báo cáo (các báo cáo đã đến hạn hoặc đã nộp)")
    table(late, _OF_LATE, title="Quá hạn chưa nộp", empty="Không có báo cáo nào quá hạn.")
    say()
    say(
        "Đúng hạn: lần nộp đầu không muộn hơn hạn đầu. Không tính đơn vị được miễn, được đề nghị, đã kết thúc trong kỳ."
    )


_OF_LINE = (
    Column("", lambda row: row.label, wide=True),
    Column("Phải nộp", lambda row: row.expected, right=True),
    Column("Đã nộp", lambda row: row.filed, right=True),
    Column("Đúng hạn", lambda row: row.on_time, right=True),
    Column("Trễ", lambda row: row.late, right=True),
    Column("Chỉnh sửa", lambda row: row.in_correction or None, right=True),
    Column("Còn nợ", lambda row: row.overdue, right=True),
    Column("Chưa đến hạn", lambda row: row.not_due or None, right=True),
    Column("Miễn", lambda row: row.excused or None, right=True),
    Column("Tỷ lệ nộp", lambda row: row.in_words, right=True, whole=True),
)
_OF_LATE = (
    Column("Đơn vị", lambda row: row.unit, wide=True),
    Column("Mã", lambda row: row.unit_code, whole=True),
    Column("Kỳ", lambda row: row.period, whole=True),
    Column("Hạn", lambda row: row.due_on, whole=True),
    Column("Trễ (ngày)", lambda row: row.days_late, right=True),
    Column("Người nộp gần nhất", lambda row: row.officer or "chưa nộp lần nào"),
)
