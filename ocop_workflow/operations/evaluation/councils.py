"""Councils: set up by a decision, changed by a later decision."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import Council, CouncilMember
from ocop_workflow.rulebook.evaluation.council import CouncilFile, CouncilPractice, Quorum
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Role


@dataclass(frozen=True)
class Declared:
    """What declaring a council changed."""

    council: Council
    added: int
    changed: int
    ended: int


def declare_council(session: Session, file: CouncilFile, practice: CouncilPractice, by: Decision) -> Declared:
    """Set a council up, or bring it to what a later decision says; the same file again changes nothing.

    Raises:
        Refused: wrong role, or the council is there for another level or area.
    """
    must_act_as(by, Role.AUTHORITY, "thành lập Hội đồng")
    council = session.exec(select(Council).where(Council.code == file.code)).first()
    if council is not None and (council.level, council.area) != (file.level, file.area):
        raise Refused(f"Hội đồng {file.code} đã có cho {council.level.label.lower()}, địa bàn «{council.area}».")
    values = {
        "name": file.name,
        "decision_no": file.decision.number,
        "decision_on": file.decision.date,
        "issuer": file.decision.issuer,
        **_rules(file, practice),
    }
    before = council.model_dump() if council else {}
    if council is None:
        council = Council.model_validate(
            {"code": file.code, "level": file.level, "area": file.area, "declared_by": by.actor, "declared_at": by.at,
             **values}
        )  # fmt: skip
    elif any(before[name] != value for name, value in values.items()):
        council.sqlmodel_update({**values, "declared_by": by.actor, "declared_at": by.at})
    session.add(council)
    session.flush()
    added, changed, ended = _seat(session, council, file, by)
    if added or changed or ended or any(before.get(name) != value for name, value in values.items()):
        detail = f"{file.decision.number}: thêm {added}, đổi {changed}, thôi {ended} thành viên"
        note_act(session, by.actor, "declare_council", "council", council.id or 0, detail, by.today, by.at)
    return Declared(council, added, changed, ended)


def _rules(file: CouncilFile, practice: CouncilPractice) -> dict[str, object]:
    own = file.rules
    quorum: Quorum = (own.quorum if own else None) or practice.quorum
    spread: Decimal = (own.spread if own else None) or practice.spread.points
    return {
        "quorum_members": quorum.members,
        "quorum_of": quorum.of,
        "quorum_needs_chair": quorum.needs_chair,
        "quorum_basis": own.paper if own and own.quorum else practice.quorum.clause,
        "spread_limit": int(spread * 100),
        "spread_basis": own.paper if own and own.spread else practice.spread.clause,
    }


def _seat(session: Session, council: Council, file: CouncilFile, by: Decision) -> tuple[int, int, int]:
    known = {
        member.code: member
        for member in session.exec(select(CouncilMember).where(CouncilMember.council_id == council.id))
    }
    added = changed = ended = 0
    for position, seat in enumerate(file.members, start=1):
        values = {
            "name": seat.name,
            "title": seat.title,
            "unit_name": seat.unit,
            "unit_key": fold(seat.unit),
            "post": seat.post,
            "scores": seat.has_a_sheet,
            "position": position,
            "ended_on": None,
            "ended_by_paper": None,
        }
        member = known.pop(seat.code, None)
        if member is None:
            member, added = (
                CouncilMember.model_validate({"council_id": council.id, "code": seat.code, **values}),
                added + 1,
            )
        elif any(getattr(member, name) != value for name, value in values.items()):
            if member.name != seat.name:
                raise Refused(
                    f"Mã thành viên «{seat.code}» của Hội đồng {council.code} là của {member.name}; "
                    f"{seat.name} phải có mã khác, để phiếu cũ không đổi chủ."
                )
            member.sqlmodel_update(values)
            changed += 1
        session.add(member)
    for member in known.values():
        if member.ended_on is None:
            member.ended_on, member.ended_by_paper, ended = by.today, file.decision.number, ended + 1
            session.add(member)
    session.flush()
    return added, changed, ended


def find_council(session: Session, code: str) -> Council:
    """The council of that code.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Council).where(Council.code == code)).first()
    if found is None:
        raise NotFound("Hội đồng", code, "Xem «ocop council list».")
    return found


def members_of(session: Session, council_id: int, on: date | None = None) -> list[CouncilMember]:
    """The members in the order of the decision; with `on` only those who sit on that day."""
    members = select(CouncilMember).where(CouncilMember.council_id == council_id).order_by(col(CouncilMember.position))
    return [one for one in session.exec(members) if on is None or one.ended_on is None or one.ended_on > on]


def find_member(session: Session, council_id: int, code: str) -> CouncilMember:
    """The member of that code.

    Raises:
        NotFound: the council has no such member.
    """
    found = session.exec(
        select(CouncilMember).where(CouncilMember.council_id == council_id, CouncilMember.code == code)
    ).first()
    if found is None:
        raise NotFound("thành viên Hội đồng", code, "Xem «ocop council show».")
    return found
