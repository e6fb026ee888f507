"""Why an open due day of the records is that day: the rule read again, and every move of it in the log of acts."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.assignments import due_days
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.reports import owed_periods
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.tables import ActLog, Assignment, Duty, Report
from ocop_workflow.rulebook.days.explain import SpecialDays, explain
from ocop_workflow.rulebook.dossiers.waits import term_day, wait_in
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Step, Subject


@dataclass(frozen=True)
class Explained:
    """A due day with the steps that lead to it, and what moved it since; `today` it may be counted otherwise."""

    subject: Subject
    subject_id: int
    what: str
    due_on: date | None
    is_provisional: bool
    steps: tuple[str, ...]
    moves: tuple[str, ...]
    counted_now: date | None


def explain_report(session: Session, running: RunningCycle, report: Report) -> Explained:
    """The due day of a report: by the plan's rule, by the term of its return, or as a person set it."""
    duty = session.get_one(Duty, report.duty_id)
    steps, now = [report.due_basis], None
    days: SpecialDays = ()
    if report.due_since and report.due_term_days:
        due = term_day(report.due_term_days, report.due_since, running.calendar)
        now, days = due.on, due.days
    elif report.visit == 0 and (rule := owed_periods(running, duty.code).get(report.period)):
        steps, now, days = list(rule.steps), rule.on, rule.days
    lines = explain(report.due_on, steps, days, clause=duty.clause, quote=duty.quote)
    what = f"Báo cáo {report.period_label}"
    return _explained(session, Subject.REPORT, report.id, what, report.due_on, report.due_is_provisional, lines, now)


def explain_assignment(session: Session, running: RunningCycle, assignment: Assignment) -> Explained:
    """The due day of an assignment: as printed, or by the local setting where the plan prints none."""
    duty, step = session.get_one(Duty, assignment.duty_id), Step(assignment.step)
    due = due_days(running, duty.code, step)
    lines = explain(assignment.due_on, due.steps, due.days, clause=duty.clause, quote=duty.quote)
    what, provisional = f"Nhiệm vụ số {assignment.id}, {step.title}", assignment.due_is_provisional
    return _explained(session, Subject.ASSIGNMENT, assignment.id, what, assignment.due_on, provisional, lines, due.on)


def explain_dossier(session: Session, running: RunningCycle, dossier: Dossier) -> Explained:
    """The last day for whoever is awaited in the dossier's state; none where nobody is, or no day is known yet."""
    wait = wait_in(dossier.state)
    what = f"Hồ sơ {dossier.code} «{dossier.product_name}», {dossier.state.label.lower()}"
    if wait is None or dossier.due_on is None:
        return _explained(session, Subject.DOSSIER, dossier.id, what, None, False, (), None)
    now: date | None = None
    days: SpecialDays = ()
    if dossier.due_since and dossier.due_term_days:
        due = term_day(dossier.due_term_days, dossier.due_since, running.calendar)
        now, days = due.on, due.days
    steps = [f"chờ: {wait.ask} ({wait.on.label})", dossier.due_basis or ""]
    lines = explain(dossier.due_on, steps, days)
    provisional = dossier.due_is_provisional
    return _explained(session, Subject.DOSSIER, dossier.id, what, dossier.due_on, provisional, lines, now)


def assignment_of(session: Session, number: int) -> Assignment:
    """The assignment of that number.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Assignment, number)
    if found is None:
        raise NotFound("nhiệm vụ", number, "Xem «ocop assignment list».")
    return found


def _explained(
    session: Session,
    subject: Subject,
    key: int | None,
    what: str,
    due_on: date | None,
    is_provisional: bool,
    steps: tuple[str, ...],
    now: date | None,
) -> Explained:
    acts = (
        select(ActLog)
        .where(ActLog.subject == str(subject), ActLog.subject_id == key, ActLog.action == "due_day_moved")
        .order_by(col(ActLog.id))
    )
    moves = tuple(f"{vn_date(act.on_day)}, {act.actor}: {act.detail}" for act in session.exec(acts))
    return Explained(subject, key or 0, what, due_on, is_provisional, steps, moves, now)
