"""Writes a register as a workbook: a title, one heading row, typed cells; every text stays a text."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from ocop_workflow.papers.xlsx_cells import AS_WRITTEN, at_midnight, cell_text

Cell = str | int | Decimal | date | None
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_BORDERED = {"border": 1, "text_wrap": True, "valign": "top"}


@dataclass(frozen=True)
class RegisterSheet:
    """A register on one sheet; `widths` in units of the workbook, one per heading."""

    name: str
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[Cell]]


def register_xlsx(register: RegisterSheet, drawn_up_on: date) -> bytes:
    """The workbook; the same register on the same day gives the same cells."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **AS_WRITTEN})
    workbook.set_properties({"title": register.titles[0], "created": at_midnight(drawn_up_on)})
    title = workbook.add_format(_FONT | {"bold": True, "font_size": 14})
    heading = workbook.add_format(_FONT | _BORDERED | {"bold": True, "align": "center"})
    text = workbook.add_format(_FONT | _BORDERED)
    day = workbook.add_format(_FONT | _BORDERED | {"num_format": "dd/mm/yyyy"})
    sheet = workbook.add_worksheet(register.name)
    for number, line in enumerate(register.titles):
        sheet.write_string(number, 0, cell_text(line), title)
    top = len(register.titles)
    for column, (words, width) in enumerate(zip(register.headings, register.widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, words, heading)
    for number, row in enumerate(register.rows, start=top + 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, text, day)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if register.rows:
        sheet.autofilter(top, 0, top + len(register.rows), len(register.headings) - 1)
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Cell, text: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, at_midnight(value), day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, float(value), text)
    elif value:
        sheet.write_string(row, column, cell_text(value), text)
    else:
        sheet.write_blank(row, column, None, text)
