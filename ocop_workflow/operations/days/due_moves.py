"""Open due days that moved: changed as sets, listed one by one, each a line of the log of acts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.records.dossier_tables import Dossier, dossier_code
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.sets import constant, table_of
from ocop_workflow.records.tables import ActLog, Assignment, Report, Unit
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import NoticeState, Step, Subject


@dataclass(frozen=True)
class MovedDue:
    """One open due day that the calendar moved; `was_notified`: somebody was told the old one."""

    subject: Subject
    subject_id: int
    unit: str
    what: str
    due_before: date
    due_after: date
    reason: str
    was_notified: bool


@dataclass(frozen=True)
class CountedAlike:
    """Rows that were counted alike and now come out otherwise."""

    subject: Subject
    where: tuple[Any, ...]
    before: date
    was_provisional: bool
    after: date
    basis: str
    is_provisional: bool
    since: date


def _table(subject: Subject) -> sa.Table:
    return table_of({Subject.ASSIGNMENT: Assignment, Subject.REPORT: Report, Subject.DOSSIER: Dossier}[subject])


def change(session: Session, found: CountedAlike) -> int:
    """Give the rows of a set the day that they now come out with; return how many."""
    table = _table(found.subject)
    values = {"due_on": found.after, "due_basis": found.basis, "due_is_provisional": found.is_provisional}
    if found.subject is Subject.REPORT:
        values["first_due_on"] = sa.case((table.c.visit == 0, found.after), else_=table.c.first_due_on)
    changed = session.execute(sa.update(table).where(*found.where).values(values).returning(table.c.id))
    return len(changed.all())


def log_moves(
    session: Session, found: CountedAlike, reason: str, actor: str, today: date, at: datetime
) -> Iterator[MovedDue]:
    """List the rows of a set and write a line of the log of acts for each."""
    table = _table(found.subject)
    visit = {Subject.REPORT: "visit", Subject.DOSSIER: "log_seq"}.get(found.subject)
    told = (
        sa.exists()
        .where(
            col(NoticeLine.subject) == found.subject,
            col(NoticeLine.subject_id) == table.c.id,
            col(NoticeLine.visit) == (table.c[visit] if visit else 0),
            col(Notice.id) == col(NoticeLine.notice_id),
            col(Notice.state).in_((NoticeState.SENT, NoticeState.SENDING)),
        )
        .correlate(table)
    )
    detail = f"hạn {vn_date(found.before)} đổi thành {vn_date(found.after)}: {reason}"
    unit_id = table.c.commune_id if found.subject is Subject.DOSSIER else table.c.unit_id
    listed = (
        sa.select(table.c.id, col(Unit.name), table.c[_WHAT[found.subject]], told)
        .join(Unit, col(Unit.id) == unit_id, isouter=True)
        .where(*found.where)
        .order_by(col(Unit.name), table.c.id)
        .with_for_update(of=table)  # or a report filed in this moment would be logged as moved
    )
    rows = session.execute(listed).all()
    log = table_of(ActLog).c
    acts = sa.select(
        constant(log.at, at),
        constant(log.on_day, today),
        constant(log.actor, actor),
        constant(log.action, "due_day_moved"),
        constant(log.subject, str(found.subject)),
        table.c.id,
        sa.case((told, f"{detail}; đã thông báo hạn cũ"), else_=detail),
    ).where(*found.where)
    names = ["at", "on_day", "actor", "action", "subject", "subject_id", "detail"]
    session.execute(table_of(ActLog).insert().from_select(names, acts))
    for key, unit, what, was_told in rows:
        yield MovedDue(
            found.subject,
            key,
            unit or "chưa xác định xã, phường",
            _called(found.subject, key, what),
            found.before,
            found.after,
            reason,
            bool(was_told),
        )


_WHAT = {Subject.ASSIGNMENT: "step", Subject.REPORT: "period_label", Subject.DOSSIER: "product_name"}


def _called(subject: Subject, key: int, what: Any) -> str:
    if subject is Subject.ASSIGNMENT:
        return f"Nhiệm vụ, {Step(what).title}"
    return f"Báo cáo {what}" if subject is Subject.REPORT else f"{dossier_code(key)} «{what}»"
