"""Reports: owed once per unit and period, filed, accepted or returned; late is a question asked with a day."""

from datetime import date

import pytest
from sqlmodel import select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.reports.filing import accept_report, return_report, submit_report
from ocop_workflow.operations.reports.reports import list_reports, raise_reports
from ocop_workflow.records.tables import Report
from ocop_workflow.rulebook.plans.plan_entries import OWN_CLAUSE
from ocop_workflow.vocabulary import ReportState
from tests.operations.conftest import AT, BAC_KAN, UONG_BI, City

MARCH = date(2024, 3, 4)
COMMUNE = "xa-thuong-yen-cong"


def raise_all(city: City, code: str = UONG_BI, today: date = MARCH) -> int:
    with city.work() as session:
        return raise_reports(session, city.cycle(session, code, today), today)


def submit(city: City, period: str, today: date, unit: str = COMMUNE) -> Report:
    with city.work() as session:
        return submit_report(
            session,
            city.cycle(session, UONG_BI, today),
            unit,
            period,
            actor="Văn thư mẫu",
            today=today,
            at=AT,
            content="mẫu",
        )


class TestUongBi:
    """Three reporting rules: offices monthly; communes monthly, quarterly, half-yearly, yearly; the NTM one upwards."""

    def test_a_commune_owes_ten_months_four_quarters_a_half_year_and_the_year(self, city):
        """The plan rests on 62/KH-UBND of 01/03/2024, so that no report of January or February is owed."""
        raise_all(city)
        with city.look() as session:
            lines = list_reports(session, city.cycle(session, UONG_BI, MARCH), MARCH, unit=COMMUNE)
        periods = [line.period for line in lines]
        assert sorted(periods) == sorted(
            [f"2024-M{month:02}" for month in range(3, 13)] + [f"2024-Q{n}" for n in range(1, 5)] + ["2024-H1", "2024"]
        )

    def test_an_office_of_the_steering_body_owes_the_months_alone(self, city):
        """III.1: «định kỳ hàng tháng báo cáo kết quả thực hiện của đơn vị mình»."""
        raise_all(city)
        with city.look() as session:
            lines = list_reports(session, city.cycle(session, UONG_BI, MARCH), MARCH, unit="phong-tai-chinh-ke-hoach")
        assert [line.period for line in lines] == [f"2024-M{month:02}" for month in range(3, 13)]

    def test_the_standing_unit_reports_upwards_on_ocop_by_the_citys_own_setting(self, city):
        """What the plan prints of reports to the province is of the new-rural programme and stays outside."""
        raise_all(city)
        with city.look() as session:
            cycle = city.cycle(session, UONG_BI, MARCH)
            lines = list_reports(session, cycle, MARCH, unit="phong-kinh-te")
            assert list_reports(session, cycle, MARCH, upward_only=True) == lines
        assert [line.period for line in lines] == [f"2024-Q{n}" for n in range(1, 5)]
        assert {(line.duty_code, line.clause) for line in lines} == {("own.bc-tinh.quarter", OWN_CLAUSE)}
        assert "tỉnh Quảng Ninh" in lines[0].receiver

    def test_the_basis_says_that_the_plan_prints_no_day(self, city):
        raise_all(city)
        with city.look() as session:
            lines = list_reports(session, city.cycle(session, UONG_BI, MARCH), MARCH)
        assert all("kế hoạch không in ngày" in line.due_basis for line in lines)

    def test_its_figures_run_from_the_cut_off_of_decree_09_2019_to_the_next(self, city):
        raise_all(city)
        with city.look() as session:
            lines = list_reports(session, city.cycle(session, UONG_BI, MARCH), MARCH)
        windows = {line.period: (line.figures_from, line.figures_to) for line in lines}
        assert windows["2024-M03"] == (date(2024, 2, 15), date(2024, 3, 14))
        assert windows["2024-Q1"] == (date(2023, 12, 15), date(2024, 3, 14))

    def test_raising_twice_is_raising_once(self, city):
        assert raise_all(city) > 150
        assert raise_all(city) == 0
        assert raise_all(city, today=date(2024, 12, 30)) == 0

    def test_an_over_cycle_raises_none(self, city):
        assert raise_all(city, today=date(2025, 1, 2)) == 0


