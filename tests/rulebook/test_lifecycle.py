"""The table of moves is sound: no lost state, no dead end that is not declared, nothing without a role and a clause."""

from collections import Counter
from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest

from ocop_workflow.rulebook.dossiers.lifecycle import (
    CYCLE,
    FINAL_STATES,
    LIFECYCLE,
    LOCAL,
    QD26,
    find,
    moves_from,
    rows,
)
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role, Step

CLOCK = [rule for rule in LIFECYCLE if rule.by is Role.CLOCK]
PEOPLE = [rule for rule in LIFECYCLE if rule.by is not Role.CLOCK]
REFUSALS = {
    S.IDEA_RETURNED,
    S.IDEA_REJECTED,
    S.BUSINESS_PLAN_RETURNED,
    S.BUSINESS_PLAN_REJECTED,
    S.RETURNED,
    S.REVOCATION_PROPOSED,
    S.REVOCATION_CONCLUDED,
    S.REVOKED,
    S.WITHDRAWN,
}
TODAY = date(2024, 6, 15)


def named(rule):
    return f"{rule.action}-{rule.source}"


every_move = pytest.mark.parametrize("rule", LIFECYCLE, ids=named)


class TestTheStates:
    """House, idea 4: a move that is not in the table does not exist, so the table must reach everything."""

    def test_every_state_of_the_vocabulary_is_used(self):
        assert {rule.target for rule in LIFECYCLE} | {rule.source for rule in LIFECYCLE} == {*S, None}

    @pytest.mark.parametrize("state", list(S))
    def test_is_reached_from_a_beginning(self, state):
        reached, ahead = set[S](), [rule.target for rule in moves_from(None)]
        while ahead:
            if (found := ahead.pop()) not in reached:
                reached.add(found)
                ahead += [rule.target for rule in moves_from(found)]

        assert state in reached

    def test_what_has_no_way_out_is_exactly_what_is_declared_final(self):
        assert {state for state in S if not list(moves_from(state))} == FINAL_STATES

    @pytest.mark.parametrize("state", [state for state in S if state not in FINAL_STATES])
    def test_a_state_that_is_not_final_can_still_come_to_an_end(self, state):
        reached, ahead = {state}, [state]
        while ahead:
            onwards = {rule.target for rule in moves_from(ahead.pop())} - reached
            reached |= onwards
            ahead += onwards

        assert reached & FINAL_STATES

    def test_a_dossier_begins_as_identified_guided_or_already_recognised(self):
        assert {rule.target for rule in moves_from(None)} == {S.IDENTIFIED, S.GUIDED, S.RECOGNISED}


class TestEveryMove:
    """Each move names the step, the role that may do it, the clause, its requirements."""

    @every_move
    def test_has_a_label_a_step_and_the_place_where_it_stands(self, rule):
        assert rule.label.strip()
        assert 1 <= rule.step <= 6
        assert rule.clause == LOCAL or rule.clause.startswith((f"{CYCLE} (", f"{QD26}, Đ."))

    @every_move
    def test_belongs_to_the_step_that_its_clause_names(self, rule):
        if rule.clause.startswith(CYCLE):
            assert rule.clause == f"{CYCLE} ({rule.step.value})"

    def test_is_named_by_its_action_and_the_state_before(self):
        names = Counter((rule.action, rule.source) for rule in LIFECYCLE)

        assert [name for name, times in names.items() if times > 1] == []
        assert all(find(rule.action, rule.source) is rule for rule in LIFECYCLE)

    def test_reads_the_same_from_whatever_state_it_begins(self):
        by_action = {rule.action: [row for row in LIFECYCLE if row.action == rule.action] for rule in LIFECYCLE}

        for action, same in by_action.items():
            assert len({(row.label, row.by, row.clause) for row in same}) == 1, action
            assert rows(action) == tuple(same)

    def test_has_a_label_of_its_own(self):
        labels = {rule.action: rule.label for rule in LIFECYCLE}

        assert len(set(labels.values())) == len(labels)

    @pytest.mark.parametrize(
        ("action", "source"),
        [
            ("recognise", S.SUBMITTED),
            ("recognise", None),
            ("withdraw", S.SCORED),
            ("submit_idea", S.IDEA_REJECTED),
            ("x", S.READY),
        ],
    )
    def test_does_not_exist_when_it_is_not_in_the_table(self, action, source):
        assert find(action, source) is None


