"""Writes the task book as a workbook: a contents sheet, then one sheet for each unit, ready for A4 landscape."""

import io
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any

import xlsxwriter

from ocop_workflow.papers.task_book import NO_DAY, NO_PERIOD, TaskBook, UnitPages, printable
from ocop_workflow.papers.xlsx_cells import AS_WRITTEN, at_midnight, cell_text
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Part

HEADINGS = ("STT", "Bước, định kỳ", "Vai trò, kỳ", "Nội dung (nguyên văn)", "Điều khoản", "Hạn", "Căn cứ của hạn")
CONTENTS = "Mục lục"
CONTENTS_HEADINGS = ("STT", "Đơn vị", "Chủ trì", "Phối hợp", "Đề nghị", "Báo cáo phải nộp", "Hạn gần nhất")
_WIDTHS = (5, 22, 14, 62, 22, 12, 36)
_CONTENTS_WIDTHS = (5, 60, 12, 12, 12, 18, 14)
_TITLE_ROWS = 4
_LINE_POINTS, _MOST_POINTS = 15.75, 409
_LETTERS_PER_UNIT = 1.2
"""How many letters of wrapped text stand in a column's unit of width: the font is narrower than the unit's digits."""
_NO_SHEET_NAME = str.maketrans({letter: " " for letter in "[]:*?/\\'"})
_LOOKS: dict[str, dict[str, Any]] = {
    "agency": {"bold": True},
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True},
    "heading": {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "section": {"bold": True, "top": 1, "bottom": 1, "bg_color": "#E8EEF4"},
    "text": {"border": 1, "text_wrap": True, "valign": "top"},
    "number": {"border": 1, "align": "center", "valign": "top"},
    "day": {"border": 1, "align": "center", "valign": "top", "num_format": "dd/mm/yyyy"},
    "link": {"border": 1, "valign": "top", "font_color": "#0563C1", "underline": 1},
}


