"""An office sends a dossier back for a supplement: its own term begins anew or goes on, as the plan says."""

from datetime import date

import pytest

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import DossierState, Role
from tests.builders import a_cycle, a_decision, a_dossier, a_plan

SETTLED = {"not_in_plan": True, "why": "kế hoạch mẫu để thử", "roll": "as_printed"}
MONDAY = date(2024, 6, 3)


def sent_back_and_again(session, cycle: RunningCycle, dossier: Dossier, sent_back: date, again: date) -> Dossier:
    decide(session, cycle, dossier.code, "send_back_idea", a_decision(Role.COMMUNE, today=sent_back))
    return decide(session, cycle, dossier.code, "correct_idea", a_decision(Role.PRODUCER, today=again))


class TestTheCommunesFiveWorkingDays:
    """An idea came in on Monday 03/06/2024, was sent back on the 5th and came in again on Thursday the 20th."""

    @pytest.mark.parametrize(
        ("after_supplement", "due_on", "left", "basis"),
        [
            ("restart", date(2024, 6, 27), 5, "5 ngày làm việc kể từ 20/06/2024 (thiết lập của địa phương)"),
            (
                "resume",
                date(2024, 6, 26),
                4,
                "5 ngày làm việc kể từ 03/06/2024, không tính thời gian chờ bổ sung 05/06/2024 – 20/06/2024, "
                "còn 4 ngày (thiết lập của địa phương)",
            ),
        ],
    )
    def test_begin_anew_or_go_on(self, database, after_supplement, due_on, left, basis):
        with unit_of_work(database) as session:
            cycle = a_cycle(session, a_plan(due_days={**SETTLED, "after_supplement": after_supplement}))
            dossier = a_dossier(session, cycle, DossierState.IDEA_SUBMITTED, today=MONDAY)
            assert dossier.due_on == date(2024, 6, 10)

            dossier = sent_back_and_again(session, cycle, dossier, date(2024, 6, 5), date(2024, 6, 20))

            assert (dossier.due_on, dossier.due_term_days, dossier.due_basis) == (due_on, left, basis)
            assert dossier.due_since == date(2024, 6, 20)

    def test_go_on_through_several_supplements(self, sqlite_database):
        with unit_of_work(sqlite_database) as session:
            cycle = a_cycle(session, a_plan(due_days={**SETTLED, "after_supplement": "resume"}))
            dossier = a_dossier(session, cycle, DossierState.IDEA_SUBMITTED, today=MONDAY)
            sent_back_and_again(session, cycle, dossier, date(2024, 6, 5), date(2024, 6, 20))
            dossier = sent_back_and_again(session, cycle, dossier, date(2024, 6, 24), date(2024, 7, 1))

            assert (dossier.due_on, dossier.due_term_days) == (date(2024, 7, 4), 3)

    def test_are_over_when_they_had_run_out_before(self, sqlite_database):
        with unit_of_work(sqlite_database) as session:
            cycle = a_cycle(session, a_plan(due_days={**SETTLED, "after_supplement": "resume"}))
            dossier = a_dossier(session, cycle, DossierState.IDEA_SUBMITTED, today=MONDAY)
            dossier = sent_back_and_again(session, cycle, dossier, date(2024, 6, 12), date(2024, 6, 20))

            assert (dossier.due_on, dossier.due_term_days) == (date(2024, 6, 10), None)
