"""`ocop assignment`: the duties that the plan gives to units, and what was done."""

from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, InCycle, OfUnit, PaperDate, PaperNo, Today
from ocop_workflow.cli.show import Column, due_cell, listing, say, shortened
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Step

if TYPE_CHECKING:
    from ocop_workflow.operations.cycle.assignment_lookup import AssignmentLine

app = Verbs()


@app.command("list")
def list_all(
    cycle: InCycle = None,
    unit: OfUnit = None,
    step: Annotated[
        int | None, typer.Option("--step", metavar="0-6", min=0, max=6, help="Chỉ của bước này; 0: xuyên suốt.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Chỉ việc quá hạn.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê nhiệm vụ của chu trình theo đơn vị và hạn.

    Ví dụ: ocop assignment list --cycle bac-kan.bac-kan.2024 --late
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.assignment_lookup import list_assignments

    with desk.look() as session:
        rows = list_assignments(
            session,
            desk.running(session, cycle),
            desk.today,
            unit=unit,
            step=None if step is None else Step(step),
            late_only=late,
        )
    columns = [
        Column("Số", lambda row: row.id, right=True, whole=True),
        *([] if unit else [Column("Đơn vị", lambda row: row.unit)]),
        Column("Bước", lambda row: int(row.step), right=True),
        Column("Phần việc", lambda row: row.part),
        Column("Điều khoản, nguyên văn", _words, wide=True),
        Column("Hạn", due_cell, whole=True),
        Column("Tình trạng", lambda row: f"quá hạn {row.days_late} ngày" if row.days_late else row.state),
    ]
    listing(
        rows,
        columns,
        as_json=as_json,
        title="nhiệm vụ",
        empty="Không có nhiệm vụ nào như vậy. Nhiệm vụ được giao khi chạy «ocop cycle run», trong kỳ của kế hoạch.",
    )


@app.command()
def done(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số nhiệm vụ, như trong «ocop assignment list».")],
    by: By,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    note: Annotated[str | None, typer.Option("--note", metavar="KẾT_QUẢ", help="Kết quả, ghi ngắn gọn.")] = None,
    today: Today = None,
) -> None:
    """Ghi nhận đơn vị đã hoàn thành một nhiệm vụ.

    Ví dụ: ocop assignment done 12 --by "Nguyễn Văn A" --paper 45/BC-VH --paper-date 2024-09-20
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.assignments import mark_done

    with desk.work() as session:
        assignment = mark_done(session, number, actor=by, today=desk.today, at=desk.now(), paper=grounds, note=note)
        late = (desk.today - assignment.due_on).days
        when = f", sau hạn {vn_date(assignment.due_on)} {late} ngày" if late > 0 else ", đúng hạn"
    say(f"Nhiệm vụ {number}: đã hoàn thành ngày {vn_date(desk.today)}{when}.")


def _words(row: "AssignmentLine") -> str:
    """The clause and the printed words; what the document does not print stands without quotation marks."""
    words = shortened(row.quote)
    return f"{row.clause}: «{words}»" if row.is_printed else f"{row.clause}: {words}"
