"""From a council's conclusion to the dossier: by the same door as every decision, on the minutes of the session."""

from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.lookup import cycle_of
from ocop_workflow.operations.cycle.running import Rules, RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import CouncilSession
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.vocabulary import Role


@dataclass(frozen=True)
class Recorded:
    """A result as the dossier now carries it."""

    code: str
    product: str
    score: Decimal | None
    star_rank: int | None


def record_results(session: Session, rules: Rules, sitting: CouncilSession, by: Decision) -> list[Recorded]:
    """Record every concluded result of the session that no dossier carries yet; again is nothing.

    Raises:
        Refused: wrong role, no minutes (number and date), dossiers whose ballot is still open, or other minutes than
            the session has already.
    """
    must_act_as(by, Role.COUNCIL, "ghi kết quả của Hội đồng")
    if by.paper is None:
        raise Refused("Thiếu số và ngày của biên bản (--paper, --paper-date).")
    if sitting.minutes_no is not None and (sitting.minutes_no, sitting.minutes_on) != (by.paper.number, by.paper.on):
        raise Refused(f"Phiên {sitting.code} đã có biên bản {sitting.minutes_no}.")
    entries = session.exec(
        select(SessionDossier, Dossier)
        .join(Dossier, col(Dossier.id) == col(SessionDossier.dossier_id))
        .where(SessionDossier.session_id == sitting.id, col(SessionDossier.withdrawn_on).is_(None))
        .order_by(col(SessionDossier.id))
    ).all()
    if open_ones := [dossier.code for entry, dossier in entries if entry.concluded_on is None]:
        raise Refused(
            f"Phiên {sitting.code} chưa kết luận {len(open_ones)} hồ sơ, chưa ghi kết quả được:",
            [", ".join(open_ones)],
        )
    if not entries:
        raise Refused(f"Phiên {sitting.code} không có hồ sơ nào.")
    sitting.minutes_no, sitting.minutes_on = by.paper.number, by.paper.on
    session.add(sitting)
    session.flush()
    cycles: dict[str, RunningCycle] = {}
    recorded = []
    for entry_id, dossier_id in [(entry.id, dossier.id) for entry, dossier in entries if entry.recorded_seq is None]:
        entry, dossier = session.get_one(SessionDossier, entry_id), session.get_one(Dossier, dossier_id)
        if dossier.locality not in cycles:
            cycles[dossier.locality] = cycle_of(session, dossier, rules, by.today)
        made = replace(by, score=entry.score, stars=entry.star_rank)
        moved = decide(session, cycles[dossier.locality], dossier.code, "record_score", made)
        session.execute(
            sa.update(SessionDossier).where(col(SessionDossier.id) == entry_id).values(recorded_seq=moved.log_seq)
        )
        recorded.append(Recorded(moved.code, moved.product_name, moved.score, moved.star_rank))
    return recorded