class TestTheClock:
    """It decides nothing: it moves by dates and facts, so it signs no paper and gives no reason of its own."""

    @pytest.mark.parametrize("rule", CLOCK, ids=named)
    def test_needs_no_paper_and_no_reason(self, rule):
        assert not (rule.needs_paper or rule.needs_reason)

    @pytest.mark.parametrize("rule", PEOPLE, ids=named)
    def test_only_the_clock_waits_for_a_window_to_close(self, rule):
        assert not rule.after_window

    @pytest.mark.parametrize("rule", [rule for rule in CLOCK if rule.source is rule.target], ids=named)
    def test_leaves_a_dossier_where_it_is_only_for_a_date_or_a_level_that_the_move_renews(self, rule):
        assert {need.fact for need in rule.requires} <= {"due_on", "round_closes_on", "level"}
        assert rule.requires

    def test_never_begins_a_dossier(self):
        assert all(rule.source is not None for rule in CLOCK)

    def test_never_makes_a_product_ready_and_takes_it_back_on_the_same_day(self):
        """Else a dossier would go to and fro within one run."""
        make_ready = find("make_ready", S.IMPLEMENTING)
        take_back = [rule for rule in moves_from(S.READY) if rule.is_clock]
        days = (None, date(2024, 6, 14), TODAY, date(2024, 6, 16))
        seen = Counter[str]()

        for missing, valid_until in product((None, 0, 1), days):
            facts = SimpleNamespace(product_group=1, documents_missing=missing, documents_valid_until=valid_until)
            ready = all(need.met_by(facts, TODAY) for need in make_ready.requires)
            back = any(all(need.met_by(facts, TODAY) for need in rule.requires) for rule in take_back)
            assert not (ready and back), facts
            seen.update(ready=ready, back=back)

        assert seen == {"ready": 2, "back": 6}


class TestPeople:
    """26/2026/QĐ-TTg, Đ.7 and Đ.8: who decides answers with a paper, who refuses says why."""

    @pytest.mark.parametrize("rule", [r for r in PEOPLE if r.by in (Role.AUTHORITY, Role.COUNCIL)], ids=named)
    def test_a_decision_of_the_authority_or_the_council_rests_on_a_paper(self, rule):
        assert rule.needs_paper

    @pytest.mark.parametrize("rule", [rule for rule in PEOPLE if rule.target in REFUSALS], ids=named)
    def test_who_returns_rejects_revokes_or_withdraws_says_why(self, rule):
        assert rule.needs_reason

    @pytest.mark.parametrize("state", [S.SCORING, S.SCORED, S.FORWARDED, S.RECOGNISED, S.IN_PROMOTION])
    def test_a_dossier_before_the_council_or_recognised_cannot_be_withdrawn(self, state):
        assert find("withdraw", state) is None

    @pytest.mark.parametrize("state", [S.RECOGNISED, S.IN_PROMOTION, S.RENEWAL_DUE])
    def test_whoever_holds_a_certificate_can_lose_it_by_the_day_or_by_decision(self, state):
        assert find("expire", state).target is S.EXPIRED
        assert find("propose_revocation", state).target is S.REVOCATION_PROPOSED

    def test_a_scored_dossier_is_recognised_declined_sent_higher_or_after_the_centre_evaluated_again(self):
        decided = {rule.action for rule in moves_from(S.SCORED) if not rule.is_clock}

        assert decided == {"recognise", "decline", "forward", "evaluate_again"}

    def test_only_the_producer_submits_and_withdraws(self):
        actions = {rule.action for rule in LIFECYCLE if rule.by is Role.PRODUCER}

        assert actions == {
            "submit_idea",
            "correct_idea",
            "submit_business_plan",
            "correct_business_plan",
            "submit_dossier",
            "complete_dossier",
            "withdraw",
        }


class TestTheSixSteps:
    """8050/BNN-VPĐP: each step has something that people do and something that the clock does."""

    @pytest.mark.parametrize("step", [step for step in Step if step is not Step.ACROSS])
    def test_moves_dossiers_by_people_and_by_the_clock(self, step):
        assert {rule.is_clock for rule in LIFECYCLE if rule.step is step and rule.action != "withdraw"} == (
            {True} if step is Step.IMPLEMENTATION else {True, False}
        )
