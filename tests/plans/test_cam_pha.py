"""Cẩm Phả, 139/KH-UBND of 23/09/2015 for 2013-2016: a board of named offices, and the one due day that is printed."""

from datetime import date
from pathlib import Path

import pytest

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.rulebook.days.periods import periods
from ocop_workflow.vocabulary import Cadence, Part

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def calendar():
    return load_calendar(CONFIG / "calendar")


class TestQuarterlyReport:
    """III.3: «Định kỳ hàng Quý … (trước ngày 30 cuối Quý)»."""

    def due_days(self, plan, calendar):
        (report,) = plan.reports
        return [report.due.due(period, calendar).on for period in periods(report.cadence, *plan.days_in_force())]

    def test_the_last_days_on_time_are_the_29th(self, cam_pha, calendar):
        assert self.due_days(cam_pha.in_year(2016), calendar) == [
            date(2016, 3, 29),
            date(2016, 6, 29),
            date(2016, 9, 29),
            date(2016, 12, 29),
        ]

    def test_in_2015_only_the_quarters_that_end_under_the_plan_are_owed(self, cam_pha, calendar):
        assert self.due_days(cam_pha.in_year(2015), calendar) == [date(2015, 9, 29), date(2015, 12, 29)]

    def test_the_day_is_printed_and_no_other_plan_prints_one(self, shipped):
        printed = [
            (file.plan.code, report.code)
            for file in shipped.values()
            for report in file.plan.reports
            if report.due and not report.due.not_in_plan
        ]
        assert printed == [("quang-ninh.cam-pha.2016", "cp.bc1.quarter")]
        assert not [duty for file in shipped.values() for duty in file.plan.duties if duty.due]

    def test_every_body_with_a_duty_reports_but_the_board_made_of_them(self, cam_pha):
        (report,) = cam_pha.reports
        reporters = {unit for code in report.reporters for unit in cam_pha.members(code)}
        given = {unit for duty in cam_pha.duties for code, _ in duty.parts() for unit in cam_pha.members(code)}
        assert given - reporters == {"ban-dieu-hanh-ocop"}
        assert report.cadence is Cadence.QUARTER

    def test_a_copy_for_information_is_no_reporting_duty(self, cam_pha):
        """«(báo cáo)» in Nơi nhận."""
        informed = {unit for line in cam_pha.recipients if line.marker == "báo cáo" for unit in line.units}
        assert informed == {"ban-dieu-hanh-ocop-tinh", "thanh-uy", "hdnd-tp"}
        assert not informed & {unit for report in cam_pha.reports for unit in cam_pha.members(report.to)}


class TestPeriod:
    """«giai đoạn 2013-2016», issued in September 2015."""

    def test_the_printed_period_is_kept_and_only_what_is_left_of_it_has_cycles(self, cam_pha):
        assert (cam_pha.document.period.from_, cam_pha.document.period.to) == (2013, 2016)
        assert cam_pha.cycle_years == (2015, 2016)
        assert cam_pha.in_year(2015).days_in_force() == (date(2015, 9, 23), date(2015, 12, 31))


class TestBoard:
    """II.1: Ban Điều hành by post, nobody by name."""

    def test_chair_standing_deputy_deputy_and_members(self, cam_pha):
        posts = [(post.role, post.units) for post in cam_pha.governance if post.body == "Ban Điều hành OCOP thành phố"]
        assert posts[:3] == [
            ("chair", ("ubnd-tp",)),
            ("standing_deputy", ("phong-kinh-te",)),
            ("deputy", ("phong-tai-chinh-ke-hoach",)),
        ]
        assert {role for role, _ in posts[3:]} == {"member"}
        members = {unit for _, codes in posts[3:] for code in codes for unit in cam_pha.members(code)}
        assert len(members) == 7 + 17 + 8 + 1 + 2

    def test_the_standing_deputy_is_the_standing_unit(self, cam_pha):
        assert cam_pha.roles.standing_unit == "phong-kinh-te"
        assert cam_pha.roles.steering_body == "ban-dieu-hanh-ocop"


class TestDuties:
    """III.1 to III.3, and two duties outside: I.2 and II.2."""

    def test_two_duties_stand_outside_the_section(self, cam_pha):
        outside = {duty.clause: duty.lead for duty in cam_pha.duties if not duty.clause.startswith("III")}
        assert outside == {"I.2": ("phong-ban-nganh", "ubnd-xa-phuong"), "II.2": ("cac-phuong",)}
        assert all(code.startswith("phuong-") for code in cam_pha.members("cac-phuong"))

    def test_the_front_is_given_a_duty_because_no_request_is_printed(self, cam_pha):
        """III.2.9 gives duties to members of the board; «đề nghị» does not stand there."""
        (duty,) = [duty for duty in cam_pha.duties if duty.code == "cp.iii.2.9.b1"]
        assert set(duty.parts()) == {("mttq-tp", Part.LEAD), ("cac-doan-the", Part.LEAD)}
        assert len(cam_pha.members("cac-doan-the")) == 5

    @pytest.mark.parametrize(
        "clause", ["III.2.2, gạch đầu dòng 1", "III.2.3, gạch đầu dòng 1", "III.2.4, gạch đầu dòng 1"]
    )
    def test_working_with_the_board_is_no_lead(self, cam_pha, clause):
        (duty,) = [duty for duty in cam_pha.duties if duty.clause == clause]
        assert duty.lead == ()
        assert "ban-dieu-hanh-ocop" in duty.coordinate

    def test_a_sentence_about_money_is_set_apart_from_the_duty_beside_it(self, cam_pha):
        (duty,) = [duty for duty in cam_pha.duties if duty.clause == "III.1, gạch đầu dòng 1"]
        (rest,) = cam_pha.not_executable
        assert duty.quote.startswith("Các địa phương bố trí thêm kinh phí")
        assert rest.clause == duty.clause

    def test_three_communes_and_thirteen_wards(self, cam_pha):
        members = cam_pha.members("ubnd-xa-phuong")
        assert sorted(code for code in members if code.startswith("xa-")) == [
            "xa-cam-hai",
            "xa-cong-hoa",
            "xa-duong-huy",
        ]
        assert len(members) == 16
        (group,) = [group for group in cam_pha.groups if group.code == "ubnd-xa-phuong"]
        assert "27/12/2016" in group.why, "the list is younger than the plan, and the file says so"


class TestTargetsAndProducts:
    """I.3.3: «ít nhất 05 sản phẩm sẵn có», with a list in brackets."""

    def test_one_target(self, cam_pha):
        (target,) = cam_pha.targets
        assert (target.comparator, target.value, target.unit) == ("≥", 5, "sản phẩm")

    def test_products_that_exist_and_those_still_in_research(self, cam_pha):
        by_status = {
            status: [product.name for product in cam_pha.products if product.status == status]
            for status in ("existing", "in_development")
        }
        assert by_status["in_development"] == ["Trà nhúng Diệp Hạ Châu", "Than hoạt tính"]
        assert "Ngan đen Cộng Hòa" in by_status["existing"]
        assert len(by_status["existing"]) == 6
