"""People of the demo: what no flow may decide is decided here, by rule and labelled as sample.

Who is late, who is returned and which score is given follows from a place in a list, never from what a real unit did.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from sqlmodel import Session

from ocop_workflow.cli.demo.product_stories import Deed, story_of
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.assignment_lookup import AssignmentLine, list_assignments
from ocop_workflow.operations.cycle.assignments import mark_done
from ocop_workflow.operations.cycle.lookup import list_dossiers
from ocop_workflow.operations.cycle.running import RunningCycle, running
from ocop_workflow.operations.dossiers.activities import record_activity
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.documents import record_document
from ocop_workflow.operations.dossiers.dossiers import decide, find_dossier
from ocop_workflow.operations.dossiers.new_dossiers import Facts, amend_dossier
from ocop_workflow.operations.reports.filing import accept_report, find_report, return_report, submit_report
from ocop_workflow.operations.reports.report_content import form_of
from ocop_workflow.operations.reports.reports import ReportLine, list_reports
from ocop_workflow.records.tables import Assignment
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.rulebook.reports.report_form import ReportForm, Value
from ocop_workflow.vocabulary import ActivityKind, AssignmentState, DossierState, UnitKind

SAMPLE = "TRÌNH DIỄN – quyết định mẫu"
REASON = "Lý do mẫu của trình diễn"
FOOD = 1
"""The product group that every sample product is given: the register names none."""

# Working days between the due day and the filing, by the place of the unit in the list; None = never.
HABITS: dict[int, int | None] = {1: 2, 4: 5, 7: None}
ON_TIME = -1
PUNCTUAL = -1
"""The place of who reports upwards only: no habit belongs to it."""
RETURNED_ONCE = 2
"""The unit at this place has its first report returned, and files it again in time."""

LATE_BY, DONE_LATE, NEVER_DONE = 6, 6, 3
"""Assignments are done in time, but for two last digits of their number: late by working days, or never."""

Act = Callable[[Session, RunningCycle], None]
Acts = list[tuple[date, Act]]
Subject = tuple[object, Callable[[], Acts]]


@dataclass
class People:
    """All sample acts of one cycle, done in the order of their days."""

    office: Office
    cycle: str
    _planned: list[tuple[date, int, Act]] = field(default_factory=list)
    _known: set[object] = field(default_factory=set)

    def act_until(self, day: date) -> None:
        """Do what is planned up to `day`, that day included."""
        with self.office.work() as session:
            cycle = running(session, self.cycle, self.office.rules, day)
            for subject, acts_of in self._subjects(session, cycle, day):
                if subject not in self._known:
                    self._known.add(subject)
                    self._planned += [
                        (on, len(self._planned) + place, act) for place, (on, act) in enumerate(acts_of())
                    ]
            due = sorted((act for act in self._planned if act[0] <= day), key=lambda act: act[:2])
            self._planned = [act for act in self._planned if act[0] > day]
            for _, _, act in due:
                act(session, cycle)

    def _subjects(self, session: Session, cycle: RunningCycle, today: date) -> Iterator[Subject]:
        """Everything that a person may have to act on, with the acts that the rule of the demo gives it."""
        at = self.office.settings.now()
        reports = list_reports(session, cycle, today)
        units = sorted({report.unit_code for report in reports if not report.is_upward})
        for report in reports:
            key = (report.unit_code, report.period)
            place = units.index(report.unit_code) if report.unit_code in units else PUNCTUAL
            is_first = report.period == reports[0].period
            yield key, partial(_report_acts, cycle.calendar, report, place, is_first=is_first, at=at)
        for line in list_assignments(session, cycle, today):
            yield line.id, partial(_assignment_acts, cycle.calendar, line, at=at)
        communes = [unit.name for unit in cycle.plan.units if unit.kind is UnitKind.COMMUNE]
        products = list_dossiers(session, today, locality=cycle.plan.locality, states=[DossierState.IDENTIFIED])
        for place, product in enumerate(products):
            yield product.code, partial(_product_acts, product.code, place, communes[place % len(communes)], at=at)


def _report_acts(calendar: WorkingCalendar, report: ReportLine, place: int, *, is_first: bool, at: datetime) -> Acts:
    days = _filing_days(calendar, report, HABITS.get(place, ON_TIME))
    if is_first and place == RETURNED_ONCE:
        days = _filing_days_with_return(calendar, report)
    return [(on, partial(_report, verb, report.unit_code, report.period, on, at)) for on, verb in days]


def _filing_days(calendar: WorkingCalendar, report: ReportLine, delay: int | None) -> list[tuple[date, str]]:
    if delay is None:
        return []
    filed_on = calendar.add_working_days(report.due_on, delay)
    return [(filed_on, "submit"), (filed_on, "accept")]


def _filing_days_with_return(calendar: WorkingCalendar, report: ReportLine) -> list[tuple[date, str]]:
    first = calendar.add_working_days(report.due_on, ON_TIME)
    again = calendar.add_working_days(report.due_on, 2)
    return [(first, "submit"), (report.due_on, "return"), (again, "submit"), (again, "accept")]


def _assignment_acts(calendar: WorkingCalendar, line: AssignmentLine, *, at: datetime) -> Acts:
    last_digit = line.id % 10
    if last_digit == NEVER_DONE:
        return []
    on_time = calendar.add_working_days(line.due_on + timedelta(days=1), -1)
    on = calendar.add_working_days(line.due_on, LATE_BY) if last_digit == DONE_LATE else on_time
    return [(on, partial(_done, line.id, on, at))]


def _product_acts(code: str, place: int, commune: str, *, at: datetime) -> Acts:
    return [(deed.on, partial(_product, deed, code, commune, at)) for deed in story_of(place)]


def _report(verb: str, unit: str, period: str, on: date, at: datetime, session: Session, cycle: RunningCycle) -> None:
    actor = f"{SAMPLE} ({unit})"
    if verb == "submit":
        paper = Paper("mẫu/BC", on)
        form = form_of(session, cycle, find_report(session, cycle, unit, period))
        values = _figures(form, unit) if form else None
        submit_report(session, cycle, unit, period, actor=actor, today=on, at=at, paper=paper, values=values)
    elif verb == "accept":
        accept_report(session, cycle, unit, period, actor=SAMPLE, today=on, at=at)
    else:
        return_report(session, cycle, unit, period, actor=SAMPLE, reason=REASON, today=on, at=at)


def _figures(form: ReportForm, unit: str) -> dict[str, Value]:
    """Sample figures that any reader sees to be none: one small number for all, by the length of the unit's code."""
    figures: dict[str, Value] = {part.code: Decimal(len(unit) % 5) for part in form.indicators if part.type.is_number}
    return figures | {section.code: SAMPLE for section in form.sections}


