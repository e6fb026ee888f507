"""From paragraphs to clauses: what is numbered or marked gets its place, as people cite it: «III.2, gạch đầu dòng 1».

A heading may be marked (Markdown, bold), numbered, or only short; a duty may stand behind a dash, a plus sign, a
letter, a number or nothing. Two sections of one number are told apart by their titles.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ocop_workflow.rulebook.drafting.draft_lines import (
    BULLET,
    FOOT,
    ITEM,
    LETTER,
    NUMBER,
    SECTION,
    PrintedDocument,
    PrintedLine,
    joined,
)
from ocop_workflow.rulebook.drafting.draft_parts import CLOSING, Clause, Heading, Parts
from ocop_workflow.rulebook.drafting.draft_units import starts_with_unit
from ocop_workflow.rulebook.drafting.draft_words import FIRST_TITLES
from ocop_workflow.rulebook.text import fold

_BULLETS = {"+": "dấu cộng"} | dict.fromkeys("-–—*", "gạch đầu dòng")
_CLOSING = re.compile(
    r"trên đây là|căn cứ |trong (?:quá trình|triển khai|thực hiện)|yêu cầu "
    r"|(?:ubnd|[uủ][yỷ] ban) .{3,40} (?:thông báo|yêu cầu)"
)
_DEEPEST = 9
_TITLE = 150
_TITLE_WITH_COLON = 320
_NAME_BEFORE_COLON = 80


def cut(document: PrintedDocument) -> Parts:
    """The three parts of a document; the body in printed order."""
    lines = joined(document.lines)
    opens = next((n for n, line in enumerate(lines) if _opens_the_body(line)), len(lines))
    closes = next((n for n, line in enumerate(lines) if n > opens and FOOT.match(line.text)), len(lines))
    body = _Body(lines[opens:closes])
    return Parts(tuple(lines[:opens]), tuple(body.headings), tuple(body.named()), tuple(lines[closes:]))


def _opens_the_body(line: PrintedLine) -> bool:
    number = NUMBER.fullmatch(line.text)
    named = line.is_marked and fold(line.text).startswith(FIRST_TITLES)
    return named or bool(SECTION.fullmatch(line.text) or (number and number[1] == "1"))


class _Body:
    """Goes through the body once, keeping the headings and bullets that stand above."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        sections = Counter(found[1].upper() for line in lines if (found := SECTION.fullmatch(line.text)))
        self._repeated = {label for label, count in sections.items() if count > 1}
        self._stack: list[Heading] = []
        self._opened_at: list[tuple[int, int]] = []
        self._bullets: list[tuple[str, str, str]] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self.headings: list[Heading] = []
        self.clauses: list[Clause] = []
        for line in lines:
            self._take(line)
        self._leave(0)

    def _take(self, line: PrintedLine) -> None:
        if found := SECTION.fullmatch(line.text):
            self._open(line, found[1].upper(), found[2], 1)
        elif found := NUMBER.fullmatch(line.text):
            number = re.sub(r"\s", "", found[1])
            self._open(line, number, found[2], self._level(number))
        elif found := LETTER.fullmatch(line.text):
            same = next((h.level for h in self._stack if h.label.isalpha() and h.level > 1), None)
            self._open(line, found[1], found[2], same or 1 + max((h.level for h in self._stack), default=1))
        elif found := ITEM.fullmatch(line.text) or BULLET.fullmatch(line.text):
            self._hang(line.number, found[2], found[1])
        elif _is_bare_heading(line):
            self._open(line, "", line.text, 1 if line.text.isupper() else self._level_of_bare())
        else:
            self._bullets = []
            self._add(line.number, line.text, self._place())

    def _level(self, number: str) -> int:
        """How deep a number stands: 2.1 below 2; a count that begins anew stands below the heading above it."""
        if depth := number.count("."):
            return 2 + depth
        numeric = [heading for heading in reversed(self._stack) if heading.label.isdigit()]
        if before := next((heading.level for heading in numeric if int(heading.label) == int(number) - 1), None):
            return before
        begins_anew = number == "1" and any(h.level > 1 or not h.label for h in self._stack)
        return min(self._stack[-1].level + 1, _DEEPEST) if begins_anew else 2

    def _level_of_bare(self) -> int:
        """A heading without number or capitals stands beside the one before it of its sort, else below all others."""
        alike = (heading.level for heading in self._stack if not heading.label and not heading.title.isupper())
        return next(alike, 1 + max((heading.level for heading in self._stack), default=0))

    def _open(self, line: PrintedLine, label: str, text: str, level: int) -> None:
        """Put a heading on the stack; what stands behind its colon, or a whole sentence, is its first clause."""
        title, rest = _title_and_rest(line, text)
        self._leave(level)
        self._stack.append(Heading(label, title.strip(" .:"), level, line=line.number))
        self._stack[-1] = replace(self._stack[-1], place=self._place())
        self._opened_at.append((line.number, len(self.headings) + len(self.clauses)))
        self.headings.append(self._stack[-1])
        self._bullets = []
        if rest:
            self._add(line.number, rest, self._place())

    def _leave(self, level: int) -> None:
        """Take the headings of this depth and below off the stack; one that had nothing below it was a clause."""
        while self._stack and self._stack[-1].level >= level:
            number, before = self._opened_at[-1]
            empty = len(self.headings) + len(self.clauses) == before + 1
            heading, place = self._stack[-1], self._place()
            if empty and heading.level > 1 and heading.title:
                self._stack[-1] = replace(heading, title="")
                self._add(number, heading.title, place)
            self._stack.pop()
            self._opened_at.pop()

    def _hang(self, line: int, text: str, mark: str) -> None:
        kind = "mục" if mark.startswith("(") else _BULLETS.get(mark, f"dấu {mark}")
        depth = next((n for n, (_, seen, _) in enumerate(self._bullets) if seen == kind), len(self._bullets))
        self._bullets = self._bullets[:depth]
        over, _, above = self._bullets[-1] if self._bullets else (self._place(), "", "")
        self._counts[over, kind] += 1
        place = f"{over}, {kind} {mark if kind == 'mục' else self._counts[over, kind]}".removeprefix(", ")
        self._add(line, text, place, mark, above)
        self._bullets.append((place, kind, text))

    def _add(self, line: int, text: str, place: str, mark: str = "", above: str = "") -> None:
        self.clauses.append(Clause(line, text, place, tuple(self._stack), mark, above))

    def _place(self) -> str:
        place = ""
        for heading in self._stack:
            if heading.level == 1:
                place = self._section(heading)
            elif "." in heading.label:  # 3.1 says its parent itself
                section = self._stack[0]
                place = f"{self._section(section)}.{heading.label}" if section.level == 1 else heading.label
            else:
                place = ".".join(filter(None, (place, heading.label or f"«{heading.title}»")))
        return place

    def _section(self, heading: Heading) -> str:
        if heading.label in self._repeated or not heading.label:
            title = heading.title.capitalize() if heading.title.isupper() else heading.title
            return f"{heading.label} ({title})" if heading.label else f"«{title}»"
        return heading.label

    def named(self) -> list[Clause]:
        """The clauses; several paragraphs of one place are counted, those that close the document say so."""
        closing = len(self.clauses)
        while closing > 1 and _closes(self.clauses[closing - 1], self.clauses[closing - 2]):
            closing -= 1
        alike = Counter(clause.place for clause in self.clauses[:closing])
        seen: Counter[str] = Counter()
        found: list[Clause] = []
        for clause in self.clauses[:closing]:
            seen[clause.place] += 1
            place = clause.place if alike[clause.place] == 1 else f"{clause.place}, đoạn {seen[clause.place]}"
            found.append(replace(clause, place=place))
        for clause in self.clauses[closing:]:
            section = tuple(heading for heading in clause.headings[:1] if heading.level == 1)
            place = f"{self._section(section[0])}, {CLOSING}" if section else CLOSING
            found.append(replace(clause, place=place, headings=section))
        return found


