"""Each step's flow does every move of the clock that the lifecycle gives the step; twice is once, in any order."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from flows.annual_cycle import SIX_STEPS
from flows.request import RunRequest
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.step_work import FACTS
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.records.dossier_tables import Dossier, DossierDocument, DossierLog
from ocop_workflow.records.notice_tables import NoticeLine
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Assignment
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE, Transition
from ocop_workflow.vocabulary import Level, Step
from tests.builders import AT, a_cycle, a_plan, dossiers
from tests.flows.conftest import OpenOffice, everything

pytestmark = pytest.mark.timeout(600)  # the long story is told once, before the first test

CYCLE = "mau.mau.2025"
BEFORE = date(2025, 6, 13)
TODAY = date(2025, 12, 19)
"""All windows but the last are closed, the cycle's period is not over; the district ended in between."""
PAST, AHEAD = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CRAFTS = 4
"""A product group of which the regime asks one paper only."""

CLOCK = [rule for rule in LIFECYCLE if rule.is_clock]

FACTS_FOR: dict[str, dict[str, Any]] = {
    "carry_over": {"due_on": PAST},
    "lapse_idea": {"due_on": PAST},
    "lapse_accepted_idea": {"due_on": PAST},
    "lapse_business_plan": {"due_on": PAST},
    "make_ready": {"product_group": CRAFTS},
    "take_back_expired": {"product_group": CRAFTS},
    "take_back_incomplete": {"product_group": CRAFTS},
    "take_over": {"level": Level.DISTRICT, "filed_on": BEFORE},
    "to_next_round": {"round_closes_on": PAST, "level": Level.COMMUNE, "filed_on": BEFORE},
    "start_promotion": {"expires_on": AHEAD},
    "call_for_renewal": {"renewal_opens_on": TODAY, "renewal_closes_on": AHEAD, "expires_on": AHEAD},
    "expire": {"expires_on": PAST},
    "supersede": {"expires_on": AHEAD, "replaced_on": TODAY},
}
PAPER_UNTIL = {"make_ready": TODAY, "take_back_expired": PAST}


def one_dossier_for_each_move(office: Office) -> dict[Transition, int]:
    """A dossier that stands where the move begins, with facts that allow it; opened in an earlier year."""
    with office.work() as session:
        in_force = {"not_in_plan": True, "why": "mẫu", "from": "2025-01-01", "to": "2025-12-31"}
        cycle = a_cycle(session, a_plan(code=CYCLE, year=2025, in_force=in_force), today=BEFORE)
        return {rule: _dossier(session, cycle, rule) for rule in CLOCK}


def _dossier(session: Session, cycle: RunningCycle, rule: Transition) -> int:
    assert rule.source is not None
    facts = {"opened_in_year": 2023, "due_on": None, **FACTS_FOR.get(rule.action, {})}
    (dossier_id,) = dossiers(session, cycle, 1, rule.source, today=BEFORE, **facts)
    if until := PAPER_UNTIL.get(rule.action):
        session.add(
            DossierDocument(
                dossier_id=dossier_id, kind="self_assessment_report", number="1", issuer="mẫu", issued_on=BEFORE,
                valid_until=until, recorded_by="mẫu", recorded_at=AT,
            )
        )  # fmt: skip
    return dossier_id


def run_all(steps: tuple[Any, ...]) -> list[StepSummary]:
    return [step(RunRequest(cycle=CYCLE, today=TODAY)) for step in steps]


class Story:
    """The six steps in order and once more, and in another office the same steps backwards."""

    def __init__(self, office: Office, other: ExitStack, open_office: OpenOffice) -> None:
        self.moves = one_dossier_for_each_move(office)
        self.first = run_all(SIX_STEPS)
        self.after_first = everything(office)
        with office.look() as session:
            self.dossiers = [row._mapping for row in session.execute(table_of(Dossier).select())]
        with office.look() as session:
            self.logged = {(line.dossier_id, line.action): line for line in session.exec(select(DossierLog))}
            self.outcome = outcome(session)
        self.second = run_all(SIX_STEPS)
        self.after_second = everything(office)
        backwards = other.enter_context(open_office())
        one_dossier_for_each_move(backwards)
        run_all(tuple(reversed(SIX_STEPS)))
        with backwards.look() as session:
            self.backwards = outcome(session)


def outcome(session: Session) -> tuple[list[Any], ...]:
    """What a year is about, without the numbers that depend on the order of writing."""
    stood = [(dossier.state, dossier.due_on) for dossier in session.exec(select(Dossier).order_by(Dossier.id))]
    given = [(one.duty_id, one.unit_id, one.step, one.due_on) for one in session.exec(select(Assignment))]
    told = [(line.unit_id, line.desk, line.subject, line.visit, line.rung) for line in session.exec(select(NoticeLine))]
    return stood, sorted(given), sorted(told)


@pytest.fixture(scope="module")
def story(module_office: OpenOffice) -> Iterator[Story]:
    with ExitStack() as stack:
        yield Story(stack.enter_context(module_office()), stack, module_office)


class TestEveryMoveOfTheClock:
    """LIFECYCLE: what the clock may do in step N, the flow of step N does."""

    @pytest.mark.parametrize("rule", CLOCK, ids=lambda rule: f"{rule.action}-{rule.source}")
    def test_is_done_by_the_flow_of_its_step(self, story: Story, rule: Transition) -> None:
        line = story.logged[(story.moves[rule], rule.action)]
        assert (line.source, line.target, line.step) == (rule.source, rule.target, rule.step)

    @pytest.mark.parametrize("step", [step for step in Step if step])
    def test_is_named_in_the_summary_of_its_step_and_of_no_other(self, story: Story, step: Step) -> None:
        named = {move.action for move in story.first[step - 1].moves} - set(FACTS)
        assert named == {rule.action for rule in CLOCK if rule.step is step}

    def test_moves_dossiers_of_earlier_years_too(self, story: Story) -> None:
        assert {row["opened_in_year"] for row in story.dossiers} == {2023}

    def test_expires_what_has_ended_before_it_promotes_or_calls_for_renewal(self, story: Story) -> None:
        """Step 6: a certificate that has ended is neither promoted nor called for renewal on that day."""
        expired = {dossier_id for rule, dossier_id in story.moves.items() if rule.action == "expire"}
        done = {line.action for line in story.logged.values() if line.dossier_id in expired and line.on_day == TODAY}
        assert done == {"expire"}


class TestTwiceIsOnce:
    """A flow asks what may move on the day; asking again finds nothing."""

    def test_a_second_run_leaves_every_row_as_it_was(self, story: Story) -> None:
        assert story.after_second == story.after_first

    def test_a_second_run_says_that_it_did_nothing(self, story: Story) -> None:
        for step in story.second:
            done = sum(move.count for move in step.moves)
            assert (done, step.assignments_raised, step.lines_owed, step.notices_raised) == (0, 0, 0, 0), step.title
            assert all(count.before == count.after for count in step.states)

    def test_the_steps_in_reverse_order_come_to_the_same(self, story: Story) -> None:
        assert story.backwards == story.outcome

    def test_the_first_run_had_something_to_do(self, story: Story) -> None:
        assert all(step.moves for step in story.first)
        assert sum(step.lines_owed for step in story.first) > 0
