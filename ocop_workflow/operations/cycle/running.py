"""A cycle with everything that decides what is owed in it on a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.rules import Rules as Rules
from ocop_workflow.operations.days.calendar_letters import calendar_in_force
from ocop_workflow.operations.plans.plans import plan_of
from ocop_workflow.records.council_tables import EvaluationRound
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.days.office_hours import sending_moment
from ocop_workflow.rulebook.evaluation.council import covers
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.vocabulary import CycleState, Level, Role, Step


@dataclass(frozen=True)
class RunningCycle:
    """One cycle, its plan as applied, and the national rules."""

    cycle: Cycle
    plan: Plan
    rules: Rules
    is_newest: bool
    declared_rounds: tuple[tuple[Level, date], ...] = ()
    """Evaluation rounds beside those of the regime, by level, with the last day for a proposal."""

    @property
    def id(self) -> int:
        """The row of the cycle."""
        assert self.cycle.id is not None
        return self.cycle.id

    @property
    def calendar(self) -> WorkingCalendar:
        return self.rules.calendar

    def sending_moment(self, at: datetime, today: date) -> datetime:
        """When a notice that is owed at this moment may be sent."""
        return may_be_sent_at(self.plan, self.rules, at, today)

    def gives_duties(self, today: date) -> bool:
        """Whether the plan may raise duties and chase on the day: in force, open, and its period not over."""
        in_force = self.cycle.in_force_from <= today <= self.cycle.ends_on
        return self.cycle.state is CycleState.OPEN and in_force

    def chases(self, today: date) -> bool:
        """Whether anybody is reminded on the day: while the plan gives duties, and after its period until what fell due
        on the last day has climbed to the leader, so that a fourth quarter is not let off by the end of the year."""
        last = self.calendar.add_working_days(self.cycle.ends_on, self.plan.ladder.to_leader_after)
        return self.cycle.state is CycleState.OPEN and self.cycle.in_force_from <= today <= last

    def drives_clock(self, today: date) -> bool:
        """Whether this cycle moves the locality's dossiers by the clock: open, begun, and no newer one has begun."""
        return self.cycle.state is CycleState.OPEN and self.is_newest and self.cycle.starts_on <= today

    def window_is_over(self, step: Step, today: date) -> bool:
        """Whether the step's months have passed."""
        return self.plan.window(step)[1] < today

    @property
    def higher_levels(self) -> tuple[Level, ...]:
        """The levels above the locality's own: their bodies are not units of its plan."""
        levels = tuple(Level)
        return levels[levels.index(self.plan.level) + 1 :]

    def unit_id_of(self, role: Role, commune_id: int | None, level: Level | None = None) -> int:
        """The unit that answers in a role; a producer is reached through the commune, an unknown commune through the
        standing unit. What lies at a higher level is followed by the standing unit."""
        if role in (Role.COMMUNE, Role.PRODUCER):
            return commune_id or self.cycle.standing_unit_id
        if level in self.higher_levels:
            return self.cycle.standing_unit_id
        return {
            Role.COUNCIL: self.cycle.council_id,
            Role.AUTHORITY: self.cycle.authority_id,
            Role.LEADER: self.cycle.leader_id,
        }.get(role, self.cycle.standing_unit_id)


def may_be_sent_at(plan: Plan, rules: Rules, at: datetime, today: date) -> datetime:
    """The moment, or the next one in the office hours of the plan.

    The hour of a day that is replayed is not known; then a notice is sent at once.
    """
    here = at.astimezone(rules.timezone)
    if here.date() != today:
        return at
    return sending_moment(plan.ladder.office_hours, rules.calendar, here).astimezone(UTC)


def running(session: Session, code: str, rules: Rules, today: date) -> RunningCycle:
    """The cycle of that code.

    Raises:
        NotFound: there is none; the message names those that exist.
    """
    cycle = session.exec(select(Cycle).where(Cycle.code == code)).first()
    if cycle is None:
        codes = session.exec(select(Cycle.code).order_by(col(Cycle.code))).all()
        hint = (
            f"Các chu trình hiện có: {', '.join(codes)}." if codes else "Chưa có chu trình nào: chạy «ocop cycle open»."
        )
        raise NotFound("chu trình", code, hint)
    version = session.get_one(PlanVersion, cycle.plan_version_id)
    newer = select(Cycle.id).where(
        Cycle.locality == cycle.locality, col(Cycle.starts_on) > cycle.starts_on, col(Cycle.starts_on) <= today
    )
    is_newest = session.exec(newer).first() is None
    rules = replace(rules, calendar=calendar_in_force(session, rules.calendar))
    declared = declared_rounds(session, cycle.locality)
    return RunningCycle(cycle, plan_of(version).in_year(cycle.year), rules, is_newest, declared)


def declared_rounds(session: Session, locality: str) -> tuple[tuple[Level, date], ...]:
    """The rounds that rest on a plan's paper and take products of the locality: their level and last day, in order."""
    declared = select(EvaluationRound).where(col(EvaluationRound.paper_no).is_not(None))
    found = session.exec(declared.order_by(col(EvaluationRound.proposals_close_on)))
    return tuple((held.level, held.proposals_close_on) for held in found if covers(held.area, locality))


def open_cycle_codes(session: Session, begun_by: date | None = None) -> list[str]:
    """The codes of all open cycles, in order; with `begun_by` only those that have begun on that day."""
    opened = select(Cycle.code).where(Cycle.state == CycleState.OPEN).order_by(col(Cycle.code))
    if begun_by is not None:
        opened = opened.where(Cycle.starts_on <= begun_by)
    return list(session.exec(opened).all())


def open_cycles(session: Session, begun_by: date, localities: Sequence[str] = ()) -> list[Cycle]:
    """The open cycles that have begun on the day, by code: of all localities, or of those named.

    Raises:
        NotFound: a named locality has none; the message names those that have.
    """
    opened = select(Cycle).where(Cycle.state == CycleState.OPEN, Cycle.starts_on <= begun_by).order_by(col(Cycle.code))
    found = list(session.exec(opened))
    known = {cycle.locality for cycle in found}
    for locality in localities:
        if locality not in known:
            raise NotFound("địa phương có chu trình đang mở", locality, f"Hiện có: {', '.join(sorted(known)) or '–'}.")
    return [cycle for cycle in found if not localities or cycle.locality in localities]


def unit_of(session: Session, locality: str, code: str) -> Unit:
    """The unit of a locality by its code.

    Raises:
        NotFound: the plan of the locality does not know it.
    """
    unit = session.exec(select(Unit).where(Unit.locality == locality, Unit.code == code)).first()
    if unit is None:
        raise NotFound("đơn vị", code, "Xem «ocop plan show» để biết mã đơn vị.")
    return unit
