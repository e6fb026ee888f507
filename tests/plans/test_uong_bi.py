"""Uông Bí 2024: a mixed plan of new countryside and OCOP, with three reporting rules."""

from datetime import date
from pathlib import Path

import pytest

from ocop_workflow.library.yaml_files import read_text
from ocop_workflow.vocabulary import Cadence, Programme, Role, Step, Wording


class TestReports:
    """III (Tổ chức thực hiện).1, .2 and .3.3: three different rules."""

    def rules(self, plan):
        return {
            (report.clause, report.reporters, report.to, report.through, report.programme): {
                other.cadence
                for other in plan.reports
                if (other.clause, other.reporters) == (report.clause, report.reporters)
            }
            for report in plan.reports
        }

    def test_departments_monthly_communes_in_five_ways_and_the_economy_office_upwards(self, uong_bi):
        tc = "III (Tổ chức thực hiện)"
        through = ("ubnd-tp", "phong-kinh-te", Programme.BOTH)
        assert self.rules(uong_bi) == {
            (f"{tc}.1", ("phong-ban-nganh",), *through): {Cadence.MONTH},
            (f"{tc}.3.3", ("ubnd-xa-phuong",), *through): {
                Cadence.MONTH,
                Cadence.QUARTER,
                Cadence.HALF_YEAR,
                Cadence.YEAR,
                Cadence.AD_HOC,
            },
            (f"{tc}.2, gạch đầu dòng 2", ("phong-kinh-te",), "cap-tinh", "ubnd-tp", Programme.NTM): {
                Cadence.NOT_STATED,
                Cadence.AD_HOC,
            },
        }

    def test_no_due_day_is_printed_so_each_is_a_setting_that_says_why(self, uong_bi):
        for report in uong_bi.reports:
            periodic = report.cadence not in (Cadence.AD_HOC, Cadence.NOT_STATED)
            assert (report.due is not None) == periodic
            if report.due:
                assert report.due.not_in_plan
                assert "không in ngày nộp" in report.due.why
                rule = uong_bi.rule_of(report)
                assert (rule.on_day, rule.cut_off_day) == (17, 14)

    def test_nobody_reports_to_or_through_itself(self, uong_bi):
        for report in uong_bi.reports:
            senders = {unit for code in report.reporters for unit in uong_bi.members(code)}
            assert not senders & {report.through, *uong_bi.members(report.to)}

    def test_a_copy_for_information_is_no_reporting_duty(self, uong_bi):
        """«(B/cáo)» in Nơi nhận: the party bodies get the plan, nobody owes them a report."""
        informed = {unit for line in uong_bi.recipients if line.marker == "B/cáo" for unit in line.units}
        assert informed == {"vp-dieu-phoi-ntm-tinh", "thanh-uy", "hdnd-tp"}
        owed = {unit for r in uong_bi.reports if r.programme is not Programme.NTM for unit in uong_bi.members(r.to)}
        assert not informed & owed


class TestCommunes:
    """«các xã, phường» of 2024: one commune and nine wards; Điền Công was no longer one of them."""

    def test_ten_real_units(self, uong_bi):
        members = uong_bi.members("ubnd-xa-phuong")
        units = {unit.code: unit for unit in uong_bi.units}
        assert len(members) == 10
        assert [code for code in members if code.startswith("xa-")] == ["xa-thuong-yen-cong"]
        assert not any("dien-cong" in code for code in units)
        assert all(units[code].valid_to == date(2025, 6, 30) and units[code].list_code for code in members)

    def test_only_the_one_that_the_document_names_is_printed(self, uong_bi):
        printed = [unit.code for unit in uong_bi.units if unit.kind == "commune" and not unit.not_in_plan]
        assert printed == ["xa-thuong-yen-cong"]


class TestProgrammes:
    """A duty of new countryside alone is kept and stays outside the OCOP cycle."""

    def test_ntm_duties_are_kept(self, uong_bi):
        ntm = [duty.code for duty in uong_bi.duties if duty.programme is Programme.NTM]
        assert ntm == [
            "ub.i.2.b2",
            "ub.nv.1.3.d3",
            "ub.nv.1.4.b1",
            "ub.iii.2.b2",
            *(f"ub.iii.3.1.b{n}" for n in range(1, 5)),
            "ub.iii.4.b2",
            "ub.iii.4.b3",
        ]

    def test_ntm_duties_serve_no_step_of_the_ocop_cycle(self, uong_bi):
        assert all(d.steps == (Step.ACROSS,) for d in uong_bi.duties if d.programme is Programme.NTM)

    def test_a_duty_that_never_says_ocop_is_not_made_one_for_both(self, uong_bi):
        for duty in uong_bi.duties:
            if duty.programme is Programme.BOTH:
                assert "OCOP" in duty.quote


