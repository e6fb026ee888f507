"""A draft reads a document by its wording; what it is not sure of it lists, what is not printed it leaves empty."""

from datetime import date
from pathlib import Path

import pytest

from ocop_workflow.papers.documents import read_document
from ocop_workflow.rulebook.drafting.draft import Draft, draft
from ocop_workflow.rulebook.drafting.draft_head import level_of
from ocop_workflow.rulebook.drafting.draft_lines import PrintedDocument, PrintedLine
from ocop_workflow.vocabulary import Cadence, Part, Programme, Step, UnitKind, Wording
from tests.papers.docx_samples import docx, p, table

SAMPLE = Path(__file__).parents[1] / "data" / "mau.ke-hoach.ocop.txt"


def document(*lines: str, marked: tuple[str, ...] = ()) -> PrintedDocument:
    """A document of paragraphs, each after a blank line."""
    printed = tuple(PrintedLine(n, line, line in marked) for n, line in enumerate(lines, start=1))
    return PrintedDocument("mau.txt", "\n".join(lines), printed)


def organised(*lines: str) -> Draft:
    """A draft of a document whose organising section holds these lines."""
    return draft(document("I. MỤC TIÊU", "Phát triển sản phẩm OCOP.", "II. TỔ CHỨC THỰC HIỆN", *lines))


def parts(result: Draft) -> list[list[tuple[str, str]]]:
    return [[(mention.printed, part.value) for mention, part in duty.parts] for duty in result.duties]


@pytest.fixture(scope="module")
def sample() -> Draft:
    return draft(read_document(SAMPLE))


