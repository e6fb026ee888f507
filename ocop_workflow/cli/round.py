"""`ocop round`: evaluation rounds of a level, area and year."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.acting import As, attempting, decision
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, PaperDate, PaperNo, Today, a_day, a_word, codes
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Level

app = Verbs()


@app.command("open")
def open_one(
    area: Annotated[
        str, typer.Argument(metavar="ĐỊA_BÀN", help="vn, mã tỉnh (quang-ninh) hoặc mã địa phương (quang-ninh.uong-bi).")
    ],
    number: Annotated[int, typer.Argument(metavar="ĐỢT", min=1, max=99, help="Đợt thứ mấy trong năm.")],
    by: By,
    role: As,
    level: Annotated[
        Level, typer.Option("--level", parser=a_word(Level), metavar="CẤP", help=f"Một trong: {codes(Level)}.")
    ],
    year: Annotated[int, typer.Option("--year", metavar="NĂM", min=2013, max=2100, help="Năm của đợt.")],
    closes: Annotated[
        date | None,
        typer.Option("--closes", parser=a_day, metavar="NGÀY", help="Ngày cuối nhận đề nghị, theo kế hoạch."),
    ] = None,
    results: Annotated[
        date | None,
        typer.Option("--results", parser=a_day, metavar="NGÀY", help="Ngày cuối có kết quả, theo kế hoạch."),
    ] = None,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    today: Today = None,
) -> None:
    """Mở một đợt đánh giá: ngày lấy từ khung pháp lý, hoặc ghi theo kế hoạch của địa phương; mở lại không đổi gì.

    Ví dụ: ocop round open quang-ninh 2 --level province --year 2026 --as standing_unit --by "Nguyễn Văn A"

    Ví dụ: ocop round open quang-ninh.uong-bi 1 --level district --year 2024 --closes 2024-08-30 --results 2024-10-15
    --paper 45/KH-UBND --paper-date 2024-03-01 --as standing_unit --by "Nguyễn Văn A"
    """
    if (closes is None) is not (results is None):
        raise typer.BadParameter("ghi cả --closes và --results, hoặc không ghi cả hai")
    days = (closes, results) if closes and results else None
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.rounds import open_round

    with attempting(desk, "open_round", "evaluation_round", by), desk.work() as session:
        opened, is_new = open_round(
            session, desk.office.rules, level=level, area=area, year=year, number=number, days=days,
            by=decision(desk, by, role, grounds=grounds),
        )  # fmt: skip
        say(
            f"Đợt {opened.code} ({opened.level.label.lower()}): {'đã mở' if is_new else 'đã có'}; nhận đề nghị đến hết "
            f"{vn_date(opened.proposals_close_on)}, có kết quả đến hết {vn_date(opened.results_due_on)}.\n"
            f"Căn cứ: {opened.basis}."
        )


@app.command("list")
def list_all(
    year: Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Chỉ của năm này.")] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê đợt đánh giá: ngày, căn cứ, số phiên họp, số hồ sơ đã có kết luận.

    Ví dụ: ocop round list --year 2026
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.evaluation.rounds import list_rounds

    with desk.look() as session:
        rows = list_rounds(session, desk.today, year=year)
    columns = [
        Column("Đợt", lambda row: row.code, whole=True),
        Column("Cấp", lambda row: row.level),
        Column("Nhận đề nghị đến", lambda row: row.proposals_close_on, whole=True),
        Column("Kết quả đến", lambda row: row.results_due_on, whole=True),
        Column("Phiên họp", lambda row: row.sessions, right=True),
        Column("Hồ sơ", lambda row: row.dossiers, right=True),
        Column("Đã kết luận", lambda row: row.concluded, right=True),
        Column("Quá hạn", lambda row: "quá hạn" if row.is_late else ""),
        Column("Căn cứ", lambda row: row.basis, wide=True),
    ]
    listing(rows, columns, as_json=as_json, title="đợt", empty="Chưa có đợt nào. Mở đợt bằng «ocop round open».")
