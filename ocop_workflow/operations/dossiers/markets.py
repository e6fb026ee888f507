"""Where products are shown and sold: fairs, points of sale, chains, platforms; who took part in which on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.records.dossier_tables import Activity, Dossier, Market
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.rulebook.plans.plan_entries import Event
from ocop_workflow.rulebook.text import fold, nfc, vn_date
from ocop_workflow.vocabulary import ActivityKind

KINDS = (ActivityKind.FAIR, ActivityKind.SALES_POINT, ActivityKind.SUPERMARKET, ActivityKind.E_COMMERCE)


@dataclass(frozen=True)
class Place:
    """What is said of a market; `ends_on` is its last day, None for one that stays open."""

    kind: ActivityKind
    name: str
    starts_on: date
    ends_on: date | None = None
    venue: str | None = None
    stands: int | None = None
    source: str = ""
    event_code: str | None = None


def add_market(session: Session, running: RunningCycle, place: Place, decision: Decision) -> Market:
    """Keep a market of the locality; the same kind, name and first day again brings what was not known.

    Raises:
        Refused: it is no market, has no name or source, or its days do not fit. NotFound: the plan names no such event.
    """
    against = [] if place.kind in KINDS else [f"«{place.kind.label}» không phải nơi bán; có: {', '.join(KINDS)}"]
    if not fold(place.name):
        against.append("Thiếu tên")
    if not place.source.strip():
        against.append("Thiếu nguồn (văn bản, thông báo, ngày)")
    if place.ends_on is not None and place.ends_on < place.starts_on:
        against.append("Ngày cuối ở trước ngày đầu")
    if place.kind is ActivityKind.FAIR and place.ends_on is None:
        against.append("Hội chợ cần ngày cuối (--until)")
    if place.stands is not None and place.stands < 1:
        against.append("Số gian hàng phải từ 1")
    if against:
        raise Refused("Chưa ghi được nơi bán:", against)
    if place.event_code is not None:
        planned_event(running, place.event_code)
    known = select(Market).where(
        Market.locality == running.cycle.locality,
        Market.kind == place.kind,
        Market.search_key == fold(place.name),
        Market.starts_on == place.starts_on,
    )
    market = session.exec(known).first() or Market(
        locality=running.cycle.locality,
        kind=place.kind,
        name=nfc(place.name),
        search_key=fold(place.name),
        starts_on=place.starts_on,
        source=place.source,
        recorded_by=decision.actor,
        recorded_at=decision.at,
    )
    market.ends_on, market.venue = place.ends_on or market.ends_on, place.venue or market.venue
    market.stands, market.event_code = place.stands or market.stands, place.event_code or market.event_code
    market.source = place.source.strip()
    session.add(market)
    session.flush()
    detail = f"{market.kind.label} «{market.name}» từ {vn_date(market.starts_on)}"
    note_act(session, decision.actor, "add_market", "market", market.id or 0, detail, decision.today, decision.at)
    return market


def planned_event(running: RunningCycle, code: str) -> Event:
    """The event that the plan names by this code; raises NotFound."""
    found = next((event for event in running.plan.events if event.code == code), None)
    if found is None:
        codes = ", ".join(event.code for event in running.plan.events) or "kế hoạch không nêu sự kiện nào"
        raise NotFound("sự kiện của kế hoạch", code, f"Các sự kiện: {codes}.")
    return found


def find_market(session: Session, running: RunningCycle, market_id: int) -> Market:
    """The market of that number in the locality; raises NotFound."""
    found = session.get(Market, market_id)
    if found is None or found.locality != running.cycle.locality:
        raise NotFound("nơi bán", market_id, "Xem «ocop market list».")
    return found


def close_market(session: Session, running: RunningCycle, market_id: int, on: date, decision: Decision) -> Market:
    """The last day of a market that stayed open; after it nobody sells there.

    Raises:
        NotFound: no such market. Refused: the day lies before its first.
    """
    market = find_market(session, running, market_id)
    if on < market.starts_on:
        raise Refused(f"Ngày cuối {vn_date(on)} ở trước ngày đầu {vn_date(market.starts_on)}.")
    market.ends_on = on
    session.add(market)
    note_act(session, decision.actor, "close_market", "market", market_id, vn_date(on), decision.today, decision.at)
    return market


def take_part(
    session: Session, running: RunningCycle, market: Market, dossiers: Sequence[Dossier], on: date, decision: Decision
) -> int:
    """Note that these products are in a market from a day on; return how many are new, a product counts once a day.

    Raises:
        Refused: a product is not of the locality, or the day is ahead or outside the market's days.
    """
    against = [
        f"{dossier.code} không thuộc {running.cycle.locality_name}"
        for dossier in dossiers
        if dossier.locality != running.cycle.locality
    ]
    if on > decision.today:
        against.append(f"Ngày {vn_date(on)} ở sau hôm nay")
    if on < market.starts_on or (market.ends_on is not None and on > market.ends_on):
        against.append(f"Ngày {vn_date(on)} ngoài thời gian của «{market.name}»")
    if against or not dossiers:
        raise Refused(f"Chưa ghi được việc tham gia «{market.name}»:", against or ["Chưa nêu hồ sơ nào"])
    columns, products = table_of(Activity).c, table_of(Dossier).c
    values: dict[str, Any] = {
        "dossier_id": products.id,
        "kind": constant(columns.kind, market.kind),
        "on_day": constant(columns.on_day, on),
        "name": constant(columns.name, market.name),
        "market_id": constant(columns.market_id, market.id),
        "recorded_by": constant(columns.recorded_by, decision.actor),
        "recorded_at": constant(columns.recorded_at, decision.at),
    }
    ids = [dossier.id for dossier in dossiers]
    rows = sa.select(*values.values()).select_from(table_of(Dossier)).where(products.id.in_(ids))
    return insert_missing(session, Activity, list(values), rows)


@dataclass(frozen=True)
class MarketLine:
    """One market as people read it; one that the plan names and nobody has recorded has no number."""

    id: int | None
    kind: ActivityKind | None
    name: str
    starts_on: date | None
    ends_on: date | None
    venue: str | None
    stands: int | None
    is_open: bool
    products: int
    producers: int
    event_code: str | None
    clause: str | None
    source: str | None


def list_markets(session: Session, running: RunningCycle, today: date) -> list[MarketLine]:
    """The markets of the locality that touch the cycle's year, then the events of the plan that are not recorded."""
    counted = (
        sa.select(
            col(Activity.market_id).label("market_id"),
            sa.func.count(col(Activity.dossier_id).distinct()).label("products"),
            sa.func.count(col(Dossier.producer_id).distinct()).label("producers"),
        )
        .join(Dossier, col(Dossier.id) == col(Activity.dossier_id))
        .where(col(Activity.market_id).is_not(None))
        .group_by(col(Activity.market_id))
        .subquery()
    )
    chosen = (
        sa.select(Market, counted.c.products, counted.c.producers)
        .join(counted, counted.c.market_id == col(Market.id), isouter=True)
        .where(
            col(Market.locality) == running.cycle.locality,
            col(Market.starts_on) <= running.cycle.ends_on,
            sa.func.coalesce(col(Market.ends_on), running.cycle.ends_on) >= running.cycle.starts_on,
        )
        .order_by(col(Market.starts_on), col(Market.id))
    )
    clauses = {event.code: event.clause for event in running.plan.events}
    lines = [
        _line(market, products or 0, producers or 0, clauses, today)
        for market, products, producers in session.execute(chosen)
    ]
    recorded = {line.event_code for line in lines}
    return lines + [
        MarketLine(None, None, event.name, event.on, None, None, None, False, 0, 0, event.code, event.clause, None)
        for event in running.plan.events
        if event.code not in recorded
    ]


def _line(market: Market, products: int, producers: int, clauses: dict[str, str], today: date) -> MarketLine:
    return MarketLine(
        id=market.id,
        kind=market.kind,
        name=market.name,
        starts_on=market.starts_on,
        ends_on=market.ends_on,
        venue=market.venue,
        stands=market.stands,
        is_open=market.starts_on <= today <= (market.ends_on or date.max),
        products=products,
        producers=producers,
        event_code=market.event_code,
        clause=clauses.get(market.event_code or ""),
        source=market.source,
    )
