"""How complete reporting is: what is expected, what was filed, what in time. Definitions only, read twice.

- **Expected**: owed by a unit that is called to report (not one that is only requested, đề nghị), neither excused nor
  withdrawn, of a unit that was there at the end of the period, and due by the day that is asked about, or filed before.
- **Filed**: expected, and with the standing unit or accepted: a report that was returned is with its unit again.
- **On time**: filed, and the first filing came on the first last day (for a call at an hour: before that hour). A
  return for correction has a clock of its own and does not undo that.
- **Overdue**: expected, not filed, and its present last day has passed. **In correction**: expected, not filed, and its
  present last day has not passed: returned in time.

Each is a subset of the one before, so that no rate passes 100 %; of nothing expected there is no rate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from ocop_workflow.vocabulary import Part, ReportState, Word

NO_DUTY = "không có nhiệm vụ báo cáo"
_FILED = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class Standing(Word):
    """Where one report stands for completeness; exactly one holds on any day."""

    ON_TIME = "on_time", "nộp đúng hạn"
    LATE = "late", "nộp trễ"
    IN_CORRECTION = "in_correction", "đang chỉnh sửa"
    OVERDUE = "overdue", "quá hạn chưa nộp"
    NOT_DUE = "not_due", "chưa đến hạn"
    EXCUSED = "excused", "được miễn"
    OUTSIDE = "outside", "không tính"


EXPECTED = (Standing.ON_TIME, Standing.LATE, Standing.IN_CORRECTION, Standing.OVERDUE)
FILED = (Standing.ON_TIME, Standing.LATE)


@dataclass(frozen=True)
class ReportFacts:
    """What decides how one report counts."""

    state: ReportState
    part: Part
    first_due_on: date
    due_on: date
    due_at: datetime | None
    first_submitted_on: date | None
    first_submitted_at: datetime | None
    period_ends_on: date
    unit_valid_to: date | None


def standing(report: ReportFacts, today: date) -> Standing:
    """How the report counts on the day."""
    closed = report.unit_valid_to is not None and report.unit_valid_to < report.period_ends_on
    if report.state is ReportState.WITHDRAWN or report.part is Part.REQUEST or closed:
        return Standing.OUTSIDE
    if report.state is ReportState.EXCUSED:
        return Standing.EXCUSED
    filed_on = report.first_submitted_on
    if report.state in _FILED and filed_on is not None and filed_on <= today:
        return Standing.ON_TIME if _in_time(report, filed_on) else Standing.LATE
    if report.first_due_on >= today:
        return Standing.NOT_DUE
    return Standing.OVERDUE if report.due_on < today else Standing.IN_CORRECTION


def _in_time(report: ReportFacts, filed_on: date) -> bool:
    in_hour = report.due_at is None or report.first_submitted_at is None or report.first_submitted_at <= report.due_at
    return filed_on <= report.first_due_on and in_hour


@dataclass(frozen=True)
class Completeness:
    """The counts of a set of reports, and the rates that follow from them."""

    on_time: int = 0
    late: int = 0
    in_correction: int = 0
    overdue: int = 0
    not_due: int = 0
    excused: int = 0

    @property
    def filed(self) -> int:
        """Expected and filed."""
        return self.on_time + self.late

    @property
    def expected(self) -> int:
        """What the rates are shares of."""
        return self.filed + self.in_correction + self.overdue

    @property
    def filed_rate(self) -> Decimal | None:
        """Filed in per cent of expected; None where nothing is."""
        return rate(self.filed, self.expected)

    @property
    def on_time_rate(self) -> Decimal | None:
        """Filed on time in per cent of expected; None where nothing is."""
        return rate(self.on_time, self.expected)

    def __add__(self, other: "Completeness") -> "Completeness":
        """The counts of two sets that share no report."""
        names = self.__dataclass_fields__
        return Completeness(**{name: getattr(self, name) + getattr(other, name) for name in names})


def rate(part: int, whole: int) -> Decimal | None:
    """Per cent to one decimal; a rate that is not whole never rounds up to 100 nor down to 0."""
    if whole == 0:
        return None
    exact = Decimal(part * 100) / whole
    shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown == 100 and part < whole:
        return Decimal("99.9")
    return Decimal("0.1") if shown == 0 and part > 0 else shown


def in_words(value: Decimal | None) -> str:
    """«87,5%», or that there is no duty."""
    return NO_DUTY if value is None else f"{value.normalize():f}%".replace(".", ",")


def tally(standings: Iterable[Standing]) -> Completeness:
    """The counts of a set of standings; those outside are in none."""
    counts = dict.fromkeys(Standing, 0)
    for one in standings:
        counts[one] += 1
    return Completeness(**{one.value: counts[one] for one in Standing if one is not Standing.OUTSIDE})
