"""The work that the day itself brings to a step: what is given, and what moves by the clock or the facts.

One reading for everybody who does it: the step flows, the daily watch, and `ocop sweep`. Each function is one
transaction's worth; whoever calls it commits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ocop_workflow.operations.cycle import assignments, clock
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import MoveCount
from ocop_workflow.operations.dossiers import documents
from ocop_workflow.operations.reports import reports
from ocop_workflow.rulebook.dossiers.lifecycle import rows
from ocop_workflow.vocabulary import Step

MOVES: dict[Step, tuple[str, ...]] = {
    Step.ACROSS: (),
    Step.OUTREACH: (
        "close_surveys",  # a commune that has identified a product has done its survey
        "carry_over",  # the window has closed: what nobody guided goes on to the next cycle, with the reason
    ),
    Step.IDEAS: (
        "lapse_idea",  # returned and not corrected within the term
        "refer_undecided_idea",  # the window has closed: what a commune left undecided is not lost
    ),
    Step.BUSINESS_PLANS: (
        "lapse_accepted_idea",  # the window has closed without a plan
        "lapse_business_plan",  # returned and not corrected within the term
    ),
    Step.IMPLEMENTATION: (
        "start_implementation",
        "refresh_documents",  # which papers the regime asks for depends on the day and the product group
        "take_back_expired",  # before anything is made ready
        "take_back_incomplete",
        "make_ready",
    ),
    # A level that the rules no longer have hands over; what missed the close of its round waits for the next one.
    Step.EVALUATION: ("take_over", "to_next_round"),
    Step.PROMOTION: (
        "supersede",  # first what has ended: such a certificate is neither promoted nor called for renewal
        "expire",
        "start_promotion",
        "call_for_renewal",
    ),
}
"""Every move of the clock and every fact that is settled, by step, in the order in which they are done."""


@dataclass(frozen=True)
class _Fact:
    label: str
    settle: Callable[[Session, RunningCycle, date], int | None]


FACTS = {
    "close_surveys": _Fact("Khảo sát đã có kết quả thì ghi là hoàn thành", assignments.close_surveys_by_facts),
    "refresh_documents": _Fact("Tính lại tài liệu còn thiếu, hết hiệu lực", documents.refresh_documents),
}
"""What follows from the records alone and is settled before or beside the moves of dossiers."""


@dataclass(frozen=True)
class Given:
    """What was newly given: assignments to units, reports, last days to dossiers that waited without one."""

    assignments: int = 0
    reports: int = 0
    due_days: int = 0

    def __add__(self, other: "Given") -> "Given":
        return Given(self.assignments + other.assignments, self.reports + other.reports, self.due_days + other.due_days)


def give(session: Session, running: RunningCycle, step: Step, today: date) -> Given:
    """Raise the step's assignments and last days; across the cycle (step 0) also the reports that the plan asks for."""
    return Given(
        assignments=assignments.raise_assignments(session, running, step, today),
        reports=reports.raise_reports(session, running, today) if step is Step.ACROSS else 0,
        due_days=clock.give_due_days(session, running, step, today),
    )


def move(session: Session, running: RunningCycle, name: str, *, today: date, at: datetime) -> MoveCount | None:
    """Do one move of the clock for all dossiers of the locality, or settle one fact; None where nothing is counted.

    Raises:
        Refused: `name` is neither a move of the clock nor a fact.
    """
    if name in FACTS:
        count = FACTS[name].settle(session, running, today)
    else:
        count = clock.advance(session, running, name, today=today, at=at).count
    return None if count is None else MoveCount(action=name, label=label_of(name), count=count)


def label_of(name: str) -> str:
    """The Vietnamese words for a move of the lifecycle or a fact."""
    if name in FACTS:
        return FACTS[name].label
    found = rows(name)
    return found[0].label if found else name
