"""From answers to stars: totals by part and section, the band, the minimum answers met and missed, what stops scoring.

Exact arithmetic throughout: points are Decimal, the mean of a council a Fraction, and nothing is rounded before it is
compared. 89,95 is not 90.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from ocop_workflow.errors import Refused
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet, Criterion, Disqualifier
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import points_vn

Sheet = Mapping[str, Decimal]
"""The points that one person gives, by the code of the criterion."""


@dataclass(frozen=True)
class Subtotal:
    """Points of a part or a section, out of how many."""

    code: str
    heading: str
    of: Decimal
    points: Fraction


@dataclass(frozen=True)
class Gate:
    """The least answer of a criterion that a star asks for (dấu sao), and what was given."""

    criterion: Criterion
    star: int
    needs: Decimal
    given: Fraction
    is_met: bool

    def __str__(self) -> str:
        asked = f"{self.star} sao cần từ {points_vn(self.needs)} điểm"
        return f"{self.criterion.code} {self.criterion.heading}: {asked}, đạt {points_vn(self.given)}"


@dataclass(frozen=True)
class Result:
    """What the sheets give under a regime: the star is the lower of the band and what the minimum answers allow."""

    criteria: CriteriaSet
    means: Mapping[str, Fraction]
    parts: tuple[Subtotal, ...]
    sections: tuple[Subtotal, ...]
    total: Fraction
    band: int
    gates: tuple[Gate, ...]
    disqualified: tuple[Disqualifier, ...]
    stars: int

    @property
    def lowered_by(self) -> tuple[Gate, ...]:
        """The missed minimum answers of the band's star and of every star under it."""
        return tuple(gate for gate in self.gates if not gate.is_met and gate.star <= self.band)


def wrong_with(criteria: CriteriaSet, sheet: Sheet) -> list[str]:
    """Everything that is wrong with one sheet, by criterion; empty when it is complete and every answer is listed."""
    return [*_wrong_answers(criteria, sheet), *missing_from(criteria, sheet)]


def missing_from(criteria: CriteriaSet, sheet: Sheet) -> list[str]:
    """The criteria that the sheet leaves empty."""
    return [f"{row.code} {row.heading}: chưa chấm" for row in criteria.criteria if row.code not in sheet]


def _wrong_answers(criteria: CriteriaSet, sheet: Sheet) -> list[str]:
    against = []
    for code, points in sheet.items():
        row = criteria.criterion(code)
        if row is None:
            against.append(f"{code}: bộ {criteria.code} không có tiêu chí này")
        elif points not in row.allowed:
            listed = ", ".join(map(points_vn, row.allowed))
            given = points_vn(points) if points.is_finite() else str(points)
            against.append(f"{code} {row.heading}: {given} điểm không có trong các câu trả lời; cho phép: {listed}")
    for rule in criteria.depends:
        if sheet.get(rule.criterion, 0) > 0 and sheet.get(rule.on, 0) == 0:
            against.append(f"{rule.criterion}: chỉ chấm khi {rule.on} có điểm ({rule.clause})")
    return against