class TestTheSixthDocument:
    """A plan as an office issues it: two columns, broken lines, a page number, two sections II, letters, no bullets."""

    def test_its_head_is_read_with_its_blanks(self, sample):
        head = sample.head
        assert (head.kind, head.number, head.issued) == ("Kế hoạch", "/KH-UBND", (None, 2, 2024))
        assert head.issuer == "ỦY BAN NHÂN DÂN HUYỆN MẪU"
        assert head.title == "Triển khai Chương trình mỗi xã một sản phẩm trên địa bàn huyện Mẫu năm 2024"

    def test_its_foot_is_read_though_it_stands_in_two_columns(self, sample):
        assert sample.head.capacity == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
        assert sample.head.signed_by == "Nguyễn Văn Mẫu"
        assert [(line.printed, line.marker) for line in sample.head.recipients] == [
            ("UBND tỉnh (b/c)", "b/c"),
            ("Các phòng, ban, ngành huyện", None),
            ("UBND các xã, thị trấn (t/h)", "t/h"),
            ("Lưu: VT, NN", None),
        ]

    def test_its_legal_bases_have_number_date_and_issuer(self, sample):
        assert [(basis.number, basis.issued_on, basis.issuer) for basis in sample.bases] == [
            ("919/QĐ-TTg", date(2022, 8, 1), "Thủ tướng Chính phủ"),
            ("148/QĐ-TTg", date(2023, 2, 24), "Thủ tướng Chính phủ"),
        ]

    def test_two_sections_of_one_number_are_told_apart(self, sample):
        assert {duty.clause.place.split(".")[0] for duty in sample.duties} == {
            "II (Phân công nhiệm vụ)",
            "II (Tổ chức thực hiện)",
        }

    def test_every_duty_has_its_place_and_its_units(self, sample):
        lead, join, ask = "lead", "coordinate", "request"
        found = [(d.clause.place.split(" vụ).")[-1], [(m.printed, p.value) for m, p in d.parts]) for d in sample.duties]
        nn, communes = "Phòng Nông nghiệp và Phát triển nông thôn", "Ủy ban nhân dân các xã, thị trấn"
        assert found == [
            ("1.a", [(nn, lead), ("Phòng Tài chính - Kế hoạch", join)]),
            ("1.b", [(nn, lead)]),
            ("2", [("Phòng Kinh tế và Hạ tầng", join), ("Phòng Nông nghiệp và PTNT", join)]),
            ("3, gạch đầu dòng 1, dấu cộng 1", [("Phòng Y tế", lead)]),
            ("3, gạch đầu dòng 1, dấu cộng 2", [("Phòng Y tế", join), ("Phòng Nông nghiệp và PTNT", join)]),
            ("3, gạch đầu dòng 2", [("Phòng Văn hóa và Thông tin", lead)]),
            (
                "4",
                [
                    ("Ủy ban Mặt trận Tổ quốc Việt Nam huyện", ask),
                    ("các tổ chức chính trị - xã hội huyện", ask),
                ],
            ),
            ("5, đoạn 1", [(communes, lead)]),
            ("5, đoạn 2", [(communes, lead)]),
            ("II (Tổ chức thực hiện).2", [(nn, lead)]),
        ]

    def test_a_sentence_runs_on_over_the_page(self, sample):
        assert "họp Hội đồng ít nhất một tuần" in sample.duties[1].quote

    def test_its_reports_are_found_with_the_one_day_that_is_printed(self, sample):
        found = [(report.cadence, [unit.printed for unit in report.reporters]) for report in sample.reports]
        assert found == [
            (Cadence.HALF_YEAR, ["Phòng Nông nghiệp và Phát triển nông thôn"]),
            (Cadence.YEAR, ["Phòng Nông nghiệp và Phát triển nông thôn"]),
            (Cadence.QUARTER, ["các phòng, ban, ngành", "Ủy ban nhân dân các xã, thị trấn"]),
        ]
        assert [report.due and report.due.on_day for report in sample.reports] == [None, None, 20]
        quarterly = sample.reports[-1]
        assert [unit.printed for unit in quarterly.to] == ["Ủy ban nhân dân huyện"]
        assert quarterly.through and quarterly.through.printed == "Phòng Nông nghiệp và Phát triển nông thôn"

    def test_a_figure_of_last_year_is_no_target(self, sample):
        assert [(t.comparator, t.value, t.unit) for t in sample.targets] == [
            ("≥", 5, "sản phẩm"),
            ("≥", 80, "%"),
            (None, 2, "chuỗi"),
        ]
        assert any("07 sản phẩm" in doubt.quote for doubt in sample.review)

    def test_the_closing_words_give_nothing_to_do(self, sample):
        name, closing = sample.not_executable
        assert (name.clause.text, name.reason) == ("Phòng Y tế:", "Chỉ nêu tên đơn vị của các mục bên dưới.")
        assert closing.clause.place == "II (Tổ chức thực hiện), đoạn cuối"
        assert closing.clause.text.startswith("Trên đây là Kế hoạch")

    def test_two_spellings_of_one_office_are_one_unit(self, sample):
        (office,) = [unit for unit in sample.units if "nong-nghiep" in unit.code]
        assert office.printed_as == ("Phòng Nông nghiệp và Phát triển nông thôn", "Phòng Nông nghiệp và PTNT")
        assert office.kind is UnitKind.OFFICE


