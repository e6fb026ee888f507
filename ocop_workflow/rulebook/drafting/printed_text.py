"""Plain text as printed lines: which are marked as headings, what stands side by side, what is only a page number.

The document that a draft is made of and the text stored beside the plan are read by these same rules, so that a clause
means one place in both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ocop_workflow.rulebook.drafting.draft_lines import PrintedLine

PAGE = "\f"
"""Stands for a page number that was taken out: the blank lines around it end no sentence."""

_MARKDOWN_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_ALL_BOLD = re.compile(r"\s*(?:[-+]\s+)?(\*\*|__)(?=\S)[^\n]+?\1[\s.:]*")
_PAGE_NUMBER = re.compile(r"\s*(?:trang\s+)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*/\s*\d{1,3})?\s*", re.IGNORECASE)
_COLUMNS = re.compile(r"\t+| {8,}")
_MARKER_ONLY = 6


@dataclass(frozen=True)
class TextLine:
    """A line as it stands in the text, and whether it is marked as a heading (Markdown, bold throughout)."""

    text: str
    is_marked: bool


def is_marked(line: str) -> bool:
    """Whether Markdown marks a line as a heading: by # or by being bold throughout."""
    return bool(_MARKDOWN_HEADING.match(line) or _ALL_BOLD.fullmatch(line))


def is_page_number(line: str) -> bool:
    """Whether nothing but the number of a page stands in a line."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def emphasised(line: TextLine) -> str:
    """The line with the mark that `is_marked` finds again, where its heading was marked by a style."""
    is_plain = line.is_marked and line.text.strip() and not is_marked(line.text)
    return f"**{line.text.strip()}**" if is_plain else line.text


def read_text_lines(text: str) -> tuple[PrintedLine, ...]:
    """The printed lines of a stored text, numbered as its lines are."""
    return printed_lines(TextLine(PAGE if is_page_number(line) else line, is_marked(line)) for line in text.split("\n"))


def printed_lines(lines: Iterable[TextLine]) -> tuple[PrintedLine, ...]:
    """The lines that have words, columns one after another, with the number of the line they stand in."""
    printed: list[PrintedLine] = []
    after_blank, at_page_end = True, False
    for number, line in enumerate(lines, start=1):
        if line.text == PAGE:
            at_page_end = True
            continue
        for words in filter(None, map(_words, _columns(line.text))):
            printed.append(PrintedLine(number, words, line.is_marked, after_blank and not at_page_end))
            after_blank = at_page_end = False
        after_blank = after_blank or not line.text.strip()
    return tuple(printed)


def _columns(line: str) -> list[str]:
    """What stands side by side in a line: the cells of a Markdown table, or columns set with tabs or many blanks."""
    if line.startswith("|") and line.rstrip().endswith("|"):
        return [cell for cell in line.strip().strip("|").split("|") if cell.strip(" -:")]
    columns: list[str] = []
    for part in _COLUMNS.split(line.strip()):
        if columns and len(columns[-1]) <= _MARKER_ONLY:  # «1.» and «Số:» with a tab behind them are no column
            columns[-1] += f" {part}"
        else:
            columns.append(part)
    return columns


def _words(text: str) -> str:
    """The words of a line: Markdown's marks gone, a star before a line read as a dash."""
    text = re.sub(r"^\s*\*\s+", "- ", _MARKDOWN_HEADING.sub("", text, count=1))
    return " ".join(re.sub(r"[*#]|__", "", text).split())
