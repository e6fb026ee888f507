"""Notices held back after a restore: what may already have been sent is not sent again until a person says so.

Between the backup and the loss, notices were sent that the restored records do not know. The day's work is done once
more, so that everything that would have been told by now is owed again, and all of it is held. What becomes due later
is new and goes out by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules, open_cycles
from ocop_workflow.operations.cycle.sweep import sweep_cycle
from ocop_workflow.operations.notices.notice_lookup import UNSENT, find_notice
from ocop_workflow.operations.notices.outbox import Work
from ocop_workflow.records import numbers
from ocop_workflow.records.consolidation_tables import Consolidation
from ocop_workflow.records.dossier_tables import Dossier, dossier_code
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.sets import table_of
from ocop_workflow.vocabulary import NoticeState

CODES_LEFT_OUT = 100_000
"""Codes that were given out after the backup are never given again: of notices (a mail server drops a second message
that bears a known Message-ID), of dossiers and of consolidated reports (they stand on paper)."""
_CODED = (Notice, Dossier, Consolidation)


@dataclass(frozen=True)
class Quarantine:
    """What a restore left: how many notices are held, the cycles that failed, the last dossier before the gap."""

    held: int
    failed: list[str]
    last_dossier: str


def begin(work: Work, rules: Rules, *, actor: str, reason: str, today: date, now: Callable[[], datetime]) -> Quarantine:
    """Hold everything unsent, and everything that the day owes; leave out the codes that may be on paper already.

    Nothing must deliver meanwhile. A cycle that fails is named: what it owes is raised later, and not held.
    """
    _hold(work, now())
    with work() as session:
        last_dossier = dossier_code(numbers.last(session, Dossier))
        for table in _CODED:
            numbers.leave_out(session, table, CODES_LEFT_OUT)
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
    return Quarantine(held, failed, last_dossier)


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
