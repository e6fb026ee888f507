"""Notices held back after a restore: what may already have been sent is not sent again until a person says so.

Between the backup and the loss, notices were sent that the restored records do not know. The day's work is done once
more, so that everything that would have been told by now is owed again, and all of it is held. What becomes due later
is new and goes out by itself.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules, open_cycles
from ocop_workflow.operations.cycle.sweep import sweep_cycle
from ocop_workflow.operations.notices.notice_lookup import UNSENT, find_notice
from ocop_workflow.operations.notices.outbox import Work
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Cycle
from ocop_workflow.vocabulary import Desk, NoticeState

CODES_LEFT_OUT = 100_000
"""Codes of notices (and the Message-IDs made of them) that were given out after the backup are never given again."""


def begin(
    work: Work, rules: Rules, *, actor: str, reason: str, today: date, now: Callable[[], datetime]
) -> tuple[int, list[str]]:
    """Hold everything unsent, and everything that the day owes; how many notices, and the cycles that failed.

    Nothing must deliver meanwhile. A cycle that fails is named: what it owes is raised later, and not held.
    """
    _hold(work, now())
    with work() as session:
        _leave_codes_out(session, today, now())
        codes = [cycle.code for cycle in open_cycles(session, today)]
    failed = []
    for code in codes:
        try:
            sweep_cycle(work, rules, code, today=today, now=now)
        except Exception as error:
            failed.append(f"{code}: {error}")
    _hold(work, now())
    with work() as session:
        held = len(held_notices(session))
        note_act(session, actor, "quarantine_begin", "notice", 0, f"{reason}; giữ lại {held} thông báo", today, now())
    return held, failed


def held_notices(session: Session) -> list[Notice]:
    """Everything that is held, oldest first."""
    return list(session.exec(select(Notice).where(col(Notice.held_at).is_not(None)).order_by(col(Notice.id))))


def release(session: Session, codes: Sequence[str], *, actor: str, today: date, at: datetime) -> int:
    """Let the notices go out with the next delivery.

    Raises:
        NotFound: no such notice. Refused: it is not held.
    """
    notices = _held(session, codes)
    for notice in notices:
        notice.held_at, notice.next_attempt_at = None, at
        session.add(notice)
    return _noted(session, notices, actor, "notice_released", "cho gửi sau phục hồi", today, at)


def withdraw(session: Session, codes: Sequence[str], *, actor: str, reason: str, today: date, at: datetime) -> int:
    """Send none of the notices: somebody has seen that they were sent before the loss; raises as `release` does."""
    if not reason.strip():
        raise Refused("Thiếu lý do: ghi căn cứ cho biết thông báo đã gửi (nhật ký máy chủ thư, đơn vị xác nhận …).")
    notices = _held(session, codes)
    for notice in notices:
        notice.held_at, notice.state, notice.last_error = None, NoticeState.WITHDRAWN, reason
        notice.lease_token = notice.lease_until = None
        session.add(notice)
    return _noted(session, notices, actor, "notice_withdrawn", reason, today, at)


def _hold(work: Work, at: datetime) -> None:
    columns = table_of(Notice).c
    with work() as session:
        unsent = (columns.state.in_(UNSENT), columns.held_at.is_(None))
        session.execute(sa.update(table_of(Notice)).where(*unsent).values(held_at=at))


def _leave_codes_out(session: Session, today: date, at: datetime) -> None:
    """Jump ahead in the numbers of notices: mail servers drop a second message that bears a known Message-ID."""
    last = session.exec(select(sa.func.max(Notice.id))).one() or 0
    if session.get_bind().dialect.name == "postgresql":
        following = last + CODES_LEFT_OUT
        session.execute(sa.text("SELECT setval(pg_get_serial_sequence('notice', 'id'), :n)"), {"n": following})
        return
    cycle = session.exec(select(Cycle).order_by(col(Cycle.id).desc())).first()
    if cycle is None or cycle.id is None:
        return
    # SQLite counts on from the highest row, so one row keeps the place.
    session.add(
        Notice(
            id=last + CODES_LEFT_OUT, cycle_id=cycle.id, unit_id=cycle.standing_unit_id, desk=Desk.OFFICE,
            raised_on=today, state=NoticeState.WITHDRAWN, next_attempt_at=at,
            last_error="giữ chỗ: sau khi phục hồi, mã thông báo nhảy qua những mã có thể đã dùng",
        )
    )  # fmt: skip


def _held(session: Session, codes: Sequence[str]) -> list[Notice]:
    notices = [find_notice(session, code) for code in codes]
    if free := [notice.code for notice in notices if notice.held_at is None]:
        raise Refused(f"Không bị giữ: {', '.join(free)}. Xem «ocop notice quarantine list». Chưa đổi gì.")
    if not notices:
        raise NotFound("thông báo bị giữ", "–", "Xem «ocop notice quarantine list».")
    return notices


def _noted(
    session: Session, notices: Sequence[Notice], actor: str, action: str, detail: str, today: date, at: datetime
) -> int:
    for notice in notices:
        note_act(session, actor, action, "notice", notice.id or 0, f"{notice.code}: {detail}", today, at)
    return len(notices)
