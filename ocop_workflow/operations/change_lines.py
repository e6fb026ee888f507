"""One thing that a changed plan does to a running cycle, as people read it."""

from dataclasses import dataclass
from datetime import date

from ocop_workflow.records.tables import Assignment, Duty, Report, Unit
from ocop_workflow.vocabulary import PlanChange, Step, Subject


@dataclass(frozen=True)
class Change:
    """One thing that a changed plan does to a running cycle; days where a last day on time is concerned."""

    kind: PlanChange
    subject: Subject
    subject_id: int
    unit: str
    what: str
    clause: str
    due_before: date | None
    due_after: date | None
    reason: str


def assignment_change(
    kind: PlanChange, row: Assignment, duty: Duty, unit: Unit, before: date | None, after: date | None, reason: str
) -> Change:
    """A change of one assignment."""
    what = f"{Step(row.step).title} ({row.part.label})"
    return Change(kind, Subject.ASSIGNMENT, row.id or 0, unit.name, what, duty.clause, before, after, reason)


def report_change(
    kind: PlanChange, row: Report, duty: Duty, unit: Unit, before: date | None, after: date | None, reason: str
) -> Change:
    """A change of one report."""
    what = f"Báo cáo {row.period_label}"
    return Change(kind, Subject.REPORT, row.id or 0, unit.name, what, duty.clause, before, after, reason)
