"""Applying a plan: its text is kept for ever with its hash, its units and duties become rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ocop_workflow.operations.acts import note_act
from ocop_workflow.records.report_tables import UnitSuccession
from ocop_workflow.records.tables import Duty, DutyStep, DutyUnit, PlanVersion, Unit
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_entries import OWN_CLAUSE, ReportDuty
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Part, Programme, Step, UnitKind, Wording


@dataclass(frozen=True)
class PlanApplied:
    """What applying a plan changed; all zero when this very text was already applied."""

    code: str
    sha256: str
    is_new: bool
    units: int
    duties: int
    reports: int
    withdrawn: int


@dataclass(frozen=True)
class _Entry:
    """A duty of the plan in the shape of its rows."""

    code: str
    clause: str
    quote: str
    programme: Programme
    parts: tuple[tuple[str, Part], ...]
    steps: tuple[Step, ...]
    wording: Wording | None = None
    deliverable: str | None = None


def plan_of(version: PlanVersion) -> Plan:
    """The plan as it was applied; a key that the shape has lost since is passed over: old years stay readable."""
    return _plan(version.data)


@lru_cache(maxsize=128)
def _plan(data: str) -> Plan:
    return Plan.model_validate_json(data, extra="ignore")


def current_version(session: Session, code: str) -> PlanVersion | None:
    """The text of the plan that was applied last."""
    return session.exec(_versions(code)).first()


def version_on(session: Session, code: str, day: date) -> PlanVersion | None:
    """The text of the plan that was in force on a past day, by the day on which it was applied."""
    return session.exec(_versions(code).where(col(PlanVersion.applied_on) <= day)).first()


def versions_of(session: Session, code: str) -> list[PlanVersion]:
    """Every application of a plan, oldest first."""
    return list(reversed(session.exec(_versions(code)).all()))


def _versions(code: str) -> SelectOfScalar[PlanVersion]:
    return select(PlanVersion).where(PlanVersion.code == code).order_by(col(PlanVersion.id).desc())


def apply_plan(
    session: Session,
    plan: Plan,
    text: str,
    sha256: str,
    *,
    actor: str,
    today: date,
    at: datetime,
    source_text: str | None = None,
) -> PlanApplied:
    """Store this text of the plan and make its units and duties the ones in force; the same text twice is once.

    The document is kept with it, so that years later every duty can be shown among the words around it.
    """
    current = current_version(session, plan.code)
    if current is not None and current.sha256 == sha256:
        current.source_text = current.source_text or source_text
        session.add(current)
        return PlanApplied(plan.code, sha256, False, 0, 0, 0, 0)
    known = PlanVersion(
        code=plan.code,
        sha256=sha256,
        text=text,
        data=plan.model_dump_json(by_alias=True),
        source_text=source_text,
        applied_on=today,
        applied_at=at,
        applied_by=actor,
    )
    session.add(known)
    session.flush()
    units = _put_units(session, plan)
    entries = [*_assignment_entries(plan)]
    withdrawn = _put_duties(session, plan, entries, units)
    assert known.id is not None
    note_act(session, actor, "apply_plan", "plan_version", known.id, f"{plan.code} sha256 {sha256[:12]}", today, at)
    return PlanApplied(plan.code, sha256, True, len(units), len(entries), len(plan.all_reports), withdrawn)


def _assignment_entries(plan: Plan) -> Iterable[_Entry]:
    for duty in plan.duties:
        yield _Entry(
            duty.code, duty.clause, duty.quote, duty.programme, duty.parts(), duty.steps, duty.wording, duty.deliverable
        )
    for own in plan.own_duties:
        parts = tuple((code, Part.LEAD) for code in own.lead)
        yield _Entry(own.code, OWN_CLAUSE, own.text, Programme.OCOP, parts, own.steps)


def _put_units(session: Session, plan: Plan) -> dict[str, int]:
    stored = {unit.code: unit for unit in session.exec(select(Unit).where(Unit.locality == plan.locality))}
    succeeded = set(session.exec(select(UnitSuccession.predecessor_id)))
    for unit in plan.units:
        row = stored.get(unit.code) or Unit(
            locality=plan.locality, code=unit.code, name=unit.name, kind=unit.kind, search_key=fold(unit.name)
        )
        row.name, row.kind, row.search_key = unit.name, unit.kind, fold(unit.name)
        row.list_code = unit.list_code
        if row.id not in succeeded:  # whoever closed by a reorganisation stays closed, whatever an older plan says
            row.valid_to = unit.valid_to
        session.add(row)
        stored[unit.code] = row
    session.flush()
    return {unit.code: _id(stored[unit.code].id) for unit in plan.units}


def _put_duties(session: Session, plan: Plan, entries: list[_Entry], units: dict[str, int]) -> int:
    stored = {duty.code: duty for duty in session.exec(_planned(plan))}
    named = {entry.code for entry in entries} | {report.code for report in plan.all_reports}
    withdrawn = 0
    for code, duty in stored.items():
        if code not in named and duty.is_in_force:
            duty.is_in_force = False
            session.add(duty)
            withdrawn += 1
    for position, entry in enumerate(entries):
        row = _duty_row(stored, plan, entry.code, is_report=False, position=position)
        row.clause, row.quote, row.programme = entry.clause, entry.quote, entry.programme
        row.wording, row.deliverable = entry.wording, entry.deliverable
        _link(session, row, plan, units, entry.parts, entry.steps)
    for position, report in enumerate(plan.all_reports, start=len(entries)):
        row = _duty_row(stored, plan, report.code, is_report=True, position=position)
        _describe(row, plan, report)
        _link(session, row, plan, units, tuple((code, Part.LEAD) for code in report.reporters), (Step.ACROSS,))
    return withdrawn


def _planned(plan: Plan) -> SelectOfScalar[Duty]:
    """The duties that the plan's text gave; what a call for a report gave is no matter of the text."""
    return select(Duty).where(Duty.plan_code == plan.code, col(Duty.call_id).is_(None))


