"""One thing that a changed plan does to a running cycle, as people read it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ocop_workflow.operations.acts import note_act
from ocop_workflow.records.tables import Assignment, Duty, Report, Unit
from ocop_workflow.rulebook.text import vn_date
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


def note_change(session: Session, change: Change, actor: str, today: date, at: datetime) -> None:
    """A line in the log of acts about what the change is a change of."""
    action, detail = f"{change.kind}_by_plan", change.reason
    if change.kind is PlanChange.MOVED:
        action = "due_day_moved"
        detail = f"hạn {vn_date(change.due_before)} đổi thành {vn_date(change.due_after)}: {detail}"
    note_act(session, actor, action, change.subject, change.subject_id, detail, today, at)
