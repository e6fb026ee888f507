"""What a person (or the clock) decides on a dossier, and the act that is logged for it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.transitions import Act, Paper
from ocop_workflow.rulebook.dossiers.lifecycle import Transition
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.vocabulary import Role


@dataclass(frozen=True)
class Decision:
    """What a person decides: who, in which role, on which paper, why, and on which version of the dossier.

    `score` is the mean of a council; `stars` the rank that its sheets gave, where there are any (else the bands say).
    `signer` and `signer_post` are who signed the paper; `ground` is the code of the regime's ground where a certificate
    may be revoked, `inspection_id` the inspection that found it.
    """

    actor: str
    role: Role
    today: date
    at: datetime
    reason: str = ""
    paper: Paper | None = None
    version: int | None = None
    score: Decimal | None = None
    stars: int | None = None
    signer: str | None = None
    signer_post: str | None = None
    ground: str | None = None
    inspection_id: int | None = None


def act_of(running: RunningCycle, rule: Transition, decision: Decision, regime: Regime | None = None) -> Act:
    """The act that is logged, citing the rules that the dossiers are under (those of the day unless given)."""
    clause = (regime or running.rules.regime(decision.today)).cite(rule.clause)
    return Act(decision.actor, decision.role, decision.today, decision.at, clause, decision.reason, decision.paper)