def score(criteria: CriteriaSet, sheets: Sequence[Sheet], regime: Regime, grounds: Sequence[str] = ()) -> Result:
    """The result of one sheet, or of a council's sheets by their mean; `grounds` are codes that stop the scoring.

    Raises:
        Refused: the set has known defects or is not the regime's, no sheet is given, a sheet is incomplete or holds an
            answer that is not listed, or a ground is not one of the set.
    """
    must_be_usable(criteria, regime)
    if not sheets:
        raise Refused(f"Chưa có phiếu chấm nào theo bộ {criteria.code}.")
    for number, sheet in enumerate(sheets, start=1):
        if against := wrong_with(criteria, sheet):
            raise Refused(f"Phiếu {number} chưa đúng bộ {criteria.code}:", against)
    known = {ground.code: ground for ground in criteria.disqualifiers}
    if unknown := [ground for ground in grounds if ground not in known]:
        allowed = ", ".join(known) or "không có lý do nào"
        raise Refused(f"Bộ {criteria.code} không có lý do loại {', '.join(unknown)}; có: {allowed}.")
    means = {row.code: mean([sheet[row.code] for sheet in sheets]) for row in criteria.criteria}
    total = sum(means.values(), Fraction(0))
    gates = tuple(_gates(criteria, sheets, means, regime))
    disqualified = tuple(
        ground
        for ground in criteria.disqualifiers
        if ground.code in grounds or (ground.when_zero and _is_zero_somewhere(criteria, ground, sheets, regime))
    )
    missed = [gate.star for gate in gates if not gate.is_met]
    return Result(
        criteria=criteria,
        means=means,
        parts=tuple(_by_part(criteria, means)),
        sections=tuple(_by_section(criteria, means)),
        total=total,
        band=regime.stars_for(total),
        gates=gates,
        disqualified=disqualified,
        stars=0 if disqualified else stars_of(total, missed, regime),
    )


def must_be_usable(criteria: CriteriaSet, regime: Regime) -> None:
    """Refuse a set that says its own defects, or that belongs to another regime.

    Raises:
        Refused: with the reasons.
    """
    if criteria.regime != regime.criteria:
        raise Refused(f"Bộ {criteria.code} không thuộc {regime.number} ({regime.code}).")
    if criteria.issue:
        raise Refused(f"Bộ {criteria.code} không dùng để chấm, bản chép có chỗ hỏng:", criteria.issue)


def stars_of(total: Fraction | Decimal, missed: Sequence[int], regime: Regime) -> int:
    """The star of a total when minimum answers for the stars `missed` are not reached.

    A mark of a lower star binds the higher ones. Whether a missed minimum lowers the star or ends the matter is not
    written in the decision: the regime says which reading is set.
    """
    band = regime.stars_for(total)
    lowest_missed = min((star for star in missed if star <= band), default=None)
    if lowest_missed is None:
        return band
    return lowest_missed - 1 if regime.missed_minimum.value == "lowers" else 0


def mean(values: Sequence[Decimal]) -> Fraction:
    """The exact mean; the council's total is the sum of the means, which is the mean of the totals."""
    return sum(map(Fraction, values), Fraction(0)) / len(values)


def _gates(
    criteria: CriteriaSet, sheets: Sequence[Sheet], means: Mapping[str, Fraction], regime: Regime
) -> Iterator[Gate]:
    for row in criteria.criteria:
        for star, needs in row.gates.items():
            is_met = _council(sheets, row, regime, partial(operator.le, needs))
            yield Gate(row, star, needs, means[row.code], is_met)


def _council(
    sheets: Sequence[Sheet], row: Criterion, regime: Regime, holds: Callable[[Fraction | Decimal], bool]
) -> bool:
    """Whether it holds for the council's answer: the mean's, or that of more than half, as the regime sets."""
    given = [sheet[row.code] for sheet in sheets]
    if regime.council_minimum.value == "mean":
        return holds(mean(given))
    return 2 * sum(map(holds, given)) > len(given)


def _is_zero_somewhere(criteria: CriteriaSet, ground: Disqualifier, sheets: Sequence[Sheet], regime: Regime) -> bool:
    rows = criteria.scored_under(ground.criterion or "")
    return any(_council(sheets, row, regime, partial(operator.eq, 0)) for row in rows)


def _by_part(criteria: CriteriaSet, means: Mapping[str, Fraction]) -> Iterator[Subtotal]:
    for part in criteria.parts:
        points = sum((means[row.code] for row in criteria.criteria if row.part == part.code), Fraction(0))
        yield Subtotal(part.code, part.name, part.points, points)


def _by_section(criteria: CriteriaSet, means: Mapping[str, Fraction]) -> Iterator[Subtotal]:
    for section in criteria.sections:
        points = sum((means[row.code] for row in criteria.scored_under(section.code)), Fraction(0))
        yield Subtotal(section.code, section.heading, section.points or Decimal(0), points)
