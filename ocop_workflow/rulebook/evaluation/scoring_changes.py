"""Why this star and not the next: what a higher star still needs, and which single answer would change the star."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ocop_workflow.rulebook.evaluation.criteria import Criterion
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.scoring import Gate, Result, stars_of


@dataclass(frozen=True)
class Room:
    """How many points a criterion could still give."""

    criterion: Criterion
    points: Fraction


@dataclass(frozen=True)
class Way:
    """What a star still needs: minimum answers, then points to gain anywhere, and where they could come from."""

    star: int
    from_points: Decimal
    gates: tuple[Gate, ...]
    points_short: Fraction
    room: tuple[Room, ...]


@dataclass(frozen=True)
class Change:
    """One answer that alone would give another star."""

    criterion: Criterion
    given: Fraction
    instead: Decimal
    stars: int


def way_to(result: Result, star: int, regime: Regime) -> Way | None:
    """What is missing for `star`; None where the regime has no such band or the result reaches it."""
    from_points = next((band.from_points for band in regime.bands if band.stars == star), None)
    if from_points is None or (result.stars >= star and not result.disqualified):
        return None
    missed = tuple(gate for gate in result.gates if not gate.is_met and gate.star <= star)
    raised: dict[str, Fraction] = {}
    for gate in missed:
        gain = max(Fraction(gate.needs) - gate.given, Fraction(0))
        raised[gate.criterion.code] = max(raised.get(gate.criterion.code, Fraction(0)), gain)
    short = max(Fraction(from_points) - result.total - sum(raised.values(), Fraction(0)), Fraction(0))
    room = [
        Room(row, Fraction(max(row.allowed)) - result.means[row.code] - raised.get(row.code, Fraction(0)))
        for row in result.criteria.criteria
    ]
    where = sorted((place for place in room if place.points > 0), key=lambda place: -place.points) if short else []
    return Way(star, from_points, missed, short, tuple(where))


def single_changes(result: Result, regime: Regime) -> tuple[Change, ...]:
    """For each criterion the nearest answer that alone would raise the star, and the nearest that would lower it."""
    if result.disqualified:
        return ()
    return tuple(change for row in result.criteria.criteria for change in _changes_of(row, result, regime))


def _changes_of(row: Criterion, result: Result, regime: Regime) -> Iterator[Change]:
    given = result.means[row.code]
    others = [gate.star for gate in result.gates if not gate.is_met and gate.criterion.code != row.code]
    above = [points for points in row.allowed if points > given]
    below = [points for points in reversed(row.allowed) if points < given]
    for nearest_first, differs in ((above, int.__gt__), (below, int.__lt__)):
        for instead in nearest_first:
            missed = [*others, *(star for star, needs in row.gates.items() if instead < needs)]
            stars = stars_of(result.total - given + Fraction(instead), missed, regime)
            if differs(stars, result.stars):
                yield Change(row, given, instead, stars)
                break