class TestWhoLeadsWhoJoinsWhoIsAsked:
    """The part comes from the words a duty begins with: «phối hợp» is no lead, «đề nghị» is a request."""

    @pytest.mark.parametrize(
        ("begins", "wording", "part"),
        [
            ("Chủ trì xây dựng kế hoạch", Wording.CHU_TRI, Part.LEAD),
            ("Chủ trì tham mưu giúp UBND huyện", Wording.CHU_TRI, Part.LEAD),
            ("Là cơ quan chủ trì triển khai", Wording.CHU_TRI, Part.LEAD),
            ("Tham mưu UBND huyện ban hành kế hoạch", Wording.THAM_MUU, Part.LEAD),
            ("Phối hợp với các đơn vị liên quan kiểm tra", Wording.PHOI_HOP, Part.COORDINATE),
            ("Hàng năm, phối hợp với các đơn vị liên quan kiểm tra", Wording.PHOI_HOP, Part.COORDINATE),
            ("Chủ động phối hợp với các đơn vị liên quan", Wording.PHOI_HOP, Part.COORDINATE),
            ("Đề nghị tăng cường giám sát", Wording.DE_NGHI, Part.REQUEST),
            ("Kiểm tra việc chủ trì của các đơn vị", Wording.HEADING_ONLY, Part.LEAD),
        ],
    )
    def test_by_its_first_words(self, begins, wording, part):
        (duty,) = organised("1. Phòng Y tế", f"- {begins}.").duties
        assert (duty.wording, duty.parts[0][1]) == (wording, part)

    def test_a_heading_that_asks_makes_every_duty_below_it_a_request(self):
        result = organised("4. Đề nghị Mặt trận Tổ quốc huyện", "- Phối hợp với Phòng Y tế vận động.", "- Giám sát.")
        assert parts(result) == [[("Mặt trận Tổ quốc huyện", "request")]] * 2

    def test_bodies_asked_in_the_sentence_go_before_the_heading(self):
        result = organised("5. Các tổ chức đoàn thể: Đề nghị Hội Nông dân, Thành đoàn vận động hội viên.")
        assert parts(result) == [[("Hội Nông dân", "request"), ("Thành đoàn", "request")]]

    def test_named_partners_join_and_unnamed_ones_do_not(self):
        result = organised(
            "1. Phòng Y tế", "- Chủ trì, phối hợp với các phòng Kinh tế - Hạ tầng, Tư pháp, UBND xã Mẫu."
        )
        assert parts(result) == [
            [
                ("Phòng Y tế", "lead"),
                ("các phòng Kinh tế - Hạ tầng", "coordinate"),
                ("Tư pháp", "coordinate"),
                ("UBND xã Mẫu", "coordinate"),
            ]
        ]
        assert [unit.code for unit in result.units][:3] == ["phong-y-te", "phong-kinh-te-ha-tang", "phong-tu-phap"]
        assert len(organised("1. Phòng Y tế", "- Phối hợp với các cơ quan liên quan kiểm tra.").duties[0].parts) == 1

    def test_the_printed_items_of_one_bullet_go_on_with_its_verb(self):
        result = organised("1. Phòng Y tế", "- Chủ trì các việc sau: (1) Kiểm tra; (2) Phối hợp với các xã tập huấn.")
        assert [(d.clause.place, d.wording) for d in result.duties] == [
            ("II.1, gạch đầu dòng 1", Wording.CHU_TRI),
            ("II.1, gạch đầu dòng 1, mục (1)", Wording.CHU_TRI),
            ("II.1, gạch đầu dòng 1, mục (2)", Wording.PHOI_HOP),
        ]

    def test_opening_words_do_not_hide_the_subject(self):
        result = organised(
            "1. Kinh phí", "- Căn cứ dự toán, khả năng ngân sách, Phòng Tài chính - Kế hoạch phân bổ vốn."
        )
        assert parts(result) == [[("Phòng Tài chính - Kế hoạch", "lead")]]

    def test_a_committee_that_orders_is_not_the_one_that_does(self):
        result = organised("1. Phòng Y tế", "- Kiểm tra.", "UBND huyện yêu cầu UBND các xã triển khai thực hiện.")
        assert parts(result)[-1] == [("UBND các xã", "lead")]

    def test_a_clause_without_any_body_is_kept_for_a_person(self):
        result = organised("1. Kinh phí", "- Lồng ghép từ các chương trình khác.")
        assert not result.duties
        assert [(left.clause.place, left.reason) for left in result.not_executable] == [("II.1, gạch đầu dòng 1", None)]
        assert any("không thấy đơn vị nào" in doubt.why for doubt in result.review)

    def test_a_duty_that_another_section_gives_is_found_and_pointed_at(self):
        result = draft(document("I. YÊU CẦU", "- Bám sát; các phòng, ban, ngành tăng cường kiểm tra.", "II. NỘI DUNG"))
        assert parts(result) == [[("các phòng, ban, ngành", "lead")]]
        assert any("ngoài phần tổ chức thực hiện" in doubt.why for doubt in result.review)

    @pytest.mark.parametrize("tells", ["đã tham mưu kế hoạch", "là đơn vị mới", "hoàn thành chỉ tiêu"])
    def test_a_sentence_that_only_tells_gives_nothing_to_do(self, tells):
        assert not draft(document("I. ĐÁNH GIÁ", f"- Phòng Y tế {tells}.", "II. NỘI DUNG")).duties


