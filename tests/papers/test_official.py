"""Nghị định 30/2020/NĐ-CP, Phụ lục I: what an official paper must look like, read back from the document."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from ocop_workflow.papers.official import (
    Across,
    Appendix,
    Letterhead,
    OfficialPaper,
    PaperKind,
    Para,
    Signature,
    Table,
    article,
    centred,
    ground,
    item,
    section,
    shown,
)
from ocop_workflow.papers.official_docx import official_docx
from tests.rendering import printed_pages

FOR_THE_COMMITTEE = Signature(("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"), "Nguyễn Văn Mẫu")
LATE = Table(
    ("STT", "Đơn vị", "Hạn", "Tỷ lệ"),
    [Across("UBND các xã"), (1, "UBND xã Mẫu Một", date(2024, 3, 29), Decimal("1234.50"))],
    (1, 6, 3, 2),
)
REPORT = OfficialPaper(
    kind=PaperKind.REPORT,
    head=Letterhead("Phòng Kinh tế", "Ủy ban nhân dân thành phố Mẫu", "Mẫu"),
    symbol=PaperKind.REPORT.symbol("KT"),
    about="kết quả Quý I năm 2024 (mẫu)",
    body=(Para("Thực hiện kế hoạch."), section("I. KẾT QUẢ"), item("Đã nhận 3 báo cáo;"), LATE, Para("Kính báo cáo.")),
    signatures=(FOR_THE_COMMITTEE,),
    made_on=date(2024, 4, 5),
    number="5",
    dated=date(2024, 2, 5),
    recipients=("UBND thành phố Mẫu (b/c)",),
    archive="VT, KT",
)


def opened(paper: OfficialPaper = REPORT) -> Opened:
    return Document(io.BytesIO(official_docx(paper)))


def words(paper: OfficialPaper = REPORT) -> list[str]:
    """Every paragraph with words, tables too, in the order of the paper."""
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in opened(paper).element.body.iter(qn("w:p")))
    return [line for line in lines if line.strip()]


class TestPage:
    """A4, the margins of the decree, one font, page numbers from the second page on."""

    def test_every_sheet_has_the_margins_of_the_decree(self) -> None:
        sheets = opened(replace(REPORT, appendices=(Appendix("Danh sách", [LATE], landscape=True),))).sections
        assert [sheet.orientation for sheet in sheets] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
        for sheet in sheets:
            assert sorted((round(sheet.page_width.mm), round(sheet.page_height.mm))) == [210, 297]
            assert (20 <= sheet.top_margin.mm <= 25) and (20 <= sheet.bottom_margin.mm <= 25)
            assert (30 <= round(sheet.left_margin.mm) <= 35) and (15 <= round(sheet.right_margin.mm) <= 20)

    def test_one_font_and_the_sizes_of_the_decree(self) -> None:
        document = opened()
        fonts = document.styles["Normal"].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
        sizes = {
            run.font.size.pt for cell in document.tables[0].rows[0].cells for p in cell.paragraphs for run in p.runs
        }
        assert sizes == {12, 13}
        body = [p for p in document.paragraphs if p.text.startswith(("Thực hiện", "- Đã nhận"))]
        assert {run.font.size.pt for p in body for run in p.runs} == {14}
        assert {(p.alignment, round(p.paragraph_format.first_line_indent.mm, 1)) for p in body} == {(3, 12.7)}
        assert all(p.paragraph_format.space_before.pt >= 6 for p in body)

    def test_page_numbers_begin_on_the_second_page_and_again_in_each_appendix(self) -> None:
        document = opened(replace(REPORT, appendices=(Appendix("Một", [LATE]), Appendix("Hai", [LATE]))))
        number = document.sections[0].header.paragraphs[0]
        assert (number._p.find(qn("w:fldSimple")).get(qn("w:instr")), number.alignment) == ("PAGE", 1)
        assert all(sheet.different_first_page_header_footer for sheet in document.sections)
        starts = [sheet._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for sheet in document.sections]
        assert starts == ["1", "1", "1"]

    def test_the_same_paper_gives_the_same_bytes(self) -> None:
        assert official_docx(REPORT) == official_docx(REPORT)


class TestHead:
    """Issuing body and number left, the nation's title and the date right."""

    def test_number_and_date_are_written_with_their_noughts(self) -> None:
        assert (REPORT.number_line, REPORT.date_line) == ("Số: 05/BC-KT", "Mẫu, ngày 05 tháng 02 năm 2024")
        later = replace(REPORT, number="112", dated=date(2024, 11, 20))
        assert (later.number_line, later.date_line) == ("Số: 112/BC-KT", "Mẫu, ngày 20 tháng 11 năm 2024")
        assert replace(REPORT, dated=date(2024, 3, 9)).date_line == "Mẫu, ngày 09 tháng 3 năm 2024"

    def test_a_draft_leaves_number_place_and_date_to_the_office(self) -> None:
        draft = replace(REPORT, number=None, dated=None, head=Letterhead("Phòng Kinh tế"))
        said = words(draft)
        assert said[:2] == ["PHÒNG KINH TẾ", "Số: ……/BC-KT"]
        assert "………, ngày …… tháng …… năm ……" in said

    def test_a_report_has_its_kind_and_subject_under_the_head(self) -> None:
        said = words()
        assert said[:3] == ["ỦY BAN NHÂN DÂNTHÀNH PHỐ MẪU", "PHÒNG KINH TẾ", "Số: 05/BC-KT"]
        assert said[3:6] == [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu, ngày 05 tháng 02 năm 2024",
        ]  # fmt: skip
        assert said[6:8] == ["BÁO CÁO", "Kết quả Quý I năm 2024 (mẫu)"]

    def test_a_letter_has_its_subject_under_the_number_and_its_addressees(self) -> None:
        letter = replace(REPORT, kind=PaperKind.LETTER, symbol=PaperKind.LETTER.symbol("KT"), about="đôn đốc báo cáo")
        said = words(replace(letter, to=("UBND xã Mẫu Một",)))
        assert said[2:4] == ["Số: 05/KT", "V/v đôn đốc báo cáo"]
        assert "Kính gửi: UBND xã Mẫu Một" in said
        assert "CÔNG VĂN" not in said
        several = words(replace(letter, to=("UBND xã Mẫu Một", "UBND xã Mẫu Hai")))
        at = several.index("Kính gửi:")
        assert several[at + 1 : at + 3] == ["- UBND xã Mẫu Một;", "- UBND xã Mẫu Hai."]

    def test_minutes_have_no_date_line(self) -> None:
        said = words(replace(REPORT, kind=PaperKind.MINUTES, has_date_line=False))
        assert not any(line.startswith("Mẫu, ngày") for line in said)


