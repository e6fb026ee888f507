"""`ocop rules`: the rulebook as the program applies it; needs no database."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, a_day, a_word, codes
from ocop_workflow.cli.show import Column, listing, print_json, say, table
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Registration

if TYPE_CHECKING:
    from ocop_workflow.rulebook.dossiers.waits import Wait

app = Verbs()

AsMarkdown = Annotated[bool, typer.Option("--markdown", help="In bảng Markdown, để đưa vào tài liệu.")]


@app.command()
def lifecycle(
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
) -> None:
    """Mọi bước chuyển của hồ sơ: ai được làm, theo điều khoản nào, cần điều kiện gì.

    Ví dụ: ocop rules lifecycle --markdown
    """
    from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES, LIFECYCLE

    rows = [
        {
            "step": rule.step,
            "action": rule.action,
            "label": rule.label,
            "source": rule.source,
            "target": rule.target,
            "is_final": rule.target in FINAL_STATES,
            "by": rule.by,
            "clause": rule.clause,
            "requires": [need.label for need in rule.requires],
            "needs_reason": rule.needs_reason,
            "needs_paper": rule.needs_paper,
            "after_window": rule.after_window,
        }
        for rule in sorted(LIFECYCLE, key=lambda rule: rule.step)
    ]
    columns = [
        Column("Bước", lambda row: int(row["step"]), right=True),
        Column("Việc", lambda row: row["label"]),
        Column("Lệnh", lambda row: row["action"], whole=True),
        Column("Từ trạng thái", lambda row: row["source"].label if row["source"] else "(lập hồ sơ)"),
        Column("Sang trạng thái", lambda row: row["target"].label + (" (kết thúc)" if row["is_final"] else "")),
        Column("Ai", lambda row: row["by"]),
        Column("Điều khoản", lambda row: row["clause"]),
        Column("Điều kiện", lambda row: "; ".join(_conditions(row))),
    ]
    if as_markdown:
        _markdown(rows, columns)
    else:
        listing(rows, columns, as_json=as_json, title="bước chuyển", empty="")


@app.command()
def words(as_json: AsJson = False) -> None:
    """Từ vựng: mã và nghĩa tiếng Việt của mọi trạng thái, vai trò, loại.

    Ví dụ: ocop rules words --json
    """
    from ocop_workflow import vocabulary

    kinds = [
        kind
        for kind in vars(vocabulary).values()
        if isinstance(kind, type)
        and issubclass(kind, vocabulary.Word | vocabulary.Step)
        and kind is not vocabulary.Word
    ]
    if as_json:
        print_json({kind.__name__: {str(word.value): word.label for word in kind} for kind in kinds})
        return
    for kind in kinds:
        columns = [Column("Mã", lambda word: str(word.value)), Column("Nghĩa", lambda word: word.label)]
        table(list(kind), columns, title=kind.__name__)


@app.command()
def waits(as_json: AsJson = False, as_markdown: AsMarkdown = False) -> None:
    """Mỗi trạng thái chờ: chờ ai, làm gì, trong bao lâu.

    Ví dụ: ocop rules waits
    """
    from ocop_workflow.rulebook.dossiers.waits import WAITS

    columns = [
        Column("Bước", lambda wait: int(wait.step), right=True),
        Column("Trạng thái", lambda wait: wait.state),
        Column("Chờ ai", _who),
        Column("Việc cần làm", lambda wait: wait.ask),
        Column(
            "Hạn",
            _how_long,
        ),
    ]
    if as_markdown:
        _markdown(WAITS, columns)
    else:
        listing(
            WAITS,
            columns,
            as_json=as_json,
            title="trạng thái chờ; số ngày theo mục terms của kế hoạch",
            empty="",
        )


@app.command()
def regime(
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày xét; mặc định: hôm nay.")
    ] = None,
    filed: Annotated[
        date | None, typer.Option("--filed", parser=a_day, metavar="NGÀY", help="Ngày hồ sơ đánh giá đã nộp.")
    ] = None,
    kind: Annotated[
        Registration,
        typer.Option("--kind", parser=a_word(Registration), metavar="LOẠI", help=f"Một trong: {codes(Registration)}."),
    ] = Registration.FIRST,
    as_json: AsJson = False,
) -> None:
    """Khung pháp lý của một ngày, hoặc của một hồ sơ đã nộp (điều khoản chuyển tiếp), và vì sao.

    Ví dụ: ocop rules regime --filed 2026-05-12 --kind re_evaluation --on 2026-06-22
    """
    from ocop_workflow.cli.regime_page import show_choice
    from ocop_workflow.office import Office

    office = Office.open()
    day = on or office.settings.today()
    if filed is not None and filed > day:
        raise typer.BadParameter(f"hồ sơ nộp ngày {vn_date(filed)}, sau ngày xét {vn_date(day)}")
    show_choice(office.rules, filed, kind, day, as_json=as_json)


def _who(wait: "Wait") -> str:
    return wait.on.label + (f"; cấp trên xã tiếp nhận: {wait.above.label}" if wait.above else "")


def _how_long(wait: "Wait") -> str:
    if wait.term:
        return f"{wait.term} (ngày làm việc)"
    if wait.regime:
        return f"theo khung pháp lý: {wait.regime}"
    return f"hết {wait.window.title}" if wait.window else f"ngày của hồ sơ: {wait.fact}"


def _conditions(row: dict[str, object]) -> list[str]:
    """What must hold, and what the person brings along."""
    requires = row["requires"]
    assert isinstance(requires, list)
    return [
        *requires,
        *(["sau khi bước kết thúc"] if row["after_window"] else []),
        *(["ghi lý do"] if row["needs_reason"] else []),
        *(["có văn bản"] if row["needs_paper"] else []),
    ]


def _markdown(rows: object, columns: list[Column]) -> None:
    from ocop_workflow.cli.show import in_words

    assert isinstance(rows, list | tuple)
    say("| " + " | ".join(column.heading for column in columns) + " |")
    say("|" + "|".join("---:" if column.right else "---" for column in columns) + "|")
    for row in rows:
        say("| " + " | ".join(in_words(column.cell(row)).replace("|", "\\|") for column in columns) + " |")
