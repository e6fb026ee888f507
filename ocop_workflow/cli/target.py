"""`ocop target`: the targets of a cycle's plan, computed or entered by hand, and what is missing to reach them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, InCycle, Today, a_number
from ocop_workflow.cli.show import facts, heading, print_json, say
from ocop_workflow.vocabulary import Programme

if TYPE_CHECKING:
    from ocop_workflow.operations.plans.targets import TargetLine

app = Verbs()


@app.command("list")
def list_all(cycle: InCycle = None, as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê chỉ tiêu của chu trình: nguyên văn, mức cần đạt, số đã đạt và nguồn, còn thiếu gì.

    Ví dụ: ocop target list --cycle quang-ninh.uong-bi.2024 --today 2024-09-30
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.plans.targets import list_targets

    with desk.look() as session:
        rows = list_targets(session, desk.running(session, cycle), desk.today)
    if as_json:
        print_json(rows)
        return
    outside = [row for row in rows if row.programme is Programme.NTM]
    _show([row for row in rows if row not in outside], "Chỉ tiêu của Chương trình OCOP")
    if outside:
        _show(outside, "Chỉ tiêu nông thôn mới trong cùng văn bản, ngoài chu trình OCOP")
    say()
    say("Nhập số đạt được của chỉ tiêu không tính được từ dữ liệu: ocop target enter MÃ SỐ --source … --by …")


@app.command()
def enter(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã chỉ tiêu trong kế hoạch: ocop target list.")],
    value: Annotated[Decimal, typer.Argument(parser=a_number, metavar="SỐ", help="Số đạt được, ví dụ 82,5.")],
    source: Annotated[
        str, typer.Option("--source", metavar="NGUỒN", help="Số liệu lấy từ đâu: văn bản, biểu thống kê, ngày.")
    ],
    by: By,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Nhập số đạt được của một chỉ tiêu mà dữ liệu không trả lời được; nhập lại thì thay số cũ, nhật ký giữ cả hai.

    Ví dụ: ocop target enter ub.mt.thu-nhap 82,5 --cycle quang-ninh.uong-bi.2024
    --source "Niên giám thống kê năm 2024" --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.plans.targets import enter_target, list_targets

    with desk.work() as session:
        running = desk.running(session, cycle)
        enter_target(session, running, code, value, source=source, actor=by, today=desk.today, at=desk.now())
        line = next(line for line in list_targets(session, running, desk.today) if line.code == code)
    missing = f" ({line.missing})" if line.missing else ""
    say(f"Đã ghi chỉ tiêu {code}: {line.reached_in_words}, cần {line.wanted}: {line.verdict}{missing}.")


def _show(rows: list["TargetLine"], title: str) -> None:
    say()
    heading(f"{title} ({len(rows)})")
    if not rows:
        say("Kế hoạch không in chỉ tiêu nào.")
    for row in rows:
        say()
        heading(f"{row.code} · {row.measures}: {row.verdict}")
        facts(
            [
                ("Cần đạt", row.wanted),
                ("Hạn", row.due_on),
                ("Đã đạt", row.reached_in_words),
                ("Nguồn", f"{row.answer.label}: {row.source}" if row.source else row.answer.label),
                ("Tình hình", row.missing),
                ("Nguyên văn", f"«{row.quote}» ({row.clause})"),
            ]
        )
