"""`ocop criteria compare`: one product under every regime, and what makes the difference."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, Today, a_number
from ocop_workflow.cli.show import Column, heading, print_json, say, table

if TYPE_CHECKING:
    from ocop_workflow.operations.evaluation.comparisons import Comparison


def compare(
    code: Annotated[
        str | None, typer.Argument(metavar="HỒ_SƠ", help="Mã hồ sơ; lấy phiếu của Hội đồng, không có thì điểm đã ghi.")
    ] = None,
    points: Annotated[
        Decimal | None,
        typer.Option("--points", parser=a_number, metavar="ĐIỂM", help="Tổng điểm, nơi chưa có câu trả lời."),
    ] = None,
    group: Annotated[int | None, typer.Option("--group", metavar="1-6", min=1, max=6, help="Nhóm sản phẩm.")] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--answers",
            metavar="BỘ=TỆP",
            help="Câu trả lời theo một bộ: tệp hai cột mã, điểm; lặp lại cho bộ của khung khác.",
        ),
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Một sản phẩm theo từng khung pháp lý: hạng sao và vì sao, ai nhận, ai chấm, ai quyết định, khác nhau ở đâu.

    Ví dụ: ocop criteria compare --points 89,95 --group 1

    Ví dụ: ocop criteria compare HS-000012 --answers QD148_2023.05=phieu.148.csv --answers QD26_2026.05=phieu.26.csv
    """
    from ocop_workflow.office import Office
    from ocop_workflow.operations.evaluation.comparisons import answers_of, compare_regimes
    from ocop_workflow.papers.answers_table import read_answers_table
    from ocop_workflow.rulebook.evaluation.comparison import Product
    from ocop_workflow.rulebook.evaluation.scoring import Sheet

    sheets: dict[str, list[Sheet]] = {}
    name = "Sản phẩm"
    if code is not None:
        desk = at_work.start(today, quiet=as_json)
        from ocop_workflow.operations.dossiers.dossiers import find_dossier

        office = desk.office
        with desk.look() as session:
            dossier = find_dossier(session, code)
            sheets |= answers_of(session, dossier)
            name, group = f"{dossier.code} · {dossier.product_name}", group or dossier.product_group
            points = points if points is not None else dossier.score
    else:
        office = Office.open()
    for given in answers or []:
        criteria, is_pair, file = given.partition("=")
        if not is_pair:
            raise typer.BadParameter(f"viết BỘ=TỆP, không phải «{given}»")
        sheets[office.rules.criteria_set(criteria).code] = [read_answers_table(Path(file).resolve())]
    if points is None and not sheets:
        raise typer.BadParameter("cần tổng điểm (--points), câu trả lời (--answers), hoặc hồ sơ đã có kết quả chấm")
    if points is not None and not 0 <= points <= 100:
        raise typer.BadParameter(f"tổng điểm {points} nằm ngoài khoảng 0-100")
    found = compare_regimes(office.rules, Product(group, points), sheets)
    _show(name, found, as_json=as_json)
    for known in () if as_json else office.rules.earlier:
        say(f"  - {known.number}: không xếp hạng được, không thấy trong nguồn: {'; '.join(known.not_found)}.")


def _show(name: str, found: "Comparison", *, as_json: bool) -> None:
    codes = [one.regime.code for one in found.evaluated]
    if as_json:
        rows = [
            {
                "topic": topic.name,
                "differs": topic.differs,
                "answers": dict(zip(codes, topic.answers, strict=True)),
            }
            for topic in found.topics
        ]
        print_json({"stars": {one.regime.code: one.stars for one in found.evaluated}, "topics": rows})
        return
    heading(name)
    for place, one in enumerate(found.evaluated):
        table(
            found.topics,
            [
                Column("Nội dung", lambda topic: topic.name + (" *" if topic.differs else ""), whole=True),
                Column("Quy định", lambda topic: topic.answers[place].text),  # noqa: B023 - drawn at once
                Column("Căn cứ", lambda topic: topic.answers[place].clause),  # noqa: B023
            ],
            title=f"{one.regime.number} ({one.regime.code})" + (f", bộ {one.criteria.code}" if one.criteria else ""),
        )
    say()
    heading("Khác nhau (* ở trên)")
    for line in found.differences:
        say(f"  - {line}")
    if not found.differences:
        say("  Các khung pháp lý cho cùng một kết quả.")
