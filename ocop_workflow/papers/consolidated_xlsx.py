"""Writes a consolidated report as a workbook: figures with their codes, units, who is missing, targets, and sources."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from ocop_workflow.papers.xlsx_cells import AS_WRITTEN, at_midnight, cell_text
from ocop_workflow.rulebook.reports.consolidated import Consolidated
from ocop_workflow.rulebook.text import vn_date

Row = Sequence[object]
SHEETS = ("Tổng hợp", "Đơn vị", "Chưa có báo cáo", "Chỉ tiêu", "Nội dung báo cáo", "Nguồn số liệu")
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True},
    "heading": {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "section": {"bold": True, "border": 1, "bg_color": "#E8EEF4"},
    "text": {"border": 1, "text_wrap": True, "valign": "top"},
    "number": {"border": 1, "valign": "top", "num_format": "#,##0.###"},
}


def consolidated_xlsx(content: Consolidated, *, code: str, note: str, made_on: date, sources: Iterable[Row]) -> bytes:
    """The workbook; `sources` are rows of figure, kind, unit, what it is called, value. Every text stays text."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **AS_WRITTEN})
    title = f"BÁO CÁO TỔNG HỢP {content.period_label.upper()}"
    workbook.set_properties({"title": f"{code} {content.period_label}", "created": at_midnight(made_on)})
    looks = {name: workbook.add_format(_FONT | look) for name, look in _LOOKS.items()}
    said = (
        f"{code}, {content.locality_name}. Số liệu từ {vn_date(content.figures_from)} đến hết"
        f" {vn_date(content.figures_to)}, báo cáo tính đến {vn_date(content.counted_on)}. {note}"
    )
    tables: tuple[tuple[Row, Sequence[int], Iterable[Row]], ...] = (
        (
            ("Mã số liệu", "Nội dung", "Đơn vị tính", "Giá trị", "Số đơn vị có số liệu"),
            (34, 62, 16, 16, 14),
            _all(content),
        ),
        (
            (
                "Mã",
                "Đơn vị",
                "Báo cáo phải nộp",
                "Đã duyệt",
                "Đúng hạn",
                "Quá hạn",
                "Nhiệm vụ giao",
                "Hoàn thành",
                "Quá hạn",
            ),
            (28, 46, 12, 12, 12, 12, 12, 12, 12),
            (
                (
                    one.code,
                    one.unit,
                    one.expected,
                    one.accepted,
                    one.on_time,
                    one.overdue,
                    one.given,
                    one.done,
                    one.late,
                )
                for one in content.units
            ),
        ),
        (
            ("Mã", "Đơn vị", "Kỳ", "Lý do"),
            (28, 46, 20, 60),
            ((one.code, one.unit, one.period, one.why) for one in content.missing),
        ),
        (
            ("Mã", "Chỉ tiêu", "Yêu cầu", "Đạt được", "Đánh giá", "Nguồn"),
            (28, 60, 22, 18, 22, 50),
            ((one.code, one.measures, one.wanted, one.reached, one.verdict, one.source) for one in content.targets),
        ),
        (("Mục", "Đơn vị", "Nội dung"), (30, 40, 90), ((one.section, one.unit, one.text) for one in content.said)),
        (("Mã số liệu", "Loại", "Đơn vị", "Nguồn", "Giá trị"), (34, 18, 40, 80, 14), sources),
    )
    for name, (headings, widths, rows) in zip(SHEETS, tables, strict=True):
        _write(workbook.add_worksheet(name), looks, (title, said), headings, widths, rows)
    workbook.close()
    return stream.getvalue()


def _all(content: Consolidated) -> Iterable[Row]:
    for group in content.groups:
        yield (group.title,)
        for one in group.figures:
            yield (one.code, one.label, one.unit, one.value, one.of)


def _write(
    sheet: Any, looks: dict[str, Any], above: Sequence[str], headings: Row, widths: Sequence[int], rows: Iterable[Row]
) -> None:
    for look, (place, text) in zip(("title", "note"), enumerate(above), strict=True):
        sheet.write_string(place, 0, cell_text(text), looks[look])
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(len(above), column, str(heading), looks["heading"])
    for place, row in enumerate(rows, len(above) + 1):
        whole = len(row) == 1  # a heading between rows
        for column in range(len(headings)):
            _cell(sheet, looks, place, column, row[column] if column < len(row) else None, is_section=whole)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(len(above))
    sheet.freeze_panes(len(above) + 1, 0)


def _cell(sheet: Any, looks: dict[str, Any], row: int, column: int, value: object, *, is_section: bool) -> None:
    look = looks["section" if is_section else "number" if isinstance(value, int | Decimal) else "text"]
    if isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, look)
    elif value:
        sheet.write_string(row, column, cell_text(str(value)), look)
    else:
        sheet.write_blank(row, column, None, look)
