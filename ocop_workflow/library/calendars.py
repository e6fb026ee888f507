"""Reads config/calendar/vn-<year>.yaml: one file a year, each day off and make-up day with the source that says so."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.days.calendar import SpecialDay, WorkingCalendar
from ocop_workflow.vocabulary import DayConfidence, DayKind

MAX_FILES = 120

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Day(BaseModel):
    """One day of the table, with its source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: DayKind
    name: Text
    swapped_with: date | None = None
    source: Text
    confidence: DayConfidence
    note: Text | None = None

    @property
    def is_worked(self) -> bool:
        """Whether offices work on this day."""
        return self.kind is DayKind.MAKEUP_WORKING_DAY


def _in_the_year(month_day: object, info: ValidationInfo) -> date:
    year = info.data.get("year", 2000)  # where the year itself is wrong, a leap year blames no day without cause
    try:
        if re.fullmatch(r"\d\d-\d\d", str(month_day)):
            return date.fromisoformat(f"{year:04}-{month_day}")
    except ValueError:
        pass
    raise ValueError("trong năm không có ngày này; viết khóa dạng tháng-ngày, ví dụ 04-30")


class CalendarYear(BaseModel):
    """One year's file; `provisional` while the official decisions on the year are not all in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=1900, le=2100)
    provisional: bool
    days: dict[Annotated[date, BeforeValidator(_in_the_year)], Day]


def load_calendar(folder: Path) -> WorkingCalendar:
    """The working calendar of all years in `folder`; known from the first to the last year that is not provisional.

    Raises:
        NotReady: there is no such folder or no year in it.
        BadInput: a file does not fit the shape (twice the same day, a day that does not exist; with its line), stands
            under another year's name, leaves a gap between years, or swaps a day with one that does not answer it.
    """
    paths = sorted(folder.glob("vn-*.yaml"))
    if not paths:
        raise NotReady(f"Không có tệp lịch vn-<năm>.yaml nào trong {folder}. Kiểm tra đường dẫn thư mục lịch.")
    if len(paths) > MAX_FILES:
        raise BadInput("Lịch làm việc", [Mistake(str(folder), f"có {len(paths)} tệp, nhiều hơn {MAX_FILES}")])
    files = {path: load_yaml(path, CalendarYear) for path in paths}
    known = sorted(file.year for file in files.values() if not file.provisional)
    mistakes = [*_years_out_of_place(folder, files, known), *_unanswered_swaps(files)]
    if mistakes:
        raise BadInput("Lịch làm việc", mistakes)
    days = {on: day for file in files.values() for on, day in file.days.items()}
    return WorkingCalendar(
        days={on: SpecialDay(**day.model_dump()) for on, day in sorted(days.items())},
        known_from=date(known[0], 1, 1),
        known_to=date(known[-1], 12, 31),
    )


def _years_out_of_place(folder: Path, files: dict[Path, CalendarYear], known: list[int]) -> list[Mistake]:
    mistakes = [
        Mistake(str(path), "năm trong tệp khác năm trong tên tệp", value=str(file.year), allowed=f"vn-{file.year}.yaml")
        for path, file in files.items()
        if path.name != f"vn-{file.year}.yaml"
    ]
    if not known:
        mistakes.append(
            Mistake(str(folder), "mọi năm đều là dự kiến (provisional: true); cần ít nhất một năm chính thức")
        )
    gaps = sorted(set(range(known[0], known[-1])) - set(known)) if known else []
    return mistakes + [Mistake(str(folder), f"thiếu tệp chính thức vn-{year}.yaml giữa các năm đã có") for year in gaps]


def _unanswered_swaps(files: dict[Path, CalendarYear]) -> list[Mistake]:
    """A day off that is made up needs its working day in the table, and the other way round."""
    days = {on: day for file in files.values() for on, day in file.days.items()}
    return [
        Mistake(
            str(path),
            f"ngày {on:%m-%d} hoán đổi với ngày {day.swapped_with:%d/%m/%Y}, nhưng ngày đó "
            + ("không ghi là ngày nghỉ" if day.is_worked else "không ghi là ngày làm bù"),
            value=str(day.swapped_with),
        )
        for path, file in files.items()
        for on, day in file.days.items()
        if day.swapped_with and ((other := days.get(day.swapped_with)) is None or other.is_worked == day.is_worked)
    ]
