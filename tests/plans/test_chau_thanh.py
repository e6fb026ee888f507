"""Châu Thành (Trà Vinh), 46/KH-UBND of 11/05/2023: a district plan of several years, «đến năm 2025»."""

from datetime import date

import pytest

from ocop_workflow.vocabulary import Cadence, Step, Wording


class TestSeveralYears:
    """The document is of May 2023 and runs to 2025: one cycle for each year."""

    @pytest.mark.parametrize(
        ("year", "first", "last"),
        [
            (2023, date(2023, 5, 11), date(2023, 12, 31)),
            (2024, date(2024, 1, 1), date(2024, 12, 31)),
            (2025, date(2025, 1, 1), date(2025, 12, 31)),
        ],
    )
    def test_it_gives_duties_from_its_day_on_and_year_by_year(self, chau_thanh, year, first, last):
        plan = chau_thanh.in_year(year)
        assert plan.days_in_force() == (first, last)
        assert plan.cycle_code == f"tra-vinh.chau-thanh.{year}"
        assert plan.window(Step.EVALUATION) == (date(year, 10, 1), date(year, 12, 31))

    def test_in_the_file_it_is_read_for_its_last_year(self, chau_thanh):
        assert (chau_thanh.year, chau_thanh.cycle_years) == (2025, (2023, 2024, 2025))
        assert chau_thanh.document.period.from_ is None, "«đến năm 2025» prints no first year"

    def test_bodies_of_the_district_end_with_the_district(self, chau_thanh):
        """Two communes were left as they were (giữ nguyên) on 01/07/2025."""
        ends = {unit.code: unit.valid_to for unit in chau_thanh.units if unit.kind != "higher_body"}
        assert {ends.pop("xa-hoa-minh"), ends.pop("xa-long-hoa")} == {None}
        assert set(ends.values()) == {date(2025, 6, 30)}


class TestDuties:
    """IV.1 to IV.8."""

    OFFICES = (
        "phong-nn-ptnt",
        "phong-tai-chinh-ke-hoach",
        "phong-kinh-te-ha-tang",
        "phong-tai-nguyen-moi-truong",
        "phong-van-hoa-thong-tin",
        "phong-y-te",
    )

    @pytest.mark.parametrize(
        ("code", "lead", "coordinate"),
        [
            ("ct.iv.1.b1", ("phong-nn-ptnt",), ("cac-nganh", "ubnd-xa-thi-tran")),
            ("ct.iv.1.b2", (), ("phong-nn-ptnt",)),
            ("ct.iv.2", ("phong-tai-chinh-ke-hoach",), ("cac-nganh", "ubnd-xa-thi-tran")),
            ("ct.iv.3.d1", (), ("phong-kinh-te-ha-tang", "cac-nganh")),
            ("ct.iv.6.d2", (), ("phong-y-te", "phong-nn-ptnt", "cac-nganh")),
            ("ct.iv.7", ("cac-nganh",), ()),
        ],
    )
    def test_who_leads_and_who_coordinates(self, chau_thanh, code, lead, coordinate):
        (duty,) = [duty for duty in chau_thanh.duties if duty.code == code]
        assert (duty.lead, duty.coordinate) == (lead, coordinate)

    def test_cac_nganh_co_lien_quan_are_only_those_the_document_names(self, chau_thanh):
        assert chau_thanh.members("cac-nganh") == self.OFFICES
        (group,) = [group for group in chau_thanh.groups if group.code == "cac-nganh"]
        assert group.not_in_plan

    def test_joining_the_evaluation_is_a_part_in_step_5_and_never_a_lead(self, chau_thanh):
        """«Hàng năm, phối hợp … tham gia các kỳ đánh giá và phân hạng»: four offices."""
        joining = [duty for duty in chau_thanh.duties if "tham gia các kỳ đánh giá" in duty.quote]
        assert [duty.clause for duty in joining] == ["IV.3, đoạn 2", "IV.4, đoạn 2", "IV.5, đoạn 3", "IV.6, đoạn 2"]
        for duty in joining:
            assert Step.EVALUATION in duty.steps
            assert (duty.wording, duty.deadline_quote, duty.lead) == (Wording.PHOI_HOP, "Hàng năm", ())

    def test_thirteen_communes_and_one_town(self, chau_thanh):
        members = chau_thanh.members("ubnd-xa-thi-tran")
        assert len(members) == 14
        assert [code for code in members if code.startswith("thi-tran-")] == ["thi-tran-chau-thanh"]


class TestReports:
    """IV.1 and the closing paragraph: periodic without saying how often, and ad hoc."""

    def test_no_report_has_a_period_or_a_day(self, chau_thanh):
        rules = {(report.clause, report.cadence) for report in chau_thanh.reports}
        assert rules == {
            ("IV.1, gạch đầu dòng 3", Cadence.NOT_STATED),
            ("IV.1, gạch đầu dòng 3", Cadence.AD_HOC),
            ("IV, đoạn cuối", Cadence.AD_HOC),
        }
        assert all(report.due is None for report in chau_thanh.reports)

    def test_nobody_reports_to_or_through_itself(self, chau_thanh):
        for report in chau_thanh.reports:
            senders = {unit for code in report.reporters for unit in chau_thanh.members(code)}
            assert not senders & {report.through, *chau_thanh.members(report.to)}

    def test_a_scribbled_initial_is_no_word_of_the_plan(self, chau_thanh):
        assert [words.quote for words in chau_thanh.not_executable] == ["T. Thị"]


class TestTargets:
    """II.2: nine figures, «ít nhất» printed before all but one."""

    @pytest.mark.parametrize(
        ("code", "comparator", "value", "unit", "of"),
        [
            ("ct.mt.san-pham", "≥", 60, "sản phẩm", None),
            ("ct.mt.nang-cap", "≥", 50, "%", "sản phẩm OCOP đã được đánh giá và phân hạng"),
            ("ct.mt.hop-tac-xa", "≥", 30, "%", "chủ thể OCOP"),
            ("ct.mt.doanh-nghiep", None, 70, "%", "chủ thể OCOP"),
            ("ct.mt.chuoi-gia-tri", "≥", 30, "%", "chủ thể OCOP"),
            ("ct.mt.lang-nghe", "≥", 1, "làng nghề", None),
            ("ct.mt.kenh-ban-hang", "≥", 50, "%", "chủ thể OCOP"),
            ("ct.mt.thuong-hieu", "≥", 1, "sản phẩm", None),
            ("ct.mt.nhan-hieu", "≥", 2, "sản phẩm", None),
        ],
    )
    def test_figure_comparator_and_what_it_is_a_share_of(self, chau_thanh, code, comparator, value, unit, of):
        (target,) = [target for target in chau_thanh.targets if target.code == code]
        assert (target.comparator, target.value, target.unit, target.of) == (comparator, value, unit, of)
        assert (target.comparator == "≥") == ("ít nhất" in target.quote)
        assert target.due_on == date(2025, 12, 31)

    def test_the_list_is_whole_and_counts_products_of_three_stars_or_more(self, chau_thanh):
        assert len(chau_thanh.targets) == 9
        assert {target.code: target.min_stars for target in chau_thanh.targets if target.min_stars} == {
            "ct.mt.san-pham": 3
        }
