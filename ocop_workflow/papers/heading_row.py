"""Finds the heading row of a register below its title rows, and what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ocop_workflow.papers.cells import shown
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.rulebook.headings import Headings
from ocop_workflow.rulebook.registers import RegisterField, exact_key

_SEARCHED_ROWS = 30
_DEEPEST = 3
_NEEDED = {RegisterField.PRODUCT_NAME, RegisterField.PRODUCER_NAME}


@dataclass(frozen=True)
class Column:
    """A column whose heading is known; `round` 0 speaks of today, 1, 2 … of a round of recognition."""

    index: int
    heading: str
    field: RegisterField
    round: int


@dataclass(frozen=True)
class HeadingRow:
    """The heading, possibly of several merged rows (`first` to `last`), with its known and unknown columns."""

    first: int
    last: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]

    @property
    def is_register(self) -> bool:
        """A register names products and their producers."""
        return {column.field for column in self.columns} >= _NEEDED

    def of(self, field: RegisterField) -> tuple[Column, ...]:
        """The columns that speak of a field: today's first, then the rounds, the latest first."""
        return self._by_field.get(field, ())

    @cached_property
    def fields(self) -> tuple[RegisterField, ...]:
        """The fields that the list speaks of, except its running number."""
        told = {column.field for column in self.columns}
        return tuple(field for field in RegisterField if field in told and field is not RegisterField.ROW_NO)

    @cached_property
    def width(self) -> int:
        """The last column with a known heading."""
        return max((column.index for column in self.columns), default=0)

    @cached_property
    def columns_by_field(self) -> tuple[tuple[RegisterField, tuple[Column, ...]], ...]:
        """The fields with the columns that speak of them, as `of` gives them."""
        return tuple((field, self.of(field)) for field in self.fields)

    @cached_property
    def printed(self) -> tuple[tuple[Column, str], ...]:
        """The columns with their headings made comparable."""
        return tuple((column, exact_key(column.heading)) for column in self.columns)

    @cached_property
    def rounds(self) -> tuple[Column, ...]:
        """The columns that speak of a round of recognition."""
        return tuple(column for column in self.columns if column.round)

    @cached_property
    def _by_field(self) -> Mapping[RegisterField, tuple[Column, ...]]:
        order = sorted(self.columns, key=lambda column: (column.round > 0, -column.round))
        return {field: tuple(c for c in order if c.field is field) for field in RegisterField}


def find_heading(sheet: Sheet, headings: Headings) -> HeadingRow:
    """The first heading of a register in the sheet; where there is none, the row with the most known headings."""
    found = [_heading_at(sheet, headings, row) for row in range(1, min(len(sheet.rows), _SEARCHED_ROWS) + 1)]
    registers = [heading for heading in found if heading.is_register]
    return registers[0] if registers else max(found, key=lambda h: len(h.columns), default=HeadingRow(0, 0, (), ()))


def _heading_at(sheet: Sheet, headings: Headings, first: int) -> HeadingRow:
    last = first
    while last < first + _DEEPEST - 1 and _hangs_down_from(sheet, first, last + 1):
        last += 1
    columns, unknown = [], []
    for index in range(1, sheet.width + 1):
        origins = dict.fromkeys(sheet.origin(row, index) for row in range(first, last + 1))
        text = ": ".join(filter(None, (shown(sheet.own(*origin)) for origin in origins)))
        if meaning := headings.meaning(text) if text else None:
            columns.append(Column(index, text, *meaning))
        elif text:
            unknown.append(text)
    return HeadingRow(first, last, tuple(columns), tuple(unknown))


def _hangs_down_from(sheet: Sheet, first: int, row: int) -> bool:
    return any(
        sheet.origin(row, column)[0] == first and shown(sheet.shown(row, column))
        for column in range(1, sheet.width + 1)
    )
