"""The docket of a council session: which dossiers are scored in it, by which criteria."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import find_dossier
from ocop_workflow.operations.evaluation.conflicts import find_conflicts
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import CouncilSession, EvaluationRound
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.rulebook.evaluation.council import covers
from ocop_workflow.rulebook.evaluation.scoring import must_be_usable
from ocop_workflow.vocabulary import DossierState, Role


@dataclass(frozen=True)
class OnDocket:
    """What putting dossiers on a docket did; `left_out` says why one that waits for a council was not taken."""

    added: int
    known: int
    conflicts: int
    left_out: tuple[str, ...] = ()


def put_on_docket(
    session: Session,
    rules: Rules,
    sitting: CouncilSession,
    codes: Sequence[str],
    by: Decision,
    *,
    criteria_set: str | None = None,
) -> OnDocket:
    """Put dossiers before the session; without codes all of the round's level and area that wait for a council.

    They are scored by their own criteria set under the regime chosen for each; `criteria_set` fills it in where a
    dossier has none yet. Conflicts of interest are looked for at once.

    Raises:
        NotFound: no such dossier. Refused: wrong role, or one of `codes` cannot be scored here; nothing is stored then.
    """
    must_act_as(by, Role.STANDING_UNIT, "đưa hồ sơ ra Hội đồng")
    held = session.get_one(EvaluationRound, sitting.round_id)
    chosen = [find_dossier(session, code) for code in dict.fromkeys(codes)] if codes else _waiting(session, held)
    elsewhere = _on_a_docket(session, sitting)
    added: list[SessionDossier] = []
    known, against = 0, []
    for dossier in chosen:
        where, scored_by, withdrawn = elsewhere.get(dossier.id or 0, (None, None, None))
        if where == sitting.code and withdrawn is None and criteria_set in (None, scored_by):
            known += 1
            continue
        try:
            reason = f"đã rút khỏi phiên này ({withdrawn}); đưa ra phiên khác" if withdrawn else None
            reason = reason or (f"đang ở phiên {where}, chấm theo bộ {scored_by}" if where else None)
            reason = reason or _not_here(held, dossier)
            if reason:
                raise Refused(reason)
            added.append(_entry(rules, sitting, dossier, criteria_set, by))
        except Refused as refused:
            against.append(f"{dossier.code} «{dossier.product_name}»: {refused}")
    if against and codes:
        raise Refused(f"Chưa đưa được hồ sơ ra phiên {sitting.code}:", against)
    session.add_all(added)
    session.flush()
    conflicts = find_conflicts(session, sitting, by)
    if added:
        detail = f"{sitting.code}: {len(added)} hồ sơ, {conflicts} trường hợp không tham gia chấm"
        note_act(session, by.actor, "put_on_docket", "council_session", sitting.id or 0, detail, by.today, by.at)
    return OnDocket(len(added), known, conflicts, tuple(against))


def take_off_docket(session: Session, sitting: CouncilSession, dossier: Dossier, by: Decision) -> None:
    """Take a dossier off the docket before its ballot is counted: withdrawn, or moved to another level meanwhile.

    Its sheets stay in the records, uncounted.

    Raises:
        Refused: wrong role, no reason, or it is concluded. NotFound: it is not on this docket.
    """
    must_act_as(by, Role.STANDING_UNIT, "rút hồ sơ khỏi phiên")
    if not by.reason.strip():
        raise Refused("Thiếu lý do rút hồ sơ khỏi phiên (--reason).")
    entry = session.exec(
        select(SessionDossier)
        .where(SessionDossier.session_id == sitting.id, SessionDossier.dossier_id == dossier.id)
        .with_for_update()
    ).first()
    if entry is None:
        raise NotFound(f"hồ sơ trong phiên {sitting.code}", dossier.code, f"Xem «ocop council show {sitting.code}».")
    if entry.concluded_on is not None or entry.withdrawn_on is not None:
        raise Refused(f"Hồ sơ {dossier.code} đã kiểm phiếu hoặc đã rút khỏi phiên {sitting.code}.")
    entry.withdrawn_on, entry.withdrawn_because, entry.version = by.today, by.reason.strip(), entry.version + 1
    session.add(entry)
    session.flush()
    note_act(session, by.actor, "take_off_docket", "session_dossier", entry.id or 0, f"{dossier.code}: {by.reason}",
             by.today, by.at)  # fmt: skip


def _waiting(session: Session, held: EvaluationRound) -> list[Dossier]:
    waiting = select(Dossier).where(Dossier.state == DossierState.SCORING, Dossier.level == held.level)
    return [one for one in session.exec(waiting.order_by(col(Dossier.id))) if covers(held.area, one.locality)]


def _on_a_docket(session: Session, sitting: CouncilSession) -> dict[int, tuple[str, str, str | None]]:
    """The dossiers whose result is still to be recorded, and those of this session, with session and criteria set."""
    entries = (
        sa.select(
            col(SessionDossier.dossier_id),
            col(CouncilSession.code),
            col(SessionDossier.criteria_set),
            col(SessionDossier.withdrawn_because),
        )
        .join(CouncilSession, col(CouncilSession.id) == col(SessionDossier.session_id))
        .where(
            sa.or_(
                sa.and_(col(SessionDossier.recorded_seq).is_(None), col(SessionDossier.withdrawn_on).is_(None)),
                col(SessionDossier.session_id) == sitting.id,
            )
        )
        .order_by(col(SessionDossier.withdrawn_on).is_(None))
    )
    return {dossier_id: (code, used, withdrawn) for dossier_id, code, used, withdrawn in session.execute(entries)}


def _not_here(held: EvaluationRound, dossier: Dossier) -> str | None:
    if dossier.state is not DossierState.SCORING:
        return f"đang ở trạng thái «{dossier.state.label}», chưa được đưa ra Hội đồng chấm điểm (start_scoring)"
    if dossier.level is not held.level:
        return f"thuộc Hội đồng {dossier.level.label.lower()}, đợt này của {held.level.label.lower()}"
    if not covers(held.area, dossier.locality):
        return f"địa phương «{dossier.locality}» ngoài địa bàn «{held.area}»"
    return None


def _entry(
    rules: Rules, sitting: CouncilSession, dossier: Dossier, criteria_set: str | None, by: Decision
) -> SessionDossier:
    """The dossier with the regime chosen for it and its criteria set; raises Refused where they do not fit."""
    regime = rules.regime_for(dossier, by.today)
    if (code := criteria_set or dossier.criteria_set) is None:
        raise Refused("chưa ghi bộ tiêu chí (--set, hoặc ocop dossier amend)")
    criteria = rules.criteria_set(code)
    if dossier.criteria_set not in (None, criteria.code):
        raise Refused(f"hồ sơ ghi bộ {dossier.criteria_set}, không phải {criteria.code}; sửa bằng ocop dossier amend")
    must_be_usable(criteria, regime)
    dossier.criteria_set = criteria.code
    return SessionDossier(
        session_id=sitting.id or 0, dossier_id=dossier.id or 0, regime=regime.code, criteria_set=criteria.code
    )
