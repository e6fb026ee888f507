"""The docket of a council session: which dossiers are scored in it, by which criteria."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.conflicts import find_conflicts
from ocop_workflow.operations.decision import Decision
from ocop_workflow.operations.dossiers import find_dossier
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.operations.running import Rules
from ocop_workflow.records.council_tables import CouncilSession, EvaluationRound
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.rulebook.council import covers
from ocop_workflow.rulebook.scoring import must_be_usable
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
        where, scored_by = elsewhere.get(dossier.id or 0, (None, None))
        if where == sitting.code and criteria_set in (None, scored_by):
            known += 1
            continue
        try:
            reason = f"đang ở phiên {where}, chấm theo bộ {scored_by}" if where else _not_here(held, dossier)
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


def _waiting(session: Session, held: EvaluationRound) -> list[Dossier]:
    waiting = select(Dossier).where(Dossier.state == DossierState.SCORING, Dossier.level == held.level)
    return [one for one in session.exec(waiting.order_by(col(Dossier.id))) if covers(held.area, one.locality)]


def _on_a_docket(session: Session, sitting: CouncilSession) -> dict[int, tuple[str, str]]:
    """The dossiers whose result is still to be recorded, and those of this session, with session and criteria set."""
    entries = (
        sa.select(col(SessionDossier.dossier_id), col(CouncilSession.code), col(SessionDossier.criteria_set))
        .join(CouncilSession, col(CouncilSession.id) == col(SessionDossier.session_id))
        .where(sa.or_(col(SessionDossier.recorded_seq).is_(None), col(SessionDossier.session_id) == sitting.id))
    )
    return {dossier_id: (code, criteria_set) for dossier_id, code, criteria_set in session.execute(entries)}


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
