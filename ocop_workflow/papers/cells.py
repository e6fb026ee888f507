"""Reads one cell as the value it stands for, or says why it cannot."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl.utils.datetime import from_excel

from ocop_workflow.papers.sheet import UNCACHED
from ocop_workflow.rulebook.headings import Bounds
from ocop_workflow.rulebook.registers import tidy

_ERRORS = {
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
}
_DASHES = "-–—"
_ROUNDED = re.compile(r"\d([.,]\d+)?[eE][+-]?\d+")
_EXACT_DIGITS = 10**15
_PLAUSIBLE_YEARS = range(1990, 2101)
_DATES_ALLOWED = "ngày/tháng/năm (05/07/2024), năm-tháng-ngày (2024-07-05) hoặc ô ngày của Excel"


class Unreadable(Exception):
    """The cell does not say what its column needs; `why` and `allowed` go into the mistake."""

    def __init__(self, why: str, allowed: str | None = None) -> None:
        super().__init__(why)
        self.why, self.allowed = why, allowed


def shown(value: object) -> str:
    """The cell as a person sees it, tidy; dashes alone are an empty cell."""
    if isinstance(value, str):
        text = tidy(value)
        return text if text.strip(_DASHES) else ""
    if value is None:
        return ""
    if value is UNCACHED:
        return "(công thức chưa có kết quả)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return format(value, ".15g") if abs(value) < _EXACT_DIGITS else format(Decimal(value), "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)


def checked(value: object) -> object:
    """The value, unless it is an error of Excel or a formula without a stored result."""
    if value is UNCACHED:
        raise Unreadable("công thức chưa có kết quả; hãy mở bằng Excel, lưu lại, hoặc dán thành giá trị")
    if isinstance(value, str) and "#" in value and value.strip().upper() in _ERRORS:
        raise Unreadable("ô báo lỗi của Excel; hãy sửa công thức hoặc gõ lại giá trị")
    return value


def read_text(value: object) -> str:
    """The text of a cell; whole numbers lose the «.0» that a spreadsheet gives them."""
    if not isinstance(value, str):
        _refuse_what_was_text(value)
    text = shown(value)
    if _ROUNDED.fullmatch(text):
        raise Unreadable("số dài bị Excel viết gọn và làm tròn; hãy định dạng ô là Text rồi gõ lại", "chữ")
    return text


def _refuse_what_was_text(value: object) -> None:
    if isinstance(value, date | time | timedelta):
        raise Unreadable("Excel đã đổi ô này thành ngày giờ; hãy định dạng ô là Text rồi gõ lại", "chữ")
    if isinstance(value, bool):
        raise Unreadable("ô đúng/sai, không phải chữ", "chữ")
    if isinstance(value, int | float) and abs(value) >= _EXACT_DIGITS:
        raise Unreadable("số dài hơn 15 chữ số bị Excel làm tròn; hãy định dạng ô là Text rồi gõ lại", "chữ")


def read_date(value: object, epoch: datetime) -> date | int:
    """A date, or only a year (int) where the cell gives no day: «tháng 7/2024», «2024».

    The order is day, month, year. Unreadable: a day not in the calendar, a year of two digits, a time.
    """
    text = shown(value)
    found: date | int
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, bool):
        raise Unreadable("ô đúng/sai, không phải ngày", _DATES_ALLOWED)
    elif isinstance(value, int | float) or re.fullmatch(r"\d{4,5}", text):
        number = float(text)
        found = int(number) if number in _PLAUSIBLE_YEARS else _serial(number, epoch)
    else:
        found = _written_date(text.casefold())
    if (found if isinstance(found, int) else found.year) not in _PLAUSIBLE_YEARS:
        raise Unreadable("năm không hợp lý", _DATES_ALLOWED)
    return found


def _serial(number: float, epoch: datetime) -> date:
    moment = from_excel(number, epoch) if 0 < number < 100_000 else None
    if not isinstance(moment, datetime):
        raise Unreadable("không phải ngày", _DATES_ALLOWED)
    return moment.date()


def _written_date(text: str) -> date | int:
    text = re.sub(r"[ t]00:00(:00(\.0+)?)?$", "", text)
    day_first = re.fullmatch(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})", text)
    in_words = re.fullmatch(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", text)
    year_first = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if day_first:
        day, month, year = day_first[1], day_first[3], day_first[4]
    elif in_words:
        day, month, year = in_words.groups()
    elif year_first:
        year, month, day = year_first.groups()
    elif part := re.fullmatch(r"(?:tháng )?(1[0-2]|0?[1-9])(?:\s*[/.-]\s*| năm )(\d{4})|năm (\d{4})", text):
        return int(part[2] or part[3])
    else:
        raise Unreadable("không đọc được ngày", _DATES_ALLOWED)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable("ngày không có trong lịch", _DATES_ALLOWED) from None


def read_year(value: object) -> int:
    """A year of four digits: 2024, «2024», «Năm 2024»."""
    match = re.fullmatch(r"(?:năm )?(\d{4})", shown(value).casefold())
    if not match or int(match[1]) not in _PLAUSIBLE_YEARS:
        raise Unreadable("không phải năm", "năm bốn chữ số, ví dụ 2024")
    return int(match[1])


def read_stars(value: object, bounds: Bounds) -> int:
    """Stars as 3, «3 sao», «OCOP 4 sao», «Hạng 4 sao», «***», «★★★»; more than that («tiềm năng 5 sao») is no rank."""
    text = shown(value).casefold()
    if re.fullmatch(r"[*★⭐]+", text):
        stars = len(text)
    elif match := re.fullmatch(r"(?:ocop )?(?:đạt )?(?:hạng )?(\d{1,2}) ?(?:sao|[*★⭐])?(?: ocop)?", text):
        stars = int(match[1])
    else:
        stars = -1
    if not bounds.lowest <= stars <= bounds.highest:
        raise Unreadable(
            "không phải hạng sao", f"{bounds.lowest} đến {bounds.highest} sao ({bounds.clause}), ví dụ «3 sao»"
        )
    return stars


def read_score(value: object, bounds: Bounds) -> Decimal:
    """A score as Decimal; a comma is the decimal sign, «92,5 điểm» is 92.5."""
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?)(?:/100)?(?: điểm)?", shown(value).casefold())
    score = Decimal(match[1].replace(",", ".")) if match else Decimal(-1)
    if not bounds.lowest <= score <= bounds.highest:
        raise Unreadable("không phải điểm", f"{bounds.lowest} đến {bounds.highest} điểm ({bounds.clause})")
    return score
