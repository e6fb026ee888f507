"""The text of an official document, folded once, so that printed words are found over line and page breaks."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]
"""First position and the position after the last, in the folded text."""


@dataclass(frozen=True)
class Line:
    """A line of the document that has words: its number from 1, and where its words stand in the folded text."""

    number: int
    start: int
    end: int


def folded(text: str) -> str:
    """Composed (NFC), any white space alike, without the Markdown marks * and #, which are no words."""
    return " ".join(unicodedata.normalize("NFC", re.sub(r"[*#]", "", text)).split())


class SourceText:
    """A document folded into one line of words that remembers its lines; `raw` is the text itself, composed."""

    def __init__(self, text: str) -> None:
        self.raw = unicodedata.normalize("NFC", text)
        lines: list[Line] = []
        kept: list[str] = []
        position = 0
        for number, line in enumerate(self.raw.split("\n"), start=1):
            if words := folded(line):
                kept.append(words)
                lines.append(Line(number, position, position + len(words)))
                position += len(words) + 1
        self.text = " ".join(kept)
        self.lines = tuple(lines)
        self._starts = [line.start for line in lines]
        self._numbers = [line.number for line in lines]

    def spans(self, words: str, within: Span | None = None) -> Iterator[Span]:
        """Every place where these words stand, beginning and ending with whole words."""
        if pattern := re.escape(folded(words)):
            start, end = within or (0, len(self.text))
            for found in re.compile(rf"(?<!\w){pattern}(?!\w)").finditer(self.text, start, end):
                yield found.span()

    def start_of(self, number: int) -> int:
        """Where the words of a line begin, or those of the next line that has any."""
        at = bisect_left(self._numbers, number)
        return self.lines[at].start if at < len(self.lines) else len(self.text)

    def line_at(self, position: int) -> int:
        """The number of the line that a position of the folded text stands in."""
        return self.lines[bisect_right(self._starts, position) - 1].number

    def line_of(self, words: str) -> int | None:
        """The line where these words first begin, or None."""
        first = next(self.spans(words), None)
        return self.line_at(first[0]) if first else None
