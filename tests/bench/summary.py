"""The whole picture at the end of `make bench`: a line per job, size and database, as README prints it.

Each benchmark says its figures here beside its own table. A ratio to reach that is missed is shown as missed.
"""

from dataclasses import dataclass, field
from itertools import pairwise

HEADINGS = ("job", "N", "database", "ours", "limit or peer", "ratio", "to reach", "growth", "memory")
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Row:
    """What is known of one job, with one N, on one database; times in seconds, memory in MB over an idle worker."""

    ours: float | None = None
    other: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    memory: float | None = None
    below: float | None = None

    def cells(self, growth: str) -> tuple[str, ...]:
        """From «ours» to «memory»."""
        ours, other = (f"{readable(time)} s" if time is not None else "" for time in (self.ours, self.other))
        return ours, other, *self._ratio(), growth, self._memory()

    def _ratio(self) -> tuple[str, str]:
        if self.ours is None or self.other is None:
            return "", ""
        if self.at_least is not None:
            times = self.other / self.ours
            return f"{times:.3g} × faster", verdict(f"≥ {self.at_least:g} ×", times >= self.at_least)
        times = self.ours / self.other
        wanted = verdict(f"≤ {self.at_most:g} ×", times <= self.at_most) if self.at_most is not None else ""
        return f"{times:.2f}", wanted

    def _memory(self) -> str:
        if self.memory is None:
            return ""
        over = f"+{max(0.0, self.memory):.0f} MB"
        return over if self.below is None else f"{over} ({verdict(f'< {self.below:g}', self.memory < self.below)})"


@dataclass
class Summary:
    """The lines of one run, in the order in which their jobs were first heard of."""

    rows: dict[tuple[str, int, str], Row] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def against_limit(
        self, job: str, number: int, database: str, ours: float, limit: float, *, at_most: float | None = None
    ) -> None:
        """Ours in seconds beside the least that the same effect can cost; the ratio is ours by the limit."""
        row = self._row(job, number, database)
        row.ours, row.other, row.at_most = ours, limit, at_most

    def against_peer(self, job: str, number: int, database: str, ours: float, peer: float, *, at_least: float) -> None:
        """Ours in seconds beside another way to the same effect; the ratio is the peer's by ours."""
        row = self._row(job, number, database)
        row.ours, row.other, row.at_least = ours, peer, at_least

    def memory(
        self,
        job: str,
        number: int,
        database: str,
        over: float,
        *,
        ours: float | None = None,
        below: float | None = None,
    ) -> None:
        """What the job's process held over an idle worker, in MB; `ours` are its seconds if nothing else says them."""
        row = self._row(job, number, database)
        row.memory, row.below = over, below
        if row.ours is None:
            row.ours = ours

    def note(self, words: str) -> None:
        """Something to know of the run, once."""
        if words not in self.notes:
            self.notes.append(words)

    def lines(self) -> list[tuple[str, ...]]:
        """The cells of every line, with the lines of one job and database side by side."""
        jobs = list(dict.fromkeys(job for job, _, _ in self.rows))
        databases = list(dict.fromkeys(database for _, _, database in self.rows))
        keys = sorted(self.rows, key=lambda key: (jobs.index(key[0]), databases.index(key[2]), key[1]))
        growths = {after: self._growth(before, after) for before, after in pairwise(keys)}
        return [
            (key[0], f"{key[1]:,}" if key[1] else "", _NAMES.get(key[2], key[2]), *row.cells(growths.get(key, "")))
            for key in keys
            for row in (self.rows[key],)
        ]

    def missed(self) -> int:
        """How many of the ratios to reach are missed."""
        return sum(cell.count("missed") for line in self.lines() for cell in line)

    def markdown(self) -> str:
        """The table as README has it, in columns for the eye."""
        aligned = [str.ljust if name in ("job", "database") else str.rjust for name in HEADINGS]
        lines = [HEADINGS, *self.lines()]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        ruled = tuple(
            align(":" if align is str.rjust else "-", width, "-") for align, width in zip(aligned, widths, strict=True)
        )
        return "\n".join(
            f"| {' | '.join(align(cell, width) for align, cell, width in zip(aligned, line, widths, strict=True))} |"
            for line in (lines[0], ruled, *lines[1:])
        )

    def _row(self, job: str, number: int, database: str) -> Row:
        return self.rows.setdefault((job, number, database), Row())

    def _growth(self, before: tuple[str, int, str], after: tuple[str, int, str]) -> str:
        few, many = self.rows[before].ours, self.rows[after].ours
        is_same = (before[0], before[2]) == (after[0], after[2])
        if not is_same or not (few and many and before[1]) or self.rows[after].at_least is not None:
            return ""
        return f"× {many / few:.3g} for × {after[1] / before[1]:.3g}"


SUMMARY = Summary()
"""Of this run."""


def verdict(wanted: str, reached: bool) -> str:
    """A missed figure is said so, in bold."""
    return wanted if reached else f"**{wanted}: missed**"


def readable(number: float) -> str:
    """Three digits."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
