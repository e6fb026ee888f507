"""What a person's move asks for beyond the lifecycle, and what follows from it in the registers, in the same act."""

from collections.abc import Sequence

from sqlmodel import Session

from ocop_workflow.operations.certificates.certificates import issue
from ocop_workflow.operations.certificates.extensions import end_extension
from ocop_workflow.operations.certificates.revocations import (
    CLOSES,
    OPENS,
    close_case,
    conclude_case,
    open_case,
    wrong_ground,
)
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.returns import too_often
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.rulebook.dossiers.lifecycle import Transition
from ocop_workflow.rulebook.text import vn_date

_ON_A_SIGNED_PAPER = {"recognise", "conclude_revocation", *OPENS, *CLOSES}


def also_missing(
    session: Session, running: RunningCycle, rule: Transition, dossier: Dossier, decision: Decision
) -> list[str]:
    """What stands against the move beside the requirements of its row."""
    against = too_often(session, running, rule, dossier)
    paper = decision.paper
    if rule.action in _ON_A_SIGNED_PAPER and paper and paper.on > decision.today:
        against.append(f"Ngày của văn bản {vn_date(paper.on)} ở sau hôm nay")
    if rule.action in OPENS:
        against += wrong_ground(running, rule.action, decision)
    return against


def follow(
    session: Session, running: RunningCycle, rule: Transition, dossiers: Sequence[Dossier], decision: Decision
) -> None:
    """Bring the registers along with the move; raises as they do, and then nothing of the act is kept."""
    ids = [dossier.id for dossier in dossiers if dossier.id is not None]
    if rule.action == "recognise":
        issue(session, running, ids, decision)
    elif rule.action == "decline":
        end_extension(session, running, ids, decision)
    for dossier in dossiers:
        if rule.action in OPENS:
            open_case(session, running, dossier, rule.action, decision)
        elif rule.action == "conclude_revocation":
            conclude_case(session, dossier, decision)
        elif rule.action in CLOSES:
            close_case(session, running, dossier, rule.action, decision)
