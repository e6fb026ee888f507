"""The engine's own figures of a period as sets of rows: what is counted is written down, then the rows are counted.

A figure and its lineage can therefore never disagree. Dossiers are taken in the state that the log says for the last
day of the figures, so that a period can be asked for long after it.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.plans.measures import CERTIFIED, counted_rows
from ocop_workflow.records.consolidation_tables import ConsolidationSource
from ocop_workflow.records.dossier_tables import Dossier, DossierLog, Producer
from ocop_workflow.records.sets import constant, table_of
from ocop_workflow.records.tables import Assignment, Duty, TargetValue, Unit
from ocop_workflow.rulebook.reports.consolidated import UNKNOWN
from ocop_workflow.vocabulary import AssignmentState, DossierState, Part, Registration

_NAMES = ("consolidation_id", "figure", "kind", "subject_id", "unit", "label", "value")


def put(session: Session, number: int, figure: Any, kind: str, subject: Any, rows: sa.Select[Any], **said: Any) -> None:
    """Write the rows of a figure down; `figure` is a text or an expression that gives one, `said` unit and label."""
    code = sa.literal(figure, sa.String()) if isinstance(figure, str) else figure
    one = constant(table_of(ConsolidationSource).c.value, Decimal(1))
    unit = said.get("unit", sa.literal("", sa.String()))
    columns = (sa.literal(number), code, sa.literal(kind, sa.String()), subject, unit, said["label"], one)
    session.execute(table_of(ConsolidationSource).insert().from_select(_NAMES, rows.add_columns(*columns)))


def put_products(session: Session, number: int, running: RunningCycle, first: date, last: date) -> None:
    """Dossiers by state, valid certificates by group and stars, their producers, and what changed in [first, last]."""
    state = _states(running, last)
    here = (col(Dossier.locality) == running.cycle.locality, state.c.dossier_id == col(Dossier.id))
    named: dict[str, Any] = {"unit": _commune(), "label": col(Dossier.product_name)}
    base = sa.select().select_from(Dossier).join(state, state.c.dossier_id == col(Dossier.id)).where(*here)
    put(session, number, sa.literal("hs.") + state.c.state, "dossier", col(Dossier.id), base, **named)
    holds = _holds_certificate(running, state, last)
    certified = base.where(holds)
    stars = sa.func.coalesce(sa.cast(col(Dossier.star_rank), sa.String()), UNKNOWN)
    group = sa.func.coalesce(sa.cast(col(Dossier.product_group), sa.String()), UNKNOWN)
    for figure in (
        "sp.tong",
        sa.literal("sp.sao.") + stars,
        sa.literal("sp.nhom.") + group,
        sa.literal("sp.nhom.") + group + ".sao." + stars,
    ):
        put(session, number, figure, "dossier", col(Dossier.id), certified, **named)
    for figure, in_period in _changes(first, last).items():
        put(session, number, figure, "dossier", col(Dossier.id), base.where(in_period), **named)
    owners = certified.with_only_columns(col(Dossier.producer_id)).where(col(Dossier.producer_id).is_not(None))
    producers = sa.select().select_from(Producer).where(col(Producer.id).in_(owners))
    legal_form = sa.literal("ct.") + sa.func.coalesce(sa.cast(col(Producer.type), sa.String()), UNKNOWN)
    for figure in ("ct.tong", legal_form):
        put(session, number, figure, "producer", col(Producer.id), producers, label=col(Producer.name))


def put_duties(session: Session, number: int, running: RunningCycle, last: date) -> None:
    """The duties given by the last day: done, done late, late; what was only requested is no duty here."""
    closed = col(Assignment.closed_on)
    is_done = (col(Assignment.state) == AssignmentState.DONE) & (closed <= last)
    base = (
        sa.select()
        .select_from(Assignment)
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Assignment.cycle_id) == running.id, col(Assignment.raised_on) <= last)
        .where(col(Assignment.state) != AssignmentState.WITHDRAWN, col(Assignment.part) != Part.REQUEST)
    )
    for figure, belongs in (
        ("nv.giao", sa.true()),
        ("nv.xong", is_done),
        ("nv.xong-tre", is_done & (closed > col(Assignment.due_on))),
        ("nv.qua-han", ~is_done & (col(Assignment.due_on) < last)),
    ):
        rows = base.where(belongs)
        put(
            session, number, figure, "assignment", col(Assignment.id), rows, unit=col(Unit.name), label=col(Duty.clause)
        )


def put_targets(session: Session, number: int, running: RunningCycle, last: date) -> None:
    """For each target that is computed the products or producers counted; for one entered by hand its source."""
    for target in running.plan.targets:
        if target.computed_as is None or target.stands == "threshold":
            continue
        model, rows = counted_rows(running, target.computed_as, target.min_stars, last)
        name: Any = col(Producer.name) if model is Producer else col(Dossier.product_name)
        put(session, number, f"mt.{target.code}", model.__name__.lower(), col(model.id), rows, label=name)
    entered = sa.select().where(col(TargetValue.cycle_id) == running.id)
    figure = sa.literal("mt.") + col(TargetValue.target_code)
    put(session, number, figure, "target_value", col(TargetValue.id), entered, label=col(TargetValue.source))


def _states(running: RunningCycle, day: date) -> Any:
    """Each dossier of the locality with its state on the day; one taken over from a register counts from the day of
    its recognition, not from the day it was typed in."""
    known_from = sa.case(
        (
            (col(DossierLog.seq) == 1) & (col(Dossier.recognised_on) < col(DossierLog.on_day)),
            col(Dossier.recognised_on),
        ),
        else_=col(DossierLog.on_day),
    )
    last = (
        sa.select(col(DossierLog.dossier_id), sa.func.max(col(DossierLog.seq)).label("seq"))
        .join(Dossier, col(Dossier.id) == col(DossierLog.dossier_id))
        .where(col(Dossier.locality) == running.cycle.locality, known_from <= day)
        .group_by(col(DossierLog.dossier_id))
        .subquery()
    )
    same = (col(DossierLog.dossier_id) == last.c.dossier_id) & (col(DossierLog.seq) == last.c.seq)
    rows: sa.Select[Any] = sa.select(col(DossierLog.dossier_id), col(DossierLog.target).label("state"))
    return rows.join(last, same).subquery()


def _holds_certificate(running: RunningCycle, state: Any, day: date) -> sa.ColumnElement[bool]:
    """A certificate that is valid on the day; a product evaluated again counts by its newest one."""
    newer, newer_state = aliased(Dossier), _states(running, day)
    superseded = sa.exists().where(
        col(newer.previous_id) == col(Dossier.id),
        newer_state.c.dossier_id == col(newer.id),
        newer_state.c.state.in_(CERTIFIED),
    )
    is_valid = col(Dossier.expires_on).is_(None) | (col(Dossier.expires_on) >= day)
    is_kept = col(Dossier.replaced_on).is_(None) | (col(Dossier.replaced_on) > day)
    return sa.and_(state.c.state.in_(CERTIFIED), is_valid, is_kept, ~superseded)


def _changes(first: date, last: date) -> dict[str, sa.ColumnElement[bool]]:
    """What happened to products in the period, by figure."""
    recognised = _logged(col(DossierLog.action) == "recognise")
    decided_on = sa.func.coalesce(
        col(Dossier.recognised_on),
        sa.select(sa.func.min(col(DossierLog.on_day))).where(*recognised).scalar_subquery(),
    )
    in_period = decided_on.between(first, last)
    earlier = aliased(Dossier)
    before = sa.select(col(earlier.star_rank)).where(col(earlier.id) == col(Dossier.previous_id)).scalar_subquery()
    revoked = _logged(col(DossierLog.target) == DossierState.REVOKED)
    lapsed = col(Dossier.expires_on).between(first - timedelta(days=1), last - timedelta(days=1))
    is_kept = col(Dossier.replaced_on).is_(None) | (col(Dossier.replaced_on) > col(Dossier.expires_on))
    gone_before = sa.exists().where(*revoked, col(DossierLog.on_day) <= col(Dossier.expires_on))
    kind = col(Dossier.registration)
    return {
        "sp.moi": in_period & (kind == Registration.FIRST),
        "sp.nang-hang": in_period & (kind == Registration.UPGRADE) & (col(Dossier.star_rank) > before),
        "sp.danh-gia-lai": in_period & (kind == Registration.RE_EVALUATION),
        "sp.het-han": lapsed & is_kept & ~gone_before,
        "sp.thu-hoi": sa.exists().where(*revoked, col(DossierLog.on_day).between(first, last)),
    }


def _logged(what: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(DossierLog.dossier_id) == col(Dossier.id), what)


def _commune() -> Any:
    name = sa.select(col(Unit.name)).where(col(Unit.id) == col(Dossier.commune_id)).scalar_subquery()
    return sa.func.coalesce(name, "")
