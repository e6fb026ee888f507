"""The task book says what the cycle raises: nothing more, nothing less, nothing on another day."""

from datetime import date

import pytest

from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.plans.task_book import task_book
from ocop_workflow.operations.reports.reports import list_reports, raise_reports
from ocop_workflow.papers.task_book import TaskBook, UnitPages
from ocop_workflow.vocabulary import Part, Programme, Step
from tests.operations.conftest import BAC_KAN, UONG_BI, City

IN_FORCE = date(2024, 8, 1)


def the_book(city: City, code: str) -> TaskBook:
    with city.look() as session:
        return task_book(city.cycle(session, code, IN_FORCE), IN_FORCE)


def pages(book: TaskBook, code: str) -> UnitPages:
    return next(unit for unit in book.units if unit.code == code)


@pytest.mark.parametrize("code", [UONG_BI, BAC_KAN])
class TestBothCities:
    """Kế hoạch, mục «Tổ chức thực hiện»: what a run gives out is what stands in the book."""

    def test_it_holds_every_assignment_that_a_run_raises_and_no_other(self, city: City, code: str) -> None:
        with city.work() as session:
            cycle = city.cycle(session, code, IN_FORCE)
            for step in Step:
                raise_assignments(session, cycle, step, IN_FORCE)
            raised = {
                (line.unit_code, line.step, line.part, line.clause, line.quote, line.due_on, line.due_basis)
                for line in list_assignments(session, cycle, IN_FORCE)
            }
        printed = [
            (unit.code, task.step, task.part.label, task.clause, task.words, task.due_on, task.basis)
            for unit in the_book(city, code).units
            for task in unit.tasks
        ]
        assert len(printed) == len(set(printed))
        assert set(printed) == raised

    def test_it_holds_every_report_that_a_run_raises_and_no_other(self, city: City, code: str) -> None:
        with city.work() as session:
            cycle = city.cycle(session, code, IN_FORCE)
            raise_reports(session, cycle, IN_FORCE)
            raised = {
                (line.unit_code, line.period_label, line.clause, line.quote, line.due_on, line.due_basis)
                for line in list_reports(session, cycle, IN_FORCE)
            }
        printed = {
            (unit.code, day.period, report.clause, report.words, day.due_on, day.basis)
            for unit in the_book(city, code).units
            for report in unit.reports
            for day in report.days
        }
        assert printed == raised

    def test_every_unit_of_the_plan_with_a_duty_has_its_sheet(self, city: City, code: str) -> None:
        book = the_book(city, code)
        with city.look() as session:
            plan = city.cycle(session, code, IN_FORCE).plan
        given = {member for duty in plan.duties for unit, _ in duty.parts() for member in plan.members(unit)}
        given |= {member for duty in plan.reports for unit in duty.reporters for member in plan.members(unit)}
        given |= {member for duty in plan.own_duties for unit in duty.lead for member in plan.members(unit)}
        assert {unit.code for unit in book.units} == given
        assert [unit.code for unit in book.units] == [unit.code for unit in plan.units if unit.code in given]

    def test_words_of_the_new_rural_programme_alone_stand_apart(self, city: City, code: str) -> None:
        with city.look() as session:
            plan = city.cycle(session, code, IN_FORCE).plan
        ntm = {duty.quote for duty in (*plan.duties, *plan.reports) if duty.programme is Programme.NTM}
        book = the_book(city, code)
        assert {entry.words for unit in book.units for entry in unit.outside} == ntm
        assert not ntm & {task.words for unit in book.units for task in unit.tasks}


class TestUongBi:
    """Uông Bí 2024: who draws the book up, how a unit's part and its reports are told."""

    def test_the_standing_unit_draws_it_up_under_the_peoples_committee(self, city: City) -> None:
        book = the_book(city, UONG_BI)
        assert (book.superior, book.agency) == ("Ủy ban nhân dân thành phố Uông Bí", "Phòng Kinh tế thành phố Uông Bí")
        assert book.plan_number == "Kế hoạch"

    def test_what_is_only_asked_for_is_told_as_a_request(self, city: City) -> None:
        """III.4: «Đề nghị Mặt trận Tổ quốc và các đoàn thể Thành phố»."""
        parts = {task.part for task in pages(the_book(city, UONG_BI), "mttq-tp").tasks}
        assert parts == {Part.REQUEST}

    def test_a_ward_reports_in_five_ways_and_the_ad_hoc_one_has_no_day(self, city: City) -> None:
        reports = pages(the_book(city, UONG_BI), "phuong-vang-danh").reports
        assert [(report.cadence, len(report.days)) for report in reports] == [
            ("hằng tháng", 10), ("hằng quý", 4), ("6 tháng", 1), ("hằng năm", 1), ("đột xuất", 0),
        ]  # fmt: skip
        assert {report.receiver for report in reports} == {
            "Ủy ban nhân dân thành phố Uông Bí (qua Phòng Kinh tế thành phố Uông Bí)"
        }

    def test_the_steps_follow_each_other(self, city: City) -> None:
        steps = [task.step for task in pages(the_book(city, UONG_BI), "phong-kinh-te").tasks]
        assert steps == sorted(steps)


def test_blanks_of_the_document_stay_blank(city: City) -> None:
    """Bắc Kạn 2024 prints «Số: /KH-UBND» and «ngày  tháng 7 năm 2024»."""
    assert the_book(city, BAC_KAN).plan_number == "Kế hoạch số ……/KH-UBND ngày …… tháng 7 năm 2024"
