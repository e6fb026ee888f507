"""How the command line answers: lines, tables for people, JSON for programs. Rich is imported when a table is drawn."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from ocop_workflow.rulebook.text import vn_date


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a table for people."""

    heading: str
    cell: Callable[[Any], object]
    right: bool = False
    whole: bool = False
    """Never broken over two lines: codes, dates, numbers."""
    wide: bool = False
    """A long text: it gets the room, the other texts stay narrow."""
    spare: bool = False
    """Left out where the terminal is too narrow for it beside whole codes and dates."""


def say(text: str = "", *, to_errors: bool = False) -> None:
    """One message, as it is."""
    print(printable(text), file=sys.stderr if to_errors else sys.stdout, flush=True)


def heading(text: str) -> None:
    """The title of what follows."""
    _console().print(_text(text, "bold"), soft_wrap=True)


def table(rows: Iterable[Any], columns: Sequence[Column], *, title: str = "", empty: str = "Không có.") -> None:
    """A table with Vietnamese headings; `empty` where there is no row. A column without any value is left out."""
    from rich import box
    from rich.table import Table

    cells = [[in_words(column.cell(row)) for column in columns] for row in rows]
    if title:
        say()
        heading(title)
    if not cells:
        say(empty)
        return
    kept = [place for place in range(len(columns)) if any(row[place] for row in cells)]
    console = _console()
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    fits = _whole_columns_fit(console.width, cells, [(place, columns[place]) for place in kept])
    if not fits:
        kept = [place for place in kept if not columns[place].spare]
        fits = _whole_columns_fit(console.width, cells, [(place, columns[place]) for place in kept])
    has_wide = any(columns[place].wide for place in kept)
    for place in kept:
        column = columns[place]
        is_whole = column.whole and fits
        drawn.add_column(
            column.heading,
            justify="right" if column.right else "left",
            no_wrap=is_whole,
            overflow="fold",
            max_width=max(12, console.width // 6) if has_wide and not (column.wide or is_whole) else None,
        )
    for row in cells:
        drawn.add_row(*(_text(row[place]) for place in kept))
    console.print(drawn)


def _whole_columns_fit(width: int, cells: Sequence[Sequence[str]], columns: Sequence[tuple[int, Column]]) -> bool:
    """Whether codes and dates can stay unbroken: on a very narrow terminal a broken code is better than a cut one."""
    whole = sum(max(len(row[place]) for row in cells) for place, column in columns if column.whole)
    others = sum(8 for _, column in columns if not column.whole)
    return whole + others + 3 * len(columns) <= width


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Names and values of one thing, one per line; what is not known is left out."""
    from rich.table import Table

    drawn = Table.grid(padding=(0, 2))
    drawn.add_column(style="bold", no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in pairs:
        if text := in_words(value):
            drawn.add_row(_text(name), _text(text))
    _console().print(drawn)


def listing(rows: Sequence[Any], columns: Sequence[Column], *, as_json: bool, title: str, empty: str) -> None:
    """The same rows as JSON or as a table with their count."""
    if as_json:
        print_json(rows)
        return
    table(rows, columns, title="", empty=empty)
    if rows:
        say(f"{len(rows)} {title}")


def print_json(value: object) -> None:
    """JSON with ASCII keys, ISO dates and codes instead of labels."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def in_words(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return vn_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)


def due_cell(row: Any) -> str:
    """The last day on time of a row, marked where an official letter may still move it."""
    return in_words(row.due_on) + (" (tạm tính)" if row.due_on and row.due_is_provisional else "")


def span(first: date, last: date) -> str:
    """«15/02/2024 – 14/03/2024»."""
    return f"{vn_date(first)} – {vn_date(last)}"


def vnd(amount: int | None) -> str:
    """An amount of money as offices write it: 1.200.000."""
    return "" if amount is None else f"{amount:,}".replace(",", ".")


def shortened(text: str, length: int = 110) -> str:
    """The beginning of a long text, up to a whole word."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def printable(text: str) -> str:
    """The text without what a terminal would obey instead of show."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _text(text: str, style: str = "") -> Any:
    from rich.text import Text

    return Text(printable(text), style=style)


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)
