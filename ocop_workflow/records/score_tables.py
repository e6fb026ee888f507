"""The tables of scoring: a session's dossiers, each member's sheets, the counted ballots, earlier assessments.

Points are whole numbers of hundredths: SQLite knows no exact decimal, and 89,95 must stay below 90 in a sum.
A sheet is one row with its answers in one value: summing three million cells then reads a hundred thousand rows.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import AssessmentKind, BallotOutcome


class SessionDossier(SQLModel, table=True):
    """A dossier before a council session: by which criteria, at which ballot, and with what result.

    `total_sum` over `sheets` is the exact mean; `score` is that mean cut (never rounded) after three digits.
    `disqualified` are the codes of grounds that stopped the scoring; `recorded_seq` is the line of the dossier's log
    that carries the result, the only thing that is still written after the conclusion.
    """

    __tablename__ = "session_dossier"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "dossier_id"),
        sa.Index(
            "uq_session_dossier_open",
            "dossier_id",
            unique=True,
            sqlite_where=sa.text("concluded_on IS NULL AND withdrawn_on IS NULL"),
            postgresql_where=sa.text("concluded_on IS NULL AND withdrawn_on IS NULL"),
        ),
        sa.CheckConstraint("star_rank BETWEEN 0 AND 5", name="star_rank"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="council_session.id")
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    regime: str
    criteria_set: str
    ballot: int = 1
    version: int = 1
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None
    concluded_on: date | None = None
    sheets: int | None = None
    total_sum: int | None = None
    score: Decimal | None = Field(default=None, sa_type=sa.Numeric(6, 3))
    band_rank: int | None = None
    gate_rank: int | None = None
    star_rank: int | None = None
    disqualified: str = ""
    recorded_seq: int | None = None


def is_open(entry: Any) -> sa.ColumnElement[bool]:
    """The condition that a dossier of a session waits for its ballot: neither concluded nor taken off the docket."""
    return sa.and_(entry.concluded_on.is_(None), entry.withdrawn_on.is_(None))


class ScoreSheet(SQLModel, table=True):
    """One member's sheet of one dossier in one ballot; never changed, only returned before the ballot is counted.

    `total` and `gate_rank` (the highest star whose minimum answers this sheet meets) are computed at entry.
    """

    __tablename__ = "score_sheet"
    __table_args__ = (
        sa.UniqueConstraint("entry_id", "member_id", "ballot", "turn"),
        sa.Index(
            "uq_score_sheet_counted",
            "entry_id",
            "ballot",
            "member_id",
            unique=True,
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        ),
        sa.CheckConstraint("total BETWEEN 0 AND 10000", name="total"),
        sa.CheckConstraint("gate_rank BETWEEN 0 AND 5", name="gate_rank"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="session_dossier.id")
    member_id: int = Field(foreign_key="council_member.id")
    ballot: int
    turn: int = 1
    answers: str
    total: int
    gate_rank: int
    remark: str | None = None
    source: str
    submitted_on: date
    submitted_by: str
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    returned_on: date | None = None
    returned_by: str | None = None
    return_reason: str | None = None


class Ballot(SQLModel, table=True):
    """A counted ballot of a dossier; append-only. What was counted is closed for ever."""

    entry_id: int = Field(foreign_key="session_dossier.id", primary_key=True)
    number: int = Field(primary_key=True)
    outcome: BallotOutcome = Field(sa_type=word(BallotOutcome))
    sheets: int
    total_sum: int
    lowest: int
    highest: int
    note: str
    counted_on: date
    counted_by: str
    counted_at: datetime = Field(sa_type=UtcDateTime)


class Assessment(SQLModel, table=True):
    """What the producer (Mẫu số 02) or the commune (Mẫu số 03) answers on the same criteria; each version is kept."""

    __table_args__ = (sa.UniqueConstraint("dossier_id", "kind", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id")
    kind: AssessmentKind = Field(sa_type=word(AssessmentKind))
    version: int
    regime: str
    criteria_set: str
    answers: str
    total: int
    gate_rank: int | None = None
    paper_no: str | None = None
    paper_on: date | None = None
    source: str
    recorded_on: date
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
