"""How many re-evaluations each round of the council must take, levelled backwards from the end of the certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ocop_workflow.rulebook.certificates.renewal import HeldRound


@dataclass(frozen=True)
class Wanted:
    """A certificate whose product must be evaluated again: not filed before `opens_on`, decided by `ends_on`."""

    id: int
    opens_on: date
    ends_on: date


@dataclass(frozen=True)
class Load:
    """What one round must take; `over` of them are more than the council can."""

    round: HeldRound
    ids: tuple[int, ...]
    over: int


@dataclass(frozen=True)
class Levelled:
    """The loads of the rounds, oldest first, and the certificates that no regular round can serve in time."""

    loads: tuple[Load, ...]
    without_round: tuple[int, ...]


def level(wanted: Iterable[Wanted], rounds: Sequence[HeldRound], capacity: int | None) -> Levelled:
    """Give every certificate the latest round that is still in time; what is too much goes to an earlier one.

    A round serves a certificate when its proposals close after the filing window has opened and its result comes
    before the end. Who cannot go earlier has the first right to a round; only these are ever too many.
    """
    ordered = sorted(rounds, key=lambda held: held.proposal_by)
    waiting: dict[int, tuple[int, int, Wanted]] = {}
    without = []
    for one in wanted:
        serving = [place for place, held in enumerate(ordered) if _serves(held, one)]
        if serving:
            waiting[one.id] = (serving[0], serving[-1], one)
        else:
            without.append(one.id)
    loads = []
    for place in range(len(ordered) - 1, -1, -1):
        here = sorted((item for item in waiting.values() if item[0] <= place <= item[1]), key=_right, reverse=True)
        bound = sum(1 for earliest, _, _ in here if earliest == place)
        taken = here if capacity is None else here[: max(capacity, bound)]
        for _, _, one in taken:
            del waiting[one.id]
        over = 0 if capacity is None else max(0, len(taken) - capacity)
        loads.append(Load(ordered[place], tuple(sorted(one.id for _, _, one in taken)), over))
    return Levelled(tuple(reversed(loads)), tuple(sorted(without)))


def _serves(held: HeldRound, one: Wanted) -> bool:
    return held.proposal_by >= one.opens_on and held.result_by <= one.ends_on


def _right(item: tuple[int, int, Wanted]) -> tuple[int, date, int]:
    """Who has the latest earliest round comes first, then whose certificate ends later."""
    earliest, _, one = item
    return earliest, one.ends_on, -one.id
