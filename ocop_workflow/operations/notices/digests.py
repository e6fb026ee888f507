"""Notices as they read now: their lines looked up again, those that are settled left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.notices.acknowledgements import acknowledged
from ocop_workflow.operations.notices.delegations import deputies_on, in_words
from ocop_workflow.operations.notices.notice_subjects import still_open
from ocop_workflow.operations.plans.plans import plan_of
from ocop_workflow.records.delegation_tables import Delegation
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.rulebook.notices.digest import DigestHead, DigestLine, write_digest
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.vocabulary import CycleState

Text = tuple[str, str]


@dataclass(frozen=True)
class Context:
    """What notices hang on, by id, looked up once for all of them; plans by their cycle, deputies by unit and desk."""

    cycles: dict[int, Cycle]
    plans: dict[int, Plan]
    units: dict[int, Unit]
    deputies: dict[tuple[int, str], Delegation]


def context_of(session: Session, notices: Sequence[Notice], today: date) -> Context:
    """The cycles, plans and units of the notices, and who receives for their desks today."""
    of = {notice.cycle_id for notice in notices}
    rows = (
        select(Cycle, PlanVersion)
        .join(PlanVersion, col(PlanVersion.id) == col(Cycle.plan_version_id))
        .where(col(Cycle.id).in_(of))
    )
    cycles, plans = {}, {}
    for cycle, version in session.exec(rows):
        cycles[cycle.id or 0], plans[cycle.id or 0] = cycle, plan_of(version)
    deputies = deputies_on(session, {notice.unit_id for notice in notices}, today)
    ids = {notice.unit_id for notice in notices}
    ids |= {cycle.standing_unit_id for cycle in cycles.values()} | {one.to_unit_id for one in deputies.values()}
    units = {unit.id or 0: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_(ids)))}
    return Context(cycles, plans, units, deputies)


def digest_of(session: Session, notice: Notice, today: date) -> Text | None:
    """Title and body as of `today`, or None when nothing of it is open any more."""
    return digests_of(session, [notice], context_of(session, [notice], today), today).get(notice.id or 0)


def digests_of(session: Session, notices: Sequence[Notice], context: Context, today: date) -> dict[int, Text]:
    """Title and body of each notice as of `today`, by its row; one with nothing open any more is left out."""
    opened = {
        notice.id or 0: notice for notice in notices if context.cycles[notice.cycle_id].state is not CycleState.CLOSED
    }
    line = NoticeLine
    told = (col(line.notice_id), col(line.subject), col(line.subject_id), col(line.visit))
    wanted = sa.select(*told).where(told[0].in_(opened)).group_by(*told).order_by(sa.func.min(line.id))
    lines = session.execute(wanted).all()
    found = still_open(session, {tuple(key) for _, *key in lines})
    owners = {owner_id for _, owner_id in found.values() if owner_id}
    owners |= {cycle.standing_unit_id for cycle in context.cycles.values()}
    read = acknowledged(session, owners, found)
    of_notice: dict[int, list[DigestLine]] = {}
    for number, *key in lines:
        make = found.get(tuple(key))
        if make is None:
            continue
        notice = opened[number]
        fields, unit_id = make
        owner_id = unit_id or context.cycles[notice.cycle_id].standing_unit_id
        is_own, was_read = owner_id == notice.unit_id, read.get((owner_id, *key), "")
        of_notice.setdefault(number, []).append(DigestLine(is_own=is_own, read=was_read, **fields))
    return {number: write_digest(_head(opened[number], context), mine, today) for number, mine in of_notice.items()}


def _head(notice: Notice, context: Context) -> DigestHead:
    cycle, plan = context.cycles[notice.cycle_id], context.plans[notice.cycle_id]
    standing, deputy = context.units[cycle.standing_unit_id], context.deputies.get((notice.unit_id, notice.desk))
    contact = " – ".join(filter(None, (plan.contact.name, plan.contact.phone)))
    call = (
        f"{standing.name} ({contact})" if contact else f"{standing.name} (chưa khai báo người, số điện thoại liên hệ)"
    )
    return DigestHead(
        notice.code,
        cycle.locality_name,
        cycle.code,
        context.units[notice.unit_id].name,
        notice.desk,
        standing.name,
        call,
        in_words(deputy) if deputy else "",
    )
