"""Somebody is asked in every state that waits for people, and the last day can be explained."""

from datetime import date

import pytest

from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES, LIFECYCLE, moves_from
from ocop_workflow.rulebook.dossiers.waits import WAITS, due_day, wait_in
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_settings import Terms, Window, Windows
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role, Step
from tests.builders import a_calendar

INTERRUPTS = {"withdraw", "propose_revocation", "confirm_stopped", "conclude_violation"}
"""Acts that nobody waits for: they may come at any time or never."""

BY_ANOTHER_WAY = {
    S.IMPLEMENTING: "documents are recorded, then the clock makes it ready",
    S.RENEWAL_DUE: "a new dossier answers, this one stays",
}

every_wait = pytest.mark.parametrize("wait", WAITS, ids=lambda wait: wait.state)


def asked_moves(state: S):
    """The moves by which people carry a dossier on from a state."""
    return [rule for rule in moves_from(state) if not rule.is_clock and rule.action not in INTERRUPTS]


class TestWhoIsAwaited:
    """A dossier never lies with people of whom nobody knows."""

    @pytest.mark.parametrize("state", list(S))
    def test_somebody_is_asked_exactly_where_people_must_act(self, state):
        assert (wait_in(state) is not None) is (bool(asked_moves(state)) or state in BY_ANOTHER_WAY)

    def test_nobody_is_asked_twice_for_one_state(self):
        assert len({wait.state for wait in WAITS}) == len(WAITS)

    def test_nobody_is_asked_where_the_clock_alone_goes_on_or_all_is_over(self):
        silent = {state for state in S if wait_in(state) is None}

        assert silent == FINAL_STATES | {S.BUSINESS_PLAN_APPROVED, S.RECOGNISED, S.IN_PROMOTION}

    @every_wait
    def test_who_is_asked_can_act_or_reaches_the_producer_who_can(self, wait):
        able = {rule.by for rule in asked_moves(wait.state)}

        assert wait.state in BY_ANOTHER_WAY or wait.on in able or (wait.on is Role.COMMUNE and Role.PRODUCER in able)

    @every_wait
    def test_the_step_that_chases_is_the_step_that_moves(self, wait):
        onwards = [rule for rule in LIFECYCLE if rule.source is wait.state and rule.action != "withdraw"]

        assert wait.step in {rule.step for rule in onwards}

    @every_wait
    def test_says_what_is_asked(self, wait):
        assert wait.ask.strip()


class TestWhereTheLastDayComesFrom:
    """From a term, from the window of a step, or from a date or a term of the regime; from one of them."""

    @every_wait
    def test_has_one_source(self, wait):
        assert sum(source is not None for source in (wait.term, wait.window, wait.fact, wait.regime)) == 1

    @every_wait
    def test_a_date_of_the_regime_is_a_column_of_the_dossier(self, wait):
        assert wait.fact is None or wait.fact in Dossier.model_fields

    @every_wait
    def test_a_window_is_the_one_of_the_step_that_chases(self, wait):
        assert wait.window in (None, wait.step)

    def test_a_plan_gives_every_term_that_is_asked_for_and_none_that_is_not(self):
        of_reports_and_the_setting_itself = {"report_correction", "most_returns", "not_in_plan", "why"}

        assert {
            wait.term for wait in WAITS if wait.term
        } == Terms.model_fields.keys() - of_reports_and_the_setting_itself


class TestTheLastDay:
    """Inclusive, in working days of the calendar or by the end of the window, and it can say how."""

    CALENDAR = a_calendar({date(2024, 4, 18): "Giỗ Tổ"})
    WINDOWS = Windows(
        not_in_plan=True,
        why="thử",
        steps=tuple(Window(step=step, opens="02-01", closes=f"{step + 3:02}-15") for step in list(Step)[1:]),
    )
    TERMS = Terms(**(dict.fromkeys(Terms.model_fields, 5) | {"idea_check": 3, "not_in_plan": True, "why": "thử"}))
    # Only what due_day reads of a plan; the rest of a plan is checked where plans are read.
    PLAN = Plan.model_construct(year=2024, windows=WINDOWS, terms=TERMS)

    @pytest.mark.parametrize(
        ("since", "due_on"),
        [
            (date(2024, 3, 4), date(2024, 3, 7)),  # Monday to Thursday
            (date(2024, 3, 7), date(2024, 3, 12)),  # over a week-end
            (date(2024, 4, 17), date(2024, 4, 23)),  # over the holiday and a week-end
        ],
    )
    def test_a_term_is_counted_in_working_days_from_the_day_after(self, since, due_on):
        due = due_day(wait_in(S.IDEA_SUBMITTED), since, self.PLAN, self.CALENDAR)

        assert due.on == due_on
        assert due.basis == f"3 ngày làm việc kể từ {since:%d/%m/%Y} (thiết lập của địa phương)"

    @pytest.mark.parametrize(
        ("since", "due_on"),
        [
            (date(2023, 11, 1), date(2024, 6, 15)),
            (date(2024, 6, 15), date(2024, 6, 15)),
            (date(2024, 6, 16), None),
        ],
    )
    def test_a_window_ends_on_its_last_day_and_one_that_is_past_gives_no_day(self, since, due_on):
        due = due_day(wait_in(S.IDEA_ACCEPTED), since, self.PLAN, self.CALENDAR)

        assert (due.on if due else None) == due_on

    def test_a_window_names_the_step_whose_end_it_is(self):
        due = due_day(wait_in(S.IDEA_ACCEPTED), date(2024, 3, 1), self.PLAN, self.CALENDAR)

        assert due.basis == "ngày cuối của Bước 3 · Nhận phương án sản xuất kinh doanh (thiết lập của địa phương)"

    def test_a_date_of_the_regime_is_not_computed_from_the_plan(self):
        assert due_day(wait_in(S.RENEWAL_DUE), date(2024, 3, 1), self.PLAN, self.CALENDAR) is None
