"""The task book of a cycle as values: what each unit has to do and to report, by when, and where it is written."""

from dataclasses import dataclass
from datetime import date

from ocop_workflow.vocabulary import Part, Step

LOCAL_DUTY = "thiết lập của địa phương, không in trong kế hoạch"
NO_PERIOD = "theo yêu cầu"
NO_DAY = "văn bản không in kỳ hoặc ngày"


@dataclass(frozen=True)
class TaskEntry:
    """A duty of the unit in one step; `due_on` is the last day on time, inclusive, and `basis` how it was reached."""

    step: Step
    part: Part
    words: str
    clause: str
    due_on: date
    basis: str
    deliverable: str | None = None


@dataclass(frozen=True)
class ReportDay:
    """One report of a reporting duty: the period in words and the last day on time."""

    period: str
    due_on: date
    basis: str


@dataclass(frozen=True)
class ReportEntry:
    """A reporting duty of the unit; without days where the document prints neither a day nor a frequency for one."""

    cadence: str
    receiver: str
    words: str
    clause: str
    days: tuple[ReportDay, ...]


@dataclass(frozen=True)
class OutsideEntry:
    """What the same document gives the unit outside the OCOP cycle; it is not followed up here."""

    part: Part | None
    words: str
    clause: str


@dataclass(frozen=True)
class UnitPages:
    """The sheet of one unit."""

    code: str
    name: str
    tasks: tuple[TaskEntry, ...]
    reports: tuple[ReportEntry, ...]
    outside: tuple[OutsideEntry, ...]


@dataclass(frozen=True)
class TaskBook:
    """A cycle's duties, unit by unit; `agency` draws the book up under `superior`, where there is one."""

    cycle: str
    year: int
    locality_name: str
    superior: str | None
    agency: str
    plan_title: str
    plan_number: str
    drawn_up_on: date
    units: tuple[UnitPages, ...]


def printable(text: str) -> str:
    """The text without letters that no document format takes."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")
