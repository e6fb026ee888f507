"""What the records can count for a target: each measure is one question on the set of the locality's products."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Activity, Dossier, DossierDocument, DossierLog, Market, Producer
from ocop_workflow.rulebook.plans.targets import Counted
from ocop_workflow.vocabulary import ActivityKind, DossierState, Measure, ProducerType, Registration

TRACEABILITY = "traceability_code"
"""The document by which a product has a bar code or a traceability stamp, as the regimes name it."""

CERTIFIED = (
    DossierState.RECOGNISED,
    DossierState.IN_PROMOTION,
    DossierState.RENEWAL_DUE,
    DossierState.REVOCATION_PROPOSED,
    DossierState.REVOCATION_CONCLUDED,
)
MODERN_CHANNELS = (ActivityKind.SUPERMARKET, ActivityKind.E_COMMERCE)
_TYPES = {
    Measure.COOPERATIVES: (ProducerType.COOPERATIVE, ProducerType.COOPERATIVE_GROUP),
    Measure.ENTERPRISES_AND_HOUSEHOLDS: (ProducerType.ENTERPRISE, ProducerType.HOUSEHOLD),
}
_NO: sa.ColumnElement[bool] = sa.false()


def count(session: Session, running: RunningCycle, measure: Measure, min_stars: int | None, today: date) -> Counted:
    """What the records say of a measure on the day; `min_stars` counts only products of that rank."""
    if measure in (Measure.SALES_POINTS, Measure.FAIRS):
        return _markets(session, running, measure, today)
    if measure in _TYPES or measure is Measure.IN_MODERN_CHANNELS:
        return _producers(session, running, measure, today)
    return _products(session, running, measure, min_stars, today)


def counted_rows(
    running: RunningCycle, measure: Measure, min_stars: int | None, today: date
) -> tuple[type[Dossier] | type[Producer], sa.Select[Any]]:
    """The rows that `count` counts, without columns yet: dossiers of products, or producers."""
    if measure in _TYPES or measure is Measure.IN_MODERN_CHANNELS:
        belongs, holds, _ = _which_producers(running, measure, today)
        here = (col(Producer.locality) == running.plan.locality, holds, belongs)
        return Producer, sa.select().select_from(Producer).where(*here)
    belongs, *_ = _which_products(running, measure, min_stars, today)
    return Dossier, sa.select().select_from(Dossier).where(_here(running), belongs)


_Which = sa.ColumnElement[bool]


def _products(session: Session, running: RunningCycle, measure: Measure, min_stars: int | None, today: date) -> Counted:
    """Products of the locality; the whole are those with a certificate that is valid on the day."""
    belongs, certified, unknown, why = _which_products(running, measure, min_stars, today)
    counts = sa.select(_count_if(belongs), _count_if(certified), _count_if(unknown)).where(_here(running))
    part, whole, unsure = session.execute(counts.select_from(Dossier)).one()
    return Counted(part, whole, unsure, "sản phẩm", why)


def _which_products(
    running: RunningCycle, measure: Measure, min_stars: int | None, today: date
) -> tuple[_Which, _Which, _Which, str]:
    """Which products count, which are the whole, of which it is not known, and why not."""
    certified = _is_certified(running, today)
    belongs, unknown, why = certified, _NO, ""
    match measure:
        case Measure.NEW_PRODUCTS:
            belongs = _recognised_in_year(running, today) & (col(Dossier.registration) == Registration.FIRST)
        case Measure.RECOGNISED_IN_YEAR:
            belongs = _recognised_in_year(running, today)
        case Measure.UPGRADED_PRODUCTS:
            is_upgrade, before = certified & (col(Dossier.registration) == Registration.UPGRADE), _rank_before()
            belongs = is_upgrade & (col(Dossier.star_rank) > before)
            unknown = is_upgrade & (before.is_(None) | col(Dossier.star_rank).is_(None))
            why = "chưa ghi đủ hạng sao trước và sau"
        case Measure.TRACEABLE_PRODUCTS:
            belongs = certified & _is_traceable(today)
        case Measure.AT_FAIRS:
            belongs = certified & _was_at_a_fair(running, today)
    if min_stars is not None:
        unknown, why = unknown | (belongs & col(Dossier.star_rank).is_(None)), why or "chưa ghi hạng sao"
        belongs = belongs & (col(Dossier.star_rank) >= min_stars)
    return belongs, certified, unknown, why


def _producers(session: Session, running: RunningCycle, measure: Measure, today: date) -> Counted:
    """Producers of the locality that hold a valid certificate; these are the whole too."""
    belongs, holds, unknown = _which_producers(running, measure, today)
    counts = sa.select(_count_if(belongs), sa.func.count(), _count_if(unknown)).select_from(Producer)
    part, whole, unsure = session.execute(counts.where(col(Producer.locality) == running.plan.locality, holds)).one()
    return Counted(part, whole, unsure, "chủ thể", "chưa ghi loại hình")


def _which_producers(running: RunningCycle, measure: Measure, today: date) -> tuple[_Which, _Which, _Which]:
    holds = sa.exists().where(col(Dossier.producer_id) == col(Producer.id), _is_certified(running, today))
    belongs, unknown = _sells_in_modern_channels(today), _NO
    if measure in _TYPES:
        belongs, unknown = col(Producer.type).in_(_TYPES[measure]), col(Producer.type).is_(None)
    return belongs, holds, unknown


def _recognised_in_year(running: RunningCycle, today: date) -> sa.ColumnElement[bool]:
    """By the day of the decision; where none is kept, by the day on which the recognition was recorded."""
    recorded = sa.select(sa.func.min(col(DossierLog.on_day))).where(
        col(DossierLog.dossier_id) == col(Dossier.id), col(DossierLog.action) == "recognise"
    )
    decided_on = sa.func.coalesce(col(Dossier.recognised_on), recorded.scalar_subquery())
    in_year = decided_on.between(running.cycle.starts_on, min(today, running.cycle.ends_on))
    return in_year & (col(Dossier.state) != DossierState.REVOKED)


def _rank_before() -> sa.ScalarSelect[int | None]:
    earlier = aliased(Dossier)
    return sa.select(col(earlier.star_rank)).where(col(earlier.id) == col(Dossier.previous_id)).scalar_subquery()


def _is_traceable(today: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(DossierDocument.dossier_id) == col(Dossier.id),
        col(DossierDocument.kind) == TRACEABILITY,
        col(DossierDocument.valid_until).is_(None) | (col(DossierDocument.valid_until) >= today),
    )


def _sells_in_modern_channels(today: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Activity.dossier_id) == col(Dossier.id),
        col(Dossier.producer_id) == col(Producer.id),
        col(Activity.kind).in_(MODERN_CHANNELS),
        col(Activity.on_day) <= today,
        ~sa.exists().where(col(Market.id) == col(Activity.market_id), col(Market.ends_on) < today),
    )


def _was_at_a_fair(running: RunningCycle, today: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Activity.dossier_id) == col(Dossier.id),
        col(Activity.kind) == ActivityKind.FAIR,
        col(Activity.on_day).between(running.cycle.starts_on, min(today, running.cycle.ends_on)),
    )


def _markets(session: Session, running: RunningCycle, measure: Measure, today: date) -> Counted:
    """Points of sale that are open on the day, or fairs of the year with a product of the locality."""
    year_ends = min(today, running.cycle.ends_on)
    if measure is Measure.SALES_POINTS:
        kind, begun = ActivityKind.SALES_POINT, col(Market.starts_on) <= today
        belongs = begun & (col(Market.ends_on).is_(None) | (col(Market.ends_on) >= today))
    else:
        kind, begun = ActivityKind.FAIR, col(Market.starts_on).between(running.cycle.starts_on, year_ends)
        belongs = begun & sa.exists().where(col(Activity.market_id) == col(Market.id), col(Activity.on_day) <= today)
    here = (col(Market.locality) == running.plan.locality, col(Market.kind) == kind)
    part, whole = session.execute(sa.select(_count_if(belongs), _count_if(begun)).where(*here)).one()
    return Counted(part, whole, 0, "nơi", "")


def _is_certified(running: RunningCycle, today: date) -> sa.ColumnElement[bool]:
    """A product with a valid certificate; one that was evaluated again counts once, by its newest certificate."""
    newer = aliased(Dossier)
    is_valid = col(Dossier.expires_on).is_(None) | (col(Dossier.expires_on) >= today)
    superseded = sa.exists().where(col(newer.previous_id) == col(Dossier.id), col(newer.state).in_(CERTIFIED))
    return _here(running) & col(Dossier.state).in_(CERTIFIED) & is_valid & ~superseded


def _here(running: RunningCycle) -> sa.ColumnElement[bool]:
    return col(Dossier.locality) == running.plan.locality


def _count_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))
