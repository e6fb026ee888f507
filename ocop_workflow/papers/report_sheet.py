"""The sheet that a unit fills in for a report: its indicators, its narrative parts, and the declaration of nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ocop_workflow.papers.form_sheet import CellKind, FormRow, FormSheet, InputCell
from ocop_workflow.rulebook.reports.report_form import Indicator, ReportForm, Value, in_vietnamese
from ocop_workflow.vocabulary import IndicatorType

KIND = "report"
NOTHING, CONTENT, PAPER_NO, PAPER_ON = "#nothing", "#content", "#paper-no", "#paper-on"
"""Keys of what every report may say beside its form; no code of a form begins with «#»."""
DECLARED = ("x", "X")
_PRINTED = 3
_NO_INFO = ("",)


@dataclass(frozen=True)
class SheetHead:
    """What the sheet says above its table."""

    agency: str
    unit: str
    period_label: str
    receiver: str
    due: str
    asked: str
    previous: str


def report_sheet(
    form: ReportForm,
    head: SheetHead,
    keys: Mapping[str, str],
    *,
    known: Mapping[str, Value],
    previous: Mapping[str, Value],
) -> FormSheet:
    """The sheet, filled in with what is `known`; `previous` stands beside it for comparison."""
    return FormSheet(
        kind=KIND,
        name="Báo cáo",
        titles=(form.title, f"{head.unit} – {head.period_label}"),
        notes=(
            f"{head.agency}. Nơi nhận: {head.receiver}. {head.due}.",
            f"Căn cứ: {head.asked} Số kỳ trước: {head.previous or 'chưa có'}.",
            "Chỉ điền vào ô màu vàng. Không phát sinh thì ghi 0; cả kỳ không phát sinh thì ghi x vào dòng cuối phần I.",
        ),
        headings=("TT", "Nội dung", "Đơn vị tính", "Kỳ trước", "Kỳ này"),
        widths=(6, 58, 14, 16, 32),
        rows=tuple(_rows(form, known, previous)),
        keys=keys,
    )


def _rows(form: ReportForm, known: Mapping[str, Value], previous: Mapping[str, Value]) -> Iterator[FormRow]:
    yield FormRow(("I", "SỐ LIỆU", "", ""))
    for number, indicator in enumerate(form.indicators, start=1):
        before = previous.get(indicator.code)
        shown = "" if before is None else in_vietnamese(before)
        label = indicator.label if indicator.required else f"{indicator.label} (nếu có)"
        yield FormRow((str(number), label, indicator.unit or ""), (shown,), (_cell(indicator, known),))
    nothing = InputCell(NOTHING, CellKind.CHOICE, choices=DECLARED)
    yield FormRow(("", "Trong kỳ không phát sinh, không có số liệu (ghi x nếu đúng)", ""), _NO_INFO, (nothing,))
    yield FormRow(("II", "THUYẾT MINH", "", ""))
    for number, section in enumerate(form.sections, start=1):
        label = section.label if section.required else f"{section.label} (nếu có)"
        cell = InputCell(section.code, CellKind.TEXT, known.get(section.code))
        yield FormRow((str(number), label, ""), _NO_INFO, (cell,))
    yield FormRow(("III", "VĂN BẢN KÈM THEO (NẾU CÓ)", "", ""))
    for number, (label, key, kind) in enumerate(_PAPER, start=1):
        yield FormRow((str(number), label, ""), _NO_INFO, (InputCell(key, kind, known.get(key)),))


_PAPER = (
    ("Số, ký hiệu", PAPER_NO, CellKind.TEXT),
    ("Ngày ban hành", PAPER_ON, CellKind.DATE),
    ("Trích yếu, nội dung tóm tắt", CONTENT, CellKind.TEXT),
)


def _cell(indicator: Indicator, known: Mapping[str, Value]) -> InputCell:
    value = known.get(indicator.code)
    if not indicator.type.is_number:
        kind = CellKind.DATE if indicator.type is IndicatorType.DATE else CellKind.TEXT
        return InputCell(indicator.code, kind, value)
    lowest, highest = indicator.bounds
    is_whole = indicator.type is IndicatorType.INTEGER
    return InputCell(indicator.code, CellKind.NUMBER, value, lowest, highest, is_whole)
