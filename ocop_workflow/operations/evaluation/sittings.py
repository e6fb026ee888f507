"""Sessions of a council within a round: convened, who came, and whether they may vote."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.evaluation.councils import members_of
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import (
    Council,
    CouncilAbsence,
    CouncilMember,
    CouncilSession,
    EvaluationRound,
)
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier
from ocop_workflow.rulebook.evaluation.council import Quorum
from ocop_workflow.vocabulary import CouncilPost, Role


def convene(
    session: Session, held: EvaluationRound, council: Council, on: date, by: Decision
) -> tuple[CouncilSession, bool]:
    """A session of the council on a day of the round, and whether it is new; the same day twice is once.

    Raises:
        Refused: wrong role, or the council is not one of the round's level and area.
    """
    must_act_as(by, Role.STANDING_UNIT, "triệu tập phiên họp")
    if (council.level, council.area) != (held.level, held.area):
        raise Refused(
            f"Hội đồng {council.code} ({council.level.label.lower()}, «{council.area}») không phải của đợt {held.code} "
            f"({held.level.label.lower()}, «{held.area}»)."
        )
    if on < council.decision_on:
        raise Refused(f"Ngày họp đứng trước quyết định thành lập Hội đồng ({council.decision_no}).")
    in_round = select(CouncilSession).where(CouncilSession.round_id == held.id)
    sittings = session.exec(in_round.order_by(col(CouncilSession.number))).all()
    same = next((one for one in sittings if one.council_id == council.id and one.held_on == on), None)
    if same is not None:
        return same, False
    number = len(sittings) + 1
    sitting = CouncilSession(
        code=f"{held.code}.{number}", round_id=held.id or 0, council_id=council.id or 0, number=number, held_on=on,
        convened_by=by.actor, convened_at=by.at,
    )  # fmt: skip
    session.add(sitting)
    session.flush()
    note_act(session, by.actor, "convene", "council_session", sitting.id or 0, sitting.code, by.today, by.at)
    return sitting, True


def find_session(session: Session, code: str) -> CouncilSession:
    """The council session of that code.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(CouncilSession).where(CouncilSession.code == code)).first()
    if found is None:
        raise NotFound("phiên họp Hội đồng", code, "Xem «ocop council sessions».")
    return found


def record_absence(session: Session, sitting: CouncilSession, member: CouncilMember, by: Decision) -> None:
    """A member did not come; he owes no sheet in this session.

    Raises:
        Refused: wrong role, no reason, or his sheet is in already.
    """
    must_act_as(by, Role.COUNCIL, "ghi thành viên vắng mặt")
    if not by.reason.strip():
        raise Refused("Thiếu lý do vắng mặt (--reason).")
    handed_in = (
        select(ScoreSheet.id)
        .join(SessionDossier, col(SessionDossier.id) == col(ScoreSheet.entry_id))
        .where(
            SessionDossier.session_id == sitting.id,
            ScoreSheet.member_id == member.id,
            col(ScoreSheet.returned_on).is_(None),
        )
    )
    if session.exec(handed_in).first() is not None:
        raise Refused(f"{member.name} đã nộp phiếu trong phiên {sitting.code}; trả lại phiếu trước khi ghi vắng mặt.")
    key = (sitting.id, member.id)
    if session.get(CouncilAbsence, key) is None:
        session.add(
            CouncilAbsence(
                session_id=sitting.id or 0, member_id=member.id or 0, reason=by.reason.strip(),
                recorded_by=by.actor, recorded_at=by.at,
            )
        )  # fmt: skip
        note_act(session, by.actor, "record_absence", "council_session", sitting.id or 0,
                 f"{member.code}: {by.reason}", by.today, by.at)  # fmt: skip


@dataclass(frozen=True)
class Attendance:
    """Who sits in a session, who came, and who presides."""

    members: tuple[CouncilMember, ...]
    present: tuple[CouncilMember, ...]
    absent: tuple[tuple[CouncilMember, str], ...]

    @property
    def scoring(self) -> tuple[CouncilMember, ...]:
        """The members present who score."""
        return tuple(member for member in self.present if member.scores)

    @property
    def chair_present(self) -> bool:
        return any(member.post is CouncilPost.CHAIR for member in self.present)

    def missing(self, quorum: Quorum) -> list[str]:
        """What stands against voting; counted over the members who score."""
        seats = sum(member.scores for member in self.members)
        return quorum.missing(seats, len(self.scoring), chair_present=self.chair_present)


def attendance(session: Session, sitting: CouncilSession) -> Attendance:
    """Who sits in the session on its day, and who was absent with which reason."""
    members = members_of(session, sitting.council_id, sitting.held_on)
    reasons = {
        absence.member_id: absence.reason
        for absence in session.exec(select(CouncilAbsence).where(CouncilAbsence.session_id == sitting.id))
    }
    return Attendance(
        members=tuple(members),
        present=tuple(member for member in members if member.id not in reasons),
        absent=tuple((member, reasons[member.id]) for member in members if member.id in reasons),
    )


def quorum_of(council: Council) -> Quorum:
    """The quorum that the council was set up with."""
    return Quorum(members=council.quorum_members, of=council.quorum_of, needs_chair=council.quorum_needs_chair)
