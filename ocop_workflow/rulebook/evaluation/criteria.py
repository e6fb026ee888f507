"""The score sheets of a regime: 26 sets of products, their parts, sections, criteria, answers and star marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ocop_workflow.rulebook.evaluation.provenance import Fact, Points
from ocop_workflow.rulebook.plans.plan_document import Code, Shape, Text

GATED_STARS = (3, 4, 5)
"""Stars that an answer can be marked with: nothing below three stars is recognised."""


@dataclass(frozen=True)
class Answer:
    """One answer of a criterion: its points and, where marked, the star for which it is the least that is asked.

    A criterion may list its answers for several `case`s (services by the community or by a firm): one case is chosen.
    An answer that the annex does not print is our reading of the points.
    """

    points: Decimal
    gate: int | None = None
    case: int = 1
    printed: bool = True


@dataclass(frozen=True)
class Criterion:
    """A row of a score sheet: scored when it has answers, else the heading of the rows under it.

    `misprints` says what the copy of the annex prints where there is one reasonable reading only: by the answer's
    place from 1, with 0 for the points of the row itself.
    """

    part: str
    code: str
    heading: str
    points: Decimal | None
    answers: tuple[Answer, ...] = ()
    misprints: tuple[tuple[int, str], ...] = ()

    @property
    def parent(self) -> str | None:
        """The code of the row above: 6.1 for 6.1.1, 1 for 1.1 and for 1a, None for a section."""
        above, dot, _ = self.code.rpartition(".")
        if dot:
            return above
        digits = re.match(r"\d+", self.code)
        return digits.group() if digits and digits.group() != self.code else None

    @property
    def allowed(self) -> tuple[Decimal, ...]:
        """The points that can be given, ascending: those of an answer, and 0 where no answer fits the product."""
        return tuple(sorted({Decimal(0), *(answer.points for answer in self.answers)}))

    @property
    def gates(self) -> dict[int, Decimal]:
        """The least points asked for a star, for the stars that the row is marked with."""
        marked = sorted((answer.gate, answer.points) for answer in self.answers if answer.gate is not None)
        return {star: min(points for gate, points in marked if gate == star) for star, _ in marked}


def _numbers(written: Any) -> Any:
    """«1-15, 17» as the numbers that it stands for."""
    if not isinstance(written, str):
        return written
    numbers: list[int] = []
    for part in written.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise ValueError("viết số bộ như 1-15, 17")
        numbers += range(int(first), int(last or first) + 1)
    return tuple(numbers)


SetNumber = Annotated[int, Field(ge=1, le=99)]
SetNumbers = Annotated[tuple[SetNumber, ...], BeforeValidator(_numbers)]


class Part(Fact):
    """A part of every sheet of the regime with its highest points."""

    code: Annotated[str, Field(pattern=r"^[A-C]$")]
    name: Text
    points: Points


class Disqualifier(Fact):
    """A ground on which scoring stops; `when_zero`: 0 points in one of the rows of `criterion` is that ground."""

    code: Code
    label: Text
    sets: SetNumbers
    criterion: str | None = None
    when_zero: bool = False


class Depends(Fact):
    """A criterion that is scored only where another one got points."""

    criterion: str
    on: str
    sets: SetNumbers


class SetHead(Shape):
    """What is said of a set outside its rows; a set with an `issue` is kept, shown, and never scored by."""

    number: SetNumber
    name: Text
    group: int = Field(ge=1, le=6)
    subgroup: Text | None = None
    ministry: Text | None = None
    needs_sample: bool = True
    issue: tuple[Text, ...] = ()


class Annex(Shape):
    """What a regime says of all its sets together."""

    regime: str
    source: Fact
    parts: tuple[Part, ...]
    sets: tuple[SetHead, ...]
    disqualifiers: tuple[Disqualifier, ...] = ()
    depends: tuple[Depends, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class CriteriaSet:
    """One score sheet. Numbers mean other products under another regime: `code` names both."""

    annex: Annex
    head: SetHead
    rows: tuple[Criterion, ...]

    @property
    def code(self) -> str:
        """«QD26_2026.05»."""
        return set_code(self.annex.regime, self.head.number)

    @property
    def regime(self) -> str:
        return self.annex.regime

    @property
    def number(self) -> int:
        return self.head.number

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def group(self) -> int:
        return self.head.group

    @property
    def issue(self) -> tuple[str, ...]:
        return self.head.issue

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.annex.parts

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The rows that are scored, in the order of the sheet."""
        return tuple(row for row in self.rows if row.answers)

    @property
    def sections(self) -> tuple[Criterion, ...]:
        """The numbered sections, each scored itself or the heading of its criteria."""
        return tuple(row for row in self.rows if row.parent is None)

    def criterion(self, code: str) -> Criterion | None:
        """The scored row of that code."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Criterion]:
        return {row.code: row for row in self.criteria}

    def under(self, code: str) -> Iterator[Criterion]:
        """The rows directly under a row."""
        return (row for row in self.rows if row.parent == code)

    def scored_under(self, code: str) -> Iterator[Criterion]:
        """The scored rows of a row, itself or at any depth under it."""
        return (row for row in self.criteria if row.code == code or _is_under(row, code))

    @property
    def disqualifiers(self) -> tuple[Disqualifier, ...]:
        """The grounds that stop the scoring of this set."""
        return tuple(ground for ground in self.annex.disqualifiers if self.number in ground.sets)

    @property
    def depends(self) -> tuple[Depends, ...]:
        return tuple(rule for rule in self.annex.depends if self.number in rule.sets)


def _is_under(row: Criterion, code: str) -> bool:
    return row.parent is not None and (row.parent == code or row.parent.startswith(f"{code}."))


def set_code(regime: str, number: int) -> str:
    """«QD26_2026.05»: the name of a set that survives a change of the regime."""
    return f"{regime}.{number:02d}"
