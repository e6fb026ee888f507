"""Tells the lines below a heading apart: products, continuations, sections, totals, notes, signatures."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from ocop_workflow.papers.cells import shown
from ocop_workflow.papers.heading_row import HeadingRow
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.rulebook.headings import Headings
from ocop_workflow.rulebook.registers import Place, RegisterField, exact_key

_OUTLINE = (RegisterField.ROW_NO, RegisterField.PRODUCT_NAME, RegisterField.PRODUCER_NAME)
_NUMBER = re.compile(r"\d+([.\-]\d+)*[a-z]?[.)]?", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"\(?([1-9]\d?|[A-Z])\)?")


class Kind(Enum):
    """What a line is."""

    PRODUCT = auto()
    CONTINUATION = auto()
    IGNORED = auto()
    BLANK = auto()


@dataclass(eq=False)
class Line:
    """One line of a sheet, seen through its heading."""

    sheet: Sheet
    heading: HeadingRow
    headings: Headings
    row: int
    shown: Callable[[object], str] = shown

    def __post_init__(self) -> None:
        cells = self.sheet.rows[self.row - 1]
        typed = list(map(self.shown, cells))
        self._typed = typed
        if self.row in self.sheet.rows_under_merges:
            cells = [self.sheet.shown(self.row, column) for column in range(1, self.heading.width + 1)]
            typed = list(map(self.shown, cells))
        missing = self.heading.width - len(typed)
        self.values = (None, *cells, *[None] * missing)
        """What the cells show, merged cells filled down; by column, counted from 1."""
        self.texts = ("", *typed, *[""] * missing)
        """The same as texts."""

    @property
    def place(self) -> Place:
        return Place(self.sheet.name, self.row)

    def text(self, field: RegisterField) -> str:
        """What the line says about a field; empty when it says nothing."""
        for column in self.heading.of(field):
            if text := self.texts[column.index]:
                return text
        return ""

    @property
    def own(self) -> tuple[str, ...]:
        """The texts typed in this very line."""
        return tuple(filter(None, self._typed))

    @property
    def closes(self) -> bool:
        """A total, note, signature or date line; a numbered line never is one."""
        return not self._is_numbered and bool(self.own) and self.headings.closes_the_list(self.own[0])

    @property
    def producer_row(self) -> int:
        """Where the producer that shows in this line is typed."""
        return self.sheet.origin(self.row, self.heading.of(RegisterField.PRODUCER_NAME)[0].index)[0]

    def kind(self, *, below_producer: bool, closed: bool) -> Kind:
        """What the line is, given whether a product line stands right above and whether the list was closed before."""
        number, product, producer = map(self.text, _OUTLINE)
        has_numbers = bool(self.heading.of(RegisterField.ROW_NO))
        if not any(self._typed):
            return Kind.BLANK
        if self.closes or self._is_printed_again:
            return Kind.IGNORED
        if product and producer:  # below the closing line two cells are two signatures, more are a product
            return Kind.IGNORED if closed and self._told == 2 and not self._is_numbered else Kind.PRODUCT
        if product and has_numbers and not number and below_producer and not closed:
            return Kind.CONTINUATION
        if self._is_numbered:
            return Kind.PRODUCT if self._told else Kind.IGNORED
        if product or producer:  # a section («I», «Xã Nông Thượng») says one thing and has no number
            return Kind.IGNORED if self._told == 1 and (closed or has_numbers) else Kind.PRODUCT
        return Kind.IGNORED

    @property
    def _told(self) -> int:
        return sum(bool(self.text(field)) for field in self.heading.fields)

    @property
    def _is_numbered(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text(RegisterField.ROW_NO)))

    @property
    def _is_printed_again(self) -> bool:
        """The heading at the top of the next printed page, or the numbers of its columns: «(1) (2) (3)»."""
        again = all(exact_key(self.texts[column.index]) == heading for column, heading in self.heading.printed)
        return again or (len(self.own) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in self.own))
