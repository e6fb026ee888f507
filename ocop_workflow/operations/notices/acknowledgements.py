"""A desk confirms that it has read a notice: nothing is done by that, but nobody has to wonder whether it arrived.

What follows: the second reminder of the same thing is spared (`reminders`), a notice that found no channel is taken as
handed over, and later notices to heads and leaders say when it was read. Lateness climbs on: a due day does not move.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.notify.message import OutcomeState
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.notices.notice_subjects import Key
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery, NoticeLine
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Desk, NoticeState, Subject

BY_HAND = "trao tay"
"""The target under which a notice stands that reached its desk outside every channel."""

_Key = tuple[int, Subject, int, int]
"""The unit that owes, and what: subject, its number, its visit."""


def acknowledge(
    session: Session,
    notice: Notice,
    text: tuple[str, str] | None,
    *,
    actor: str,
    today: date,
    at: datetime,
) -> None:
    """Write down that the desk has read the notice; one that was never sent was handed over, with `text` as of now.

    Raises:
        Refused: it is acknowledged already, is just being sent, or nothing in it is open any more.
    """
    if notice.acknowledged_on is not None:
        when = f"{vn_date(notice.acknowledged_on)}, bởi {notice.acknowledged_by}"
        raise Refused(f"Thông báo {notice.code} đã được xác nhận ngày {when}.")
    if notice.state is NoticeState.SENDING:
        raise Refused(f"Thông báo {notice.code} đang được gửi; xác nhận lại sau ít phút.")
    if notice.state is NoticeState.WITHDRAWN or (notice.state is not NoticeState.SENT and text is None):
        raise Refused(f"Thông báo {notice.code}: mọi việc trong đó đã xong, không cần xác nhận.")
    how = ""
    if notice.state is not NoticeState.SENT and text is not None:
        how = f"; {BY_HAND}, vì trước đó «{notice.state.label}»"
        notice.title, notice.body = text
        notice.state, notice.sent_at, notice.last_error = NoticeState.SENT, at, None
        delivery = NoticeDelivery(
            notice_id=notice.id or 0, target=BY_HAND, outcome=OutcomeState.SENT, at=at, detail=f"{actor} xác nhận"
        )
        session.merge(delivery)
    notice.acknowledged_on, notice.acknowledged_by, notice.acknowledged_at = today, actor, at
    session.add(notice)
    note_act(session, actor, "notice_acknowledged", "notice", notice.id or 0, f"{notice.code}{how}", today, at)


def acknowledged(session: Session, owners: Collection[int], subjects: Iterable[Key]) -> dict[_Key, str]:
    """When and by whom the office of each unit that owes has last confirmed a notice about the same things."""
    line = NoticeLine
    rows = (
        select(line, col(Notice.acknowledged_on), col(Notice.acknowledged_by))
        .join(Notice, col(Notice.id) == col(line.notice_id))
        .where(
            col(line.unit_id).in_(owners),
            line.desk == Desk.OFFICE,
            col(line.subject_id).in_({number for _, number, _ in subjects}),
            col(Notice.acknowledged_on).is_not(None),
        )
        .order_by(col(Notice.acknowledged_at))
    )
    return {
        (told.unit_id, told.subject, told.subject_id, told.visit): f"ngày {vn_date(on)} ({by})"
        for told, on, by in session.exec(rows)
    }