class TestHowHeadingsAndBulletsLook:
    """Headings as Markdown, bold paragraphs, numbered lines; bullets by dash, plus sign, letter or nothing."""

    LINES = ("1. Phòng Y tế", "- Kiểm tra cơ sở.", "- Hướng dẫn chủ thể.", "2. UBND các xã", "- Rà soát sản phẩm.")

    @pytest.mark.parametrize("bullet", ["- ", "– ", "+ ", "• ", "* ", ""])
    def test_the_bullet_does_not_matter(self, bullet):
        result = organised(*(line.replace("- ", bullet) for line in self.LINES))
        assert parts(result) == [[("Phòng Y tế", "lead")]] * 2 + [[("UBND các xã", "lead")]]

    @pytest.mark.parametrize("number", ["{}. ", "{}) ", "{}/ ", "2.{}. ", "2.{} ", "Điều {}. "])
    def test_the_number_does_not_matter(self, number):
        lines = (number.format(line[0]) + line[3:] if line[0].isdigit() else line for line in self.LINES)
        assert parts(organised(*lines)) == [[("Phòng Y tế", "lead")]] * 2 + [[("UBND các xã", "lead")]]

    def test_letters_and_numbers_without_a_full_stop_are_duties_too(self):
        result = organised("1. Phòng Y tế", "a) Kiểm tra cơ sở", "b) Hướng dẫn chủ thể", "2. UBND các xã", "a) Rà soát")
        assert parts(result) == [[("Phòng Y tế", "lead")]] * 2 + [[("UBND các xã", "lead")]]
        assert [duty.clause.place for duty in result.duties] == ["II.1.a", "II.1.b", "II.2.a"]

    def test_numbers_that_begin_anew_below_a_heading_stand_under_it(self):
        result = organised(
            "3. Phòng Y tế", "1. Kiểm tra cơ sở.", "2. Hướng dẫn chủ thể.", "4. UBND các xã", "1. Rà soát."
        )
        assert [duty.clause.place for duty in result.duties] == ["II.3.1", "II.3.2", "II.4.1"]
        assert parts(result)[-1] == [("UBND các xã", "lead")]

    def test_bold_headings_without_any_number(self):
        lines = ("MỤC TIÊU", "Phát triển.", "TỔ CHỨC THỰC HIỆN", "Phòng Y tế", "Kiểm tra.", "UBND các xã", "Rà soát.")
        marked = ("MỤC TIÊU", "TỔ CHỨC THỰC HIỆN", "Phòng Y tế", "UBND các xã")
        result = draft(document(*lines, marked=marked))
        assert parts(result) == [[("Phòng Y tế", "lead")], [("UBND các xã", "lead")]]
        assert result.duties[0].clause.place == "«Tổ chức thực hiện».«Phòng Y tế»"

    def test_a_bullet_that_only_names_a_body_gives_it_the_bullets_below(self):
        result = organised("1. Các phòng", "- Phòng Y tế:", "+ Kiểm tra.", "+ Hướng dẫn.", "- Phòng Tư pháp: Rà soát.")
        assert parts(result) == [[("Phòng Y tế", "lead")]] * 2 + [[("Phòng Tư pháp", "lead")]]

    def test_without_a_title_the_headings_that_name_bodies_give_the_duties(self):
        result = draft(document("1. Kết quả còn hạn chế.", "2. UBND huyện chỉ đạo:", "2.1. Phòng Y tế", "- Kiểm tra.",
                                "2.2. UBND các xã", "- Rà soát."))  # fmt: skip
        assert [duty.clause.place for duty in result.duties] == ["2.1, gạch đầu dòng 1", "2.2, gạch đầu dòng 1"]
        assert result.organising and result.organising.place == "2"

    def test_the_same_text_gives_the_same_draft(self, sample):
        assert draft(read_document(SAMPLE)) == sample


