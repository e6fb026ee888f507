"""Who may do what outside the moves of dossiers: closed by default, said in the words of the lifecycle."""

from ocop_workflow.errors import Refused
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.vocabulary import Role


def must_act_as(decision: Decision, role: Role, what: str) -> None:
    """Refuse an act of a role that it is not for, or of nobody.

    Raises:
        Refused: with everything that stands against it.
    """
    against = [] if decision.role is role else [f"Việc này thuộc vai trò «{role.label}» ({role})"]
    if not decision.actor.strip():
        against.append("Thiếu họ tên người thực hiện (--by)")
    if against:
        raise Refused(f"Chưa thể {what}:", against)
