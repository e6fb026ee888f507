"""Assignments: what the plan prints is given once, to the units it names, and nothing else is."""

from datetime import date

import pytest
from sqlmodel import col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.assignments import close_surveys_by_facts, mark_done, raise_assignments
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import begin
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.tables import ActLog, Assignment, Duty
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import AssignmentState, DossierState, Part, Programme, Role, Step, UnitKind
from tests.operations.conftest import AT, BAC_KAN, UONG_BI, City

JUNE = date(2024, 6, 3)


def raise_all(city: City, code: str, today: date) -> int:
    with city.work() as session:
        cycle = city.cycle(session, code, today)
        return sum(raise_assignments(session, cycle, step, today) for step in Step)


class TestRaising:
    """Each duty is given once per unit and step, while the plan is in force."""

    def test_a_second_raising_finds_nothing_to_do(self, city):
        assert raise_all(city, UONG_BI, JUNE) > 0
        assert raise_all(city, UONG_BI, JUNE) == 0
        assert raise_all(city, UONG_BI, date(2024, 12, 31)) == 0

    @pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 1, 1)])
    def test_nothing_is_raised_before_the_plan_is_in_force_or_after_its_period(self, city, today):
        assert raise_all(city, UONG_BI, today) == 0

    def test_duties_of_the_new_rural_programme_alone_stay_outside_the_cycle(self, city):
        raise_all(city, UONG_BI, JUNE)
        with city.look() as session:
            kept = session.exec(select(Duty).where(Duty.programme == Programme.NTM)).all()
            raised = session.exec(
                select(Assignment)
                .join(Duty, col(Duty.id) == col(Assignment.duty_id))
                .where(Duty.programme == Programme.NTM)
            ).all()
        assert kept and not raised

    def test_every_commune_gets_what_the_collective_name_is_given(self, city):
        """«UBND các xã, phường» stands for the ten communes and wards of Uông Bí in 2024."""
        raise_all(city, UONG_BI, JUNE)
        with city.look() as session:
            cycle = city.cycle(session, UONG_BI, JUNE)
            surveys = [line for line in list_assignments(session, cycle, JUNE) if "Khảo sát" in line.quote]
            communes = {unit.code for unit in cycle.plan.units if unit.kind is UnitKind.COMMUNE}
        assert {line.unit_code for line in surveys} == communes
        assert len(communes) == 10

    def test_what_the_front_is_asked_is_a_request(self, city):
        """III.4: «Đề nghị Mặt trận Tổ quốc và các đoàn thể Thành phố»."""
        raise_all(city, UONG_BI, JUNE)
        with city.look() as session:
            lines = list_assignments(session, city.cycle(session, UONG_BI, JUNE), JUNE)
        parts = {line.part for line in lines if line.clause.startswith("III (Tổ chức thực hiện).4")}
        assert parts == {Part.REQUEST.label}


class TestDueDays:
    """No plan of the two prints a deadline: the last day is the step's window, and says that it is a setting."""

    def test_a_step_ends_the_duty_with_its_window(self, city):
        raise_all(city, UONG_BI, JUNE)
        with city.look() as session:
            lines = list_assignments(session, city.cycle(session, UONG_BI, JUNE), JUNE, step=Step.IDEAS)
        assert {line.due_on for line in lines} == {date(2024, 4, 30)}
        assert all("thiết lập của địa phương" in line.due_basis and "không in hạn" in line.due_basis for line in lines)
        assert all(line.days_late == (JUNE - date(2024, 4, 30)).days for line in lines)

    def test_nobody_is_born_late(self, city):
        """A step whose window had passed when the plan came into force is due at the end of the cycle."""
        raise_all(city, BAC_KAN, date(2024, 10, 1))
        with city.look() as session:
            cycle = city.cycle(session, BAC_KAN, date(2024, 10, 1))
            lines = list_assignments(session, cycle, date(2024, 10, 1))
            assert lines
            assert min(line.due_on for line in lines) >= cycle.cycle.in_force_from


class TestDone:
    """A person says that a duty is done, with a paper where there is one."""

    def test_done_is_kept_with_who_and_on_what_paper(self, city):
        raise_all(city, UONG_BI, JUNE)
        with city.work() as session:
            chosen = list_assignments(session, city.cycle(session, UONG_BI, JUNE), JUNE)[0]
            mark_done(
                session,
                chosen.id,
                actor="Bà Mẫu",
                today=JUNE,
                at=AT,
                paper=Paper("12/BC-UBND", date(2024, 6, 1)),
                note="đủ",
            )
        with city.look() as session:
            kept = session.get_one(Assignment, chosen.id)
            log = session.exec(select(ActLog).where(ActLog.action == "assignment_done")).one()
        assert (kept.state, kept.closed_by, kept.paper_no) == (AssignmentState.DONE, "Bà Mẫu", "12/BC-UBND")
        assert (log.actor, log.subject_id) == ("Bà Mẫu", chosen.id)

    def test_done_twice_is_refused_and_says_who_was_first(self, city):
        raise_all(city, UONG_BI, JUNE)
        with city.work() as session:
            mark_done(session, 1, actor="Bà Mẫu", today=JUNE, at=AT)
        with pytest.raises(Refused, match="Bà Mẫu"), city.work() as session:
            mark_done(session, 1, actor="Ông Sau", today=JUNE, at=AT)

    def test_an_unknown_number_is_not_found(self, city):
        with pytest.raises(NotFound, match="999"), city.work() as session:
            mark_done(session, 999, actor="Bà Mẫu", today=JUNE, at=AT)


class TestSurveyIsClosedByFacts:
    """A commune that has identified a product this year has done its survey."""

    def test_only_that_commune_is_closed(self, city):
        raise_all(city, UONG_BI, JUNE)
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, JUNE)
            ward_id = unit_of(session, cycle.cycle.locality, "phuong-bac-son").id
            tea = Dossier(
                locality=cycle.cycle.locality, product_name="Trà mẫu", search_key="tra mau", commune_id=ward_id,
                opened_in_year=2024, source="mẫu", source_id="1", state=DossierState.IDENTIFIED, state_since=JUNE,
            )  # fmt: skip
            begin(session, cycle, [tea], "identify", Decision("Bà Mẫu", Role.COMMUNE, JUNE, AT))
            assert close_surveys_by_facts(session, cycle, JUNE) == 1
            assert close_surveys_by_facts(session, cycle, JUNE) == 0
        with city.look() as session:
            done = session.exec(select(Assignment).where(Assignment.state == AssignmentState.DONE)).all()
        assert [line.unit_id for line in done] == [ward_id]
