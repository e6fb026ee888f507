"""Working days: Monday to Friday, without the days off and with the make-up days that official letters decide."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ocop_workflow.rulebook.text import weekday_vn
from ocop_workflow.vocabulary import DayConfidence, DayKind, Roll

SATURDAY = 5
_EVERY_DAY = range(date.min.toordinal(), date.max.toordinal() + 1)


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from its weekday: why, which paper says so, and how good that source is."""

    kind: DayKind
    name: str
    source: str
    confidence: DayConfidence
    swapped_with: date | None = None
    note: str | None = None

    @property
    def is_worked(self) -> bool:
        """Whether offices work on this day."""
        return self.kind is DayKind.MAKEUP_WORKING_DAY


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    Outside `known_from` to `known_to` (inclusive) the decisions on days off are not all known: the answers hold
    provisionally.
    """

    days: Mapping[date, SpecialDay]
    known_from: date
    known_to: date

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        special = self.days.get(day)
        return special.is_worked if special else day.weekday() < SATURDAY

    def is_provisional(self, day: date) -> bool:
        """Whether the table does not yet (or no longer) reach this day, so that its answer may change."""
        return not self.known_from <= day <= self.known_to

    def why_off(self, day: date) -> str | None:
        """Why nobody works on this day, in Vietnamese; None for a working day."""
        if self.is_working(day):
            return None
        if special := self.days.get(day):
            return special.name
        return weekday_vn(day)

    def special_days(self, first: date, last: date) -> tuple[tuple[date, SpecialDay], ...]:
        """The days from `first` to `last` that change a count: weekdays off and weekend days worked, in order."""
        low, high = bisect_left(self._special, first.toordinal()), bisect_right(self._special, last.toordinal())
        found = map(date.fromordinal, self._special[low:high])
        return tuple((day, self.days[day]) for day in found)

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
        return _ordinals(day for day, why in self.days.items() if day.weekday() < SATURDAY and not why.is_worked)

    @cached_property
    def _weekends_worked(self) -> tuple[int, ...]:
        return _ordinals(day for day, why in self.days.items() if day.weekday() >= SATURDAY and why.is_worked)

    @cached_property
    def _special(self) -> tuple[int, ...]:
        return tuple(sorted(self._weekdays_off + self._weekends_worked))


def _ordinals(days: Iterable[date]) -> tuple[int, ...]:
    return tuple(sorted(day.toordinal() for day in days))
