"""The outbox: claim a notice, send it, stamp it. A crash in between may repeat one message and never loses one.

The one operation that is handed the unit of work instead of a session: a claim must be committed before anything leaves
the house, and the stamp after it. The roof decides when that happens by calling it.
"""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.notify.channels import Channels, Target
from ocop_workflow.notify.message import Message, Outcome, OutcomeState
from ocop_workflow.operations.calendar_letters import calendar_in_force
from ocop_workflow.operations.delegations import redirect
from ocop_workflow.operations.digests import digest_of
from ocop_workflow.operations.plans import plan_of
from ocop_workflow.operations.running import Rules, may_be_sent_at
from ocop_workflow.operations.summary import DeliveryCount
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery
from ocop_workflow.records.session import is_rehearsal
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.vocabulary import Desk, NoticeState

LEASE = timedelta(minutes=15)
"""Longer than all time-outs of one mail together, so that a slow server does not hand the notice to a second sender."""
LOOK_AGAIN = timedelta(minutes=10)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
GIVE_UP_AFTER = timedelta(hours=72)

Work = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Delivered:
    """What one delivery run did, in notices."""

    sent: int = 0
    no_target: int = 0
    later: int = 0
    given_up: int = 0
    withdrawn: int = 0

    @property
    def count(self) -> DeliveryCount:
        """The same as a plain value for a summary."""
        return DeliveryCount(**asdict(self))

    @property
    def looked_at(self) -> int:
        """How many notices were taken in hand."""
        return self.sent + self.no_target + self.later + self.given_up + self.withdrawn


@dataclass(frozen=True)
class _Claim:
    notice_id: int
    token: str
    message: Message
    tags: tuple[str, ...]


class _NothingLeft:
    """The claimed notice had nothing open any more and was withdrawn."""


class _Waits:
    """The office is closed: the notice was put off to its next opening."""


def deliver(
    work: Work,
    channels: Channels,
    *,
    today: date,
    now: Callable[[], datetime],
    rules: Rules | None = None,
    any_hour: bool = False,
    cycle: str | None = None,
    limit: int = 10_000,
) -> Delivered:
    """Send every notice that is owed now, of one cycle or of all; each in its own short transactions.

    With `rules` only in office hours of the plan, unless `any_hour` is asked for. What was tried and failed waits for
    its next attempt, so the loop ends by itself.
    """
    counts = dict.fromkeys(("sent", "no_target", "later", "given_up", "withdrawn"), 0)
    for _ in range(limit):
        claimed = _claim(work, today, now(), cycle, None if any_hour else rules, any_hour=any_hour)
        if claimed is None:
            break
        if isinstance(claimed, _Waits):
            continue
        counts["withdrawn" if isinstance(claimed, _NothingLeft) else _send(work, channels, claimed, now)] += 1
    return Delivered(**counts)


def _claim(
    work: Work, today: date, at: datetime, cycle: str | None, rules: Rules | None, *, any_hour: bool
) -> _Claim | _NothingLeft | _Waits | None:
    """Take one notice in hand under a lease, with the text as it reads now."""
    with work() as session:
        is_time = sa.or_(col(Notice.next_attempt_at) <= at, sa.and_(sa.literal(any_hour), col(Notice.attempts) == 0))
        waiting = sa.and_(col(Notice.state) == NoticeState.OWED, is_time)
        waiting |= sa.and_(col(Notice.state) == NoticeState.NO_TARGET, col(Notice.next_attempt_at) <= at)
        abandoned = sa.and_(col(Notice.state) == NoticeState.SENDING, col(Notice.lease_until) < at)
        free = (col(Notice.held_at).is_(None), sa.or_(waiting, abandoned))
        query = select(Notice).where(*free).order_by(col(Notice.next_attempt_at), col(Notice.id))
        if cycle is not None:
            query = query.join(Cycle, col(Cycle.id) == col(Notice.cycle_id)).where(Cycle.code == cycle)
        notice = session.exec(query.limit(1).with_for_update(skip_locked=True, of=Notice)).first()
        if notice is None:
            return None
        session.add(notice)
        if rules is not None and (opens := _opens(session, notice, rules, at, today)) > at:
            notice.next_attempt_at = opens
            return _Waits()
        deputy = redirect(session, notice, today, at)
        text = digest_of(session, notice, today)
        if text is None:
            notice.state, notice.lease_token, notice.lease_until = NoticeState.WITHDRAWN, None, None
            return _NothingLeft()
        notice.may_be_doubled = notice.may_be_doubled or notice.state is NoticeState.SENDING
        notice.title, notice.body = text
        notice.state, notice.attempts = NoticeState.SENDING, notice.attempts + 1
        notice.first_attempt_at = notice.first_attempt_at or at
        token = uuid.uuid4().hex
        notice.lease_token, notice.lease_until = token, at + LEASE
        session.flush()
        unit_id, desk = (deputy.to_unit_id, deputy.to_desk) if deputy else (notice.unit_id, notice.desk)
        tags = tags_of(session.get_one(Unit, unit_id), desk)
        assert notice.id is not None
        return _Claim(notice.id, token, Message(notice.code, *text, at), tags)


