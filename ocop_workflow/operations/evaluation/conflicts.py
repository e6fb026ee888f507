"""Conflicts of interest: declared by the member or found; for that member the dossier then does not exist."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import CouncilMember, CouncilSession, MemberConflict, MemberRelation
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier, is_open
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import ConflictKind, Role

_FIELDS = ("member_id", "dossier_id", "kind", "detail", "recorded_by", "recorded_at")


def declare_conflict(session: Session, member: CouncilMember, dossier: Dossier, by: Decision) -> bool:
    """A member declares that he takes no part in a dossier; return whether that was new.

    A sheet of his that is not counted yet is returned; one that is counted stands, and the conflict stands beside it.

    Raises:
        Refused: wrong role, or nobody's name.
    """
    must_act_as(by, Role.COUNCIL, "khai xung đột lợi ích")
    if session.get(MemberConflict, (member.id, dossier.id)) is not None:
        return False
    session.add(
        MemberConflict(
            member_id=member.id or 0, dossier_id=dossier.id or 0, kind=ConflictKind.DECLARED,
            detail=by.reason.strip() or "không nêu lý do", recorded_by=by.actor, recorded_at=by.at,
        )
    )  # fmt: skip
    session.flush()
    _take_back(session, by)
    _note(session, member, f"{dossier.code}: {by.reason}", by)
    return True


def relate(session: Session, member: CouncilMember, producer: Producer, by: Decision) -> bool:
    """A relation between a member and a producer is entered; it holds for every product of his; whether it was new.

    Raises:
        Refused: wrong role, or nobody's name.
    """
    must_act_as(by, Role.COUNCIL, "ghi quan hệ với chủ thể")
    if session.get(MemberRelation, (member.id, producer.id)) is not None:
        return False
    detail = by.reason.strip() or "không nêu rõ"
    session.add(
        MemberRelation(
            member_id=member.id or 0, producer_id=producer.id or 0, detail=detail,
            recorded_by=by.actor, recorded_at=by.at,
        )
    )  # fmt: skip
    session.flush()
    _note(session, member, f"quan hệ với {producer.name}: {detail}", by)
    find_conflicts(session, None, by)
    return True


def find_conflicts(session: Session, sitting: CouncilSession | None, by: Decision) -> int:
    """Find every conflict between members and the dossiers of a session (or of all open ones), as two statements.

    Found are: the member works for the producer himself, or for the People's Committee of the product's commune, which
    has assessed it already; and relations that were entered.
    """
    entry, dossier, producer = table_of(SessionDossier).c, table_of(Dossier).c, table_of(Producer).c
    member, held, unit = table_of(CouncilMember).c, table_of(CouncilSession).c, table_of(Unit).c
    relation = table_of(MemberRelation).c
    before_the_council = (
        table_of(SessionDossier)
        .join(table_of(CouncilSession), held.id == entry.session_id)
        .join(table_of(CouncilMember), member.council_id == held.council_id)
        .join(table_of(Dossier), dossier.id == entry.dossier_id)
    )
    here = [is_open(entry) if sitting is None else held.id == sitting.id]
    same_unit = (
        sa.select(member.id, entry.dossier_id, *_said(ConflictKind.SAME_UNIT, member.unit_name, by.actor, by.at))
        .select_from(
            before_the_council.join(table_of(Producer), producer.id == dossier.producer_id).join(
                table_of(Unit), unit.id == sa.func.coalesce(producer.commune_id, dossier.commune_id), isouter=True
            )
        )
        .where(*here, sa.or_(member.unit_key == producer.search_key, member.unit_key == unit.search_key))
    )
    related = (
        sa.select(member.id, entry.dossier_id, *_said(ConflictKind.RELATION, relation.detail, by.actor, by.at))
        .select_from(
            before_the_council.join(
                table_of(MemberRelation),
                sa.and_(relation.member_id == member.id, relation.producer_id == dossier.producer_id),
            )
        )
        .where(*here)
    )
    found = sum(insert_missing(session, MemberConflict, _FIELDS, rows.distinct()) for rows in (same_unit, related))
    if found:
        _take_back(session, by)
    return found


def is_not_excluded(entry: sa.FromClause, member_id: object) -> sa.ColumnElement[bool]:
    """The condition that an entry of a session exists for a member at all."""
    conflict = table_of(MemberConflict).c
    return ~sa.exists().where(conflict.member_id == member_id, conflict.dossier_id == entry.c.dossier_id)


def _said(
    kind: ConflictKind, detail: sa.ColumnElement[str], actor: str, at: datetime
) -> tuple[sa.ColumnElement[Any], ...]:
    columns = table_of(MemberConflict).c
    return (
        constant(columns.kind, kind).label("kind"),
        detail.label("detail"),
        constant(columns.recorded_by, actor).label("recorded_by"),
        constant(columns.recorded_at, at).label("recorded_at"),
    )


def _take_back(session: Session, by: Decision) -> None:
    """Sheets in open ballots of members who now take no part are returned, never counted."""
    entry, conflict = table_of(SessionDossier), table_of(MemberConflict)
    open_entry = sa.exists().where(
        entry.c.id == col(ScoreSheet.entry_id),
        entry.c.ballot == col(ScoreSheet.ballot),
        is_open(entry.c),
        conflict.c.dossier_id == entry.c.dossier_id,
        conflict.c.member_id == col(ScoreSheet.member_id),
    )
    session.execute(
        sa.update(table_of(ScoreSheet))
        .where(col(ScoreSheet.returned_on).is_(None), open_entry)
        .values(returned_on=by.today, returned_by=by.actor, return_reason="xung đột lợi ích")
    )
    session.expire_all()


def _note(session: Session, member: CouncilMember, detail: str, by: Decision) -> None:
    note_act(session, by.actor, "declare_conflict", "council_member", member.id or 0, detail, by.today, by.at)
