"""The shape of one move of a dossier, and where moves stand."""

from dataclasses import dataclass

from ocop_workflow.rulebook.dossiers.requirements import Requirement
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role, Step

CYCLE = "8050/BNN-VPĐP"
QD26 = "26/2026/QĐ-TTg"
LOCAL = "thiết lập của địa phương"


@dataclass(frozen=True)
class Transition:
    """One row of the lifecycle.

    Attributes:
        action: the verb of the move; with `source` it names the row.
        label: what an officer reads on the verb.
        source: state before; None where a dossier begins.
        by: the role that may do it; the clock is a role.
        clause: where the move stands, or «thiết lập của địa phương» where no source read so far prints it.
        requires: facts that must hold on the day.
        needs_reason: the actor must say why.
        needs_paper: the decision rests on a numbered and dated paper.
        after_window: the clock may do it only after the step's window has closed.
    """

    action: str
    label: str
    source: S | None
    target: S
    step: Step
    by: Role
    clause: str
    requires: tuple[Requirement, ...] = ()
    needs_reason: bool = False
    needs_paper: bool = False
    after_window: bool = False

    @property
    def is_clock(self) -> bool:
        return self.by is Role.CLOCK
