"""Printed lines as an office's word processor or a scan gives them: what runs on over a line or page end is joined."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SECTION = re.compile(r"(?:(?i:phần|mục|chương)\s+)?([IVX]{1,5})\s*[.\-–:/)]\s*(\S.*)")
NUMBER = re.compile(
    r"(?:Điều\s+)?(\d{1,2}(?:\.\s?\d{1,2}){0,3})(?:\s?[.):/]+\s*|(?<=\.\d)\s+|(?<=\.\d\d)\s+)([^\W\d].*)"
)
LETTER = re.compile(r"([a-zđ])\s?[.)]\s*(\S.*)")
ITEM = re.compile(r"(\(\d{1,2}\))\s*(\S.*)")
BULLET = re.compile(r"([-–—•●▪■○·+*])\s*(\S.*)")
FOOT = re.compile(r"nơi nhận|(?:tm|tl|kt)\s*\.?\s*(?:[uủ][yỷ] ban|ubnd|chủ tịch)|t/m\b", re.IGNORECASE)

_HANGING = re.compile(r"(?:,|\b(?:và|của|về|tại|với|các|cho|trên|theo|do|là|số|ngày|trong|để|bằng|từ|những|được))$")
_BROKEN_AT_A_DASH = re.compile(r"[-–]\s[a-zà-ỹđ]")
_ENDS = (".", ";", ":", "!", "?", "…", "”")
_PARAGRAPH = 150
_WRAPPED_WIDTH = 120
_ENOUGH_LINES = 20
_ALMOST_ALL = 0.97
_FULL = 0.75


@dataclass(frozen=True)
class PrintedLine:
    """A line of the document: its number in the text (from 1), its words, whether it is marked as a heading."""

    number: int
    text: str
    is_marked: bool = False
    after_blank: bool = True


@dataclass(frozen=True)
class PrintedDocument:
    """A document as read: its plain text, in which every quote is found again, and its lines."""

    name: str
    text: str
    lines: tuple[PrintedLine, ...]


def joined(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines as paragraphs: a sentence that goes on in the next line, or on the next page, is one again."""
    wrapped_at = width_of(lines)
    paragraphs: list[PrintedLine] = []
    width = 0
    for line in lines:
        last = paragraphs[-1] if paragraphs else None
        full = wrapped_at is not None and not line.after_blank and width >= wrapped_at * _FULL
        if last and _goes_on(last, line, full):
            paragraphs[-1] = PrintedLine(last.number, f"{last.text} {line.text}", last.is_marked, last.after_blank)
        else:
            paragraphs.append(line)
        width = len(line.text)
    return paragraphs


def width_of(lines: Sequence[PrintedLine]) -> int | None:
    """How wide the lines are where a text is broken into short ones; None where a line is a whole paragraph."""
    widths = sorted(len(line.text) for line in lines)
    widest = widths[int(len(widths) * _ALMOST_ALL)] if widths else 0
    return widest if len(lines) >= _ENOUGH_LINES and widest <= _WRAPPED_WIDTH else None


def _goes_on(last: PrintedLine, line: PrintedLine, full: bool) -> bool:
    if last.text.endswith(_ENDS) or FOOT.match(line.text):
        return False
    if is_numbered_or_bulleted(line.text):  # a dash that only stands in a broken line: «chính trị | - xã hội»
        return full and bool(_BROKEN_AT_A_DASH.match(line.text))
    if line.text[0].islower() or line.text[0] in "(),;":
        return not last.text.isupper()
    if line.is_marked or last.is_marked:
        return False
    return full or (len(last.text) > _PARAGRAPH and bool(_HANGING.search(last.text)))


def is_numbered_or_bulleted(text: str) -> bool:
    """Whether a line begins a new heading, item or bullet."""
    return any(pattern.fullmatch(text) for pattern in (SECTION, NUMBER, LETTER, ITEM, BULLET))


def sentences(text: str, ends: str = r"(?<=[.;])\s+(?=[^\W\d_])") -> Iterator[str]:
    """The parts of a paragraph between full stops and semicolons; a bracket that closes again is not torn apart."""
    parts, start, depth = list(re.finditer(rf"(?:{ends})|\Z", text)), 0, 0
    last_closing = text.rfind(")")
    at = 0
    for end in parts:
        depth += text.count("(", at, end.start()) - text.count(")", at, end.start())
        at = end.start()
        if depth > 0 and at < last_closing:
            continue
        if text[start : end.start()].strip(" .;"):
            yield text[start : end.start()].strip()
        start, depth = end.end(), 0
