"""Reserving notices for delivery: a batch at a time is looked through, written as it reads now, kept from others."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ocop_workflow.notify.channels import Channels, Target
from ocop_workflow.notify.message import Message, OutcomeState
from ocop_workflow.operations.cycle.running import Rules, may_be_sent_at
from ocop_workflow.operations.days.calendar_letters import calendar_in_force
from ocop_workflow.operations.notices.delegations import deputies_on, redirect
from ocop_workflow.operations.notices.digests import companions, digests_of
from ocop_workflow.operations.plans.plans import plan_of
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.vocabulary import Desk, NoticeState

BATCH = 50
RESERVED_FOR = timedelta(minutes=1)
"""How long a text that was written may wait to be sent; after that the notice is free again and written anew."""
LEASE = timedelta(minutes=15)
"""Longer than all time-outs of one mail together, so that a slow server does not hand the notice to a second sender."""
LOOK_AGAIN = timedelta(minutes=10)

_notices = table_of(Notice)
_unsettled = (
    _notices.c.held_at.is_(None),
    _notices.c.state.in_((NoticeState.OWED, NoticeState.NO_TARGET, NoticeState.SENDING)),
)
"""Neither held back nor confirmed by hand since it was reserved."""


@dataclass(frozen=True)
class Claim:
    """A notice that nobody else sends: its text as of now, and the targets that do not have it yet."""

    notice_id: int
    token: str
    until: datetime
    message: Message
    targets: tuple[Target, ...]
    was_in_hand: bool
    """A sender has died with it: whether it left the house is not known."""
    attempts: int
    first_attempt_at: datetime


@dataclass
class Reserved:
    """A batch: what is to be sent, and how many notices were settled without sending."""

    claims: list[Claim] = field(default_factory=list)
    no_target: int = 0
    withdrawn: int = 0
    put_off: int = 0

    @property
    def looked_at(self) -> int:
        """How many notices were found."""
        return len(self.claims) + self.no_target + self.withdrawn + self.put_off


def reserve(
    session: Session,
    channels: Channels,
    *,
    today: date,
    at: datetime,
    rules: Rules | None,
    any_hour: bool,
    cycle: str | None,
    limit: int,
) -> Reserved:
    """Take the next notices that are owed; put off those whose office is closed, withdraw those that are settled."""
    notices = session.exec(
        _free(at, cycle, any_hour=any_hour).limit(min(limit, BATCH)).with_for_update(skip_locked=True, of=Notice)
    ).all()
    kept = companions(session, notices)
    reserved = Reserved()
    opened = []
    if rules is not None:
        rules = replace(rules, calendar=calendar_in_force(session, rules.calendar))
    for notice in notices:
        opens = at if rules is None or any_hour else _opens(session, notice, rules, at, today)
        if opens > at:
            notice.next_attempt_at = opens
            reserved.put_off += 1
        else:
            opened.append(notice)
    texts = digests_of(session, opened, today)
    deputies = deputies_on(session, {notice.unit_id for notice in opened}, today)
    have_it = _have_it(session, opened)
    for notice in opened:
        text = texts.get(notice.id or 0)
        if text is None:
            notice.state, notice.lease_token, notice.lease_until = NoticeState.WITHDRAWN, None, None
            reserved.withdrawn += 1
            continue
        deputy = deputies.get((notice.unit_id, notice.desk))
        redirect(session, notice, deputy, today, at)
        unit_id, desk = (deputy.to_unit_id, deputy.to_desk) if deputy else (notice.unit_id, notice.desk)
        tags = tags_of(session.get_one(Unit, unit_id), desk)
        targets = channels.targets(tags)
        if not targets:
            notice.title, notice.body = text
            notice.state, notice.last_error = NoticeState.NO_TARGET, f"chưa khai báo kênh cho «{tags[0]}»"
            notice.next_attempt_at, notice.lease_token, notice.lease_until = at + LOOK_AGAIN, None, None
            reserved.no_target += 1
            continue
        missing = tuple(target for target in targets if (notice.id, target.key) not in have_it)
        reserved.claims.append(_claim(notice, text, missing, at))
    session.add_all(notices)
    del kept
    return reserved


def take(session: Session, claim: Claim, at: datetime) -> bool:
    """Take a reserved notice in hand, to be sent at once; false where it is not ours any more or its text is old."""
    if at > claim.until:
        return False
    columns = _notices.c
    taken = (
        _notices.update()
        .where(columns.id == claim.notice_id, columns.lease_token == claim.token, *_unsettled)
        .values(
            state=NoticeState.SENDING,
            attempts=claim.attempts,
            first_attempt_at=claim.first_attempt_at,
            may_be_doubled=sa.or_(columns.may_be_doubled, sa.literal(claim.was_in_hand)),
            lease_until=at + LEASE,
            title=claim.message.title,
            body=claim.message.body,
        )
    )
    return bool(session.execute(taken.returning(columns.id)).all())


def tags_of(unit: Unit, desk: Desk) -> tuple[str, ...]:
    """The tag of a desk in the channels file: `<locality>.<unit>`, with `.head` for its head.

    The head's notice never falls back to the office: who did not name a channel for the head sees that in the list.
    """
    tag = f"{unit.locality}.{unit.code}"
    return (f"{tag}.head",) if desk is Desk.HEAD else (tag,)


def _free(at: datetime, cycle: str | None, *, any_hour: bool) -> SelectOfScalar[Notice]:
    """The notices that are owed now and in nobody's hand, the longest waiting first."""
    is_time = sa.or_(col(Notice.next_attempt_at) <= at, sa.and_(sa.literal(any_hour), col(Notice.attempts) == 0))
    waiting = sa.and_(col(Notice.state) == NoticeState.OWED, is_time)
    waiting |= sa.and_(col(Notice.state) == NoticeState.NO_TARGET, col(Notice.next_attempt_at) <= at)
    unreserved = sa.or_(col(Notice.lease_until).is_(None), col(Notice.lease_until) < at)
    abandoned = col(Notice.state) == NoticeState.SENDING
    query = select(Notice).where(col(Notice.held_at).is_(None), unreserved, sa.or_(waiting, abandoned))
    if cycle is not None:
        query = query.join(Cycle, col(Cycle.id) == col(Notice.cycle_id)).where(Cycle.code == cycle)
    return query.order_by(col(Notice.next_attempt_at), col(Notice.id))


def _opens(session: Session, notice: Notice, rules: Rules, at: datetime, today: date) -> datetime:
    cycle = session.get_one(Cycle, notice.cycle_id)
    return may_be_sent_at(plan_of(session.get_one(PlanVersion, cycle.plan_version_id)), rules, at, today)


def _have_it(session: Session, notices: Sequence[Notice]) -> set[tuple[int | None, str]]:
    """Which notice a target has got already."""
    sent = select(NoticeDelivery).where(
        col(NoticeDelivery.notice_id).in_([notice.id for notice in notices]),
        NoticeDelivery.outcome == OutcomeState.SENT,
    )
    return {(delivery.notice_id, delivery.target) for delivery in session.exec(sent)}


def _claim(notice: Notice, text: tuple[str, str], targets: tuple[Target, ...], at: datetime) -> Claim:
    notice.lease_token, notice.lease_until = uuid.uuid4().hex, at + RESERVED_FOR
    return Claim(
        notice_id=notice.id or 0,
        token=notice.lease_token,
        until=notice.lease_until,
        message=Message(notice.code, *text, at),
        targets=targets,
        was_in_hand=notice.state is NoticeState.SENDING,
        attempts=notice.attempts + 1,
        first_attempt_at=notice.first_attempt_at or at,
    )