def _is_bare_heading(line: PrintedLine) -> bool:
    """A heading without a number: marked as one, or the bare name of a body."""
    title, rest = _title_and_rest(line, line.text)
    return bool(title) and not rest and (line.is_marked or starts_with_unit(title))


def _title_and_rest(line: PrintedLine, text: str) -> tuple[str, str]:
    """What of a numbered line is its title, and what is already its first clause."""
    name, colon, rest = text.partition(":")
    if colon and not rest.strip():
        return (text, "") if len(text) <= _TITLE_WITH_COLON else ("", text)
    if (
        colon
        and len(name) <= _TITLE
        and (starts_with_unit(name) or len(name) <= _NAME_BEFORE_COLON)
        and ";" not in name
    ):
        return name, rest.strip()
    if line.is_marked and len(text) <= _TITLE_WITH_COLON:
        return text, ""
    is_title = len(text) <= _TITLE and not text.endswith((".", ";", ","))
    return (text, "") if is_title else ("", text)


def _closes(clause: Clause, before: Clause) -> bool:
    """A paragraph behind the last bullets, or one with the words that end a plan, belongs to the whole section."""
    if clause.bullet or not clause.headings or before.headings != clause.headings:
        return False
    return bool(before.bullet and clause.headings[-1].title) or bool(_CLOSING.match(clause.text.lower()))
