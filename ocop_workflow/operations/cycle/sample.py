"""Loading a sample locality in bulk: plan, cycle, producers, products, dossiers; every move logged like any other."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.certificates.certificates import issue
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, running
from ocop_workflow.operations.dossiers.decision import Decision, act_of
from ocop_workflow.operations.dossiers.documents import refresh_documents
from ocop_workflow.operations.dossiers.dossiers import begin_rows
from ocop_workflow.operations.dossiers.move_facts import certificate_facts, entry_facts, round_closes_on
from ocop_workflow.operations.plans.plans import apply_plan
from ocop_workflow.records.dossier_tables import Dossier, DossierDocument, Producer
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Cycle, Unit
from ocop_workflow.records.transitions import Paper, apply
from ocop_workflow.rulebook.dossiers.lifecycle import Transition
from ocop_workflow.rulebook.dossiers.ways import shortest_way
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.sample import SampleLocality, SampleProduct
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import DossierState, UnitKind

ACTOR = "dữ liệu mẫu"
SOURCE = "mẫu"
"""Where every dossier of a sample says that it comes from."""
_PAPER_NO = "01/QĐ-MẪU"
_READY_PAPERS = (DossierState.READY, DossierState.IMPLEMENTING)


@dataclass(frozen=True)
class SampleLoaded:
    """What was loaded for one locality; all zero when it was there already."""

    locality: str
    producers: int = 0
    products: int = 0
    dossiers: int = 0
    moves: int = 0


def refuse_beside_real_data(session: Session) -> None:
    """A sample never stands beside real data.

    Raises:
        Refused: there is a cycle that is no sample.
    """
    real = session.exec(select(Cycle.code).where(~col(Cycle.locality).startswith("mau."))).first()
    if real is not None:
        raise Refused(
            f"Cơ sở dữ liệu này có chu trình thật («{real}»); không nạp dữ liệu mẫu vào đây. "
            "Chỉ OCOP_DATABASE_URL (hoặc OCOP_VAR_DIR) tới một cơ sở dữ liệu riêng cho dữ liệu mẫu."
        )


def load_locality(
    session: Session, plan: Plan, sample: SampleLocality, rules: Rules, *, today: date, at: datetime
) -> SampleLoaded:
    """Apply the plan, open its cycle, store what the sample holds, as sets; a locality that is there is left alone."""
    if session.exec(select(Cycle.id).where(Cycle.locality == plan.locality)).first() is not None:
        return SampleLoaded(plan.locality)
    text = plan.model_dump_json(by_alias=True)
    apply_plan(session, plan, text, hashlib.sha256(text.encode()).hexdigest(), actor=ACTOR, today=today, at=at)
    cycle, _ = open_cycle(session, plan.code, actor=ACTOR, today=today, at=at)
    at_work = running(session, cycle.code, rules, today)
    communes = _communes(session, plan)
    producers = _producers(session, plan, sample, communes)
    recognised = _recognised(session, at_work, sample, producers, today, at)
    moves = recognised
    for days in sorted({product.days_before for product in sample.on_their_way}, reverse=True):
        batch = [product for product in sample.on_their_way if product.days_before == days]
        moves += _on_their_way(session, at_work, batch, producers, today - timedelta(days=days), at)
    refresh_documents(session, at_work, today)
    return SampleLoaded(plan.locality, len(producers), recognised, len(sample.on_their_way), moves)


def _communes(session: Session, plan: Plan) -> list[int]:
    ids = {unit.code: unit.id for unit in session.exec(select(Unit).where(Unit.locality == plan.locality))}
    return [ids[unit.code] or 0 for unit in plan.units if unit.kind is UnitKind.COMMUNE]


def _producers(session: Session, plan: Plan, sample: SampleLocality, communes: Sequence[int]) -> list[tuple[int, int]]:
    """Store the producers; return the row and the commune of each, in the order of the sample."""
    rows = [
        {
            "locality": plan.locality,
            "name": producer.name,
            "search_key": fold(producer.name),
            "type": producer.type,
            "commune_id": communes[producer.commune],
        }
        for producer in sample.producers
    ]
    session.execute(sa.insert(Producer), rows)
    stored = select(col(Producer.name), col(Producer.id), col(Producer.commune_id)).where(
        Producer.locality == plan.locality
    )
    by_name = {name: (producer_id, commune_id) for name, producer_id, commune_id in session.execute(stored)}
    return [by_name[producer.name] for producer in sample.producers]


def _recognised(
    session: Session,
    at_work: RunningCycle,
    sample: SampleLocality,
    producers: Sequence[tuple[int, int]],
    today: date,
    at: datetime,
) -> int:
    if not sample.recognised:
        return 0
    rule = shortest_way(DossierState.RECOGNISED)[0]
    rows = []
    for product in sample.recognised:
        assert product.recognised_on is not None
        regime = at_work.rules.regime(product.recognised_on)
        dated = certificate_facts(regime, _PAPER_NO, product.recognised_on)
        rows.append(_row(at_work, product, producers, rule, today) | dated | {"star_rank": product.stars})
    begun = begin_rows(session, at_work, rows, rule.action, _decision(rule, today, at))
    issue(session, at_work, begun, Decision(ACTOR, rule.by, today, at, "mẫu"), numbered=False)
    return len(begun)


def _on_their_way(
    session: Session,
    at_work: RunningCycle,
    products: Sequence[SampleProduct],
    producers: Sequence[tuple[int, int]],
    day: date,
    at: datetime,
) -> int:
    """Begin the dossiers on the day and bring each to its state by the moves of the lifecycle, one set per move."""
    ways = {product.state: shortest_way(product.state) for product in products if product.state is not None}
    moves = list(dict.fromkeys(rule for way in ways.values() for rule in way))
    starts = {way[0] for way in ways.values()}
    logged = 0
    for start in starts:
        here = [product for product in products if product.state is not None and ways[product.state][0] is start]
        rows = [_row(at_work, product, producers, start, day) for product in here]
        logged += len(begin_rows(session, at_work, rows, start.action, _decision(start, day, at)))
    _papers(session, at_work, [state for state in ways if _needs_papers(ways[state])], day, at)
    for rule in moves:
        if rule not in starts:
            onward = [state for state, way in ways.items() if rule in way]
            if rule.source is DossierState.IMPLEMENTING:
                refresh_documents(session, at_work, day)
            scope = _wanted(at_work, onward, day)
            logged += len(
                apply(
                    session,
                    rule,
                    *scope,
                    act=act_of(at_work, rule, _decision(rule, day, at)),
                    facts=_facts(at_work, rule, day),
                )
            )
    return logged


def _row(
    at_work: RunningCycle, product: SampleProduct, producers: Sequence[tuple[int, int]], rule: Transition, day: date
) -> dict[str, Any]:
    producer_id, commune_id = producers[product.producer]
    wanted = product.state.value if product.state else rule.target.value
    return {
        "locality": at_work.cycle.locality,
        "product_name": product.name,
        "search_key": fold(product.name),
        "producer_id": producer_id,
        "commune_id": commune_id,
        "product_group": product.group,
        "opened_in_year": at_work.plan.year,
        "source": _source(wanted, day),
        "source_id": product.name,
        "level": at_work.rules.regime(day).receives,
    }


def _source(wanted: str, day: date) -> str:
    return f"{SOURCE}/{wanted}/{day:%Y-%m-%d}"


def _wanted(at_work: RunningCycle, states: Iterable[DossierState], day: date) -> tuple[Any, ...]:
    columns = table_of(Dossier).c
    sources = [_source(state.value, day) for state in states]
    return columns.locality == at_work.cycle.locality, columns.source.in_(sources)


def _decision(rule: Transition, day: date, at: datetime) -> Decision:
    return Decision(ACTOR, rule.by, day, at, "mẫu", Paper(_PAPER_NO, day))


def _facts(at_work: RunningCycle, rule: Transition, day: date) -> Mapping[str, Any]:
    """What the move sets beside the state, as a person's decision would."""
    facts = entry_facts(at_work, rule.target, day)
    regime = at_work.rules.regime(day)
    if rule.action == "submit_dossier":
        facts["filed_on"], facts["level"] = day, regime.receives
        facts["round_closes_on"] = round_closes_on(at_work, regime, regime.receives, day)
    elif rule.action == "propose":
        facts["level"] = regime.first_council
    return facts


def _needs_papers(way: Sequence[Transition]) -> bool:
    return way[-1].target in _READY_PAPERS or any(rule.target is DossierState.READY for rule in way)


def _papers(session: Session, at_work: RunningCycle, states: Sequence[DossierState], day: date, at: datetime) -> None:
    """The mandatory documents of dossiers that are or will be ready; of those being implemented every second one."""
    columns, target = table_of(Dossier).c, table_of(DossierDocument)
    regime = at_work.rules.regime(day)
    names = ("dossier_id", "kind", "number", "issuer", "issued_on", "valid_until", "recorded_by", "recorded_at")
    for group in range(1, 7):
        for document in regime.documents_for(group):
            values = (document.code, "01-MẪU", "Cơ quan mẫu", day, day + timedelta(days=3 * 365), ACTOR, at)
            typed = [
                sa.literal(value, type_=target.c[name].type) for name, value in zip(names[1:], values, strict=True)
            ]
            rows = sa.select(columns.id, *typed).where(
                *_wanted(at_work, states, day),
                columns.product_group == group,
                sa.or_(columns.source != _source(DossierState.IMPLEMENTING.value, day), columns.id % 2 == 0),
            )
            session.execute(target.insert().from_select(names, rows.order_by(columns.id)))
