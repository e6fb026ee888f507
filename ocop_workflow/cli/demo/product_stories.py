"""What the people of the demo do with real products in 2024: sample decisions that lead through all six steps.

A story is a row of acts with their days. Whatever the clock decides (start of implementation, ready, lapsed, promotion)
is missing here on purpose: the flows do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Deed:
    """An act of a person: an action of the lifecycle, or «documents» or «fair» for what is recorded beside it."""

    on: date
    action: str
    score: Decimal | None = None


Story = tuple[Deed, ...]


def _deeds(*days: tuple[int, int, str]) -> Story:
    return tuple(Deed(date(2024, month, day), action) for month, day, action in days)


_GUIDED = _deeds((7, 22, "guide"))
_REFERRED = _GUIDED + _deeds((8, 5, "submit_idea"), (8, 7, "refer_idea"))
_IDEA_RETURNED = _REFERRED + _deeds((8, 12, "return_idea"))
_ACCEPTED = _REFERRED + _deeds((8, 16, "accept_idea"))
_PLAN = _deeds((8, 27, "submit_business_plan"), (9, 6, "approve_business_plan"))
_APPROVED = _ACCEPTED + _PLAN
_CORRECTED = _IDEA_RETURNED + _deeds((8, 20, "correct_idea"), (8, 21, "refer_idea"), (8, 26, "accept_idea")) + _PLAN
_READY = _APPROVED + _deeds((9, 20, "documents"))
_IN_COMMUNE = _READY + _deeds((10, 7, "submit_dossier"), (10, 8, "receive_dossier"))
_PROPOSED = _IN_COMMUNE + _deeds((10, 18, "propose"), (10, 22, "check_dossier"))
_SUPPLEMENTED = _IN_COMMUNE + _deeds(
    (10, 18, "return_dossier"), (10, 28, "complete_dossier"), (10, 29, "receive_dossier"), (11, 11, "propose")
)


def _scored(score: str) -> Story:
    return (*_PROPOSED, *_deeds((11, 1, "start_scoring")), Deed(date(2024, 11, 12), "record_score", Decimal(score)))


def _recognised(score: str) -> Story:
    return _scored(score) + _deeds((11, 20, "recognise"), (12, 10, "fair"))


STORIES: tuple[Story, ...] = (
    _recognised("62.5"),
    _recognised("55"),
    _recognised("68.5"),
    _recognised("57.5"),
    _scored("82") + _deeds((11, 20, "forward"), (12, 5, "receive_forwarded")),
    _scored("45") + _deeds((11, 20, "decline")),
    _PROPOSED,
    _SUPPLEMENTED,
    _IN_COMMUNE + _deeds((10, 18, "return_dossier")),
    _READY,
    _READY,
    _APPROVED,
    _CORRECTED,
    _APPROVED,
    _ACCEPTED + _deeds((8, 27, "submit_business_plan"), (9, 6, "return_business_plan")),
    _ACCEPTED + _deeds((8, 27, "submit_business_plan"), (9, 6, "return_business_plan")),
    _ACCEPTED,
    _ACCEPTED,
    _IDEA_RETURNED,
    _IDEA_RETURNED,
    _REFERRED + _deeds((8, 16, "reject_idea")),
    _GUIDED,
    _GUIDED,
    _GUIDED,
)


def story_of(place: int) -> Sequence[Deed]:
    """The story of the product at that place of the register: every second one has one, as long as there are any."""
    chosen, passed_over = divmod(place, 2)
    return STORIES[chosen] if not passed_over and chosen < len(STORIES) else ()
