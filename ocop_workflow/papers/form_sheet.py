"""A form to be filled in by hand in a workbook, whatever it asks for: printed cells, input cells, keys of its own.

Where each cell stands follows from this shape alone, so that a sheet that comes back is read by the place of its cells
and never by what it says of them: see `form_out` for writing and `form_in` for reading.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property

from openpyxl.utils.cell import get_column_letter

Filled = Decimal | date | str


class CellKind(Enum):
    """What an input cell takes."""

    NUMBER = auto()
    TEXT = auto()
    DATE = auto()
    CHOICE = auto()


@dataclass(frozen=True)
class InputCell:
    """One cell to fill in; `key` is its name for the program, `value` what is known already."""

    key: str
    kind: CellKind
    value: Filled | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    is_whole: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormRow:
    """One line: printed cells from the left, then information, then input cells; without input cells it is a heading.

    `info` is shown for comparison (what was reported before) and is no part of what the form asks: it may be another
    when the sheet comes back.
    """

    printed: tuple[str, ...]
    info: tuple[str, ...] = ()
    inputs: tuple[InputCell, ...] = ()


@dataclass(frozen=True)
class FormSheet:
    """The visible sheet and the keys of the hidden one.

    `kind` tells forms of different purposes apart («report», «score_sheet»), `keys` say which one this is.
    """

    kind: str
    name: str
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[FormRow, ...]
    notes: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading_row(self) -> int:
        """The row of the headings, counted from 1; the lines of the table follow it."""
        return len(self.titles) + len(self.notes) + 1

    @cached_property
    def inputs(self) -> Mapping[tuple[int, int], InputCell]:
        """Every input cell by row and column, both counted from 1."""
        return {
            (self.heading_row + line, len(row.printed) + len(row.info) + place): cell
            for line, row in enumerate(self.rows, start=1)
            for place, cell in enumerate(row.inputs, start=1)
        }

    @cached_property
    def printed(self) -> dict[tuple[int, int], str]:
        """Every printed cell of the table by row and column, its headings included."""
        cells = {(self.heading_row, column): text for column, text in enumerate(self.headings, start=1)}
        for line, row in enumerate(self.rows, start=1):
            cells |= {(self.heading_row + line, column): text for column, text in enumerate(row.printed, start=1)}
        return cells

    @cached_property
    def info(self) -> dict[tuple[int, int], str]:
        """Every cell of information by row and column."""
        return {
            (self.heading_row + line, len(row.printed) + place): text
            for line, row in enumerate(self.rows, start=1)
            for place, text in enumerate(row.info, start=1)
        }

    @cached_property
    def layout_sha256(self) -> str:
        """The same for sheets whose cells mean the same in the same places; what is filled in does not count."""
        said = [
            self.kind,
            [[*place, text] for place, text in self.printed.items()],
            [[*place, cell.key, cell.kind.name, *cell.choices] for place, cell in self.inputs.items()],
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def address_of(self, key: str) -> str:
        """The cell of a key as people call it: «E12»; empty where the form has no such key."""
        return next((address(*place) for place, cell in self.inputs.items() if cell.key == key), "")


def address(row: int, column: int) -> str:
    """«E12» for row 12, column 5."""
    return f"{get_column_letter(column)}{row}"


KEY_SHEET = "ocop"
"""The name of the hidden sheet with the keys."""
MARK = "ocop-form"
LAYOUT = "layout"
