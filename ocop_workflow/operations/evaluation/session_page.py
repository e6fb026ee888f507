"""Councils and sessions as the secretary reads them; figures of a ballot appear only once it is counted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.evaluation.sittings import attendance
from ocop_workflow.records.council_tables import (
    Council,
    CouncilMember,
    CouncilSession,
    EvaluationRound,
    MemberConflict,
)
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.score_tables import Ballot, SessionDossier
from ocop_workflow.rulebook.evaluation.tally import points_of
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import CouncilPost, Level


@dataclass(frozen=True)
class CouncilLine:
    """A council as people read it."""

    code: str
    name: str
    level: Level
    area: str
    decision: str
    decision_on: date
    members: int
    scoring: int
    quorum: str
    spread: str


def list_councils(session: Session) -> list[CouncilLine]:
    """Every council with the members that it has now."""
    counts = (
        sa.select(
            col(CouncilMember.council_id),
            sa.func.count().label("members"),
            sa.func.sum(sa.case((col(CouncilMember.scores), 1), else_=0)).label("scoring"),
        )
        .where(col(CouncilMember.ended_on).is_(None))
        .group_by(col(CouncilMember.council_id))
        .subquery()
    )
    councils = select(Council, counts.c.members, counts.c.scoring).join(counts, counts.c.council_id == col(Council.id))
    return [
        CouncilLine(
            code=one.code,
            name=one.name,
            level=one.level,
            area=one.area,
            decision=one.decision_no,
            decision_on=one.decision_on,
            members=members,
            scoring=scoring,
            quorum=f"{one.quorum_members}/{one.quorum_of}"
            + (" có Chủ tịch" if one.quorum_needs_chair else "")
            + f" ({one.quorum_basis})",
            spread=f"{points_vn(points_of(one.spread_limit))} điểm ({one.spread_basis})",
        )
        for one, members, scoring in session.execute(councils.order_by(col(Council.code)))
    ]


@dataclass(frozen=True)
class SeatLine:
    """A member as people read it."""

    code: str
    name: str
    title: str
    unit: str
    post: CouncilPost
    scores: bool
    absent: str | None = None


@dataclass(frozen=True)
class DocketLine:
    """A dossier of a session as the secretary reads it."""

    code: str
    product: str
    producer: str | None
    criteria_set: str
    ballot: int
    excluded: tuple[str, ...]
    sheets: int | None
    score: Decimal | None
    spread: Decimal | None
    star_rank: int | None
    note: str | None


@dataclass(frozen=True)
class SessionPage:
    """A session with who came and what it scored."""

    code: str
    round: str
    council: str
    held_on: date
    minutes_no: str | None
    minutes_on: date | None
    members: tuple[SeatLine, ...]
    dossiers: tuple[DocketLine, ...]


def session_page(session: Session, sitting: CouncilSession) -> SessionPage:
    """The session as its secretary reads it."""
    came = attendance(session, sitting)
    absent = {member.id: reason for member, reason in came.absent}
    return SessionPage(
        code=sitting.code,
        round=session.get_one(EvaluationRound, sitting.round_id).code,
        council=session.get_one(Council, sitting.council_id).name,
        held_on=sitting.held_on,
        minutes_no=sitting.minutes_no,
        minutes_on=sitting.minutes_on,
        members=tuple(_seat(member, absent.get(member.id)) for member in came.members),
        dossiers=tuple(_docket(session, sitting)),
    )


def seats(members: list[CouncilMember]) -> list[SeatLine]:
    """Members as people read them."""
    return [_seat(member, None) for member in members]


def _seat(member: CouncilMember, absent: str | None) -> SeatLine:
    return SeatLine(member.code, member.name, member.title, member.unit_name, member.post, member.scores, absent)


def _docket(session: Session, sitting: CouncilSession) -> list[DocketLine]:
    excluded: dict[int, list[str]] = {}
    out = (
        sa.select(col(MemberConflict.dossier_id), col(CouncilMember.name))
        .join(CouncilMember, col(CouncilMember.id) == col(MemberConflict.member_id))
        .where(col(CouncilMember.council_id) == sitting.council_id)
        .order_by(col(CouncilMember.position))
    )
    for dossier_id, name in session.execute(out):
        excluded.setdefault(dossier_id, []).append(name)
    lines = (
        sa.select(SessionDossier, Dossier, col(Producer.name), Ballot)
        .join(Dossier, col(Dossier.id) == col(SessionDossier.dossier_id))
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .join(
            Ballot,
            sa.and_(
                col(Ballot.entry_id) == col(SessionDossier.id), col(Ballot.number) == _last_counted(SessionDossier)
            ),
            isouter=True,
        )
        .where(col(SessionDossier.session_id) == sitting.id)
        .order_by(col(SessionDossier.id))
    )
    return [
        DocketLine(
            code=dossier.code,
            product=dossier.product_name,
            producer=producer,
            criteria_set=entry.criteria_set,
            ballot=entry.ballot,
            excluded=tuple(excluded.get(entry.dossier_id, ())),
            sheets=ballot.sheets if ballot else None,
            score=entry.score,
            spread=points_of(ballot.highest - ballot.lowest) if ballot else None,
            star_rank=entry.star_rank,
            note=_note(entry, ballot),
        )
        for entry, dossier, producer, ballot in session.execute(lines)
    ]


def _note(entry: SessionDossier, ballot: Ballot | None) -> str | None:
    if entry.withdrawn_on is not None:
        return f"rút khỏi phiên {vn_date(entry.withdrawn_on)}: {entry.withdrawn_because}"
    return f"lượt {ballot.number}: {ballot.outcome.label}" if ballot else None


def _last_counted(entry: type[SessionDossier]) -> sa.ColumnElement[int]:
    """The ballot before the open one, or the concluding one."""
    return sa.case((col(entry.concluded_on).is_(None), col(entry.ballot) - 1), else_=col(entry.ballot))


@dataclass(frozen=True)
class SessionLine:
    """A session as people read it in a list."""

    code: str
    council: str
    held_on: date
    dossiers: int
    concluded: int
    minutes_no: str | None


def list_sessions(session: Session) -> list[SessionLine]:
    """Every session with how many dossiers it has and how many it concluded."""
    found = (
        sa.select(
            col(CouncilSession.code),
            col(Council.code),
            col(CouncilSession.held_on),
            sa.func.count(col(SessionDossier.id)),
            sa.func.count(col(SessionDossier.concluded_on)),
            col(CouncilSession.minutes_no),
        )
        .join(Council, col(Council.id) == col(CouncilSession.council_id))
        .join(SessionDossier, col(SessionDossier.session_id) == col(CouncilSession.id), isouter=True)
        .group_by(col(CouncilSession.id), col(Council.code))
        .order_by(col(CouncilSession.held_on), col(CouncilSession.id))
    )
    return [SessionLine(*row) for row in session.execute(found)]
