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
from ocop_workflow.operations.notices.delegations import redirect
from ocop_workflow.operations.notices.digests import context_of, digests_of
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery
from ocop_workflow.records.sets import is_one_of, table_of
from ocop_workflow.records.tables import Cycle, Unit
from ocop_workflow.vocabulary import Desk, NoticeState

BATCH = 50
RESERVED_FOR = timedelta(minutes=1)
"""How long a text that was written may wait to be sent; after that the notice is free again and written anew."""
LEASE = timedelta(minutes=15)
"""Longer than all time-outs of one mail together, so that a slow server does not hand the notice to a second sender."""
LOOK_AGAIN = timedelta(minutes=10)

_notices = table_of(Notice)
_columns = _notices.c
_UNSENT = (NoticeState.OWED, NoticeState.SENDING, NoticeState.NO_TARGET)
"""What the partial index holds."""

_TAKE = (
    _notices.update()
    .where(
        _columns.id == sa.bindparam("notice"),
        _columns.lease_token == sa.bindparam("token"),
        # neither held back nor confirmed by hand since it was reserved
        _columns.held_at.is_(None),
        sa.or_(*(_columns.state == state for state in _UNSENT)),
    )
    .values(
        state=NoticeState.SENDING,
        attempts=sa.bindparam("attempt"),
        first_attempt_at=sa.bindparam("first"),
        may_be_doubled=sa.or_(_columns.may_be_doubled, sa.bindparam("was_in_hand", type_=sa.Boolean())),
        lease_until=sa.bindparam("until"),
        title=sa.bindparam("as_title"),
        body=sa.bindparam("as_body"),
    )
    .returning(_columns.id)
)


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
    reserved = Reserved()
    if not notices:
        return reserved
    context = context_of(session, notices, today)
    opened = []
    if rules is not None:
        rules = replace(rules, calendar=calendar_in_force(session, rules.calendar))
    for notice in notices:
        plan = context.plans[notice.cycle_id]
        opens = at if rules is None or any_hour else may_be_sent_at(plan, rules, at, today)
        if opens > at:
            notice.next_attempt_at = opens
            reserved.put_off += 1
        else:
            opened.append(notice)
    texts = digests_of(session, opened, context, today)
    have_it = _have_it(session, opened)
    for notice in opened:
        text = texts.get(notice.id or 0)
        if text is None:
            notice.state, notice.lease_token, notice.lease_until = NoticeState.WITHDRAWN, None, None
            reserved.withdrawn += 1
            continue
        deputy = context.deputies.get((notice.unit_id, notice.desk))
        redirect(session, notice, deputy, today, at)
        unit_id, desk = (deputy.to_unit_id, deputy.to_desk) if deputy else (notice.unit_id, notice.desk)
        tags = tags_of(context.units[unit_id], desk)
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
    return reserved


def take(session: Session, claim: Claim, at: datetime) -> bool:
    """Take a reserved notice in hand, to be sent at once; false where it is not ours any more or its text is old."""
    if at > claim.until:
        return False
    given = {
        "notice": claim.notice_id,
        "token": claim.token,
        "attempt": claim.attempts,
        "first": claim.first_attempt_at,
        "was_in_hand": claim.was_in_hand,
        "until": at + LEASE,
        "as_title": claim.message.title,
        "as_body": claim.message.body,
    }
    return bool(session.execute(_TAKE, given).all())


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
    query = select(Notice).where(
        is_one_of(col(Notice.state), _UNSENT), col(Notice.held_at).is_(None), unreserved, sa.or_(waiting, abandoned)
    )
    if cycle is not None:
        query = query.join(Cycle, col(Cycle.id) == col(Notice.cycle_id)).where(Cycle.code == cycle)
    return query.order_by(col(Notice.next_attempt_at), col(Notice.id))


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