class TestAWordDocument:
    """.docx as Word makes it: letterhead and foot in tables, numbers and bullets counted by Word, headings in bold."""

    @pytest.fixture
    def result(self, tmp_path) -> Draft:
        foot = table(
            [["Nơi nhận:", "- UBND các xã;", "- Lưu: VT."], ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Thị Mẫu"]]
        )
        blocks = (
            table([["ỦY BAN NHÂN DÂN", "HUYỆN MẪU", "Số: 05/KH-UBND"], ["Mẫu, ngày 02 tháng 3 năm 2024"]]),
            p("KẾ HOẠCH\nTriển khai Chương trình OCOP năm 2024", bold=True),
            p("MỤC TIÊU", number=(1, 0), bold=True),
            p("Có ít nhất 05 sản phẩm mới.", number=(2, 0)),
            p("TỔ CHỨC THỰC HIỆN", number=(1, 0), bold=True),
            p("Phòng Y tế", number=(1, 1), bold=True),
            p("Chủ trì, phối hợp với Phòng Tư pháp kiểm tra.", number=(2, 0)),
            p("UBND các xã", number=(1, 1), bold=True),
            p("Rà soát sản phẩm; định kỳ hằng tháng báo cáo UBND huyện.", number=(2, 0)),
            foot,
        )
        path = tmp_path / "ke-hoach.docx"
        path.write_bytes(docx(*blocks))
        return draft(read_document(path))

    def test_its_duties_have_the_places_that_people_see(self, result):
        assert [duty.clause.place for duty in result.duties] == ["II.1, gạch đầu dòng 1", "II.2, gạch đầu dòng 1"]
        assert parts(result) == [[("Phòng Y tế", "lead"), ("Phòng Tư pháp", "coordinate")], [("UBND các xã", "lead")]]
        assert [report.cadence for report in result.reports] == [Cadence.MONTH]
        assert [target.value for target in result.targets] == [5]

    def test_its_head_and_foot_are_read_from_their_tables(self, result):
        head = result.head
        assert (head.number, head.issued, head.issuer) == ("05/KH-UBND", (2, 3, 2024), "ỦY BAN NHÂN DÂN HUYỆN MẪU")
        assert (head.kind, head.title) == ("Kế hoạch", "Triển khai Chương trình OCOP năm 2024")
        assert (head.capacity, head.signed_by) == (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Trần Thị Mẫu")
        assert [line.printed for line in head.recipients] == ["UBND các xã", "Lưu: VT"]


class TestReports:
    """A reporting duty is found by its wording, one for each cadence; a due rule only where it is printed."""

    @pytest.mark.parametrize(
        ("words", "cadences"),
        [
            ("Định kỳ hàng tháng báo cáo UBND huyện", [Cadence.MONTH]),
            (
                "Báo cáo kết quả hằng quý, 6 tháng, năm về UBND huyện",
                [Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR],
            ),
            (
                "Định kỳ 6 tháng, 9 tháng, năm báo cáo UBND huyện",
                [Cadence.HALF_YEAR, Cadence.NINE_MONTHS, Cadence.YEAR],
            ),
            ("Thực hiện chế độ báo cáo tháng, quý và đột xuất", [Cadence.MONTH, Cadence.QUARTER, Cadence.AD_HOC]),
            ("Tổng hợp, báo cáo UBND huyện theo định kỳ", [Cadence.NOT_STATED]),
            ("Nếu có vướng mắc, báo cáo UBND huyện", [Cadence.AD_HOC]),
            ("Tổng hợp báo cáo UBND huyện; Ban Chỉ đạo huyện hằng quý", [Cadence.QUARTER]),
        ],
    )
    def test_how_often(self, words, cadences):
        assert [report.cadence for report in organised("1. Phòng Y tế", f"- {words}.").reports] == cadences

    @pytest.mark.parametrize("words", ["Sau khi nghe báo cáo, chỉ đạo thực hiện", "Bồi dưỡng báo cáo viên của huyện"])
    def test_the_word_alone_is_no_reporting_duty(self, words):
        assert not organised("1. Phòng Y tế", f"- {words}.").reports

    @pytest.mark.parametrize(
        ("words", "due"),
        [
            ("hằng quý báo cáo UBND huyện (trước ngày 30 cuối Quý)", {"before_day": 30}),
            ("hằng quý báo cáo UBND huyện chậm nhất ngày 20 tháng cuối quý", {"on_day": 20}),
            ("hằng tháng báo cáo UBND huyện trước ngày 25", {"before_day": 25}),
            ("hằng năm báo cáo UBND huyện trước ngày 15/12", {"before_day": 15}),
            ("hằng tháng báo cáo UBND huyện trước ngày 05 tháng sau", {"before_day": 5, "months_later": 1}),
            ("hằng quý báo cáo UBND huyện trước ngày 05", None),
            ("hằng năm báo cáo UBND huyện trước ngày 10/01 năm sau", {"before_day": 10, "months_later": 1}),
            ("hằng năm báo cáo UBND huyện chậm nhất ngày 15/11", {"on_day": 15, "month": 11}),
            ("hằng quý báo cáo UBND huyện trước ngày 05 tháng đầu quý sau", None),
            ("hằng quý, năm báo cáo UBND huyện trước ngày 20 tháng cuối quý", None),
            ("đột xuất báo cáo UBND huyện trước ngày 20", None),
            ("hằng tháng báo cáo UBND huyện", None),
        ],
    )
    def test_a_due_rule_only_where_the_day_is_printed_and_its_month_is_sure(self, words, due):
        result = organised("1. Phòng Y tế", f"- {words}.")
        assert [r.due and r.due.model_dump(exclude_defaults=True) for r in result.reports] == [due] * len(
            result.reports
        )
        doubtful = any("không đọc được thành quy tắc hạn" in doubt.why for doubt in result.review)
        assert doubtful == ("ngày" in words and due is None)

    def test_a_report_that_names_no_reporter_says_so(self):
        result = organised("1. Chế độ báo cáo", "Định kỳ hằng quý báo cáo UBND huyện.")
        assert result.reports[0].reporters == ()
        assert any("không in ai báo cáo" in doubt.why for doubt in result.review)

    def test_a_duty_and_its_report_are_both_kept(self):
        result = organised("1. Phòng Y tế", "- Kiểm tra cơ sở sản xuất; định kỳ hằng tháng báo cáo UBND huyện.")
        assert result.duties[0].quote == "Kiểm tra cơ sở sản xuất"
        assert result.reports[0].quote == "định kỳ hằng tháng báo cáo UBND huyện"


class TestTargets:
    """A number is a target by its wording; comparator and value only as printed."""

    @pytest.mark.parametrize(
        ("words", "target"),
        [
            ("Phấn đấu có ít nhất 60 sản phẩm OCOP", ("≥", 60, "sản phẩm")),
            ("Phần đầu thực hiện mới 3 chuỗi liên kết", (None, 3, "chuỗi")),
            ("Thu nhập đạt > 80 triệu đồng/người/năm", (">", 80, "triệu đồng/người/năm")),
            ("Đảm bảo 100% sản phẩm có mã vạch", ("=", 100, "%")),
            ("Công nhận 1.500 sản phẩm, tối thiểu", (None, 1500, "sản phẩm")),
            ("Tăng thêm tối thiểu 1,5% mỗi năm", ("≥", 1.5, "%")),
            ("Sản phẩm đạt từ 3 sao trở lên", ("≥", 3, "sao")),
        ],
    )
    def test_as_printed(self, words, target):
        (found,) = draft(document("I. MỤC TIÊU", f"- {words}.", "II. NỘI DUNG")).targets
        assert (found.comparator, found.value, found.unit) == target

    @pytest.mark.parametrize(
        "words",
        [
            "Trong năm 2019, huyện đã có 05 sản phẩm đạt chuẩn 3 sao",
            "Giai đoạn 2021-2025 phát triển sản phẩm",
            "Quyết định 148/QĐ-TTg",
        ],
    )
    def test_what_is_told_or_named_is_no_target(self, words):
        assert not draft(document("I. MỤC TIÊU", f"- {words}.", "II. NỘI DUNG")).targets

    def test_a_year_that_stands_with_it_is_pointed_at_and_no_date_is_made_of_it(self):
        result = draft(document("I. MỤC TIÊU", "- Đến năm 2025, có ít nhất 60 sản phẩm OCOP.", "II. NỘI DUNG"))
        assert result.targets[0].by_when == "Đến năm 2025"
        assert any("Đến năm 2025" in doubt.why for doubt in result.review)


class TestStepsAndProgramme:
    """The steps are a proposal and show the phrase that suggests them."""

    @pytest.mark.parametrize(
        ("words", "steps", "because"),
        [
            ("Tuyên truyền về OCOP", (Step.OUTREACH,), ("Tuyên truyền",)),
            ("Xét chọn ý tưởng, tập huấn", (Step.IDEAS, Step.IMPLEMENTATION), ("ý tưởng", "tập huấn")),
            ("Thực hiện chu trình OCOP", tuple(step for step in Step if step), ("chu trình OCOP",)),
            ("Bố trí nguồn lực", (Step.ACROSS,), ()),
        ],
    )
    def test_steps_by_their_phrases(self, words, steps, because):
        (duty,) = organised("1. Phòng Y tế", f"- {words}.").duties
        assert (duty.steps, duty.because) == (steps, because)

    @pytest.mark.parametrize(
        ("heading", "words", "programme"),
        [
            ("1. Phòng Y tế", "Triển khai Chương trình OCOP", Programme.OCOP),
            ("1. Phòng Y tế", "Xây dựng nông thôn mới", Programme.NTM),
            ("1. Phòng Y tế", "Chương trình Nông thôn mới và OCOP", Programme.BOTH),
            ("1. Đối với Chương trình xây dựng Nông thôn mới (xã Mẫu)", "Kiểm tra", Programme.NTM),
        ],
    )
    def test_the_programme_by_the_clause_then_by_its_heading(self, heading, words, programme):
        assert organised(heading, f"- {words}.").duties[0].programme is programme


class TestOddText:
    """A draft never fails; it finds less and says so."""

    @pytest.mark.parametrize(
        "line", ["x", "I. A", "1. 1. 1.", "(1) (2)", "- -", "Nơi nhận:", "I. TỔ CHỨC THỰC HIỆN", "1."]
    )
    def test_a_document_without_sense_gives_an_empty_draft_with_its_doubts(self, line):
        result = draft(document(line))
        assert not result.duties and not result.reports and not result.targets
        assert {"không đọc được đủ số văn bản", "không đọc được đủ người ký"} <= {
            d.why.split(":")[0] for d in result.review
        }


class TestWhatOtherDocumentsTaught:
    """Rules that the sixth document and the strict count of the five asked for."""

    def test_a_body_bound_by_doi_voi_and_phai_wherever_it_stands(self):
        text = "Ban điều hành xã: Là Ban quản lý xã (đối với các phường (chưa có Ban quản lý) phải lập Ban riêng):"
        result = draft(document("I. NỘI DUNG", f"1. {text}", "II. TỔ CHỨC THỰC HIỆN", "1. Phòng Y tế", "- Kiểm tra."))
        bound = result.duties[0]
        assert bound.quote == "đối với các phường (chưa có Ban quản lý) phải lập Ban riêng"
        assert parts(result)[0] == [("các phường", "lead")]

    def test_the_wards_alone_are_not_all_communes(self):
        result = organised("1. UBND các xã, phường", "- Rà soát.", "2. Các phường", "- Thu gom.")
        assert [unit.code for unit in result.units if unit.is_group] == ["ubnd-xa-phuong", "ubnd-phuong"]

    def test_headings_without_numbers_stand_side_by_side(self):
        titles = ("Mục tiêu", "Tổ chức thực hiện", "Phòng Y tế", "Phòng Tư pháp")
        result = draft(
            document(
                titles[0], "a) Phát triển.", titles[1], titles[2], "Kiểm tra.", titles[3], "Phổ biến.", marked=titles
            )
        )
        assert [duty.clause.place for duty in result.duties] == ["«Phòng Y tế»", "«Phòng Tư pháp»"]
        assert [part[0][0] for part in parts(result)] == ["Phòng Y tế", "Phòng Tư pháp"]

    def test_the_standing_office_leads(self):
        result = organised("1. Sở Công Thương", "- Là cơ quan thường trực, chủ trì, phối hợp với Sở Y tế kiểm tra.")
        assert parts(result) == [[("Sở Công Thương", "lead"), ("Sở Y tế", "coordinate")]]

    @pytest.mark.parametrize(
        ("issuer", "level", "committee", "office"),
        [
            ("TỈNH MẪU", "province", UnitKind.PEOPLES_COMMITTEE, UnitKind.OFFICE),
            ("THÀNH PHỐ CẦN THƠ", "province", UnitKind.PEOPLES_COMMITTEE, UnitKind.OFFICE),
            ("THÀNH PHỐ MẪU", "district", UnitKind.HIGHER_BODY, UnitKind.HIGHER_BODY),
            ("XÃ MẪU", "commune", UnitKind.HIGHER_BODY, UnitKind.HIGHER_BODY),
        ],
    )
    def test_what_stands_above_depends_on_who_issues(self, issuer, level, committee, office):
        text = ("KẾ HOẠCH", "Triển khai OCOP", "I. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế: Báo cáo UBND tỉnh hằng quý.")
        result = draft(document(f"ỦY BAN NHÂN DÂN {issuer}", *text))
        assert level_of(result.head.issuer) == level
        assert {unit.code: unit.kind for unit in result.units} == {"so-y-te": office, "ubnd-tinh": committee}

    def test_a_name_that_no_rule_knows_is_for_a_person_to_look_at(self):
        result = organised("1. Các phòng, ban", "+ Hợp doanh Mẫu: Tuyên truyền về OCOP.")
        assert [doubt.quote for doubt in result.review if "một đơn vị không" in doubt.why] == ["Hợp doanh Mẫu"]

    def test_a_report_without_a_printed_day_is_for_a_person_to_look_at(self):
        asked = organised("1. Phòng Y tế", "- Hằng quý báo cáo kết quả về UBND huyện.")
        assert [doubt for doubt in asked.review if "không in hạn" in doubt.why]
        told = organised("1. Phòng Y tế", "- Hằng quý báo cáo kết quả về UBND huyện trước ngày 20 cuối quý.")
        assert not [doubt for doubt in told.review if "không in hạn" in doubt.why]