def _opens(session: Session, notice: Notice, rules: Rules, at: datetime, today: date) -> datetime:
    cycle = session.get_one(Cycle, notice.cycle_id)
    plan = plan_of(session.get_one(PlanVersion, cycle.plan_version_id))
    return may_be_sent_at(plan, replace(rules, calendar=calendar_in_force(session, rules.calendar)), at, today)


def tags_of(unit: Unit, desk: Desk) -> tuple[str, ...]:
    """The tag of a desk in the channels file: `<locality>.<unit>`, with `.head` for its head.

    The head's notice never falls back to the office: who did not name a channel for the head sees that in the list.
    """
    tag = f"{unit.locality}.{unit.code}"
    return (f"{tag}.head",) if desk is Desk.HEAD else (tag,)


def _send(work: Work, channels: Channels, claim: _Claim, now: Callable[[], datetime]) -> str:
    targets = channels.targets(claim.tags)
    if not targets:
        return _stamp(work, claim, now(), NoticeState.NO_TARGET, f"chưa khai báo kênh cho «{claim.tags[0]}»")
    with work() as session:
        has_it = select(NoticeDelivery.target).where(
            NoticeDelivery.notice_id == claim.notice_id, NoticeDelivery.outcome == OutcomeState.SENT
        )
        done = set(session.exec(has_it).all())
    outcomes: list[Outcome] = []
    for target in targets:
        if target.key not in done:
            # A rehearsal assumes that the channel takes it: nothing leaves the house for what will be undone.
            outcome = Outcome(OutcomeState.SENT, "chạy thử") if is_rehearsal() else target.send(claim.message)
            outcomes.append(outcome)
            _record(work, claim, target, outcome, now())
    return _conclude(work, claim, outcomes, now())


def _record(work: Work, claim: _Claim, target: Target, outcome: Outcome, at: datetime) -> None:
    with work() as session:
        session.merge(
            NoticeDelivery(
                notice_id=claim.notice_id, target=target.key, outcome=outcome.state, at=at, detail=outcome.detail
            )
        )


def _conclude(work: Work, claim: _Claim, outcomes: list[Outcome], at: datetime) -> str:
    open_ones = [outcome for outcome in outcomes if outcome.state in (OutcomeState.TRY_LATER, OutcomeState.UNKNOWN)]
    refused = [outcome for outcome in outcomes if outcome.state is OutcomeState.REFUSED]
    if open_ones:
        return _stamp(work, claim, at, NoticeState.OWED, open_ones[0].detail, unknown=_has_unknown(open_ones))
    if refused:
        return _stamp(work, claim, at, NoticeState.GIVEN_UP, refused[0].detail)
    return _stamp(work, claim, at, NoticeState.SENT, None)


def _has_unknown(outcomes: list[Outcome]) -> bool:
    return any(outcome.state is OutcomeState.UNKNOWN for outcome in outcomes)


def _stamp(
    work: Work, claim: _Claim, at: datetime, state: NoticeState, error: str | None, *, unknown: bool = False
) -> str:
    """Write the outcome unless the lease has passed to somebody else in the meantime."""
    with work() as session:
        mine = (Notice.id == claim.notice_id, Notice.lease_token == claim.token)
        notice = session.exec(select(Notice).where(*mine).with_for_update()).first()
        if notice is None:
            return "later"
        if state is NoticeState.OWED and at - (notice.first_attempt_at or at) > GIVE_UP_AFTER:
            state, error = NoticeState.GIVEN_UP, f"{error}; đã thử trong 72 giờ"
        wait = BACK_OFF[notice.attempts - 1] if notice.attempts <= len(BACK_OFF) else timedelta(hours=1)
        notice.state, notice.last_error = state, error
        notice.lease_token = notice.lease_until = None
        notice.may_be_doubled = notice.may_be_doubled or unknown
        if state is NoticeState.SENT:
            notice.sent_at = at
        elif state is NoticeState.NO_TARGET:
            notice.attempts -= 1
            notice.next_attempt_at = at + LOOK_AGAIN
        elif state is NoticeState.OWED:
            notice.next_attempt_at = at + wait
        session.add(notice)
        return {
            NoticeState.SENT: "sent",
            NoticeState.NO_TARGET: "no_target",
            NoticeState.GIVEN_UP: "given_up",
        }.get(state, "later")
