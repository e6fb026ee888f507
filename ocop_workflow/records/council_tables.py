"""The tables of evaluation rounds and councils: who scores what in which session, and who must not."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import ConflictKind, CouncilPost, Level


class EvaluationRound(SQLModel, table=True):
    """An evaluation round of an area and year; both days are the last ones on time, inclusive."""

    __tablename__ = "evaluation_round"
    __table_args__ = (sa.UniqueConstraint("area", "year", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    level: Level = Field(sa_type=word(Level))
    area: str
    year: int
    number: int
    proposals_close_on: date
    results_due_on: date
    basis: str
    paper_no: str | None = None
    paper_on: date | None = None
    declared_by: str
    declared_at: datetime = Field(sa_type=UtcDateTime)


class Council(SQLModel, table=True):
    """A council as set up by a decision, with the rules it votes by; `spread_limit` in hundredths of a point."""

    __table_args__ = (
        sa.CheckConstraint("quorum_members BETWEEN 1 AND quorum_of", name="quorum"),
        sa.CheckConstraint("spread_limit > 0", name="spread_limit"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    level: Level = Field(sa_type=word(Level))
    area: str
    name: str
    decision_no: str
    decision_on: date
    issuer: str
    quorum_members: int
    quorum_of: int
    quorum_needs_chair: bool
    quorum_basis: str
    spread_limit: int
    spread_basis: str
    declared_by: str
    declared_at: datetime = Field(sa_type=UtcDateTime)


class CouncilMember(SQLModel, table=True):
    """A person in a council or its advisory group; one who left keeps his sheets and his name in the minutes."""

    __tablename__ = "council_member"
    __table_args__ = (sa.UniqueConstraint("council_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    council_id: int = Field(foreign_key="council.id")
    code: str
    name: str
    title: str
    unit_name: str
    unit_key: str
    post: CouncilPost = Field(sa_type=word(CouncilPost))
    scores: bool
    position: int
    ended_on: date | None = None
    ended_by_paper: str | None = None


class CouncilSession(SQLModel, table=True):
    """A session of a council within a round; its minutes are the paper on which the results rest."""

    __tablename__ = "council_session"
    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    round_id: int = Field(foreign_key="evaluation_round.id")
    council_id: int = Field(foreign_key="council.id")
    number: int
    held_on: date
    convened_by: str
    convened_at: datetime = Field(sa_type=UtcDateTime)
    minutes_no: str | None = None
    minutes_on: date | None = None


class CouncilAbsence(SQLModel, table=True):
    """A member who did not come to a session, with the reason given."""

    __tablename__ = "council_absence"

    session_id: int = Field(foreign_key="council_session.id", primary_key=True)
    member_id: int = Field(foreign_key="council_member.id", primary_key=True)
    reason: str
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class MemberRelation(SQLModel, table=True):
    """A relation between a member and a producer: the member scores none of the producer's products."""

    __tablename__ = "member_relation"

    member_id: int = Field(foreign_key="council_member.id", primary_key=True)
    producer_id: int = Field(foreign_key="producer.id", primary_key=True)
    detail: str
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class MemberConflict(SQLModel, table=True):
    """A dossier that a member takes no part in: for him it does not exist."""

    __tablename__ = "member_conflict"

    member_id: int = Field(foreign_key="council_member.id", primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", primary_key=True)
    kind: ConflictKind = Field(sa_type=word(ConflictKind))
    detail: str
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
