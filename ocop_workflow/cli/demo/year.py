"""The year 2024 of the two plans: which flow runs on which day, quarter by quarter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.reports.reports import list_reports

UONG_BI = "quang-ninh.uong-bi.2024"
BAC_KAN = "bac-kan.bac-kan.2024"
BEGINS_ON = date(2024, 1, 2)
"""The first working day of the year: plans, cycles and the register come in."""


@dataclass(frozen=True)
class Run:
    """A flow on a day: of all cycles or of one; `step` is 0 where it is not one step alone."""

    on: date
    flow: str
    why: str
    cycle: str | None = None
    step: int = 0


@dataclass(frozen=True)
class Quarter:
    """Three months: what is run by schedule or by a coordinator, and on which days of the ladder the watch is shown.

    The watch runs on every working day in earnest; `ladder` names the days shown, in working days from the last day
    for the reports of the quarter's last month.
    """

    name: str
    starts_on: date
    ends_on: date
    runs: tuple[Run, ...]
    ladder: tuple[int, ...]
    watched_last: tuple[date, ...] = field(default=())

    @property
    def period(self) -> str:
        """The code of the last month, whose reports the ladder follows."""
        return f"{self.ends_on.year}-M{self.ends_on.month:02d}"


def _annual(on: date, why: str, cycle: str | None = None) -> Run:
    return Run(on, "annual_cycle", why, cycle)


QUARTERS = (
    Quarter(
        "Quý I",
        date(2024, 1, 1),
        date(2024, 3, 31),
        (_annual(date(2024, 3, 1), "kế hoạch Uông Bí có hiệu lực"),),
        (-3, 1, 3, 7),
    ),
    Quarter(
        "Quý II",
        date(2024, 4, 1),
        date(2024, 6, 30),
        (_annual(date(2024, 4, 1), "lịch hằng quý"),),
        (7,),
    ),
    Quarter(
        "Quý III",
        date(2024, 7, 1),
        date(2024, 9, 30),
        (
            _annual(date(2024, 7, 1), "lịch hằng quý"),
            _annual(date(2024, 7, 16), "kế hoạch Bắc Kạn có hiệu lực", BAC_KAN),
        ),
        (1, 7),
    ),
    Quarter(
        "Quý IV",
        date(2024, 10, 1),
        date(2024, 12, 31),
        (
            _annual(date(2024, 10, 1), "lịch hằng quý"),
            Run(date(2024, 11, 1), "step", "hết hạn nhận phương án", BAC_KAN, 3),
            Run(date(2024, 12, 2), "step", "sản phẩm mới được công nhận", BAC_KAN, 6),
        ),
        (7,),
        (date(2024, 12, 31),),
    ),
)


def runs_of(quarter: Quarter, office: Office) -> Iterator[Run]:
    """The runs of a quarter by day; the days of the ladder are known once the first run has raised the reports."""
    first, *others = quarter.runs
    yield first
    with office.look() as session:
        cycle = running(session, UONG_BI, office.rules, first.on)
        due_on = next(line.due_on for line in list_reports(session, cycle, first.on) if line.period == quarter.period)
    watched = [
        Run(cycle.calendar.add_working_days(due_on, days), "report_watch", _distance(days)) for days in quarter.ladder
    ]
    watched += [Run(on, "report_watch", "ngày cuối năm") for on in quarter.watched_last]
    yield from sorted([*others, *watched], key=lambda run: run.on)


def _distance(days: int) -> str:
    where = "trước hạn" if days < 0 else "sau hạn"
    return f"{abs(days)} ngày làm việc {where}"


def day_before(day: date) -> date:
    """People act before the flows of a day run at seven in the morning."""
    return day - timedelta(days=1)
