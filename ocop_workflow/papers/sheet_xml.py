"""Reads a sheet of a workbook in one bounded pass: its values, and what else its XML says.

openpyxl knows workbooks, styles and dates, and is asked about them; but it makes an object of every tag, and of a sheet
that it streams it tells neither merges nor formulas. The pass that takes the values also sees what a bomb would show
by, before anything is stored.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.limits import Limits
from ocop_workflow.papers.sheet import UNCACHED
from ocop_workflow.papers.workbook_xml import HINT, XmlReader, main_tag

_ROW, _CELL, _FORMULA, _VALUE, _MERGE = map(main_tag, ("row", "c", "f", "v", "mergeCell"))
_PART_DEPTH, _ROW_DEPTH, _CELL_DEPTH, _DEEPEST = 2, 3, 4, 20
_MOST_PARTS = 1_000
_EMPTY_ROWS = 100_000
_COLUMNS = {get_column_letter(column): column for column in range(1, 257)}
_TAMPERED = "có dấu hiệu bị sửa"

TOO_MANY_MERGES = "trang tính gộp quá nhiều ô; hãy bỏ gộp ô ở phần không có dữ liệu"

Refuse = Callable[[str, int | None], BadInput]
"""Makes the refusal of a sheet for a reason, at a line if there is one."""


@dataclass(frozen=True)
class Dates:
    """How a workbook shows days: its first day, and the styles that make a date or a duration of a number."""

    epoch: datetime
    styles: Collection[int] = ()
    durations: Collection[int] = ()


@dataclass
class SheetXml:
    """Rows as long as their last value, merges as (left, top, right, bottom), the cells whose value a formula gave."""

    rows: list[list[object]] = field(default_factory=list)
    width: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)


def read_sheet(xml: IO[bytes], texts: Sequence[str], dates: Dates, limits: Limits, refuse: Refuse) -> SheetXml:
    """The values of a sheet, and what else its XML says.

    Raises:
        BadInput: it passes a limit, or its cells are not in the order in which every spreadsheet program writes them.
        expat.ExpatError, ValueError, LookupError: it is damaged or hostile.
    """
    reader = _SheetReader(texts, dates, limits, refuse)
    reader.read(xml)
    return reader.found


class _SheetReader(XmlReader):
    def __init__(self, texts: Sequence[str], dates: Dates, limits: Limits, refuse: Refuse) -> None:
        super().__init__()
        self.found = SheetXml()
        self._texts, self._dates, self._limits, self._refuse = texts, dates, limits, refuse
        self._depth = self._parts = self._row_tags = 0
        self._row = self._column = 0
        self._row_text = "0"
        self._cells: list[object] = []
        self._cell: dict[str, str] = {}
        self._value = ""
        self._has_formula = False

    def began(self, tag: str, attributes: dict[str, str]) -> None:
        self.letters.clear()
        self._depth = depth = self._depth + 1
        if tag == _CELL and depth == _CELL_DEPTH:
            self._cell, self._value, self._has_formula = attributes, "", False
            self.runs.clear()
        elif depth > _CELL_DEPTH:
            if tag == HINT:
                self.is_hint = True
            elif depth > _DEEPEST:
                raise self._refuse(f"trang tính lồng nhau quá sâu, {_TAMPERED}", None)
        elif tag == _ROW and depth == _ROW_DEPTH:
            self._begin_row(attributes.get("r"))
        elif tag == _MERGE:
            self._merge(attributes.get("ref", ""))
        elif depth == _PART_DEPTH:
            self._parts += 1
            if self._parts > _MOST_PARTS:
                raise self._refuse(f"trang tính có quá nhiều phần, {_TAMPERED}", None)

    def ended(self, tag: str) -> None:
        self._depth = depth = self._depth - 1
        if tag == _VALUE:
            self._value = "".join(self.letters)
        elif tag == _CELL and depth == _CELL_DEPTH - 1:
            self._end_cell()
        elif tag == _FORMULA:
            self._has_formula = True
        elif tag == _ROW and depth == _ROW_DEPTH - 1:
            self._end_row()
        else:
            super().ended(tag)

    def _begin_row(self, number: str | None) -> None:
        self._row_tags += 1
        row = int(float(number)) if number else self._row + 1
        if row <= self._row:
            raise self._refuse(f"các dòng không theo thứ tự, {_TAMPERED}", row)
        if self._row_tags > _EMPTY_ROWS:
            raise self._too_many_rows()
        self._row, self._row_text, self._column, self._cells = row, str(row), 0, []

    def _end_row(self) -> None:
        if self._cells:
            if self._row > self._limits.rows:
                raise self._too_many_rows()
            rows = self.found.rows
            rows.extend([] for _ in range(self._row - 1 - len(rows)))
            rows.append(self._cells)
            self.found.width = max(self.found.width, len(self._cells))

    def _end_cell(self) -> None:
        cell = self._cell
        kind = cell.get("t", "n")
        reference = cell.get("r")
        column = _COLUMNS.get(reference.removesuffix(self._row_text)) if reference else self._column + 1
        if column is None or column <= self._column:
            column = self._unusual_place(reference or "")
        self._column = column
        if kind == "s" and self._value:
            value: object = self._texts[int(self._value)]
        else:
            value = self._meaning(kind, self._value)
        if self._has_formula:
            self.found.formulas.add((self._row, column))
            if value is None and kind != "str":
                value = UNCACHED
        if value is not None:
            if column > self._limits.columns:
                raise self._refuse(f"trang tính có hơn {self._limits.columns} cột; hãy xóa các cột thừa", self._row)
            if column > len(self._cells) + 1:
                self._cells.extend([None] * (column - 1 - len(self._cells)))
            self._cells.append(value)

    def _unusual_place(self, reference: str) -> int:
        """A cell has to stand right of the one before and in its row."""
        row, column = coordinate_to_tuple(reference)
        if row != self._row or column <= self._column:
            raise self._refuse(f"ô {reference} không đúng chỗ, {_TAMPERED}", self._row)
        return column

    def _meaning(self, kind: str, text: str) -> object:
        """What the cell says, by openpyxl's rules."""
        if kind == "inlineStr":
            return self.text() if self.runs else None
        if not text:
            return None
        if kind == "n":
            number = float(text) if "." in text or "E" in text or "e" in text else int(text)
            style = int(self._cell.get("s", 0))
            return self._moment(number, style) if style in self._dates.styles else number
        if kind == "b":
            return bool(int(text))
        return from_ISO8601(text) if kind == "d" else text  # type: ignore[no-untyped-call]

    def _moment(self, number: float, style: int) -> object:
        try:
            return from_excel(number, self._dates.epoch, timedelta=style in self._dates.durations)
        except (OverflowError, ValueError):
            return "#VALUE!"

    def _merge(self, reference: str) -> None:
        left, top, right, bottom = map(int, range_boundaries(reference))  # type: ignore[arg-type]
        self.found.merges.append((left, top, right, bottom))
        if len(self.found.merges) > self._limits.merged_cells:
            raise self._refuse(TOO_MANY_MERGES, None)

    def _too_many_rows(self) -> BadInput:
        why = f"trang tính có hơn {self._limits.rows:,} dòng; hãy xóa các dòng thừa hoặc chia nhỏ tệp"
        return self._refuse(why, None)
