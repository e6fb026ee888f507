"""How often a form may be given back for correction before it must be decided: a local setting."""

from sqlmodel import Session, col, func, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.rulebook.dossiers.dossier_form import RETURNS
from ocop_workflow.rulebook.dossiers.lifecycle import Transition


def too_often(session: Session, running: RunningCycle, rule: Transition, dossier: Dossier) -> list[str]:
    """What stands against one more return, or nothing."""
    alike = next((actions for actions in RETURNS if rule.action in actions), None)
    most = running.plan.terms.most_returns
    if alike is None or most is None:
        return []
    returned = select(func.count()).where(DossierLog.dossier_id == dossier.id, col(DossierLog.action).in_(alike))
    times = session.exec(returned).one()
    if times < most:
        return []
    return [f"Đã trả lại {times} lần, nhiều nhất {most} lần (thiết lập của địa phương): chuyển tiếp hoặc quyết định"]
