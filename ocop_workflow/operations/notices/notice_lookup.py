"""The outbox as people look it up; nothing is changed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.tables import Cycle, Unit
from ocop_workflow.vocabulary import Desk, NoticeState


@dataclass(frozen=True)
class NoticeLine:
    """One notice of the outbox as people read it."""

    code: str
    cycle: str
    unit: str
    unit_code: str
    desk: Desk
    raised_on: date
    state: NoticeState
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    may_be_doubled: bool
    last_error: str | None
    acknowledged_on: date | None
    acknowledged_by: str | None
    held_at: datetime | None
    title: str | None


UNSENT = (NoticeState.OWED, NoticeState.SENDING, NoticeState.NO_TARGET)


def list_notices(
    session: Session,
    *,
    cycle: str | None = None,
    unit: str | None = None,
    states: Sequence[NoticeState] = (),
    unread: bool = False,
) -> list[NoticeLine]:
    """The notices of one cycle or of all, oldest first."""
    rows = (
        select(Notice, Cycle, Unit)
        .join(Cycle, col(Cycle.id) == col(Notice.cycle_id))
        .join(Unit, col(Unit.id) == col(Notice.unit_id))
        .order_by(col(Notice.id))
    )
    if cycle:
        rows = rows.where(Cycle.code == cycle)
    if unit:
        rows = rows.where(Unit.code == unit)
    if states:
        rows = rows.where(col(Notice.state).in_(states))
    if unread:
        rows = rows.where(Notice.state == NoticeState.SENT, col(Notice.acknowledged_on).is_(None))
    return [
        NoticeLine(
            code=notice.code,
            cycle=of_cycle.code,
            unit=owner.name,
            unit_code=owner.code,
            desk=notice.desk,
            raised_on=notice.raised_on,
            state=notice.state,
            attempts=notice.attempts,
            next_attempt_at=notice.next_attempt_at if notice.state in UNSENT else None,
            sent_at=notice.sent_at,
            may_be_doubled=notice.may_be_doubled,
            last_error=notice.last_error,
            acknowledged_on=notice.acknowledged_on,
            acknowledged_by=notice.acknowledged_by,
            held_at=notice.held_at,
            title=notice.title,
        )
        for notice, of_cycle, owner in session.exec(rows)
    ]


def find_notice(session: Session, code: str) -> Notice:
    """The notice called TB-2024-000123 (or just 123).

    Raises:
        NotFound: there is none of that code.
    """
    digits = code.strip().upper().rpartition("-")[2]
    notice = session.get(Notice, int(digits)) if digits.isdecimal() and len(digits) < 12 else None
    if notice is None or ("-" in code and notice.code != code.strip().upper()):
        raise NotFound("thông báo", code, "Xem «ocop notice list».")
    return notice
