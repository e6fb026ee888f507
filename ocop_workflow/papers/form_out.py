"""Writes a form as a workbook: printed cells locked, input cells open and checked as one types, the keys hidden."""

import io
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import xlsxwriter

from ocop_workflow.papers.form_sheet import KEY_SHEET, LAYOUT, MARK, CellKind, FormRow, FormSheet, InputCell
from ocop_workflow.papers.xlsx_cells import AS_WRITTEN, at_midnight, cell_text

_FONT = {"font_name": "Times New Roman", "font_size": 12}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "section": {"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"},
    "printed": {"border": 1, "text_wrap": True, "valign": "top"},
    "input": {"border": 1, "text_wrap": True, "valign": "top", "locked": False, "bg_color": "#FFF9E5"},
    "number": {"border": 1, "valign": "top", "locked": False, "bg_color": "#FFF9E5", "num_format": "#,##0.###"},
    "whole": {"border": 1, "valign": "top", "locked": False, "bg_color": "#FFF9E5", "num_format": "#,##0"},
    "day": {"border": 1, "valign": "top", "locked": False, "bg_color": "#FFF9E5", "num_format": "dd/mm/yyyy"},
}
_LINE_POINTS, _MOST_POINTS, _LETTERS_PER_UNIT = 15.75, 409, 1.2
_LONGEST_LIST = 255
"""How many letters Excel takes in a list of choices."""
_FAR_DAYS = (date(1990, 1, 1), date(2100, 12, 31))


def form_xlsx(form: FormSheet, drawn_up_on: date) -> bytes:
    """The workbook; the same form on the same day gives the same cells."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **AS_WRITTEN})
    workbook.set_properties({"title": form.titles[0], "created": at_midnight(drawn_up_on)})
    looks = {name: workbook.add_format(_FONT | look) for name, look in _LOOKS.items()}
    _visible(workbook.add_worksheet(form.name), form, looks)
    _keys(workbook.add_worksheet(KEY_SHEET), form)
    workbook.close()
    return stream.getvalue()


def _keys(sheet: Any, form: FormSheet) -> None:
    rows = {MARK: form.kind, LAYOUT: form.layout_sha256, **form.keys}
    for number, (key, value) in enumerate(rows.items()):
        sheet.write_string(number, 0, key)
        sheet.write_string(number, 1, cell_text(value))
    sheet.protect()
    sheet.very_hidden()


def _visible(sheet: Any, form: FormSheet, looks: dict[str, Any]) -> None:
    for column, width in enumerate(form.widths):
        sheet.set_column(column, column, width)
    for number, text in enumerate((*form.titles, *form.notes)):
        look = looks["title" if number < len(form.titles) else "note"]
        # Across the table and wrapped: a long line beside it would shrink the printed page to nothing.
        sheet.merge_range(number, 0, number, len(form.headings) - 1, "", look)
        sheet.write_string(number, 0, cell_text(text), look)
        sheet.set_row(number, _points(_lines(text, sum(form.widths))))
    for (row, column), text in (form.printed | form.info).items():
        _printed(sheet, form, row, column, text, looks)
    for (row, column), cell in form.inputs.items():
        _input(sheet, row - 1, column - 1, cell, looks)
    for number, line in enumerate(form.rows):
        sheet.set_row(form.heading_row + number, _height(form, line))
    sheet.freeze_panes(form.heading_row, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(form.heading_row - 1)
    sheet.hide_gridlines(2)


def _printed(sheet: Any, form: FormSheet, row: int, column: int, text: str, looks: dict[str, Any]) -> None:
    is_heading = row == form.heading_row
    is_section = not is_heading and not form.rows[row - form.heading_row - 1].inputs
    look = looks["heading" if is_heading else "section" if is_section else "printed"]
    if text:
        sheet.write_string(row - 1, column - 1, cell_text(text), look)
    else:
        sheet.write_blank(row - 1, column - 1, None, look)


def _input(sheet: Any, row: int, column: int, cell: InputCell, looks: dict[str, Any]) -> None:
    if cell.kind is CellKind.NUMBER:
        look = looks["whole" if cell.is_whole else "number"]
    else:
        look = looks["day" if cell.kind is CellKind.DATE else "input"]
    if isinstance(cell.value, date):
        sheet.write_datetime(row, column, at_midnight(cell.value), look)
    elif isinstance(cell.value, Decimal):
        sheet.write_number(row, column, cell.value, look)
    elif cell.value:
        sheet.write_string(row, column, cell_text(cell.value), look)
    else:
        sheet.write_blank(row, column, None, look)
    if rule := _rule(cell):
        sheet.data_validation(row, column, row, column, rule)


def _rule(cell: InputCell) -> dict[str, Any] | None:
    """What Excel itself refuses while one types; the reader checks all of it again."""
    if cell.kind is CellKind.CHOICE and len(",".join(cell.choices)) <= _LONGEST_LIST:
        return {"validate": "list", "source": list(cell.choices), "error_message": "Chọn một giá trị trong danh sách."}
    if cell.kind is CellKind.DATE:
        first, last = _FAR_DAYS
        told = "Ngày dạng ngày/tháng/năm, ví dụ 05/07/2024."
        return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last, "error_message": told}
    if cell.kind is not CellKind.NUMBER:
        return None
    lowest, highest = cell.lowest or Decimal(0), cell.highest or Decimal(0)
    rule: dict[str, Any] = {"validate": "integer" if cell.is_whole else "decimal", "error_title": "Chưa đúng"}
    told = "số nguyên" if cell.is_whole else "số"
    if cell.lowest is not None and cell.highest is not None:
        rule |= {"criteria": "between", "minimum": lowest, "maximum": highest}
        return rule | {"error_message": f"Chỉ nhận {told} từ {lowest:f} đến {highest:f}."}
    if cell.lowest is not None:
        return rule | {"criteria": ">=", "value": lowest, "error_message": f"Chỉ nhận {told} từ {lowest:f} trở lên."}
    return rule | {"criteria": "<=", "value": highest or 10**12, "error_message": f"Chỉ nhận {told}."}


def _height(form: FormSheet, row: FormRow) -> float:
    """High enough for every cell of the line: Excel finds that by itself, other programs do not."""
    shown = [*row.printed, *row.info, *(cell.value if isinstance(cell.value, str) else "" for cell in row.inputs)]
    return _points(max(_lines(text, width) for text, width in zip(shown, form.widths, strict=False)))


def _lines(text: str, width: int) -> int:
    return sum(ceil(max(1, len(part)) / (width * _LETTERS_PER_UNIT)) for part in text.split("\n"))


def _points(lines: int) -> float:
    return float(min(_MOST_POINTS, lines * _LINE_POINTS))
