"""Official documents are read line by line as printed, or refused whole with what to do."""

import re
import textwrap
import time
import unicodedata
from dataclasses import replace

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.papers.documents import DEFAULT_LIMITS, read_document
from tests.papers.docx_samples import NAMESPACES, docx, p, run, table


@pytest.fixture
def paper(tmp_path):
    """Writes a document from text or bytes and reads it."""

    def read(content, name="mau.txt", limits=DEFAULT_LIMITS):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path, limits)

    return read


def texts(document):
    return [line.text for line in document.lines]


class TestTextFiles:
    """.txt and .md: what stands in the file, with the line where it stands."""

    def test_a_line_keeps_its_number_and_whether_a_blank_line_came_before(self, paper):
        lines = paper("KẾ HOẠCH\n\nI. MỤC TIÊU\n1. Chung\n").lines
        assert [(line.number, line.text, line.after_blank) for line in lines] == [
            (1, "KẾ HOẠCH", True),
            (3, "I. MỤC TIÊU", True),
            (4, "1. Chung", False),
        ]

    @pytest.mark.parametrize("line", ["## III. TỔ CHỨC", "**III. TỔ CHỨC**", "**III. TỔ CHỨC:**"])
    def test_a_markdown_heading_or_a_bold_line_is_marked(self, paper, line):
        (heading,) = paper(line, "mau.md").lines
        assert heading.is_marked
        assert heading.text.startswith("III. TỔ CHỨC")

    def test_words_in_bold_within_a_sentence_mark_nothing(self, paper):
        (line,) = paper("**4. Phòng Y tế:** Hướng dẫn về *an toàn* thực phẩm.", "mau.md").lines
        assert not line.is_marked
        assert line.text == "4. Phòng Y tế: Hướng dẫn về an toàn thực phẩm."

    def test_a_star_and_an_escaped_number_are_read_as_printed(self, paper):
        assert texts(paper("* Phối hợp\n1\\. Phòng Y tế\n", "mau.md")) == ["- Phối hợp", "1. Phòng Y tế"]

    def test_columns_side_by_side_are_read_one_after_another(self, paper):
        assert texts(paper("Số:      /KH-UBND              Mẫu, ngày     tháng 02 năm 2024")) == [
            "Số: /KH-UBND",
            "Mẫu, ngày tháng 02 năm 2024",
        ]

    def test_the_cells_of_a_markdown_table_are_lines(self, paper):
        assert texts(paper("| UBND HUYỆN MẪU | Số: 1/KH-UBND |\n|---|---|\n", "mau.md")) == [
            "UBND HUYỆN MẪU",
            "Số: 1/KH-UBND",
        ]

    @pytest.mark.parametrize("number", ["2", "- 2 -", "Trang 2", "2/7", "\f2"])
    def test_page_numbers_are_no_words_and_end_no_sentence(self, paper, number):
        document = paper(f"cho cán bộ, hệ thống\n\n{number}\n\ntriển khai Chương trình\n")
        assert texts(document) == ["cho cán bộ, hệ thống", "triển khai Chương trình"]
        assert "2" not in document.text
        assert not document.lines[1].after_blank

    def test_text_is_composed_and_its_invisible_signs_are_gone(self, paper):
        decomposed = unicodedata.normalize("NFD", "Phòng\u00a0Kinh\u200b tế")
        assert texts(paper(decomposed)) == ["Phòng Kinh tế"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_unicode_with_or_without_its_mark_is_read(self, paper, encoding):
        assert texts(paper("Kế hoạch".encode(encoding))) == ["Kế hoạch"]


class TestWordFiles:
    """.docx: the words as Word prints them, numbers that Word counts included."""

    def test_automatic_numbers_and_bullets_are_written_out(self, paper):
        document = paper(
            docx(
                p("MỤC ĐÍCH", number=(1, 0)),
                p("TỔ CHỨC THỰC HIỆN", number=(1, 0)),
                p("Phòng Y tế", number=(1, 1)),
                p("Kiểm tra", number=(2, 0)),
                p("Mẫu nước", number=(2, 1)),
                p("UBND các xã", number=(1, 1)),
                p("Xã miền núi", number=(1, 2)),
                p("Rà soát", number=(1, 3)),
                p("Lập danh sách", number=(1, 3)),
                p("Theo kiểu của đoạn", style="Gach"),
            ),
            "mau.docx",
        )
        assert texts(document) == [
            "I. MỤC ĐÍCH",
            "II. TỔ CHỨC THỰC HIỆN",
            "1. Phòng Y tế",
            "- Kiểm tra",
            "+ Mẫu nước",
            "2. UBND các xã",
            "2.1. Xã miền núi",
            "a) Rà soát",
            "b) Lập danh sách",
            "- Theo kiểu của đoạn",
        ]

    def test_a_list_that_starts_anew_counts_from_one(self, paper):
        blocks = (p("A", number=(1, 0)), p("B", number=(1, 0)), p("C", number=(3, 0)))
        assert texts(paper(docx(*blocks), "mau.docx")) == ["I. A", "II. B", "I. C"]

    @pytest.mark.parametrize(
        ("paragraph", "is_marked"),
        [
            (p("Phòng Y tế", bold=True), True),
            (p("Phòng Y tế", style="H2"), True),
            (p("Phòng Y tế", style="Dam"), True),
            (p(run("Phòng Y tế:", "<w:b/>"), run(" kiểm tra")), False),
            (p(run("Phòng Y tế", '<w:b w:val="0"/>'), style="Dam"), False),
            (p("Phòng Y tế"), False),
        ],
    )
    def test_bold_throughout_or_a_heading_style_marks_a_paragraph(self, paper, paragraph, is_marked):
        (line,) = paper(docx(paragraph), "mau.docx").lines
        assert line.is_marked is is_marked

    def test_the_letterhead_in_a_table_is_read_cell_by_cell(self, paper):
        head = table([["ỦY BAN NHÂN DÂN", "HUYỆN MẪU", "Số: 5/KH-UBND"], ["CỘNG HÒA", "ngày 02 tháng 3 năm 2024"]])
        assert texts(paper(docx(head), "mau.docx")) == [
            "ỦY BAN NHÂN DÂN",
            "HUYỆN MẪU",
            "Số: 5/KH-UBND",
            "CỘNG HÒA",
            "ngày 02 tháng 3 năm 2024",
        ]

    def test_what_word_does_not_print_is_not_read(self, paper):
        deleted = f"<w:del>{run('đã xóa').replace('w:t', 'w:delText')}</w:del>"
        hidden = run("ẩn", "<w:vanish/>")
        inserted = f"<w:ins>{run(' thêm')}</w:ins>"
        field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        twice = f"<mc:AlternateContent><mc:Fallback>{run('lặp')}</mc:Fallback></mc:AlternateContent>"
        assert texts(paper(docx(p("Giữ", deleted, hidden, inserted, field, twice)), "mau.docx")) == ["Giữ thêm"]

    def test_a_line_break_begins_a_line_and_the_stored_text_has_every_quote(self, paper):
        document = paper(docx(p("KẾ HOẠCH\nTriển khai Chương trình OCOP"), p("Phòng Y tế")), "mau.docx")
        assert texts(document) == ["KẾ HOẠCH", "Triển khai Chương trình OCOP", "Phòng Y tế"]
        stored = document.text.split("\n")
        assert [stored[line.number - 1] for line in document.lines] == texts(document)

    def test_the_first_bytes_decide_not_the_name(self, paper):
        assert texts(paper(docx(p("Kế hoạch")), "ke-hoach.txt")) == ["Kế hoạch"]


def refusal(paper, content, name="mau.docx", limits=DEFAULT_LIMITS):
    """The reason of the refusal, found within seconds."""
    started = time.process_time()
    with pytest.raises(BadInput) as refused:
        paper(content, name, limits)
    assert time.process_time() - started < 5
    assert name in str(refused.value)
    return str(refused.value)


class TestRefusals:
    """A file that is no readable document is refused with what to do; nothing is guessed."""

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "cu.doc", "lưu lại dạng .docx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "doi-ten.docx", "lưu lại dạng .docx"),
            (b"%PDF-1.7", "ke-hoach.pdf", "PDF"),
            (b"%PDF-1.7", "ke-hoach.txt", "PDF"),
            (b"{\\rtf1 abc}", "ke-hoach.doc", "RTF"),
            ("  <!DOCTYPE html>", "ke-hoach.txt", "trang web"),
            (b"abc", "ke-hoach.xyz", r"\.xyz"),
            (b"", "trong.txt", "tệp rỗng"),
            (b"PK\x03\x04" + bytes(40), "hong.docx", "hỏng"),
            ("Kế hoạch".encode("utf-16-le"), "ke-hoach.txt", "UTF-8|NUL"),
            (b"K\xfd ho\xc2ch", "ke-hoach.txt", "UTF-8"),
            (b"a\0b", "ke-hoach.txt", "NUL"),
            ("   \n\n2\n", "anh-chup.txt", "không có chữ nào"),
        ],
    )
    def test_another_kind_of_file_is_refused_for_what_it_is(self, paper, content, name, says):
        assert re.search(says, refusal(paper, content, name))

    @pytest.mark.parametrize("line", ["KÕ ho¹ch triÓn khai ch­¬ng tr×nh", "Keá hoaïch trieån khai", "Káº¿ hoáº¡ch"])
    def test_old_fonts_are_refused_with_the_line(self, paper, line):
        said = refusal(paper, f"Kế hoạch\n{line}\n", "phong-cu.txt")
        assert "chuyển sang Unicode" in said
        assert "dòng 2" in said

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (docx(word__document_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "hỏng"),
            (docx(word__document_xml="<w:document>"), "hỏng"),
            (docx(p("a"), word__vbaProject_bin=b"x"), "macro"),
            (docx(word__document_xml=f"<w:document {NAMESPACES}>" + " " * 15_000_000 + "</w:document>"), "giải nén"),
            (docx(word__document_xml="<a>" * 5_000 + "</a>" * 5_000), "lồng nhau"),
            (docx(p("x") * 120_000), "quá nhiều nội dung|giải nén"),
            (docx(p("x", number=(1, 0))).replace(b"PK\x05\x06", b"PK\x05\x07"), "hỏng"),
        ],
        ids=["entities", "broken", "macro", "bomb", "deep", "many", "cut"],
    )
    def test_a_hostile_package_is_refused(self, paper, content, says):
        assert re.search(says, refusal(paper, content))

    def test_a_number_that_would_never_end_is_printed_in_digits(self, paper):
        numbering = f"""<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
        <w:start w:val="2000000000"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
        document = paper(docx(p("Kiểm tra", number=(1, 0)), word__numbering_xml=numbering), "mau.docx")
        assert texts(document) == ["2000000000) Kiểm tra"]

    @pytest.mark.parametrize(
        ("limits", "says"),
        [
            (replace(DEFAULT_LIMITS, file_bytes=50), "byte"),
            (replace(DEFAULT_LIMITS, lines=2), "dài hơn"),
            (replace(DEFAULT_LIMITS, letters=20), "dài hơn"),
            (replace(DEFAULT_LIMITS, line_letters=20), "dòng dài hơn"),
        ],
    )
    def test_a_document_above_the_limits_is_refused(self, paper, limits, says):
        assert says in refusal(paper, "Kế hoạch triển khai Chương trình OCOP\n" * 3, "dai.txt", limits)

    def test_a_missing_file_is_not_ready(self, tmp_path):
        with pytest.raises(NotReady, match="Kiểm tra đường dẫn"):
            read_document(tmp_path / "khong-co.docx")

    def test_a_folder_is_refused(self, tmp_path):
        with pytest.raises(BadInput, match="không phải là tệp thường"):
            read_document(tmp_path)


class TestBrokenLines:
    """A text that was broken at the width of a page is stored with one paragraph in a line."""

    def test_its_paragraphs_are_put_together_again(self, paper):
        words = "Phòng Nông nghiệp và Phát triển nông thôn phối hợp với các xã rà soát sản phẩm tiềm năng"
        broken = "\n\n".join([textwrap.fill(f"- {words}.", 50)] * 12)
        document = paper(broken)
        assert texts(document) == [f"- {words}."] * 12
        assert document.text.split("\n")[document.lines[3].number - 1] == f"- {words}."
