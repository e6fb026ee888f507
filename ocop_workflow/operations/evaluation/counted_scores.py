"""A result is what the council counted: where a dossier stands on a docket, no other score is recorded for it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.records.council_tables import CouncilSession
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.rulebook.text import points_vn


def _waits_for_a_result() -> sa.ColumnElement[bool]:
    return sa.and_(col(SessionDossier.recorded_seq).is_(None), col(SessionDossier.withdrawn_on).is_(None))


def against_the_council(session: Session, dossier: Dossier, decision: Decision) -> list[str]:
    """What stands against recording this score: the ballot is not counted yet, or it gave another result."""
    found = session.execute(
        sa.select(SessionDossier, col(CouncilSession.code), col(CouncilSession.minutes_no))
        .join(CouncilSession, col(CouncilSession.id) == col(SessionDossier.session_id))
        .where(col(SessionDossier.dossier_id) == dossier.id, _waits_for_a_result())
    ).first()
    if found is None:
        return []
    entry, code, minutes = found
    if entry.concluded_on is None:
        return [f"Hội đồng chưa kiểm phiếu xong lượt {entry.ballot} (phiên {code}); xem «ocop council show {code}»"]
    against = []
    if (decision.score, decision.stars) != (entry.score, entry.star_rank):
        against.append(
            f"Hội đồng đã kết luận {points_vn(entry.score)} điểm, {entry.star_rank} sao (phiên {code}); "
            f"ghi kết quả bằng «ocop council record {code}»"
        )
    if decision.paper is not None and minutes is not None and decision.paper.number != minutes:
        against.append(f"Biên bản của phiên {code} là {minutes}, không phải {decision.paper.number}")
    return against
