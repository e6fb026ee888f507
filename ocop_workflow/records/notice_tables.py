"""The outbox: lines that are owed to a desk, the notice that carries them, and each target's delivery."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import Desk, NoticeState, Rung, Subject


class Notice(SQLModel, table=True):
    """One message owed to one desk from one run: the digest of its lines. Held (`held_at`): not sent until released.

    `delegation_id`: to whom it went instead. Acknowledged: the desk has said that it read it, once.
    """

    __table_args__ = (
        sa.Index("ix_notice_desk", "cycle_id", "unit_id", "desk", "raised_on"),
        sa.Index(
            "ix_notice_unsent",
            "next_attempt_at",
            sqlite_where=sa.text("state IN ('owed', 'sending', 'no_target')"),
            postgresql_where=sa.text("state IN ('owed', 'sending', 'no_target')"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    unit_id: int = Field(foreign_key="unit.id")
    desk: Desk = Field(sa_type=word(Desk))
    raised_on: date
    state: NoticeState = Field(default=NoticeState.OWED, sa_type=word(NoticeState))
    attempts: int = 0
    first_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_token: str | None = None
    may_be_doubled: bool = False
    last_error: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    acknowledged_on: date | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    title: str | None = None
    body: str | None = None

    @property
    def code(self) -> str:
        """The stable id that every copy of the message carries."""
        return f"TB-{self.raised_on.year}-{self.id:06d}"


class NoticeLine(SQLModel, table=True):
    """One thing a desk must be told, once per subject, visit and rung, for ever."""

    __tablename__ = "notice_line"
    __table_args__ = (sa.UniqueConstraint("unit_id", "desk", "subject", "subject_id", "visit", "rung"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    unit_id: int = Field(foreign_key="unit.id")
    desk: Desk = Field(sa_type=word(Desk))
    subject: Subject = Field(sa_type=word(Subject))
    subject_id: int
    visit: int
    rung: Rung = Field(sa_type=word(Rung))
    raised_on: date
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)


class NoticeDelivery(SQLModel, table=True):
    """What happened to a notice at one target; a retry leaves out the targets that have it."""

    __tablename__ = "notice_delivery"

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    target: str = Field(primary_key=True)
    outcome: str
    at: datetime = Field(sa_type=UtcDateTime)
    detail: str