class TestDuties:
    """III (Tổ chức thực hiện), bullet by bullet."""

    @pytest.mark.parametrize(
        ("code", "lead", "steps"),
        [
            ("ub.nv.2.3.b", ("ubnd-xa-phuong",), [3, 4, 5]),
            ("ub.iii.1", ("phong-kinh-te", "phong-ban-nganh"), [0]),
            ("ub.iii.2.b3.i2", ("phong-kinh-te",), [6]),
            ("ub.iii.2.b3.i3", (), [1, 4]),
            ("ub.iii.2.b3.i4", ("phong-kinh-te",), [1, 2, 3, 4, 5, 6]),
            ("ub.iii.3.2.b2", ("ubnd-xa-phuong",), [1, 2, 3]),
        ],
    )
    def test_who_leads_what_in_which_steps(self, uong_bi, code, lead, steps):
        (duty,) = [duty for duty in uong_bi.duties if duty.code == code]
        assert (duty.lead, list(duty.steps)) == (lead, steps)

    def test_the_last_paragraph_asks_everybody_for_a_plan_of_their_own(self, uong_bi):
        duty = uong_bi.duties[-1]
        assert duty.lead == ("phong-kinh-te", "phong-ban-nganh", "tt-truyen-thong-van-hoa", "ubnd-xa-phuong")
        assert duty.deliverable.startswith("Kế hoạch triển khai")

    def test_the_front_and_the_unions_are_only_requested(self, uong_bi):
        asked = {"mttq-tp", "doan-the-tp"}
        for duty in uong_bi.duties:
            assert not asked & {*duty.lead, *duty.coordinate}
            assert (duty.wording is Wording.DE_NGHI) == (set(duty.request) == asked)

    def test_no_duty_has_a_due_day_because_none_is_printed(self, uong_bi):
        assert all(duty.due is None and duty.deadline_quote is None for duty in uong_bi.duties)


class TestTargetsAndFairs:
    """II.2 and III (Nhiệm vụ và giải pháp).2.3.e."""

    @pytest.mark.parametrize(
        ("code", "comparator", "value", "programme"),
        [
            ("ub.mt.san-pham-moi", "≥", 2, "ocop"),
            ("ub.mt.ma-vach", "=", 100, "ocop"),
            ("ub.mt.thu-nhap", ">", 80, "ntm"),
            ("ub.mt.ho-ngheo", None, None, "ntm"),
        ],
    )
    def test_measurable_targets(self, uong_bi, code, comparator, value, programme):
        (target,) = [target for target in uong_bi.targets if target.code == code]
        assert (target.comparator, target.value, target.programme) == (comparator, value, programme)

    def test_a_number_is_in_its_words_and_words_without_a_number_have_none(self, uong_bi):
        for target in uong_bi.targets:
            if target.value is None:
                assert target.comparator is None
            else:
                assert f"{target.value:.0f}" in target.quote

    def test_fairs_are_named_without_a_date(self, uong_bi):
        """«chào mừng Quốc khánh 2/9» is an occasion, not the day of a fair."""
        assert [event.code for event in uong_bi.events] == [
            "ub.hc.xuan",
            "ub.hc.he",
            "ub.hc.thu-dong",
            "ub.hc.thanh-pho",
        ]
        assert all(event.on is None and event.step is Step.PROMOTION for event in uong_bi.events)

    def test_fairs_are_only_planned(self, uong_bi):
        """«Năm 2024, dự kiến tham gia …»."""
        assert all(event.is_planned for event in uong_bi.events)
        assert "dự kiến" in uong_bi.events[0].quote

    def test_what_was_reached_in_2020_is_a_baseline(self, uong_bi):
        assert [(baseline.value, baseline.year) for baseline in uong_bi.baselines] == [(1, None), (None, 2020)]
        assert not [target for target in uong_bi.targets if "2020" in target.quote]

    def test_three_stars_are_a_threshold_for_single_products(self, uong_bi):
        assert [target.code for target in uong_bi.targets if target.stands == "threshold"] == ["ub.mt.y-tuong-3-sao"]


class TestBlanks:
    """What the copy does not show stays empty."""

    def test_number_and_date_stay_blank(self, uong_bi):
        document = uong_bi.document
        issued = document.issued
        assert (document.number, issued.day, issued.month, issued.year) == (None, None, None, None)

    def test_no_person_is_named_but_the_signer(self, uong_bi):
        assert (uong_bi.contact.name, uong_bi.contact.phone) == (None, None)
        assert uong_bi.document.signature.name == "Nguyễn Đức Hòa"
        assert uong_bi.roles.council is None
        assert uong_bi.unit_in_role(Role.COUNCIL) == uong_bi.unit_in_role(Role.STANDING_UNIT) == "phong-kinh-te"

    def test_a_slip_of_the_copy_stays_in_the_quote_and_our_reading_beside_it(self, uong_bi):
        (duty,) = [duty for duty in uong_bi.duties if "công đồng" in duty.quote]
        assert "cộng đồng" in duty.note

    def test_departments_that_the_document_does_not_name_are_not_invented(self, uong_bi):
        (group,) = [group for group in uong_bi.groups if group.not_in_plan]
        named = {unit.code for unit in uong_bi.units if unit.printed_as}
        assert group.code == "phong-ban-nganh"
        assert set(group.units) <= named

    def test_the_source_is_stored_whole(self):
        source = Path(__file__).parents[2] / "config" / "sources" / "quang-ninh.uong-bi.2024.txt"
        assert read_text(source).count("TỔ CHỨC THỰC HIỆN") == 1
