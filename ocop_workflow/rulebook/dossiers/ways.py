"""Ways through the lifecycle: which moves bring a new dossier to a state."""

from collections import deque
from functools import cache

from ocop_workflow.rulebook.dossiers import requirements as need
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE, Transition
from ocop_workflow.vocabulary import DossierState


@cache
def shortest_way(state: DossierState) -> tuple[Transition, ...]:
    """The fewest moves of the lifecycle that bring a new dossier to `state`, by way of its commune: it is open under
    all rules, what leaves the commune out only under some.

    Raises:
        LookupError: no way leads there.
    """
    ways: deque[tuple[Transition, ...]] = deque((rule,) for rule in LIFECYCLE if rule.source is None)
    seen = set[DossierState]()
    while ways:
        way = ways.popleft()
        if way[-1].target is state:
            return way
        if way[-1].target not in seen:
            seen.add(way[-1].target)
            onward = [rule for rule in LIFECYCLE if rule.source is way[-1].target]
            ways.extend((*way, rule) for rule in onward if need.RECEIVED_ABOVE_COMMUNE not in rule.requires)
    raise LookupError(f"no way of the lifecycle leads to {state}")
