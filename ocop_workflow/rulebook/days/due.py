"""Due days: the last day on time, inclusive; a pure function of the rule, the period and the working calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ocop_workflow.rulebook.days.calendar import SpecialDay, WorkingCalendar
from ocop_workflow.rulebook.days.periods import Period, day_of
from ocop_workflow.rulebook.days.terms import Term
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Roll

DayOfMonth = Annotated[int, Field(ge=1, le=31)]
_READINGS = ("before_day", "on_day", "end_of_period", "working_days_after", "calendar_days_after", "months_after")
PROVISIONAL = "tạm tính, vì chưa có đủ lịch nghỉ chính thức của thời gian này"


@dataclass(frozen=True)
class Due:
    """The last day on time (inclusive), the days whose figures are reported, and how both were reached.

    `window` is None where figures are closed with the period. `days` are the days off and make-up days that decided;
    `is_provisional` says that an official letter may still move the day.
    """

    on: date
    steps: tuple[str, ...]
    window: tuple[date, date] | None = None
    is_provisional: bool = False
    days: tuple[tuple[date, SpecialDay], ...] = ()

    @property
    def basis(self) -> str:
        """The steps in one line."""
        return "; ".join(self.steps)


class DueRule(BaseModel):
    """When a duty is due; exactly one of the readings.

    Days of the month are days of the period's last month, of the month so many `months_later`, or of that `month` of
    the period's last year. A month that has no such day is due on its last one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    before_day: DayOfMonth | None = None
    """«trước ngày D»: strictly before, the last day on time is the day before."""
    on_day: DayOfMonth | None = None
    """«chậm nhất ngày D», «ngày D»: inclusive."""
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    months_later: Annotated[int, Field(ge=1, le=12)] | None = None
    end_of_period: Literal[True] | None = None
    working_days_after: Annotated[int, Field(ge=1, le=250)] | None = None
    """So many working days after the period's last day; likewise the two below."""
    calendar_days_after: Annotated[int, Field(ge=1, le=400)] | None = None
    months_after: Annotated[int, Field(ge=1, le=24)] | None = None
    roll: Roll | None = None
    """What happens on a day off; None = as the plan settles for all its duties (`due_days.roll`)."""
    cut_off_day: DayOfMonth | None = None
    """Figures are closed on this day of the period's last month; None = as the plan settles for all (`due_days`)."""

    @model_validator(mode="after")
    def _has_one_reading(self) -> Self:
        readings = (
            "before_day",
            "on_day",
            "end_of_period",
            "working_days_after",
            "calendar_days_after",
            "months_after",
        )
        if sum(getattr(self, reading) is not None for reading in readings) != 1:
            raise ValueError(f"chọn đúng một trong {', '.join(readings)}")
        if (self.month or self.months_later) and not (self.before_day or self.on_day):
            raise ValueError("month, months_later chỉ đi cùng before_day hoặc on_day")
        if self.month and (self.months_later or self.cut_off_day):
            raise ValueError("month không đi cùng months_later hoặc cut_off_day")
        if self.cuts_off_too_late():
            raise ValueError(f"cut_off_day: chốt số liệu ngày {self.cut_off_day} là sau hạn nộp")
        return self

    def cuts_off_too_late(self) -> bool:
        """Whether figures would be closed after the report is due."""
        last_day = self.on_day or (self.before_day - 1 if self.before_day else None)
        if self.cut_off_day is None or last_day is None or self.months_later:
            return False
        return self.cut_off_day > last_day

    def due(self, period: Period, calendar: WorkingCalendar) -> Due:
        """The due day of a period and how it was reached."""
        if (term := self._term()) is not None:
            counted = term.due(period.ends_on, calendar, since=f"hết {period.label}")
            printed_on, steps, days = counted.on, list(counted.steps), counted.days
        else:
            printed_on, steps = self._printed(period)
            days = ()
        on = calendar.roll(printed_on, self.roll or Roll.AS_PRINTED)
        if off := calendar.why_off(printed_on):
            how = (self.roll or Roll.AS_PRINTED).label
            steps.append(f"{vn_date(printed_on)} là ngày nghỉ ({off}), {how}: {vn_date(on)}")
            days = (*days, *calendar.special_days(min(on, printed_on), max(on, printed_on)))
        uses_calendar = self.working_days_after is not None or self.roll not in (None, Roll.AS_PRINTED)
        is_provisional = uses_calendar and any(map(calendar.is_provisional, (period.ends_on, printed_on, on)))
        if is_provisional:
            steps.append(PROVISIONAL)
        window = period.window(self.cut_off_day)
        if window:
            steps.append(f"số liệu từ {vn_date(window[0])} đến {vn_date(window[1])}")
        return Due(on, tuple(steps), window, is_provisional, days)

    def _term(self) -> Term | None:
        if self.working_days_after is None and self.calendar_days_after is None and self.months_after is None:
            return None
        return Term(
            working_days=self.working_days_after, calendar_days=self.calendar_days_after, months=self.months_after
        )

    def _printed(self, period: Period) -> tuple[date, list[str]]:
        """The day before any rolling, with the words for it."""
        if self.end_of_period:
            return period.ends_on, [f"ngày cuối của {period.label}, tức {vn_date(period.ends_on)}"]
        year, month = period.ends_on.year, self.month or period.ends_on.month
        years, month = divmod(month - 1 + (self.months_later or 0), 12)
        year, month = year + years, month + 1
        called = f"tháng {month}/{year}"
        if self.before_day is not None:
            # The day before the 1st is in the month before: «trước ngày 1/12» ends on 30/11.
            day_before = date(year, month, 1) + timedelta(days=self.before_day - 2)
            on = min(day_before, day_of(year, month, 31))
            return on, [f"trước ngày {self.before_day} {called}, tức chậm nhất hết ngày {vn_date(on)}"]
        assert self.on_day is not None
        on = day_of(year, month, self.on_day)
        absent = "" if on.day == self.on_day else f" ({called} không có ngày {self.on_day})"
        return on, [f"ngày {self.on_day} {called}, tức chậm nhất hết ngày {vn_date(on)}{absent}"]
