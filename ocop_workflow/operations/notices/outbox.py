"""The outbox: take a notice in hand, send it, stamp it. A crash in between may repeat one message and never loses one.

The one operation that is handed the unit of work instead of a session: that a notice is in hand must be committed
before it leaves the house, and the stamp after it. The stamp of one and the taking of the next are one transaction.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.notify.channels import Channels, Target
from ocop_workflow.notify.message import Outcome, OutcomeState
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.cycle.summary import DeliveryCount
from ocop_workflow.operations.notices.outbox_claims import Claim, reserve, take
from ocop_workflow.records.columns import UtcDateTime
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.session import is_rehearsal
from ocop_workflow.records.sets import table_of
from ocop_workflow.vocabulary import NoticeState

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
GIVE_UP_AFTER = timedelta(hours=72)

_notices = table_of(Notice)
_columns = _notices.c

# Put together once: they are said twice for every message.
_RECORD = sa.text(
    "INSERT INTO notice_delivery (notice_id, target, outcome, at, detail)"
    " VALUES (:notice, :target, :outcome, :at, :detail) ON CONFLICT (notice_id, target)"
    " DO UPDATE SET outcome = excluded.outcome, at = excluded.at, detail = excluded.detail"
).bindparams(sa.bindparam("at", type_=UtcDateTime()))
_STAMP = (
    _notices.update()
    .where(_columns.id == sa.bindparam("notice"), _columns.lease_token == sa.bindparam("token"))
    .values(
        state=sa.bindparam("fate"),
        last_error=sa.bindparam("error"),
        lease_token=None,
        lease_until=None,
        may_be_doubled=sa.or_(_columns.may_be_doubled, sa.bindparam("is_unknown", type_=sa.Boolean())),
        sent_at=sa.func.coalesce(sa.bindparam("sent", type_=UtcDateTime()), _columns.sent_at),
        next_attempt_at=sa.func.coalesce(sa.bindparam("next", type_=UtcDateTime()), _columns.next_attempt_at),
    )
    .returning(_columns.id)
)

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
class _Sent:
    """A message that has left the house, or tried to, and is not stamped yet."""

    claim: Claim
    outcomes: tuple[tuple[Target, Outcome], ...]
    at: datetime


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
    """Send every notice that is owed now, of one cycle or of all, in short transactions.

    With `rules` only in office hours of the plan, unless `any_hour` is asked for. What was tried and failed waits for
    its next attempt, so the loop ends by itself.
    """
    counts = Counter[str]()
    last: _Sent | None = None
    left = limit
    while left > 0:
        with work() as session:
            if last is not None:
                counts[_stamp(session, last)] += 1
                last = None
            batch = reserve(
                session, channels, today=today, at=now(), rules=rules, any_hour=any_hour, cycle=cycle, limit=left
            )
        if not batch.looked_at:
            break
        left -= batch.looked_at
        counts.update(no_target=batch.no_target, withdrawn=batch.withdrawn)
        for claim in batch.claims:
            with work() as session:
                if last is not None:
                    counts[_stamp(session, last)] += 1
                is_ours = take(session, claim, now())
            last = _send(work, claim, now) if is_ours else None
    if last is not None:
        with work() as session:
            counts[_stamp(session, last)] += 1
    return Delivered(**counts)


def _send(work: Work, claim: Claim, now: Callable[[], datetime]) -> _Sent:
    """One attempt at each target; with several of them what became of each is written down before the next one."""
    outcomes: list[tuple[Target, Outcome]] = []
    for target in claim.targets:
        if outcomes:
            with work() as session:
                _record(session, claim, *outcomes[-1], now())
        # A rehearsal assumes that the channel takes it: nothing leaves the house for what will be undone.
        outcome = Outcome(OutcomeState.SENT, "chạy thử") if is_rehearsal() else target.send(claim.message)
        outcomes.append((target, outcome))
    return _Sent(claim, tuple(outcomes), now())


def _record(session: Session, claim: Claim, target: Target, outcome: Outcome, at: datetime) -> None:
    given = {"notice": claim.notice_id, "target": target.key, "outcome": outcome.state.value, "at": at}
    session.execute(_RECORD, {**given, "detail": outcome.detail})


def _stamp(session: Session, sent: _Sent) -> str:
    """Write down what became of a notice, unless its lease has passed to somebody else in the meantime."""
    claim, at = sent.claim, sent.at
    if sent.outcomes:
        _record(session, claim, *sent.outcomes[-1], at)
    state, error = _fate([outcome for _, outcome in sent.outcomes])
    if state is NoticeState.OWED and at - claim.first_attempt_at > GIVE_UP_AFTER:
        state, error = NoticeState.GIVEN_UP, f"{error}; đã thử trong 72 giờ"
    wait = BACK_OFF[claim.attempts - 1] if claim.attempts <= len(BACK_OFF) else timedelta(hours=1)
    given = {
        "notice": claim.notice_id,
        "token": claim.token,
        "fate": state,
        "error": error,
        "is_unknown": any(outcome.state is OutcomeState.UNKNOWN for _, outcome in sent.outcomes),
        "sent": at if state is NoticeState.SENT else None,
        "next": at + wait if state is NoticeState.OWED else None,
    }
    if not session.execute(_STAMP, given).all():
        return "later"
    return {NoticeState.SENT: "sent", NoticeState.GIVEN_UP: "given_up"}.get(state, "later")


def _fate(outcomes: Sequence[Outcome]) -> tuple[NoticeState, str | None]:
    """Where a notice stands after the attempt; with every target served before, it is sent."""
    for outcome in outcomes:
        if outcome.state in (OutcomeState.TRY_LATER, OutcomeState.UNKNOWN):
            return NoticeState.OWED, outcome.detail
    refused = [outcome for outcome in outcomes if outcome.state is OutcomeState.REFUSED]
    return (NoticeState.GIVEN_UP, refused[0].detail) if refused else (NoticeState.SENT, None)
