"""`ocop plan book`: the task book of a cycle, unit by unit, as a workbook and as a document to print."""

from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import Today, a_file
from ocop_workflow.cli.show import say


def book(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã chu trình.")],
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", parser=a_file(".xlsx"), metavar="TỆP", help="Ghi sổ Excel; tệp có sẵn bị thay."),
    ] = None,
    docx: Annotated[
        Path | None,
        typer.Option("--docx", parser=a_file(".docx"), metavar="TỆP", help="Ghi văn bản Word; tệp có sẵn bị thay."),
    ] = None,
    today: Today = None,
) -> None:
    """Lập sổ nhiệm vụ của chu trình: mỗi đơn vị một trang, nhiệm vụ, báo cáo, hạn và căn cứ, để in.

    Ví dụ: ocop plan book quang-ninh.uong-bi.2024 --xlsx so-nhiem-vu.xlsx --docx so-nhiem-vu.docx
    """
    if xlsx is None and docx is None:
        raise typer.BadParameter("ghi rõ --xlsx hoặc --docx (hoặc cả hai)")
    desk = at_work.start(today)
    from ocop_workflow.operations.plans.task_book import task_book
    from ocop_workflow.papers.files import write_whole

    with desk.look() as session:
        drawn_up = task_book(desk.running(session, code), desk.today)
    files: dict[Path, bytes] = {}
    if xlsx is not None:
        from ocop_workflow.papers.task_book_xlsx import task_book_xlsx

        files[xlsx] = task_book_xlsx(drawn_up)
    if docx is not None:
        from ocop_workflow.papers.task_book_docx import task_book_docx

        files[docx] = task_book_docx(drawn_up)
    write_whole(files)
    tasks, reports = (
        sum(len(unit.tasks) for unit in drawn_up.units),
        sum(len(report.days) for unit in drawn_up.units for report in unit.reports),
    )
    say(f"Sổ nhiệm vụ {drawn_up.cycle}: {len(drawn_up.units)} đơn vị, {tasks} nhiệm vụ, {reports} lượt báo cáo.")
    for path in files:
        say(f"Đã ghi: {path}")
