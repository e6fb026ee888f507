"""Reads a form that comes back: which one it is first, then its cells by their places, every wrong one with address.

A sheet whose printed cells were moved, changed, merged or replaced by formulas is refused: nobody could say any more
which figure belongs to which line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.papers.cells import Unreadable, checked, read_date, read_text, shown
from ocop_workflow.papers.form_sheet import KEY_SHEET, LAYOUT, MARK, CellKind, Filled, FormSheet, InputCell, address
from ocop_workflow.papers.limits import Limits, read_bounded, refused
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.papers.workbook import read_workbook
from ocop_workflow.rulebook.registers import tidy

FORM_LIMITS = Limits(
    file_bytes=3_000_000,
    unpacked_bytes=20_000_000,
    tags=100_000,
    strings=20_000,
    other_tags=20_000,
    rows=2_000,
    columns=60,
    merged_cells=10_000,
)
"""A form is small: what is larger is no form."""
_AGAIN = "hãy lấy biểu mới rồi chép số liệu sang"


@dataclass(frozen=True)
class FormFile:
    """A form that came back, told by its keys; its cells are not looked at yet."""

    path: Path
    keys: Mapping[str, str]
    layout: str
    sheet: Sheet

    def mistake(
        self, why: str, cell: str | None = None, value: str | None = None, allowed: str | None = None
    ) -> Mistake:
        """A mistake in this file, with its place."""
        return Mistake(str(self.path), why, sheet=self.sheet.name, cell=cell, value=value, allowed=allowed)

    def refusal(self, *mistakes: Mistake) -> BadInput:
        """The refusal of the whole file."""
        return BadInput(f"Biểu {self.path.name}", mistakes)


def open_form(path: Path, kind: str, limits: Limits = FORM_LIMITS) -> FormFile:
    """The keys of a form of that kind.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: it is no workbook, hostile or damaged, no form of ours, or one of another kind.
    """
    raw = read_bounded(path, limits)
    if path.suffix.casefold() != ".xlsx":
        raise refused(path, f"chỉ đọc biểu .xlsx do chương trình lập (đuôi hiện tại: «{path.suffix}»)")
    sheets, _ = read_workbook(path, raw, limits, also=KEY_SHEET)
    keys = next((_keys(sheet) for sheet in sheets if sheet.name == KEY_SHEET), {})
    visible = [sheet for sheet in sheets if sheet.name != KEY_SHEET]
    if MARK not in keys or not visible:
        raise refused(path, "không phải biểu do chương trình lập (không có trang khóa); lấy biểu rồi điền vào đó")
    if keys[MARK] != kind:
        raise refused(path, "là biểu của việc khác", value=keys[MARK])
    if len(visible) > 1:
        names = ", ".join(f"«{sheet.name}»" for sheet in visible)
        raise refused(path, f"có thêm trang tính ngoài biểu ({names}); {_AGAIN}")
    return FormFile(
        path, {key: text for key, text in keys.items() if key not in (MARK, LAYOUT)}, keys.get(LAYOUT, ""), visible[0]
    )


def read_fields(file: FormFile, form: FormSheet) -> dict[str, Filled]:
    """What was filled in, by the keys of the form as it is now; empty cells are left out.

    Raises:
        BadInput: the form has changed since, the sheet was rebuilt, or cells are wrong: every one is listed.
    """
    if file.layout != form.layout_sha256:
        raise file.refusal(file.mistake(f"biểu mẫu đã thay đổi từ khi lập tệp này; {_AGAIN}"))
    if broken := list(_rebuilt(file, form)):
        raise file.refusal(*broken[:20])
    found: dict[str, Filled] = {}
    mistakes: list[Mistake] = []
    for place, cell in form.inputs.items():
        value = file.sheet.own(*place)
        try:
            if place in file.sheet.formulas:
                raise Unreadable("ô có công thức; hãy dán thành giá trị")
            filled = _filled(cell, checked(value), file.sheet.epoch)
        except Unreadable as wrong:
            mistakes.append(file.mistake(wrong.why, address(*place), shown(value) or None, wrong.allowed))
        else:
            if filled is not None:
                found[cell.key] = filled
    if mistakes:
        raise file.refusal(*mistakes)
    return found


def _keys(sheet: Sheet) -> dict[str, str]:
    return {shown(row[0]): shown(row[1]) for row in sheet.rows[:100] if len(row) > 1}


def _rebuilt(file: FormFile, form: FormSheet) -> Iterator[Mistake]:
    """What shows that lines were inserted, removed or merged, or that something was typed beside the input cells."""
    sheet, ours = file.sheet, {**form.printed, **form.info, **form.inputs}
    for place in {*sheet.covered, *sheet.covered.values()} & ours.keys():
        yield file.mistake(f"ô bị gộp; {_AGAIN}", address(*place))
    for place, text in form.printed.items():
        if place in sheet.formulas:
            yield file.mistake(f"ô in sẵn có công thức; {_AGAIN}", address(*place))
        elif shown(sheet.own(*place)) != shown(tidy(text)):
            allowed = f"«{text}»" if text else "để trống"
            yield file.mistake(
                f"ô in sẵn đã bị sửa hoặc dời chỗ; {_AGAIN}", address(*place), shown(sheet.own(*place)), allowed
            )
    for number, row in enumerate(sheet.rows[form.heading_row - 1 :], start=form.heading_row):
        for column, value in enumerate(row, start=1):
            if (number, column) not in ours and shown(value):
                yield file.mistake("chữ hoặc số ngoài ô nhập; hãy xóa đi", address(number, column), shown(value))


def _filled(cell: InputCell, value: object, epoch: datetime) -> Filled | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match cell.kind:
        case CellKind.NUMBER:
            return _number(cell, value)
        case CellKind.DATE:
            day = read_date(value, epoch)
            if not isinstance(day, date):
                raise Unreadable("chỉ có năm hoặc tháng, cần cả ngày", "ngày/tháng/năm, ví dụ 05/07/2024")
            return day
        case CellKind.CHOICE:
            text = read_text(value)
            if text not in cell.choices:
                raise Unreadable("không có trong danh sách", ", ".join(cell.choices))
            return text
    # A text keeps its dashes and line breaks: here they are words, not an empty cell of a register.
    return value.strip() if isinstance(value, str) else read_text(value)


def _number(cell: InputCell, value: object) -> Decimal:
    kind = "số nguyên" if cell.is_whole else "số"
    allowed = f"{kind}, gõ vào ô số của biểu"
    if cell.lowest is not None and cell.highest is not None:
        allowed = f"{kind} từ {cell.lowest:f} đến {cell.highest:f}"
    elif cell.lowest is not None:
        allowed = f"{kind} từ {cell.lowest:f} trở lên"
    if isinstance(value, date):
        raise Unreadable("Excel đã đổi ô này thành ngày; hãy gõ lại thành số", allowed)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("chữ trong ô số", allowed)
    # 15 digits are what Excel keeps: more would be the noise of binary fractions.
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not number.is_finite() or (cell.is_whole and number != number.to_integral_value()):
        raise Unreadable("không phải là số nguyên" if cell.is_whole else "không phải là số", allowed)
    if (cell.lowest is not None and number < cell.lowest) or (cell.highest is not None and number > cell.highest):
        raise Unreadable("số nằm ngoài giới hạn", allowed)
    return number.to_integral_value() if cell.is_whole else number