def task_book_xlsx(book: TaskBook) -> bytes:
    """The workbook; every text stays text, whatever it begins with."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **AS_WRITTEN})
    workbook.set_properties(
        {"title": f"Sổ nhiệm vụ {book.cycle}", "author": book.agency, "created": at_midnight(book.drawn_up_on)}
    )
    font = {"font_name": "Times New Roman", "font_size": 12}
    looks = {name: workbook.add_format(font | look) for name, look in _LOOKS.items()}
    names = _sheet_names(book.units)
    _contents(_Sheet(workbook.add_worksheet(CONTENTS), looks, _CONTENTS_WIDTHS), book, names)
    for unit, name in zip(book.units, names, strict=True):
        _unit(_Sheet(workbook.add_worksheet(name), looks, _WIDTHS), book, unit)
    workbook.close()
    return stream.getvalue()


class _Sheet:
    """A worksheet that is written row by row."""

    def __init__(self, sheet: Any, looks: dict[str, Any], widths: Sequence[int]) -> None:
        self.sheet, self.looks, self.widths, self.row = sheet, looks, widths, 0
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def line(self, look: str, text: str) -> None:
        """A text across the sheet."""
        self._cell(0, look, text)
        self.row += 1

    def cells(self, values: Sequence[object], look: str | None = None) -> None:
        """A row of the table: numbers centred, days as days, all else as text; high enough for every cell.

        Excel finds the height by itself, other programs do not.
        """
        for column, value in enumerate(values):
            self._cell(column, look or _look_of(value), value)
        lines = max(_lines(value, width) for value, width in zip(values, self.widths, strict=True))
        self.sheet.set_row(self.row, min(_MOST_POINTS, lines * _LINE_POINTS))
        self.row += 1

    def section(self, text: str) -> None:
        """A heading between the rows of the table."""
        for column in range(len(self.widths)):
            self._cell(column, "section", "" if column else text)
        self.row += 1

    def _cell(self, column: int, look: str, value: object) -> None:
        drawn = self.looks[look]
        if isinstance(value, date):
            self.sheet.write_datetime(self.row, column, value, drawn)
        elif isinstance(value, int):
            self.sheet.write_number(self.row, column, value, drawn)
        elif value:
            self.sheet.write_string(self.row, column, cell_text(str(value)), drawn)
        else:
            self.sheet.write_blank(self.row, column, None, drawn)


def _lines(value: object, width: int) -> int:
    """How many lines a wrapped text takes in a column."""
    text = value if isinstance(value, str) else ""
    return sum(ceil(max(1, len(line)) / (width * _LETTERS_PER_UNIT)) for line in text.split("\n"))


def _look_of(value: object) -> str:
    return "day" if isinstance(value, date) else "number" if isinstance(value, int) else "text"


def _begin(sheet: _Sheet, book: TaskBook, title: str, headings: Sequence[str]) -> None:
    """Title rows, the heading row that stays in sight and on every page, and how the sheet is printed."""
    for look, text in (
        ("agency", " – ".join(name for name in (book.superior, book.agency) if name)),
        ("title", title),
        ("note", f"{book.plan_number}: {book.plan_title}"),
        ("note", f"Chu trình {book.cycle}, {book.locality_name}. Lập ngày {vn_date(book.drawn_up_on)}."),
    ):
        sheet.line(look, text)
    sheet.cells(headings, "heading")
    page = sheet.sheet
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_TITLE_ROWS)
    page.freeze_panes(_TITLE_ROWS + 1, 0)
    page.hide_gridlines(2)
    font = '&"Times New Roman,Regular"&11'
    page.set_footer(f"&L{font}{printable(title)[:120].replace('&', '&&')}&R{font}Trang &P/&N")


def _contents(sheet: _Sheet, book: TaskBook, names: Sequence[str]) -> None:
    _begin(sheet, book, f"SỔ NHIỆM VỤ NĂM {book.year}", CONTENTS_HEADINGS)
    for number, (unit, name) in enumerate(zip(book.units, names, strict=True), start=1):
        parts = [task.part for task in unit.tasks]
        reports = sum(len(report.days) for report in unit.reports)
        row = sheet.row
        sheet.cells((number, unit.name, *map(parts.count, Part), reports, _next_day(unit, book.drawn_up_on) or ""))
        shown = cell_text(unit.name)
        sheet.sheet.write_url(row, 1, f"internal:'{name}'!A1", sheet.looks["link"], shown)


def _unit(sheet: _Sheet, book: TaskBook, unit: UnitPages) -> None:
    _begin(sheet, book, f"NHIỆM VỤ NĂM {book.year} CỦA {unit.name.upper()}", HEADINGS)
    if unit.tasks:
        sheet.section("NHIỆM VỤ")
    for number, task in enumerate(unit.tasks, start=1):
        words = f"{task.words}\n(Kết quả: {task.deliverable})" if task.deliverable else task.words
        sheet.cells((number, task.step.title, task.part.label, words, task.clause, task.due_on, task.basis))
    if unit.reports:
        sheet.section("BÁO CÁO")
    number = 0
    for report in unit.reports:
        words = f"{report.words}\n(Nơi nhận: {report.receiver})"
        for day in report.days:
            number += 1
            sheet.cells((number, report.cadence, day.period, words, report.clause, day.due_on, day.basis))
        if not report.days:
            number += 1
            sheet.cells((number, report.cadence, NO_PERIOD, words, report.clause, "", NO_DAY))
    if unit.outside:
        sheet.section("VIỆC NÔNG THÔN MỚI TRONG CÙNG VĂN BẢN, NGOÀI CHU TRÌNH OCOP")
    for number, entry in enumerate(unit.outside, start=1):
        part = entry.part.label if entry.part else "báo cáo"
        sheet.cells((number, "", part, entry.words, entry.clause, "", "không theo dõi trong chu trình OCOP"))


def _next_day(unit: UnitPages, today: date) -> date | None:
    days = [task.due_on for task in unit.tasks] + [day.due_on for report in unit.reports for day in report.days]
    return min((day for day in days if day >= today), default=None)


def _sheet_names(units: Sequence[UnitPages]) -> list[str]:
    """Numbered, so that no two are alike after the 31 letters that a sheet's name may have."""
    return [
        f"{number:02} {printable(unit.name).translate(_NO_SHEET_NAME)}"[:31].strip()
        for number, unit in enumerate(units, start=1)
    ]