class TestBodyAndFoot:
    """The text, its end, «Nơi nhận» and the signature."""

    def test_the_text_ends_with_its_sign(self) -> None:
        assert [line for line in words() if line.endswith("./.")] == ["Kính báo cáo./."]
        already = replace(REPORT, body=(Para("Kính báo cáo./."),))
        assert words(already).count("Kính báo cáo./.") == 1

    def test_a_decision_has_grounds_and_articles(self) -> None:
        body = (ground("Căn cứ Luật mẫu;"), centred("QUYẾT ĐỊNH:"), article(1, "Công nhận sản phẩm mẫu."))
        document = opened(replace(REPORT, kind=PaperKind.DECISION, body=body))
        found = {p.text: p.runs[0] for p in document.paragraphs if p.text}
        assert found["Căn cứ Luật mẫu;"].italic
        assert found["QUYẾT ĐỊNH:"].bold
        lead = found["Điều 1. Công nhận sản phẩm mẫu./."]
        assert (lead.text, lead.bold) == ("Điều 1. ", True)

    def test_a_table_shows_days_and_numbers_as_offices_write_them(self) -> None:
        table = opened().tables[1]
        assert [cell.text for cell in table.rows[2].cells] == ["1", "UBND xã Mẫu Một", "29/03/2024", "1.234,5"]
        assert [cell.paragraphs[0].alignment for cell in table.rows[2].cells] == [1, 0, 1, 2]
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None

    def test_recipients_stand_left_and_the_signature_right(self) -> None:
        left, right = opened().tables[-1].rows[0].cells
        assert [p.text for p in left.paragraphs] == ["Nơi nhận:", "- UBND thành phố Mẫu (b/c);", "- Lưu: VT, KT."]
        assert [(run.bold, run.italic, run.font.size.pt) for p in left.paragraphs for run in p.runs] == [
            (True, True, 12), (None, None, 11), (None, None, 11),
        ]  # fmt: skip
        assert [p.text for p in right.paragraphs] == [
            "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Mẫu",
        ]  # fmt: skip
        assert all(run.bold and 13 <= run.font.size.pt <= 14 for p in right.paragraphs for run in p.runs)

    def test_two_signatures_stand_side_by_side(self) -> None:
        both = (Signature(("Thư ký",), "Trần Thị Mẫu"), Signature(("Chủ tọa",), None))
        clerk, chair = opened(replace(REPORT, kind=PaperKind.MINUTES, signatures=both)).tables[-1].rows[0].cells
        assert (clerk.paragraphs[0].text, chair.paragraphs[0].text) == ("THƯ KÝ", "CHỦ TỌA")

    def test_an_appendix_says_what_it_belongs_to(self) -> None:
        said = words(replace(REPORT, appendices=(Appendix("Danh sách", [LATE]), Appendix("Chỉ tiêu", [LATE]))))
        at = said.index("Phụ lục I")
        assert said[at + 1 : at + 3] == [
            "DANH SÁCH", "(Kèm theo Báo cáo số 05/BC-KT ngày 05 tháng 02 năm 2024 của Phòng Kinh tế)",
        ]  # fmt: skip
        assert "Phụ lục II" in said

    @pytest.mark.parametrize("hostile", ["a<b>&c</w:t>", "Chỉ\x00 đạo\x1b[31m", "x" * 40_000])
    def test_words_stay_words(self, hostile: str) -> None:
        clean = "".join(letter for letter in hostile if letter.isprintable())
        paper = replace(REPORT, about=hostile, body=(Para(hostile), Para("hết")), recipients=(hostile,))
        assert clean in words(paper)

    def test_numbers_have_points_and_a_comma(self) -> None:
        assert [shown(n) for n in (0, 1234567, Decimal("89.950"), Decimal("1E+3"), None)] == [
            "0", "1.234.567", "89,95", "1.000", "",
        ]  # fmt: skip


def test_printed_pages_look_like_an_office_s_paper(tmp_path: Path) -> None:
    """As LibreOffice prints it: page 1 without a number, page 2 with one, head, signature and appendix in place."""
    many = replace(LATE, rows=[(n, f"UBND xã Mẫu {n}", date(2024, 3, 29), n) for n in range(1, 60)])
    paper = replace(REPORT, body=(*REPORT.body[:3], many, REPORT.body[-1]), appendices=(Appendix("Danh sách", [LATE]),))
    pages = printed_pages(official_docx(paper), tmp_path)
    assert re.match(r"ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", pages[0])
    assert pages[1].splitlines()[0].strip() == "2"
    assert "STT Đơn vị Hạn Tỷ lệ" in pages[1], "the heading of the table stands again"
    signed = next(page for page in pages if "PHÓ CHỦ TỊCH" in page)
    assert "Kính báo cáo./." in signed, "the signature never stands alone on a page"
    assert re.match(r"Phụ lục\s+DANH SÁCH", pages[-1]), "an appendix begins without a page number"