def _describe(row: Duty, plan: Plan, report: ReportDuty) -> None:
    through = f" (qua {plan.name_of(report.through)})" if report.through else ""
    row.clause, row.quote, row.programme, row.cadence = report.clause, report.quote, report.programme, report.cadence
    row.receiver = f"{plan.name_of(report.to)}{through}"
    kinds = {unit.code: unit.kind for unit in plan.units}
    row.is_upward = any(kinds[code] is UnitKind.HIGHER_BODY for code in plan.members(report.to))
    row.form = report.form.code if report.form else None


def _duty_row(stored: dict[str, Duty], plan: Plan, code: str, *, is_report: bool, position: int) -> Duty:
    row = stored.get(code) or Duty(
        plan_code=plan.code,
        code=code,
        is_report=is_report,
        clause="",
        quote="",
        programme=Programme.OCOP,
        position=position,
    )
    row.is_report, row.position, row.is_in_force = is_report, position, True
    return row


def _link(
    session: Session,
    duty: Duty,
    plan: Plan,
    units: dict[str, int],
    parts: tuple[tuple[str, Part], ...],
    steps: tuple[Step, ...],
) -> None:
    """Give the duty to its real units; a unit named twice keeps its strongest part."""
    session.add(duty)
    session.flush()
    duty_id = _id(duty.id)
    for link in session.exec(select(DutyUnit).where(DutyUnit.duty_id == duty_id)).all():
        session.delete(link)
    for mark in session.exec(select(DutyStep).where(DutyStep.duty_id == duty_id)).all():
        session.delete(mark)
    session.flush()
    resolved: dict[int, Part] = {}
    for code, part in parts:
        for member in plan.members(code):
            resolved.setdefault(units[member], part)
    taken_over = select(UnitSuccession).where(col(UnitSuccession.predecessor_id).in_(list(resolved)))
    for line in session.exec(taken_over).all():
        parts_of = (resolved[line.predecessor_id], resolved.get(line.successor_id, Part.REQUEST))
        resolved[line.successor_id] = min(parts_of, key=list(Part).index)
    session.add_all(DutyUnit(duty_id=duty_id, unit_id=unit_id, part=part) for unit_id, part in resolved.items())
    session.add_all(DutyStep(duty_id=duty_id, step=int(step)) for step in steps)
    session.flush()


def _id(value: int | None) -> int:
    assert value is not None
    return value
