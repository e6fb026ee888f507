"""What people look up: dossiers, cycles and plans, as lines that read; nothing is changed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, running
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.rulebook.dossiers.lifecycle import moves_from
from ocop_workflow.rulebook.dossiers.waits import wait_in
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import CycleState, DossierState, Level, Role


@dataclass(frozen=True)
class DossierLine:
    """One dossier as people read it; `days_late` counts calendar days after the last day of whoever is awaited."""

    code: str
    locality: str
    product: str
    producer: str | None
    commune: str | None
    commune_code: str | None
    product_group: int | None
    state: DossierState
    state_since: date
    awaits: Role | None
    due_on: date | None
    due_is_provisional: bool
    days_late: int
    level: Level
    score: str | None
    star_rank: int | None
    decision_no: str | None
    expires_on: date | None
    opened_in_year: int
    version: int


def list_dossiers(
    session: Session,
    today: date,
    *,
    locality: str | None = None,
    states: Sequence[DossierState] = (),
    commune: str | None = None,
    words: str = "",
    late_only: bool = False,
) -> list[DossierLine]:
    """Dossiers by locality, state and product; `words` are looked for in product and producer, accents do not count."""
    rows = (
        select(Dossier, Producer, Unit)
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .order_by(col(Dossier.locality), col(Dossier.id))
    )
    if locality:
        rows = rows.where(Dossier.locality == locality)
    if states:
        rows = rows.where(col(Dossier.state).in_(states))
    if commune:
        rows = rows.where(Unit.code == commune)
    for word in fold(words).split():
        rows = rows.where(
            sa.or_(col(Dossier.search_key).contains(word), col(Producer.search_key).contains(word)),
        )
    if late_only:
        rows = rows.where(col(Dossier.due_on) < today)
    lines = [_dossier_line(dossier, producer, unit, today) for dossier, producer, unit in session.exec(rows)]
    return [line for line in lines if line.days_late or not late_only]


def _dossier_line(dossier: Dossier, producer: Producer | None, commune: Unit | None, today: date) -> DossierLine:
    wait = wait_in(dossier.state)
    late = (today - dossier.due_on).days if wait and dossier.due_on else 0
    return DossierLine(
        code=dossier.code,
        locality=dossier.locality,
        product=dossier.product_name,
        producer=producer.name if producer else None,
        commune=commune.name if commune else None,
        commune_code=commune.code if commune else None,
        product_group=dossier.product_group,
        state=dossier.state,
        state_since=dossier.state_since,
        awaits=wait.awaited(dossier.level) if wait else None,
        due_on=dossier.due_on if wait else None,
        due_is_provisional=dossier.due_is_provisional,
        days_late=max(0, late),
        level=dossier.level,
        score=f"{dossier.score.normalize():f}" if dossier.score is not None else None,
        star_rank=dossier.star_rank,
        decision_no=dossier.decision_no,
        expires_on=dossier.expires_on,
        opened_in_year=dossier.opened_in_year,
        version=dossier.version,
    )


def dossier_line(session: Session, dossier: Dossier, today: date) -> DossierLine:
    """One dossier as the list shows it."""
    producer = session.get(Producer, dossier.producer_id) if dossier.producer_id else None
    commune = session.get(Unit, dossier.commune_id) if dossier.commune_id else None
    return _dossier_line(dossier, producer, commune, today)


@dataclass(frozen=True)
class MoveLine:
    """A move that the lifecycle has from where a dossier stands, and what stands against it on the day."""

    action: str
    label: str
    target: DossierState
    by: Role
    clause: str
    missing: tuple[str, ...]
    needs: tuple[str, ...]
    """What the person must bring along: a reason, a paper, a score."""


def moves_of(running: RunningCycle, dossier: Dossier, today: date) -> list[MoveLine]:
    """What may happen next to a dossier, by whom, and what is still missing."""
    regime = running.rules.regime_for(dossier, today)
    return [
        MoveLine(
            action=rule.action,
            label=rule.label,
            target=rule.target,
            by=rule.by,
            clause=regime.cite(rule.clause),
            missing=tuple(need.label for need in rule.requires if not need.met_by(dossier, today)),
            needs=(
                *(("lý do",) if rule.needs_reason else ()),
                *(("văn bản (số, ngày)",) if rule.needs_paper else ()),
                *(("tổng điểm trung bình",) if rule.action == "record_score" else ()),
            ),
        )
        for rule in moves_from(dossier.state)
    ]


def cycle_of(session: Session, dossier: Dossier, rules: Rules, today: date) -> RunningCycle:
    """The cycle whose plan a dossier follows on the day: the newest of its locality that has begun.

    Raises:
        NotFound: the locality has no cycle.
    """
    cycles = select(Cycle).where(Cycle.locality == dossier.locality)
    begun = cycles.where(col(Cycle.starts_on) <= today).order_by(col(Cycle.starts_on).desc())
    cycle = session.exec(begun).first() or session.exec(cycles.order_by(col(Cycle.starts_on))).first()
    if cycle is None:
        raise NotFound("chu trình của địa phương", dossier.locality, "Mở chu trình bằng «ocop cycle open».")
    return running(session, cycle.code, rules, today)


@dataclass(frozen=True)
class CycleLine:
    """One cycle as people read it."""

    code: str
    locality_name: str
    year: int
    state: CycleState
    in_force_from: date
    ends_on: date
    waits_to_be_closed: bool


def list_cycles(session: Session, today: date) -> list[CycleLine]:
    """Every cycle by code; one whose period is over waits for the coordinator to close it."""
    return [
        CycleLine(
            code=cycle.code,
            locality_name=cycle.locality_name,
            year=cycle.year,
            state=cycle.state,
            in_force_from=cycle.in_force_from,
            ends_on=cycle.ends_on,
            waits_to_be_closed=cycle.state is CycleState.OPEN and today > cycle.ends_on,
        )
        for cycle in session.exec(select(Cycle).order_by(col(Cycle.code)))
    ]


def applied_plans(session: Session) -> list[PlanVersion]:
    """The text in force of every plan, by code."""
    versions = select(PlanVersion).order_by(col(PlanVersion.applied_at), col(PlanVersion.id))
    newest = {version.code: version for version in session.exec(versions)}
    return [newest[code] for code in sorted(newest)]
