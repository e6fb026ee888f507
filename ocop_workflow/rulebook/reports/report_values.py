"""Reads what a person types for an indicator, and gathers the values of several units or periods into one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ocop_workflow.rulebook.reports.report_form import DECIMALS, LONGEST_TEXT, Indicator, Section, Value
from ocop_workflow.vocabulary import GatherRule, IndicatorType

_GROUPED = re.compile(r"-?\d{1,3}([. ])\d{3}(?:\1\d{3})*(?:,\d+)?")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")


class NotAValue(ValueError):
    """The text is no value of the indicator; the message says why, `allowed` what would be."""

    def __init__(self, why: str, allowed: str | None = None) -> None:
        super().__init__(why)
        self.why, self.allowed = why, allowed


def read_value(part: Indicator | Section, text: str) -> Value:
    """The value that a typed text stands for; «1.200.000» and «1 200 000» are grouped by thousands, «87,5» is decimal.

    Raises:
        NotAValue: it is none.
    """
    text = " ".join(text.split(" ")).strip()
    if isinstance(part, Section) or part.type is IndicatorType.TEXT:
        return checked_text(text)
    if part.type is IndicatorType.DATE:
        return _day(text)
    if _GROUPED.fullmatch(text):
        if part.type in (IndicatorType.DECIMAL, IndicatorType.PERCENT) and re.fullmatch(r"-?\d{1,3}\.\d{3}", text):
            plain, whole = text.replace(".", ","), text.replace(".", "")
            raise NotAValue("không rõ dấu chấm là phần nghìn hay phần thập phân", f"viết {plain} hoặc {whole}")
        text = text.replace(".", "").replace(" ", "")
    elif not _PLAIN.fullmatch(text):
        raise NotAValue("không phải là số", "số, ví dụ 12 hoặc 87,5")
    return checked_number(part, Decimal(text.replace(",", ".")))


def checked_number(part: Indicator, number: Decimal) -> Decimal:
    """The number, unless the indicator counts whole things or it has more decimals than are kept."""
    if not number.is_finite():
        raise NotAValue("không phải là số", "số, ví dụ 12 hoặc 87,5")
    if part.type is IndicatorType.INTEGER and number != number.to_integral_value():
        raise NotAValue("phải là số nguyên", "số nguyên, ví dụ 12")
    # Compared by its digits: rounding a number of a million digits costs time, and a fraction is never cut silently.
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        raise NotAValue("quá nhiều chữ số thập phân", f"tối đa {DECIMALS} chữ số sau dấu phẩy")
    return number


def checked_text(text: str) -> str:
    """The text without white space around it, unless it is too long to be one."""
    if len(text) > LONGEST_TEXT:
        raise NotAValue(f"dài hơn {LONGEST_TEXT} chữ", "phần còn lại gửi thành văn bản kèm theo")
    return text.strip()


def _day(text: str) -> date:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})", text)
    if not found:
        raise NotAValue("không đọc được ngày", "ngày/tháng/năm, ví dụ 05/07/2024")
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotAValue("ngày không có trong lịch", "ngày/tháng/năm, ví dụ 05/07/2024") from None


@dataclass(frozen=True)
class Gathered:
    """One figure out of several; `value` is None where the rule makes none of them, `of` counts those that spoke."""

    value: Value | None
    of: int


def gather(rule: GatherRule, values: Sequence[Value]) -> Gathered:
    """The values, oldest first, as one; a mean is that of the units that reported, so `of` belongs beside it.

    Exact: nothing is rounded except the mean, to the decimals that are kept.
    """
    numbers = [value for value in values if isinstance(value, Decimal)]
    match rule:
        case GatherRule.SUM if numbers:
            return Gathered(sum(numbers, Decimal(0)), len(numbers))
        case GatherRule.MEAN if numbers:
            mean = sum(numbers, Decimal(0)) / len(numbers)
            return Gathered(mean.quantize(Decimal(1).scaleb(-DECIMALS)).normalize() + 0, len(numbers))
        case GatherRule.LAST if values:
            return Gathered(values[-1], 1)
    return Gathered(None, len(values))


def by_code(parts: Mapping[str, Indicator | Section], typed: Mapping[str, str]) -> dict[str, Value]:
    """Typed texts as values; empty ones are left out. Raises NotAValue of the first that is none."""
    return {code: read_value(parts[code], text) for code, text in typed.items() if text.strip()}
