"""The periods that reports are owed for: months, quarters, the first half-year, years."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ocop_workflow.vocabulary import Cadence

_LAST_MONTHS: dict[Cadence, tuple[int, ...]] = {
    Cadence.MONTH: tuple(range(1, 13)),
    Cadence.QUARTER: (3, 6, 9, 12),
    Cadence.HALF_YEAR: (6,),
    Cadence.YEAR: (12,),
}
_LENGTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """A cadence's period, both days inclusive; `code` is stable («2024-Q1»), `label` is for people («quý I/2024»)."""

    cadence: Cadence
    code: str
    starts_on: date
    ends_on: date
    label: str


def periods(cadence: Cadence, first: date, last: date) -> tuple[Period, ...]:
    """The periods that end in [first, last], oldest first; ad hoc and unstated cadences have none.

    HALF_YEAR gives the first half-year only. Uông Bí's plan of 2024 (Tổ chức thực hiện, 3.3) lists «6 tháng» beside
    «báo cáo năm» and no text read so far asks for a second half-year: it ends on the day of the year's own report, and
    a unit must not be called late for a report that nobody printed.
    """
    months = _LAST_MONTHS.get(cadence, ())
    found = (_ending_in(cadence, year, month) for year in range(first.year, last.year + 1) for month in months)
    return tuple(period for period in found if first <= period.ends_on <= last)


def _ending_in(cadence: Cadence, year: int, month: int) -> Period:
    code, label = _names(cadence, year, month)
    starts_on = date(year, month - _LENGTHS[cadence] + 1, 1)
    return Period(cadence, code, starts_on, date(year, month, monthrange(year, month)[1]), label)


def _names(cadence: Cadence, year: int, month: int) -> tuple[str, str]:
    match cadence:
        case Cadence.MONTH:
            return f"{year}-M{month:02}", f"tháng {month}/{year}"
        case Cadence.QUARTER:
            return f"{year}-Q{month // 3}", f"quý {_ROMAN[month // 3 - 1]}/{year}"
        case Cadence.HALF_YEAR:
            return f"{year}-H1", f"6 tháng đầu năm {year}"
        case _:
            return f"{year}", f"năm {year}"
