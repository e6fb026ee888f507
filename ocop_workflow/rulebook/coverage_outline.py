"""Where every line of a document stands: its section, number, letter, bullet or paragraph, as a clause is cited.

«III.2.1, gạch đầu dòng 3», «II.2, gạch đầu dòng 1, dấu cộng 2», «IV.3, đoạn 2», «III, đoạn cuối», «II.1.a»; the lines
above the first section are «phần đầu», those from «Nơi nhận» on are «nơi nhận».
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from ocop_workflow.rulebook.plan_source import SourceText, Span

HEAD, FOOT = "phần đầu", "nơi nhận"

_SECTION = re.compile(r"([IVX]+)\.\s+(?=\S)")
_NUMBER = re.compile(r"(\d+(?:\.\s?\d+)*)\.\s+")
_LETTER = re.compile(r"([a-zđ])[.)]\s+")
_BULLET = re.compile(r"[-–•]\s+")
_PLUS = re.compile(r"\+\s+")
_PLAIN = ", đoạn"


@dataclass(frozen=True)
class Paragraph:
    """A printed paragraph: its clause, its words in the folded text, and how far its mark and its heading reach."""

    clause: str
    title: str
    start: int
    mark_end: int
    heading_end: int
    end: int

    @property
    def span(self) -> Span:
        return self.start, self.end

    def answers_to(self, clause: str) -> bool:
        """Whether a plan's clause means this paragraph; a section printed twice is told by «(…)» after its numeral."""
        cited = re.match(r"([IVX]+) \(([^)]+)\)", clause)
        if cited is None:
            return clause == self.clause
        plain = cited[1] + clause[cited.end() :]
        return plain == self.clause and self.title.lower().startswith(cited[2].lower())


@dataclass
class _Here:
    """The place that the reader has come to."""

    section: str = ""
    title: str = ""
    numbers: list[str] = field(default_factory=list)
    last_number: int = 0
    letter: str = ""
    bullet: int = 0
    plus: int = 0
    is_last: bool = False

    def base(self) -> str:
        return ".".join(filter(None, (self.section, *self.numbers, self.letter)))

    def enter(self, numbers: list[str], letter: str = "", *, last: bool = False) -> None:
        self.numbers, self.letter, self.bullet, self.plus, self.is_last = numbers, letter, 0, 0, last

    def number(self, printed: str) -> None:
        """A number that does not go on from the last one counts inside it: «3. …» followed by «1. …»."""
        parts = re.split(r"\.\s?", printed)
        if len(parts) == 1 and int(parts[0]) <= self.last_number:
            self.enter([str(self.last_number), *parts])
        else:
            self.last_number = int(parts[0])
            self.enter(parts)


def outline(source: SourceText) -> tuple[Paragraph, ...]:
    """Every paragraph of the document in order; a line that begins in lower case goes on from the one before."""
    here, found = _Here(), list[Paragraph]()
    for line in source.lines:
        words = source.text[line.start : line.end]
        if words.startswith("Nơi nhận"):
            here = _Here(section=FOOT)
        marked = None if here.section == FOOT else _enter(here, words)
        if marked is None and found and words[0].islower() and here.base():
            found[-1] = replace(found[-1], end=line.end)
            continue
        if marked is None and here.bullet:  # a plain paragraph after the bullets closes the section
            here.enter([], last=True)
        mark_end, heading_end = marked or (0, 0)
        clause = _clause(here, is_marked=marked is not None)
        starts = (line.start, line.start + mark_end, line.start + heading_end)
        found.append(Paragraph(clause, here.title, *starts, line.end))
    return _numbered(found)


def _enter(here: _Here, words: str) -> Span | None:
    """Move to the place that a line's mark opens; how far its mark and its heading reach, None for a plain line."""
    if (mark := _SECTION.match(words)) and words == words.upper():
        here.section, here.title, here.last_number = mark[1], words[mark.end() :], 0
        here.enter([])
        return mark.end(), len(words)
    if mark := _NUMBER.match(words):
        here.number(mark[1])
        return mark.end(), _heading(words, mark.end())
    if here.base() and (mark := _LETTER.match(words)):
        here.enter(here.numbers, mark[1])
        return mark.end(), _heading(words, mark.end())
    if here.base() and (mark := _BULLET.match(words)):
        here.bullet, here.plus = here.bullet + 1, 0
        return mark.end(), mark.end()
    if here.bullet and (mark := _PLUS.match(words)):
        here.plus += 1
        return mark.end(), mark.end()
    return None


def _heading(words: str, mark_end: int) -> int:
    """A line is a heading up to «: » with words behind it; without, it is one unless it ends like a sentence."""
    if inline := re.search(r":\s+(?=\S)", words):
        return inline.end()
    return mark_end if words.endswith((".", ";")) else len(words)


def _clause(here: _Here, *, is_marked: bool) -> str:
    if here.is_last:
        return f"{here.section}, đoạn cuối".removeprefix(", ")
    if not here.base() or here.section == FOOT:
        return here.section or HEAD
    if here.bullet:
        plus = f", dấu cộng {here.plus}" if here.plus else ""
        return f"{here.base()}, gạch đầu dòng {here.bullet}{plus}"
    return here.base() if is_marked else f"{here.base()}{_PLAIN}"


def _numbered(found: list[Paragraph]) -> tuple[Paragraph, ...]:
    """Plain paragraphs below one heading are counted where there are several; alone, one is the heading's own text."""
    plain = [paragraph.clause for paragraph in found if paragraph.clause.endswith(_PLAIN)]
    total, seen = Counter(plain), Counter[str]()
    numbered = []
    for paragraph in found:
        if clause := total[paragraph.clause] and paragraph.clause:
            seen[clause] += 1
            alone = total[clause] == 1
            label = clause.removesuffix(_PLAIN) if alone else f"{clause} {seen[clause]}"
            paragraph = replace(paragraph, clause=label)
        numbered.append(paragraph)
    return tuple(numbered)
