"""`ocop criteria`: the score sheets of the regimes, checked, shown, and completed with the office's own texts."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work, criteria_compare
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, Today, a_day
from ocop_workflow.cli.show import listing, say

if TYPE_CHECKING:
    from ocop_workflow.office import Office
    from ocop_workflow.rulebook.evaluation.regime import Regime

app = Verbs()

OfRegime = Annotated[
    str | None,
    typer.Option("--regime", metavar="MÃ", help="Mã khung pháp lý, ví dụ QD26_2026; mặc định: theo ngày."),
]
OnDay = Annotated[date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày xét; mặc định: hôm nay.")]
SetCode = Annotated[str, typer.Argument(metavar="BỘ", help="Mã bộ, ví dụ QD26_2026.05, hoặc số bộ.")]


@app.command("list")
def list_(regime: OfRegime = None, on: OnDay = None, as_json: AsJson = False) -> None:
    """Các bộ tiêu chí của một khung pháp lý: điểm từng phần, số tiêu chí, dấu sao, bộ nào có lỗi, bộ nào có lời.

    Ví dụ: ocop criteria list --on 2024-06-14
    """
    from ocop_workflow.cli.criteria_page import SET_COLUMNS, set_lines
    from ocop_workflow.office import Office

    office = Office.open()
    chosen = _regime(office, regime, on)
    lines = set_lines(office, chosen)
    listing(
        lines,
        SET_COLUMNS,
        as_json=as_json,
        title=f"bộ theo {chosen.number}",
        empty=f"{chosen.number}: không thấy bộ tiêu chí nào trong nguồn.",
    )


@app.command()
def show(code: SetCode, on: OnDay = None, as_json: AsJson = False) -> None:
    """Một bộ tiêu chí: từng mục, điểm, các câu trả lời với dấu sao, điều kiện loại; kèm lời nếu cơ quan đã nạp.

    Ví dụ: ocop criteria show QD26_2026.05
    """
    from ocop_workflow.cli.criteria_page import show_set
    from ocop_workflow.office import Office

    office = Office.open()
    show_set(office, _whole(office, code, on), as_json=as_json)


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="TỆP", help="Bảng phụ lục của cơ quan (.csv, .xlsx) để đối chiếu; không ghi gì."),
    ] = None,
    regime: OfRegime = None,
    on: OnDay = None,
) -> None:
    """Kiểm tra mọi bộ tiêu chí: tổng 100, từng phần, câu trả lời, dấu sao; hoặc đối chiếu bảng của cơ quan từng dòng.

    Ví dụ: ocop criteria check

    Ví dụ: ocop criteria check phu-luc-2.csv --regime QD26_2026
    """
    from ocop_workflow.cli.criteria_page import check_all
    from ocop_workflow.office import Office

    office = Office.open()
    if file is None:
        check_all(office)
        return
    from ocop_workflow.operations.evaluation.criteria_texts import hold_against
    from ocop_workflow.papers.criteria_table import read_criteria_table

    chosen = _regime(office, regime, on)
    path = file.resolve()
    readings = hold_against(office.rules.criteria_of(chosen), read_criteria_table(path), file=str(path))
    known = sum(reading.known_misprints for reading in readings)
    but = f", {known} chỗ in sai đã biết" if known else ""
    say(f"{path.name}: {len(readings)} bộ khớp với {chosen.number}{but}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Bảng phụ lục của cơ quan, .csv hoặc .xlsx.")],
    regime: OfRegime = None,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người nhập; mặc định: tài khoản máy.")] = "",
    today: Today = None,
) -> None:
    """Nạp lời của các câu trả lời từ bản phụ lục của cơ quan: đối chiếu từng dòng với điểm, dấu sao; sai một dòng thì
    không nạp gì. Các cột: set_no, kind (part, section, criterion, subcriterion, note, option, total), code, text,
    points, star_gate. Nạp lại thì thay lời cũ của các bộ có trong bảng.

    Ví dụ: ocop criteria import phu-luc-2.csv --regime QD26_2026 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.criteria_texts import hold_against, keep_texts
    from ocop_workflow.papers.criteria_table import read_criteria_table

    chosen = _regime(desk.office, regime, desk.today)
    path = file.resolve()
    readings = hold_against(desk.office.rules.criteria_of(chosen), read_criteria_table(path), file=str(path))
    with desk.work() as session:
        brought = keep_texts(session, readings, actor=by.strip() or at_work.user(), today=desk.today, at=desk.now())
    numbers = ", ".join(f"{number:02d}" for number in brought.sets)
    say(f"{path.name}: đã nạp {brought.texts} lời của {len(brought.sets)} bộ ({numbers}) theo {chosen.number}.")
    if brought.known_misprints:
        say(f"  lưu ý: {brought.known_misprints} chỗ in khác, đã có cách đọc trong config/criteria (cột misprint).")


def _regime(office: "Office", code: str | None, day: date | None) -> "Regime":
    """The regime named, else that of the day."""
    return office.rules.regime_of(code) if code else office.rules.regime(day or office.settings.today())


def _whole(office: "Office", code: str, day: date | None) -> str:
    """«QD26_2026.05» for 5 under the rules of the day."""
    if "." in code:
        return code
    chosen = _regime(office, None, day)
    return f"{chosen.criteria or chosen.code}.{code}"


app.command("compare")(criteria_compare.compare)
