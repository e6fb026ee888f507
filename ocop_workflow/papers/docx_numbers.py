"""The automatic numbers of a Word document: its text does not hold them, yet people read and cite them."""

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST, _HIGHEST = 40, 999
"""No plan counts further, and a hostile file could make each number a text of its own."""
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def value(parent: Element | None, name: str) -> str | None:
    """The value of a property, None where it is not set."""
    found = parent.find(WORD + name) if parent is not None else None
    return found.get(f"{WORD}val") if found is not None else None


class _Level(NamedTuple):
    form: str
    pattern: str
    start: int


_FIRST = _Level("decimal", "", 1)


class Numbers:
    """Counts automatic numbers as Word prints them, since the text of a paragraph does not hold them."""

    def __init__(self, part: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if part is None:
            return
        for abstract in part.iter(f"{WORD}abstractNum"):
            self._levels[abstract.get(f"{WORD}abstractNumId", "")] = {
                int(level.get(f"{WORD}ilvl", "0")): _Level(
                    value(level, "numFmt") or "decimal",
                    (value(level, "lvlText") or "")[:_LONGEST],
                    int(value(level, "start") or "1"),
                )
                for level in abstract.iter(f"{WORD}lvl")
            }
        for number in part.iter(f"{WORD}num"):
            name, abstract_id = number.get(f"{WORD}numId", ""), value(number, "abstractNumId") or ""
            starts_anew = number.find(f"{WORD}lvlOverride/{WORD}startOverride") is not None
            self._lists[name] = f"{abstract_id} {name}" if starts_anew else abstract_id

    def label(self, properties: Element | None, inherited: Element | None) -> str:
        """What is printed before the paragraph: «2.1. », «a) », «- » for a bullet, nothing where it has no number."""
        numbering = properties.find(f"{WORD}numPr") if properties is not None else None
        numbering = inherited if numbering is None else numbering
        counter = self._lists.get(value(numbering, "numId") or "")
        level = int(value(numbering, "ilvl") or "0")
        levels = self._levels.get(counter.split()[0], {}) if counter else {}
        if not counter or level not in levels:
            return ""
        here = levels[level]
        if here.form == "bullet":
            return "+ " if level % 2 else "- "
        if here.form == "none":
            return ""
        counts = self._counts.setdefault(counter, {})
        counts[level] = counts.get(level, here.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at, _FIRST)
            return _printed_number(counts.setdefault(at, of.start), of.form)

        return re.sub(r"%([1-9])", shown, here.pattern) + " "


def _printed_number(number: int, form: str) -> str:
    if not 0 < number <= _HIGHEST:
        return str(number)
    if form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letters.upper() if form.startswith("upper") else letters
    if form.endswith("Roman"):
        roman = ""
        for size, sign in _ROMAN:
            times, number = divmod(number, size)
            roman += sign * times
        return roman.upper() if form.startswith("upper") else roman
    return f"{number:02}" if form == "decimalZero" else str(number)
