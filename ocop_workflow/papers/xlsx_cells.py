"""How values go into a workbook that we write: every text stays text, whatever it begins with."""

from datetime import date, datetime

from ocop_workflow.papers.task_book import printable

AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook: a text that begins with «=» is a text, and no link."""
_MOST_LETTERS = 32_767


def cell_text(text: str) -> str:
    """What a cell can hold and show; a longer text would be left out without a word."""
    text = printable(text)
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"


def at_midnight(day: date) -> datetime:
    """A day as the instant that workbooks keep it as."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no zone