def _done(assignment_id: int, on: date, at: datetime, session: Session, cycle: RunningCycle) -> None:
    if session.get_one(Assignment, assignment_id).state is AssignmentState.OPEN:  # the facts may have closed it first
        mark_done(session, assignment_id, actor=SAMPLE, today=on, at=at, note="kết quả mẫu của trình diễn")


def _product(deed: Deed, code: str, commune: str, at: datetime, session: Session, cycle: RunningCycle) -> None:
    dossier = find_dossier(session, code)
    if deed.action == "documents":
        for document in cycle.rules.regime(deed.on).documents_for(FOOD):
            record_document(
                session, cycle, dossier, kind=document.code, number="mẫu", issuer=SAMPLE, issued_on=deed.on,
                valid_until=None, actor=SAMPLE, today=deed.on, at=at,
            )  # fmt: skip
        return
    if deed.action == "fair":
        record_activity(
            session, dossier, kind=ActivityKind.FAIR, on_day=deed.on, name="Hội chợ mẫu của trình diễn",
            amount_vnd=None, paper_no=None, actor=SAMPLE, today=deed.on, at=at,
        )  # fmt: skip
        return
    if deed.action == "guide":
        facts = Facts(commune=commune, product_group=FOOD)
        amend_dossier(session, cycle, dossier, facts, actor=SAMPLE, today=deed.on, at=at)
    rule = find(deed.action, dossier.state)
    assert rule is not None, f"{code}: {dossier.state} has no {deed.action} on {deed.on}"
    decision = Decision(
        actor=f"{SAMPLE} ({rule.by.label})",
        role=rule.by,
        today=deed.on,
        at=at,
        reason=REASON if rule.needs_reason else "",
        paper=Paper("mẫu/QĐ", deed.on) if rule.needs_paper else None,
        score=deed.score,
    )
    decide(session, cycle, code, deed.action, decision)
