"""Reads an official letter on days off as an office types it in: small YAML, every mistake with its line."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.library.yaml_files import fit, read_text
from ocop_workflow.library.yaml_tree import line_of, read_tree
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.days.letters import CalendarLetter, mistakes_in


@dataclass(frozen=True)
class LetterFile:
    """A letter that is sound against the calendar, with the text it was read from."""

    path: Path
    letter: CalendarLetter
    text: str
    sha256: str


def load_letter(path: Path, before: Callable[[CalendarLetter], WorkingCalendar]) -> LetterFile:
    """Read one letter and hold it against the calendar that it is going to change (`before`: without this letter).

    Raises:
        NotReady: the file cannot be opened.
        BadInput: anything is wrong, with every mistake found and its line.
    """
    text = read_text(path)
    tree = read_tree(path, text)
    letter = fit(path, tree, CalendarLetter)
    mistakes = [
        Mistake(str(path), f"{'.'.join(map(str, place))}: {why}", line=_line(tree, place), value=value)
        for place, value, why in mistakes_in(letter, before(letter))
    ]
    if mistakes:
        raise BadInput(f"Văn bản {path.name}", mistakes)
    return LetterFile(path, letter, text, hashlib.sha256(text.encode()).hexdigest())


def _line(tree: object, place: tuple[object, ...]) -> int | None:
    """Keys stand in the file as words, places in a list as numbers."""
    return line_of(tree, [int(part) if isinstance(part, str) and part.isdigit() else str(part) for part in place])
