"""A grid of cells as a person sees it, whatever file it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

# A formula whose result was never stored by the program that wrote the file.
UNCACHED = object()


@dataclass(frozen=True)
class Sheet:
    """Rows and columns count from 1. `covered` maps each cell under a merge to the cell that shows its value.

    `formulas` are the cells whose value a formula gave.
    """

    name: str | None
    rows: Sequence[Sequence[object]]
    covered: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001  Excel serials know no zone

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @cached_property
    def rows_under_merges(self) -> frozenset[int]:
        """The rows in which a cell shows what another one holds."""
        return frozenset(row for row, _ in self.covered)

    def own(self, row: int, column: int) -> object:
        """The value stored in the cell itself; None where there is none."""
        cells = self.rows[row - 1] if row <= len(self.rows) else ()
        return cells[column - 1] if column <= len(cells) else None

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The cell whose value shows here: itself, or the first cell of its merge."""
        return self.covered.get((row, column), (row, column))

    def shown(self, row: int, column: int) -> object:
        """The value that a person sees at this place: a merge fills downwards in its first column, not sideways."""
        origin = self.origin(row, column)
        return self.own(*origin) if origin[1] == column else None
