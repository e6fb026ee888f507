"""What a check of an installation finds, and how the checks are made: one that cannot be made says why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ocop_workflow.errors import OcopError
from ocop_workflow.vocabulary import Word

if TYPE_CHECKING:
    from ocop_workflow.office import Office


class Health(Word):
    """What a check found."""

    GOOD = "good", "tốt"
    LOOK = "look", "nên xem"
    WRONG = "wrong", "hỏng"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    check: str
    label: str
    health: Health
    found: str
    todo: str = ""


Finding = tuple[Health, str, str]
Look = Callable[["Office", date], Finding]


def examine(office: "Office", today: date, looks: Sequence[tuple[str, str, Look]]) -> list[Check]:
    """Look at everything; a check that cannot be made says why, and the others are made all the same."""
    found = []
    for name, label, look in looks:
        try:
            found.append(Check(name, label, *look(office, today)))
        except OcopError as error:
            found.append(Check(name, label, Health.WRONG, str(error)))
    return found
