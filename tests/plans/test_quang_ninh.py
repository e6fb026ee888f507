"""Quảng Ninh district (Quảng Bình), March 2020: a meeting's conclusions, items 2.1 to 2.5, no «Tổ chức thực hiện»."""

from datetime import date

import pytest

from ocop_workflow.vocabulary import Cadence


class TestDocument:
    """A notice (TB-UBND) of what the vice-chair concluded on 20/03/2020."""

    def test_it_is_a_notice_without_number_and_day(self, quang_ninh):
        document = quang_ninh.document
        assert (document.kind, document.number) == ("Thông báo", "/TB-UBND")
        assert (document.issued.day, document.issued.month, document.issued.year) == (None, 3, 2020)

    def test_the_meeting_is_printed_and_nothing_is_in_force_before_it(self, quang_ninh):
        meeting = quang_ninh.document.meeting
        assert (meeting.held_on, meeting.chair) == (date(2020, 3, 20), "Nguyễn Ngọc Thu")
        assert quang_ninh.in_force.from_ == meeting.held_on

    def test_item_2_is_its_organising_section(self, quang_ninh):
        assert quang_ninh.organising == "2"
        assert {duty.clause[:3] for duty in quang_ninh.duties} == {"2.1", "2.2", "2.3", "2.4", "2.5"}

    def test_it_rests_on_no_document_with_a_number(self, quang_ninh):
        assert [(basis.number, basis.issued_on, basis.is_cited_only) for basis in quang_ninh.legal_bases] == [
            (None, None, True)
        ]


class TestBaselines:
    """Item 1 says what 2019 brought: figures that look like targets and are none."""

    def test_figures_of_2019_are_baselines(self, quang_ninh):
        of_2019 = {(baseline.value, baseline.unit) for baseline in quang_ninh.baselines if baseline.year == 2019}
        assert of_2019 == {(4, "chuỗi liên kết giá trị"), (5, "sản phẩm")}
        assert not [target for target in quang_ninh.targets if target.clause == "1"]

    def test_the_list_of_25_surveyed_products_is_no_target(self, quang_ninh):
        assert [b.clause for b in quang_ninh.baselines if b.value == 25] == ["2.1, gạch đầu dòng 1"]

    @pytest.mark.parametrize(
        ("code", "value", "min_stars"), [("qn.mt.san-pham", 4, 3), ("qn.mt.chuoi-lien-ket", 3, None)]
    )
    def test_the_targets_of_2020_stand_inside_duties(self, quang_ninh, code, value, min_stars):
        (target,) = [target for target in quang_ninh.targets if target.code == code]
        assert (target.value, target.min_stars, target.stands) == (value, min_stars, "in_text")
        assert target.due_on == date(2020, 12, 31)
        assert len(quang_ninh.targets) == 2


class TestDuties:
    """2.1 to 2.5."""

    def test_an_office_named_inside_the_sentence_leads(self, quang_ninh):
        """2.4: «Phòng Tài nguyên - Môi trường chủ trì phối hợp với …»."""
        (duty,) = [duty for duty in quang_ninh.duties if duty.clause == "2.4"]
        assert duty.lead == ("phong-tai-nguyen-moi-truong",)
        assert duty.coordinate == ("phong-kinh-te-ha-tang", "phong-nn-ptnt", "thi-tran-quan-hau")

    def test_the_support_team_has_a_head_and_members_from_named_offices(self, quang_ninh):
        team = [post for post in quang_ninh.governance if post.kind == "support_team"]
        assert [(post.role, post.units) for post in team] == [
            ("chair", ("phong-nn-ptnt",)),
            ("member", ("phong-kinh-te-ha-tang", "phong-van-hoa-thong-tin", "tt-dich-vu-nong-nghiep")),
        ]

    def test_founding_the_support_team_is_coordinated_and_led_by_nobody_in_print(self, quang_ninh):
        (duty,) = [duty for duty in quang_ninh.duties if duty.code == "qn.2.1.b3"]
        assert (duty.lead, duty.coordinate) == ((), ("phong-nn-ptnt", "vp-hdnd-ubnd"))

    def test_communes_of_march_2020_fourteen_and_the_town(self, quang_ninh):
        members = quang_ninh.members("ubnd-xa-thi-tran")
        assert len(members) == 15
        ends = {unit.code: unit.valid_to for unit in quang_ninh.units}
        assert {code for code in members if ends[code] == date(2024, 11, 30)} == {"thi-tran-quan-hau", "xa-luong-ninh"}

    def test_a_product_called_by_its_name_is_kept(self, quang_ninh):
        assert [product.name for product in quang_ninh.products] == ["Hàu Quán Hàu"]


class TestReports:
    """2.5: communes report their plan to the district; how often and by when is not printed."""

    def test_one_report_without_period_and_day(self, quang_ninh):
        (report,) = quang_ninh.reports
        assert (report.cadence, report.due, report.through) == (Cadence.NOT_STATED, None, "phong-nn-ptnt")
        assert report.reporters == ("ubnd-xa-thi-tran",)

    def test_what_the_meeting_heard_is_no_reporting_duty(self, quang_ninh):
        assert any(entry.quote.startswith("Sau khi nghe báo cáo") for entry in quang_ninh.not_a_duty)
