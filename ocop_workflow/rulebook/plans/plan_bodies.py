"""Which bodies of two plans are one and the same: by name, by field of work, by role, or as communes.

A province has a «Sở», a city a «Phòng» of the same field; the standing unit of one plan answers to that of the other.
"""

import re
from collections.abc import Iterable

from ocop_workflow.rulebook.drafting.draft_units import unit_key
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.vocabulary import Role, UnitKind

_HEAD = re.compile(r"^(?:phong|so|chi cuc) ")
_ROLES = (Role.STANDING_UNIT, Role.AUTHORITY)
_COMMUNES = "@communes"

Keys = frozenset[str]


class Bodies:
    """The bodies of one plan, each with everything that it may be recognised by."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        kinds = {unit.code: unit.kind for unit in plan.units}
        self._keys: dict[str, Keys] = {}
        for unit in plan.units:
            keys = _of_names((unit.name, *unit.printed_as))
            self._keys[unit.code] = keys | {f"@{role.value}" for role in _ROLES if plan.unit_in_role(role) == unit.code}
        for group in plan.groups:
            keys = _of_names(group.printed_as)
            are_communes = all(kinds.get(code) is UnitKind.COMMUNE for code in group.units)
            self._keys[group.code] = keys | ({_COMMUNES} if are_communes else set())

    def name(self, code: str) -> str:
        """The name that people read."""
        return self._plan.name_of(code)

    def keys(self, code: str) -> Keys:
        return self._keys[code]

    def without(self, codes: Iterable[str], other: "Bodies", theirs: Iterable[str]) -> list[str]:
        """Those of `codes` that answer to none of the other plan's `theirs`."""
        theirs = list(theirs)
        return [code for code in codes if not any(self._keys[code] & other.keys(their) for their in theirs)]


def alike(one: Bodies, codes: Iterable[str], other: Bodies, theirs: Iterable[str]) -> float:
    """How much two lists of bodies have in common, 0 to 1."""
    mine, yours = list(dict.fromkeys(codes)), list(dict.fromkeys(theirs))
    if not mine or not yours:
        return 0.0
    shared = len(mine) - len(one.without(mine, other, yours))
    return 2 * shared / (len(mine) + len(yours)) if shared else 0.0


def _of_names(names: Iterable[str]) -> Keys:
    keys = {unit_key(name) for name in names}
    return frozenset(keys | {_HEAD.sub("", key) for key in keys})
