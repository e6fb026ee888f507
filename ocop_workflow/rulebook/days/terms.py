"""Terms: so many working days, days or months after an event, with a clock that can stand still and go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ocop_workflow.rulebook.days.calendar import SpecialDay, WorkingCalendar
from ocop_workflow.rulebook.evaluation.regime import add_months
from ocop_workflow.rulebook.text import vn_date

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """The clock stands from `stopped_on` to `resumed_on`: neither day is counted, nor any between them.

    Without `resumed_on` it still stands.
    """

    stopped_on: date
    resumed_on: date | None = None


@dataclass(frozen=True)
class Counted:
    """The day that a term ends on, inclusive, the words for it, and the special days that were met on the way."""

    on: date
    steps: tuple[str, ...]
    days: tuple[tuple[date, SpecialDay], ...]
    is_provisional: bool


class Term(BaseModel):
    """A length of time in exactly one unit; the day of the event itself is not counted, the last day is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    working_days: Annotated[int, Field(ge=1, le=250)] | None = None
    calendar_days: Annotated[int, Field(ge=1, le=400)] | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None

    @model_validator(mode="after")
    def _has_one_unit(self) -> Self:
        if sum(unit is not None for unit in (self.working_days, self.calendar_days, self.months)) != 1:
            raise ValueError("chọn đúng một trong working_days, calendar_days, months")
        return self

    @property
    def label(self) -> str:
        """«15 ngày làm việc»."""
        if self.working_days is not None:
            return f"{self.working_days} ngày làm việc"
        return f"{self.calendar_days} ngày" if self.calendar_days is not None else f"{self.months} tháng"

    def due(
        self, event_on: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = (), *, since: str | None = None
    ) -> Counted:
        """The last day of the term that begins with the event, and how it was reached; `since` names the event.

        A pause that begins after the term is over changes nothing.

        Raises:
            ValueError: the clock still stands, so that there is no last day yet.
        """
        on = self._end(event_on, calendar)
        steps = [f"{self.label} {f'sau khi {since}' if since else f'kể từ {vn_date(event_on)}'}, tức {vn_date(on)}"]
        for pause in _apart(event_on, pauses):
            if pause.stopped_on > on:
                break
            if pause.resumed_on is None:
                raise ValueError(f"đồng hồ đang dừng từ {vn_date(pause.stopped_on)}")
            on = self._go_on(on, pause.stopped_on, pause.resumed_on, calendar)
            stood = f"từ {vn_date(pause.stopped_on)} đến {vn_date(pause.resumed_on)}"
            steps.append(f"không tính thời gian dừng {stood}, tức {vn_date(on)}")
        if self.working_days is None:
            return Counted(on, tuple(steps), (), False)
        is_provisional = any(map(calendar.is_provisional, (event_on, on)))
        return Counted(on, tuple(steps), calendar.special_days(event_on + _A_DAY, on), is_provisional)

    def _end(self, event_on: date, calendar: WorkingCalendar) -> date:
        if self.working_days is not None:
            return calendar.add_working_days(event_on, self.working_days)
        if self.calendar_days is not None:
            return event_on + timedelta(days=self.calendar_days)
        assert self.months is not None
        return add_months(event_on, self.months)

    def _go_on(self, on: date, stopped_on: date, resumed_on: date, calendar: WorkingCalendar) -> date:
        """The end of a term that would have ended on `on`, when its clock stood for a while."""
        if self.working_days is not None:
            left = calendar.working_days_between(stopped_on - _A_DAY, on)
            return calendar.add_working_days(resumed_on, left)
        return on + (resumed_on - stopped_on) + _A_DAY


def _apart(event_on: date, pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses after the event in order, those that touch made one: no day is left out twice."""
    apart: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.stopped_on):
        if pause.resumed_on is not None and pause.resumed_on <= event_on:
            continue
        stopped_on, resumed_on = max(pause.stopped_on, event_on + _A_DAY), pause.resumed_on
        if apart and (apart[-1].resumed_on is None or stopped_on <= apart[-1].resumed_on + _A_DAY):
            last = apart.pop()
            stopped_on = last.stopped_on
            ends = (last.resumed_on, resumed_on)
            resumed_on = None if None in ends else max(end for end in ends if end is not None)
        apart.append(Pause(stopped_on, resumed_on))
    return apart
