"""The periods that reports are owed for, and the days whose figures each of them reports."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ocop_workflow.vocabulary import Cadence

_LAST_MONTHS: dict[Cadence, tuple[int, ...]] = {
    Cadence.MONTH: tuple(range(1, 13)),
    Cadence.QUARTER: (3, 6, 9, 12),
    Cadence.HALF_YEAR: (6, 12),
    Cadence.NINE_MONTHS: (9,),
    Cadence.YEAR: (12,),
}
_LENGTHS = {
    Cadence.MONTH: 1,
    Cadence.QUARTER: 3,
    Cadence.HALF_YEAR: 6,
    Cadence.NINE_MONTHS: 9,
    Cadence.YEAR: 12,
}
_ROMAN = ("I", "II", "III", "IV")
_FIRST_HALF_ENDS_IN = 6


@dataclass(frozen=True)
class Period:
    """A cadence's period, both days inclusive; `code` is stable («2024-Q1»), `label` is for people («quý I/2024»)."""

    cadence: Cadence
    code: str
    starts_on: date
    ends_on: date
    label: str

    def window(self, cut_off_day: int | None) -> tuple[date, date] | None:
        """The first and last day whose figures are reported: from the day after the cut-off before the period to the
        cut-off in its last month. None where figures are closed with the period itself.

        A month that has no such day is closed on its last one.
        """
        if cut_off_day is None:
            return None
        closes_on = day_of(self.ends_on.year, self.ends_on.month, cut_off_day)
        before = self.starts_on - timedelta(days=1)
        opens_on = day_of(before.year, before.month, cut_off_day) + timedelta(days=1)
        return None if (opens_on, closes_on) == (self.starts_on, self.ends_on) else (opens_on, closes_on)


def periods(cadence: Cadence, first: date, last: date, *, second_half: bool = False) -> tuple[Period, ...]:
    """The periods that end in [first, last], oldest first; ad hoc and unstated cadences have none.

    HALF_YEAR gives the first half-year only, unless the duty asks for the second one too. Uông Bí's plan of 2024 (Tổ
    chức thực hiện, 3.3) lists «6 tháng» beside «báo cáo năm» and no text read so far asks for a second half-year: it
    ends on the day of the year's own report, and a unit must not be called late for a report that nobody printed.
    """
    months = _LAST_MONTHS.get(cadence, ())
    if cadence is Cadence.HALF_YEAR and not second_half:
        months = (_FIRST_HALF_ENDS_IN,)
    found = (_ending_in(cadence, year, month) for year in range(first.year, last.year + 1) for month in months)
    return tuple(period for period in found if first <= period.ends_on <= last)


def period_of(code: str) -> Period | None:
    """The period of a code such as 2026-M03, 2026-Q1, 2026-H2, 2026-9M, 2026; None where there is no such period."""
    year = code[:4]
    if not (year.isascii() and year.isdigit()) or int(year) < date.min.year:
        return None
    first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    found = (period for cadence in Cadence for period in periods(cadence, first, last, second_half=True))
    return next((period for period in found if period.code == code), None)


def day_of(year: int, month: int, day: int) -> date:
    """The day of a month; the last one of a month that is too short."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _ending_in(cadence: Cadence, year: int, month: int) -> Period:
    code, label = _names(cadence, year, month)
    starts_on = date(year, month - _LENGTHS[cadence] + 1, 1)
    return Period(cadence, code, starts_on, day_of(year, month, 31), label)


def _names(cadence: Cadence, year: int, month: int) -> tuple[str, str]:
    match cadence:
        case Cadence.MONTH:
            return f"{year}-M{month:02}", f"tháng {month}/{year}"
        case Cadence.QUARTER:
            return f"{year}-Q{month // 3}", f"quý {_ROMAN[month // 3 - 1]}/{year}"
        case Cadence.HALF_YEAR:
            is_first = month == _FIRST_HALF_ENDS_IN
            return f"{year}-H{1 if is_first else 2}", f"6 tháng {'đầu' if is_first else 'cuối'} năm {year}"
        case Cadence.NINE_MONTHS:
            return f"{year}-9M", f"9 tháng năm {year}"
        case _:
            return f"{year}", f"năm {year}"
