"""The count of a ballot in whole hundredths of a point: sums, spreads and means that are exact on every database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


def hundredths(points: Decimal) -> int:
    """The points as whole hundredths.

    Raises:
        ValueError: they are finer than that.
    """
    scaled = points * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{points} is finer than a hundredth")
    return int(scaled)


def points_of(hundredths: int) -> Decimal:
    """Whole hundredths as points: 8995 is 89.95."""
    return Decimal(hundredths).scaleb(-2)


@dataclass(frozen=True)
class Tally:
    """The counted sheets of a dossier, in hundredths of a point."""

    sheets: int
    total_sum: int
    lowest: int
    highest: int

    @classmethod
    def of(cls, totals: Sequence[int]) -> "Tally":
        """The count of so many totals; at least one."""
        return cls(len(totals), sum(totals), min(totals), max(totals))

    @property
    def mean(self) -> Fraction:
        """The exact mean of the members' totals, in points."""
        return Fraction(self.total_sum, 100 * self.sheets)

    @property
    def spread(self) -> int:
        """How far the highest and the lowest total lie apart."""
        return self.highest - self.lowest

    @property
    def score(self) -> Decimal:
        """The mean cut after three digits, never rounded: what stays below a band stays below it on paper too."""
        return cut(self.mean)


def cut(mean: Fraction) -> Decimal:
    """A mean cut after three digits."""
    return Decimal(int(mean * 1000)).scaleb(-3)


def drift(totals: Mapping[int, Mapping[int, int]]) -> dict[int, Fraction]:
    """How far each member lies above (+) or below (-) the mean of the others, in points, over what he scored.

    `totals` are hundredths by dossier and member; a dossier that one member alone scored says nothing of him.
    """
    apart: dict[int, list[Fraction]] = {}
    for of_dossier in totals.values():
        if len(of_dossier) < 2:
            continue
        whole = sum(of_dossier.values())
        for member, total in of_dossier.items():
            others = Fraction(whole - total, len(of_dossier) - 1)
            apart.setdefault(member, []).append((total - others) / 100)
    return {member: sum(gaps, Fraction(0)) / len(gaps) for member, gaps in apart.items()}
