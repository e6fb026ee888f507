"""Working days and due days: a due day is a pure function of the rule, the period and the table of days off."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ocop_workflow.rulebook.periods import Period
from ocop_workflow.vocabulary import Word

DayOfMonth = Annotated[int, Field(ge=1, le=31)]

_SATURDAY = 5
_EVERY_DAY = range(date.min.toordinal(), date.max.toordinal() + 1)


class Roll(Word):
    """What happens to a due day that is not a working day."""

    AS_PRINTED = "as_printed", "giữ nguyên ngày"
    NEXT = "next", "lùi sang ngày làm việc kế tiếp"
    PREVIOUS = "previous", "đưa lên ngày làm việc liền trước"


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked: Monday to Friday without `days_off`, and the make-up days of `working_days`.

    Both tables map a day to its name. Outside `known_from` to `known_to` (inclusive) the decisions on days off are not
    known: the answers hold provisionally.
    """

    days_off: Mapping[date, str]
    working_days: Mapping[date, str]
    known_from: date
    known_to: date

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.working_days or (day.weekday() < _SATURDAY and day not in self.days_off)

    def is_provisional(self, day: date) -> bool:
        """Whether the table does not yet (or no longer) reach this day, so that its answer may change."""
        return not self.known_from <= day <= self.known_to

    def why_off(self, day: date) -> str | None:
        """Why nobody works on this day, in Vietnamese; None for a working day."""
        if self.is_working(day):
            return None
        return self.days_off.get(day) or ("thứ Bảy" if day.weekday() == _SATURDAY else "Chủ nhật")

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days d have after < d <= until; negative when `until` lies before `after`."""
        return self._count(until.toordinal()) - self._count(after.toordinal())

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it when n is negative); `day` itself, worked or not, when n is 0."""
        if n == 0:
            return day
        rank = self._count(day.toordinal()) + n if n > 0 else self._count(day.toordinal() - 1) + n + 1
        return date.fromordinal(_EVERY_DAY.start + bisect_left(_EVERY_DAY, rank, key=self._count))

    def roll(self, day: date, how: Roll) -> date:
        """The day itself if it is worked or stays as printed, otherwise its working neighbour."""
        if how is Roll.AS_PRINTED or self.is_working(day):
            return day
        return self.add_working_days(day, 1 if how is Roll.NEXT else -1)

    def _count(self, ordinal: int) -> int:
        """Working days from the start of the calendar to this day, by arithmetic: 01/01/0001 was a Monday."""
        weeks, rest = divmod(ordinal, 7)
        weekdays = 5 * weeks + min(rest, 5)
        return weekdays - bisect_right(self._weekdays_off, ordinal) + bisect_right(self._weekends_worked, ordinal)

    @cached_property
    def _weekdays_off(self) -> tuple[int, ...]:
        return _ordinals(day for day in self.days_off if day.weekday() < _SATURDAY and day not in self.working_days)

    @cached_property
    def _weekends_worked(self) -> tuple[int, ...]:
        return _ordinals(day for day in self.working_days if day.weekday() >= _SATURDAY)


@dataclass(frozen=True)
class Due:
    """The last day on time (inclusive), the day on which figures are closed, and how both were reached."""

    on: date
    cut_off_on: date | None
    steps: tuple[str, ...]

    @property
    def basis(self) -> str:
        """The steps in one line."""
        return "; ".join(self.steps)


class DueRule(BaseModel):
    """When a duty is due; exactly one of the four readings. Days of the month are days of the period's last month."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before_day: DayOfMonth | None = None
    """«trước ngày D»: strictly before, the last day on time is the day before."""
    on_day: DayOfMonth | None = None
    """«chậm nhất ngày D»: inclusive; the last day of a month that has no day D."""
    end_of_period: Literal[True] | None = None
    working_days_after: Annotated[int, Field(ge=1, le=250)] | None = None
    """So many working days after the period's last day."""
    roll: Roll = Roll.AS_PRINTED
    cut_off_day: DayOfMonth | None = None

    @model_validator(mode="after")
    def _has_one_reading(self) -> Self:
        readings = (self.before_day, self.on_day, self.end_of_period, self.working_days_after)
        if sum(reading is not None for reading in readings) != 1:
            raise ValueError("chọn đúng một trong before_day, on_day, end_of_period, working_days_after")
        last_day = self.on_day or (self.before_day - 1 if self.before_day else None)
        if self.cut_off_day and last_day is not None and self.cut_off_day > last_day:
            raise ValueError(f"cut_off_day: chốt số liệu ngày {self.cut_off_day} là sau hạn nộp")
        return self

    def due(self, period: Period, calendar: WorkingCalendar) -> Due:
        """The due day of a period and how it was reached."""
        printed_on, steps = self._printed(period, calendar)
        on = calendar.roll(printed_on, self.roll)
        if on != printed_on:
            off = calendar.why_off(printed_on)
            steps.append(f"{_shown(printed_on)} là ngày nghỉ ({off}), {self.roll.label}: {_shown(on)}")
        uses_calendar = self.working_days_after is not None or self.roll is not Roll.AS_PRINTED
        if uses_calendar and any(map(calendar.is_provisional, (printed_on, on))):
            steps.append("tạm tính, vì chưa có đủ lịch nghỉ chính thức của thời gian này")
        cut_off_on = _in_last_month(period, self.cut_off_day) if self.cut_off_day else None
        if cut_off_on:
            steps.append(f"chốt số liệu ngày {_shown(cut_off_on)}")
        return Due(on, cut_off_on, tuple(steps))

    def _printed(self, period: Period, calendar: WorkingCalendar) -> tuple[date, list[str]]:
        """The day before any rolling, with the words for it."""
        month = f"tháng {period.ends_on.month}/{period.ends_on.year}"
        if self.before_day is not None:
            # The day before the 1st is in the month before: «trước ngày 1/12» ends on 30/11.
            day_before = period.ends_on.replace(day=1) + timedelta(days=self.before_day - 2)
            on = min(day_before, period.ends_on)
            return on, [f"trước ngày {self.before_day} {month}, tức chậm nhất hết ngày {_shown(on)}"]
        if self.on_day is not None:
            on = _in_last_month(period, self.on_day)
            absent = "" if on.day == self.on_day else f" ({month} không có ngày {self.on_day})"
            return on, [f"ngày {self.on_day} {month}, tức chậm nhất hết ngày {_shown(on)}{absent}"]
        if self.working_days_after is not None:
            on = calendar.add_working_days(period.ends_on, self.working_days_after)
            return on, [f"{self.working_days_after} ngày làm việc sau khi hết {period.label}, tức {_shown(on)}"]
        return period.ends_on, [f"ngày cuối của {period.label}, tức {_shown(period.ends_on)}"]


def _in_last_month(period: Period, day: int) -> date:
    year, month = period.ends_on.year, period.ends_on.month
    return date(year, month, min(day, monthrange(year, month)[1]))


def _ordinals(days: Iterable[date]) -> tuple[int, ...]:
    return tuple(sorted(day.toordinal() for day in days))


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
