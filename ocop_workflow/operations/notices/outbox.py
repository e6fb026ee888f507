"""The outbox: take a notice in hand, send it, stamp it. A crash in between may repeat one message and never loses one.

The one operation that is handed the unit of work instead of a session: that a notice is in hand must be committed
before it leaves the house, and the stamp after it. The stamp of one and the taking of the next are one transaction.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from ocop_workflow.notify.channels import Channels, Target
from ocop_workflow.notify.message import Outcome, OutcomeState
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.cycle.summary import DeliveryCount
from ocop_workflow.operations.notices.outbox_claims import Claim, reserve, take
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery
from ocop_workflow.records.session import is_rehearsal
from ocop_workflow.records.sets import table_of
from ocop_workflow.vocabulary import NoticeState

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30))
GIVE_UP_AFTER = timedelta(hours=72)

_notices = table_of(Notice)

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
    session.merge(
        NoticeDelivery(
            notice_id=claim.notice_id, target=target.key, outcome=outcome.state, at=at, detail=outcome.detail
        )
    )


def _stamp(session: Session, sent: _Sent) -> str:
    """Write down what became of a notice, unless its lease has passed to somebody else in the meantime."""
    claim, at = sent.claim, sent.at
    if sent.outcomes:
        _record(session, claim, *sent.outcomes[-1], at)
    state, error = _fate([outcome for _, outcome in sent.outcomes])
    if state is NoticeState.OWED and at - claim.first_attempt_at > GIVE_UP_AFTER:
        state, error = NoticeState.GIVEN_UP, f"{error}; đã thử trong 72 giờ"
    values: dict[str, Any] = {"state": state, "last_error": error, "lease_token": None, "lease_until": None}
    if any(outcome.state is OutcomeState.UNKNOWN for _, outcome in sent.outcomes):
        values["may_be_doubled"] = True
    if state is NoticeState.SENT:
        values["sent_at"] = at
    elif state is NoticeState.OWED:
        wait = BACK_OFF[claim.attempts - 1] if claim.attempts <= len(BACK_OFF) else timedelta(hours=1)
        values["next_attempt_at"] = at + wait
    columns = _notices.c
    mine = _notices.update().where(columns.id == claim.notice_id, columns.lease_token == claim.token)
    if not session.execute(mine.values(values).returning(columns.id)).all():
        return "later"
    return {NoticeState.SENT: "sent", NoticeState.GIVEN_UP: "given_up"}.get(state, "later")


def _fate(outcomes: Sequence[Outcome]) -> tuple[NoticeState, str | None]:
    """Where a notice stands after the attempt; with every target served before, it is sent."""
    for outcome in outcomes:
        if outcome.state in (OutcomeState.TRY_LATER, OutcomeState.UNKNOWN):
            return NoticeState.OWED, outcome.detail
    refused = [outcome for outcome in outcomes if outcome.state is OutcomeState.REFUSED]
    return (NoticeState.GIVEN_UP, refused[0].detail) if refused else (NoticeState.SENT, None)
