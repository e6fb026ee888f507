"""One decision that recognises many products: all of them or none, in one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.after_move import also_missing, follow
from ocop_workflow.operations.dossiers.decision import Decision, act_of
from ocop_workflow.operations.dossiers.dossiers import find_dossier, missing
from ocop_workflow.operations.dossiers.move_facts import decided_facts, entry_facts
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import find, rows
from ocop_workflow.vocabulary import DossierState

ACTION = "recognise"


def to_recognise(session: Session, running: RunningCycle) -> list[Dossier]:
    """The dossiers of the locality whose council result can be decided at this level with three stars or more."""
    columns = table_of(Dossier).c
    (rule,) = rows(ACTION)
    waiting = select(Dossier).where(
        Dossier.locality == running.cycle.locality,
        col(Dossier.state) == rule.source,
        columns.star_rank >= 3,
        columns.decides_here.is_(True),
    )
    return list(session.exec(waiting.order_by(col(Dossier.id))))


def recognise(session: Session, running: RunningCycle, codes: Sequence[str], decision: Decision) -> list[Dossier]:
    """Recognise the products of these dossiers by one decision; certificates and codes are given in the same act.

    Raises:
        NotFound: no such dossier. Refused: one of them cannot be recognised; every reason of every dossier is told.
        Conflict: somebody else decided on one of them first.
    """
    dossiers = [find_dossier(session, code) for code in dict.fromkeys(codes)]
    if not dossiers:
        raise Refused("Chưa nêu hồ sơ nào để công nhận.")
    if against := [line for dossier in dossiers for line in _against(session, running, dossier, decision)]:
        raise Refused(f"Chưa công nhận được {len(dossiers)} hồ sơ theo một quyết định; chưa ghi gì:", against)
    (rule,) = rows(ACTION)
    columns = table_of(Dossier).c
    alike: dict[tuple[Any, ...], list[Dossier]] = {}
    for dossier in dossiers:
        regime = running.rules.regime_for(dossier, decision.today)
        facts = {
            **entry_facts(running, rule.target, decision.today, regime),
            **decided_facts(running, regime, rule, dossier, decision),
        }
        alike.setdefault((regime.code, *sorted(facts.items())), []).append(dossier)
    moved = []
    for (code, *facts_of_all), same in alike.items():
        seen = [(columns.id == dossier.id) & (columns.version == dossier.version) for dossier in same]
        for start in range(0, len(seen), 200):
            one_of_these = seen[start]
            for other in seen[start + 1 : start + 200]:
                one_of_these = one_of_these | other
            act = act_of(running, rule, decision, running.rules.regime_of(code))
            moved += apply(session, rule, one_of_these, act=act, facts=dict(facts_of_all))
    if len(moved) != len(dossiers):
        raise Conflict("Có hồ sơ vừa được người khác quyết định; chưa ghi gì. Xem lại rồi làm lại.")
    follow(session, running, rule, dossiers, decision)
    for dossier in dossiers:
        session.refresh(dossier)
    return dossiers


def _against(session: Session, running: RunningCycle, dossier: Dossier, decision: Decision) -> list[str]:
    if dossier.locality != running.cycle.locality:
        return [f"{dossier.code}: không thuộc {running.cycle.locality_name}"]
    rule = find(ACTION, dossier.state)
    if rule is None:
        where = DossierState.SCORED.label
        return [f"{dossier.code}: đang ở trạng thái «{dossier.state.label}», chưa phải «{where}»"]
    why = missing(rule, dossier, decision) + also_missing(session, running, rule, dossier, decision)
    return [f"{dossier.code}: {line}" for line in why]
