"""A plan of several years has one cycle for each: opened year by year, with the days of its own year."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.library.plans import load_plan
from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.vocabulary import Step
from tests.builders import a_plan, apply_sample, rules

AT = datetime(2023, 6, 1, 3, 0, tzinfo=UTC)
CODE = "tra-vinh.chau-thanh.2025"


@pytest.fixture
def district(database: str) -> str:
    """A database with the plan of Châu Thành, «đến năm 2025»."""
    file = load_plan(Path(__file__).parents[2] / "config" / "plans" / f"{CODE}.yaml")
    with unit_of_work(database) as session:
        apply_sample(session, file.plan, today=date(2023, 6, 1))
    return database


def opened(session, today: date, year: int | None = None):
    return open_cycle(session, CODE, actor="mẫu", today=today, at=AT, year=year)


class TestCycles:
    """46/KH-UBND of 11/05/2023: three years, three cycles."""

    def test_the_day_says_which_year_is_opened_and_opening_twice_is_once(self, district):
        with unit_of_work(district) as session:
            first = opened(session, date(2023, 6, 1))
            again = opened(session, date(2023, 7, 1))
            second = opened(session, date(2024, 1, 2))
        assert [(cycle.code, is_new) for cycle, is_new in (first, again, second)] == [
            ("tra-vinh.chau-thanh.2023", True),
            ("tra-vinh.chau-thanh.2023", False),
            ("tra-vinh.chau-thanh.2024", True),
        ]

    def test_each_cycle_has_the_days_and_windows_of_its_own_year(self, district):
        with unit_of_work(district) as session:
            opened(session, date(2023, 6, 1))
            opened(session, date(2023, 6, 1), year=2024)
        with reading(district) as session:
            first, second = (
                running(session, f"tra-vinh.chau-thanh.{y}", rules(), date(2024, 2, 1)) for y in (2023, 2024)
            )
        assert (first.cycle.in_force_from, first.cycle.ends_on) == (date(2023, 5, 11), date(2023, 12, 31))
        assert (second.cycle.in_force_from, second.cycle.ends_on) == (date(2024, 1, 1), date(2024, 12, 31))
        assert second.plan.window(Step.PROMOTION) == (date(2024, 1, 1), date(2024, 12, 31))
        assert [cycle.gives_duties(date(2024, 2, 1)) for cycle in (first, second)] == [False, True]

    def test_the_duties_of_a_year_are_due_in_that_year(self, district):
        with unit_of_work(district) as session:
            opened(session, date(2024, 2, 1))
            cycle = running(session, "tra-vinh.chau-thanh.2024", rules(), date(2024, 2, 1))
            assert raise_assignments(session, cycle, Step.OUTREACH, date(2024, 2, 1)) > 14
            due = {line.due_on for line in list_assignments(session, cycle, date(2024, 2, 1))}
        assert due == {date(2024, 3, 31)}

    def test_nothing_is_given_to_bodies_of_a_district_that_is_no_more(self, district):
        """The district level ended on 30/06/2025; two communes of it were left as they were, and go on."""
        with unit_of_work(district) as session:
            opened(session, date(2025, 7, 1))
            cycle = running(session, "tra-vinh.chau-thanh.2025", rules(), date(2025, 7, 1))
            assert sum(raise_assignments(session, cycle, step, date(2025, 7, 1)) for step in Step) > 0
            given = {line.unit_code for line in list_assignments(session, cycle, date(2025, 7, 1))}
        assert given == {"xa-hoa-minh", "xa-long-hoa"}

    @pytest.mark.parametrize(("today", "year"), [(date(2026, 1, 5), None), (date(2024, 1, 5), 2022)])
    def test_a_year_outside_the_plan_is_refused_with_the_years_that_it_has(self, district, today, year):
        with unit_of_work(district) as session, pytest.raises(NotFound, match="2023, 2024, 2025"):
            opened(session, today, year)

    def test_a_second_plan_does_not_take_over_a_running_cycle(self, district):
        other = a_plan(code="tra-vinh.chau-thanh.2024", locality="tra-vinh.chau-thanh")
        with unit_of_work(district) as session:
            opened(session, date(2024, 1, 2))
            apply_sample(session, other, today=date(2024, 1, 3))
            with pytest.raises(Refused, match=f"đang theo kế hoạch «{CODE}»"):
                open_cycle(session, other.code, actor="mẫu", today=date(2024, 1, 3), at=AT)