class TestBacKan:
    """The plan prints the six steps and no report at all."""

    def test_no_report_is_owed(self, city):
        assert raise_all(city, BAC_KAN, date(2024, 8, 1)) == 0


class TestLate:
    """Late is the day after the last day on time; nothing is stored."""

    @pytest.mark.parametrize(
        ("today", "days"), [(date(2024, 4, 16), 0), (date(2024, 4, 17), 0), (date(2024, 4, 18), 1)]
    )
    def test_the_last_day_is_on_time(self, city, today, days):
        """April: the 17th is a Wednesday."""
        raise_all(city)
        with city.look() as session:
            lines = list_reports(session, city.cycle(session, UONG_BI, today), today, unit=COMMUNE)
        assert next(line.days_late for line in lines if line.period == "2024-M04") == days

    def test_one_filed_late_stays_as_late_as_it_was(self, city):
        raise_all(city)
        submit(city, "2024-M04", date(2024, 4, 20))
        with city.look() as session:
            lines = list_reports(
                session, city.cycle(session, UONG_BI, date(2024, 9, 1)), date(2024, 9, 1), unit=COMMUNE
            )
            late = list_reports(
                session,
                city.cycle(session, UONG_BI, date(2024, 4, 25)),
                date(2024, 4, 25),
                unit=COMMUNE,
                late_only=True,
            )
        assert next(line.days_late for line in lines if line.period == "2024-M04") == 3
        assert "2024-M04" not in [line.period for line in late], "who has filed is chased no more"


class TestFiling:
    """Submission, acceptance, return for correction."""

    def test_accepted_is_the_end(self, city):
        raise_all(city)
        submit(city, "2024-M03", date(2024, 3, 15))
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, date(2024, 3, 16))
            report = accept_report(session, cycle, COMMUNE, "2024-M03", actor="Bà Mẫu", today=date(2024, 3, 16), at=AT)
            assert report.state is ReportState.ACCEPTED
        with pytest.raises(Refused, match="Đã chấp nhận"):
            submit(city, "2024-M03", date(2024, 3, 17))

    def test_filing_twice_is_refused_and_says_who_filed(self, city):
        raise_all(city)
        submit(city, "2024-M03", date(2024, 3, 15))
        with pytest.raises(Refused, match="Văn thư mẫu"):
            submit(city, "2024-M03", date(2024, 3, 16))

    def test_a_return_opens_a_new_visit_with_its_own_last_day(self, city):
        raise_all(city)
        submit(city, "2024-M03", date(2024, 3, 15))
        friday = date(2024, 3, 15)
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, friday)
            report = return_report(
                session, cycle, COMMUNE, "2024-M03", actor="Bà Mẫu", reason="thiếu số liệu", today=friday, at=AT
            )
            term = cycle.plan.terms.report_correction
            assert (report.visit, report.state) == (1, ReportState.RETURNED)
            assert report.due_on == cycle.calendar.add_working_days(friday, term)
            assert report.first_due_on == date(2024, 3, 18)
        assert submit(city, "2024-M03", date(2024, 3, 19)).state is ReportState.SUBMITTED

    def test_a_return_needs_a_reason_and_a_day_ahead(self, city):
        raise_all(city)
        submit(city, "2024-M03", date(2024, 3, 15))
        with pytest.raises(Refused) as refused, city.work() as session:
            cycle = city.cycle(session, UONG_BI, MARCH)
            return_report(
                session,
                cycle,
                COMMUNE,
                "2024-M03",
                actor="Bà Mẫu",
                reason=" ",
                today=MARCH,
                at=AT,
                due_on=date(2024, 3, 1),
            )
        assert len(refused.value.missing) == 2
        with city.look() as session:
            assert session.exec(select(Report).where(Report.visit > 0)).first() is None

    @pytest.mark.parametrize(
        ("unit", "period"), [(COMMUNE, "2024-M01"), (COMMUNE, "hôm nay"), ("phong-khong-co", "2024-M03")]
    )
    def test_what_is_not_owed_is_not_found_and_names_what_is(self, city, unit, period):
        raise_all(city)
        with pytest.raises(NotFound, match="các kỳ"):
            submit(city, period, MARCH, unit)
