"""Rounds per level and year: days of the regime or of a plan's paper; what waits for a round gets its last day."""

from datetime import date

import pytest

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.dossiers.dossiers import decide, find_dossier
from ocop_workflow.operations.evaluation.evaluation_results import rounds
from ocop_workflow.operations.evaluation.rounds import days_of, list_rounds, open_round
from ocop_workflow.records.dossier_tables import dossier_code
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import DossierState, Level, Role
from tests.builders import TODAY, a_cycle, a_decision, dossiers, rules

PLAN = Paper("45/KH-MẪU", date(2024, 3, 1))
CLOSES, RESULTS = date(2024, 8, 30), date(2024, 10, 15)


def a_round(session, **changes):
    plain = {"level": Level.DISTRICT, "area": "mau.mau", "year": 2024, "number": 1, "days": (CLOSES, RESULTS)}
    return open_round(session, rules(), by=a_decision(Role.STANDING_UNIT, paper=PLAN), **{**plain, **changes})


class TestDaysOfTheRegime:
    """26/2026/QĐ-TTg, Đ.5: «trước ngày», so the day itself is late."""

    @pytest.mark.parametrize(
        ("level", "number", "closes", "results"),
        [
            (Level.PROVINCE, 1, date(2027, 4, 29), date(2027, 6, 29)),
            (Level.PROVINCE, 2, date(2027, 10, 29), date(2027, 12, 29)),
            (Level.CENTRAL, 1, date(2027, 7, 29), date(2027, 9, 29)),
            (Level.CENTRAL, 2, date(2028, 1, 29), date(2028, 3, 29)),
        ],
    )
    def test_the_second_round_of_the_centre_falls_in_the_next_year(self, level, number, closes, results):
        found = days_of(rules().regime_of("QD26_2026"), level, 2027, number)
        assert (found.proposals_close_on, found.results_due_on) == (closes, results)
        assert "26/2026/QĐ-TTg, Đ.5" in found.basis

    def test_what_the_regime_does_not_print_needs_a_plan(self):
        for code, says in (("QD26_2026", "có 2 đợt cho cấp tỉnh"), ("QD148_2023", "không ấn định đợt nào")):
            with pytest.raises(Refused, match=says):
                days_of(rules().regime_of(code), Level.PROVINCE, 2027, 3)


class TestDeclaredRounds:
    """A round that a plan declares, with number and date."""

    def test_it_is_opened_once_and_gives_its_last_day_to_what_is_filed(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            opened, is_new = a_round(session)
            assert (opened.code, is_new, a_round(session)[1]) == ("mau.mau.2024-1", True, False)
            assert opened.basis == "theo 45/KH-MẪU ngày 01/03/2024"
            (dossier_id,) = dossiers(session, cycle, 1, DossierState.READY)
            cycle = running(session, cycle.cycle.code, rules(), TODAY)
            decide(session, cycle, dossier_code(dossier_id), "submit_dossier", a_decision(Role.PRODUCER))
            assert find_dossier(session, str(dossier_id)).round_closes_on == CLOSES
            (line,) = list_rounds(session, date(2024, 10, 16), year=2024)
            assert (line.dossiers, line.is_late) == (0, False)
            assert rounds(session, cycle, TODAY)[0].rows[0][0] == "mau.mau.2024-1 (cấp huyện)"

    def test_wrong_rounds_are_refused(self, database):
        with unit_of_work(database) as session:
            a_round(session)
            for changes, says in (
                ({"days": (CLOSES, date(2024, 11, 1))}, "đã mở với ngày khác"),
                ({"number": 2, "days": (RESULTS, CLOSES)}, "đứng trước ngày khóa sổ"),
            ):
                with pytest.raises(Refused, match=says):
                    a_round(session, **changes)
            for role, paper, says in (
                (Role.STANDING_UNIT, None, "số, ngày của kế hoạch"),
                (Role.COMMUNE, PLAN, "thuộc vai trò «Cơ quan thường trực»"),
            ):
                with pytest.raises(Refused, match=says):
                    open_round(session, rules(), level=Level.DISTRICT, area="mau.mau", year=2024, number=3,
                               days=(CLOSES, RESULTS), by=a_decision(role, paper=paper))  # fmt: skip
