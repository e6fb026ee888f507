"""Official letters on days off: what they say day by day, and the working calendar that they change."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ocop_workflow.rulebook.days.calendar import SATURDAY, SpecialDay, WorkingCalendar
from ocop_workflow.rulebook.plans.plan_document import Text
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DayConfidence, DayKind

_REACH = timedelta(days=800)
"""A letter speaks of the year that comes; a day further away is a slip of the pen."""

Place = tuple[str | date, ...]


class LetterDay(BaseModel):
    """One day that a letter decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: DayKind
    name: Text
    swapped_with: date | None = None
    note: Text | None = None


class CalendarLetter(BaseModel):
    """A letter as an office types it in.

    `ordinary` are days that were off or made up until now and are what their weekday says. `official_to`: with this
    letter all decisions on days off are known up to that day; without it the letter changes days only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Text
    issued_on: date
    issuer: Text
    title: Text | None = None
    official_to: date | None = None
    days: dict[date, LetterDay] = Field(default_factory=dict, max_length=200)
    ordinary: tuple[date, ...] = Field(default=(), max_length=200)
    note: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.days or self.ordinary or self.official_to):
            raise ValueError("văn bản không quyết định ngày nào (days, ordinary, official_to)")
        return self

    @property
    def reference(self) -> str:
        """«số 12729/VPCP-KGVX ngày 25/12/2025, Văn phòng Chính phủ»."""
        return f"số {self.number} ngày {vn_date(self.issued_on)}, {self.issuer}"

    def is_same(self, other: Self) -> bool:
        """Whether both are readings of one letter."""
        return (self.number, self.issued_on) == (other.number, other.issued_on)

    @property
    def decided(self) -> tuple[date, ...]:
        """Every day that the letter names, in order."""
        return tuple(sorted({*self.days, *self.ordinary}))


def with_letters(calendar: WorkingCalendar, letters: Sequence[CalendarLetter]) -> WorkingCalendar:
    """The calendar as the letters leave it; of two that name one day, the later one holds."""
    if not letters:
        return calendar
    days, known_to = dict(calendar.days), calendar.known_to
    for letter in sorted(letters, key=lambda letter: letter.issued_on):
        for day in letter.ordinary:
            days.pop(day, None)
        for day, says in letter.days.items():
            source, swapped_with = letter.reference, says.swapped_with
            days[day] = SpecialDay(says.kind, says.name, source, DayConfidence.LETTER, swapped_with, says.note)
        known_to = max(known_to, letter.official_to or known_to)
    return WorkingCalendar(dict(sorted(days.items())), calendar.known_from, known_to)


def mistakes_in(letter: CalendarLetter, before: WorkingCalendar) -> Iterator[tuple[Place, str, str]]:
    """What cannot be right in a letter, held against the calendar before it: the place, the value, why."""
    after = with_letters(before, [letter])
    for day, says in letter.days.items():
        place: Place = ("days", day)
        if abs(day - letter.issued_on) > _REACH:
            yield place, str(day), f"cách ngày văn bản ({vn_date(letter.issued_on)}) hơn hai năm; xem lại năm"
        is_weekend = day.weekday() >= SATURDAY
        if says.kind is DayKind.MAKEUP_WORKING_DAY and not is_weekend:
            yield place, str(day), "ngày làm bù phải là thứ Bảy hoặc Chủ nhật"
        if says.kind in (DayKind.SWAPPED_DAY_OFF, DayKind.DAY_OFF_IN_LIEU) and is_weekend:
            yield place, str(day), f"{says.kind.label} phải là ngày từ thứ Hai đến thứ Sáu"
        if (other := says.swapped_with) is not None:
            answer = after.days.get(other)
            if answer is None or answer.is_worked == (says.kind is DayKind.MAKEUP_WORKING_DAY):
                wanted = "ngày nghỉ" if says.kind is DayKind.MAKEUP_WORKING_DAY else "ngày làm bù"
                yield (*place, "swapped_with"), str(other), f"hoán đổi với ngày không ghi là {wanted}"
    for n, day in enumerate(letter.ordinary):
        if day in letter.days:
            yield ("ordinary", str(n)), str(day), "ngày này cũng đứng trong days"
        elif day not in before.days:
            yield ("ordinary", str(n)), str(day), "lịch đang dùng không ghi ngày này là ngày nghỉ hay làm bù"
    if letter.official_to is not None:
        yield from _mistakes_in_end(letter, before, after)


def _mistakes_in_end(
    letter: CalendarLetter, before: WorkingCalendar, after: WorkingCalendar
) -> Iterator[tuple[Place, str, str]]:
    """A year becomes official only with the days that every year has, and with what the letter says of it."""
    end = letter.official_to
    assert end is not None
    place: Place = ("official_to",)
    if end <= before.known_to:
        yield place, str(end), f"lịch đã chính thức đến {vn_date(before.known_to)}"
        return
    if end.year not in {day.year for day in letter.decided}:
        yield place, str(end), f"văn bản không quyết định ngày nào của năm {end.year}"
    for year in range(before.known_to.year + 1, end.year + 1):
        missing = [day for day in _every_years_days(before, year) if day <= end and day not in after.days]
        if missing:
            shown = ", ".join(map(vn_date, missing))
            yield place, str(end), f"lịch năm {year} thiếu những ngày nghỉ mà năm nào cũng có: {shown}"


def _every_years_days(calendar: WorkingCalendar, year: int) -> list[date]:
    """The public holidays on a fixed day: those that all official years of the calendar have."""
    years = range(calendar.known_from.year, calendar.known_to.year + 1)
    fixed = [
        {(day.month, day.day) for day, why in calendar.days.items() if day.year == one and _is_holiday(why)}
        for one in years
    ]
    return [date(year, month, day) for month, day in sorted(set.intersection(*fixed))] if fixed else []


def _is_holiday(special: SpecialDay) -> bool:
    return special.kind is DayKind.PUBLIC_HOLIDAY
