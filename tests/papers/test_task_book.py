"""The task book on paper: opens elsewhere as it was written, prints on A4, and never runs what it shows."""

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook, load_workbook

from ocop_workflow.errors import NotReady
from ocop_workflow.papers.docx_forms import in_two_lines
from ocop_workflow.papers.files import write_whole
from ocop_workflow.papers.task_book import (
    NO_PERIOD,
    OutsideEntry,
    ReportDay,
    ReportEntry,
    TaskBook,
    TaskEntry,
    UnitPages,
)
from ocop_workflow.papers.task_book_docx import task_book_docx
from ocop_workflow.papers.task_book_xlsx import CONTENTS, HEADINGS, task_book_xlsx
from ocop_workflow.vocabulary import Part, Step

TO_31_MARCH, TO_30_APRIL = date(2024, 3, 31), date(2024, 4, 30)
TASKS = (
    TaskEntry(Step.OUTREACH, Part.LEAD, "Hướng dẫn các xã", "III.1", TO_31_MARCH, "ngày cuối của Bước 1", "danh sách"),
    TaskEntry(Step.IDEAS, Part.COORDINATE, "Phối hợp nhận ý tưởng", "III.2", TO_30_APRIL, "ngày cuối của Bước 2"),
    TaskEntry(Step.IDEAS, Part.REQUEST, "Đề nghị vận động", "III.4", TO_31_MARCH, "hạn in trong kế hoạch"),
)
MONTHLY = ReportEntry(
    "hằng tháng", "UBND thành phố Mẫu", "báo cáo hằng tháng", "III.3",
    (ReportDay("tháng 1/2024", date(2024, 1, 17), "ngày 17"), ReportDay("tháng 2/2024", date(2024, 2, 19), "Chủ nhật")),
)  # fmt: skip
AD_HOC = ReportEntry("đột xuất", "UBND thành phố Mẫu", "báo cáo đột xuất", "III.3", ())
OFFICE = UnitPages("kinh-te", "Phòng Kinh tế", TASKS, (MONTHLY, AD_HOC), (OutsideEntry(None, "báo cáo NTM", "III.2"),))
WARD = UnitPages("xa-mot", "UBND xã Mẫu Một", TASKS[:1], (), ())
BOOK = TaskBook(
    cycle="mau.mau.2024", year=2024, locality_name="thành phố Mẫu", superior="Ủy ban nhân dân thành phố Mẫu",
    agency="Phòng Kinh tế", plan_title="Kế hoạch mẫu", plan_number="Kế hoạch số 1/KH-UBND",
    drawn_up_on=date(2024, 3, 1), units=(OFFICE, WARD),
)  # fmt: skip

OPENERS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "http://example.org", "0123", "{=A1}")


def workbook(book: TaskBook = BOOK) -> Workbook:
    return load_workbook(io.BytesIO(task_book_xlsx(book)))


def document(book: TaskBook = BOOK) -> Opened:
    return Document(io.BytesIO(task_book_docx(book)))


def with_words(words: str) -> TaskBook:
    """The book with these words in every text that a plan can bring."""
    task = TaskEntry(Step.IDEAS, Part.LEAD, words, words, TO_30_APRIL, words, words)
    day = ReportDay(words, TO_30_APRIL, words)
    unit = UnitPages("xa", words, (task,), (ReportEntry(words, words, words, words, (day,)),), ())
    return replace(BOOK, agency=words, superior=words, plan_title=words, plan_number=words, units=(unit,))


def values(cells: Iterable[Any]) -> list[Any]:
    """What cells hold; a day without the midnight that openpyxl adds."""
    return [cell.value.date() if cell.is_date else cell.value for cell in cells]


def all_words(opened: Opened) -> list[str]:
    """Every paragraph of the body, also those of tables, in order."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in opened.element.body.iter(qn("w:p"))]


class TestWorkbook:
    """One sheet per unit and a contents sheet, A4 landscape."""

    def test_each_unit_has_a_sheet_that_the_contents_lead_to(self) -> None:
        opened = workbook()
        assert opened.sheetnames == [CONTENTS, "01 Phòng Kinh tế", "02 UBND xã Mẫu Một"]
        links = [opened[CONTENTS].cell(row, 2).hyperlink.location for row in (6, 7)]
        assert links == ["'01 Phòng Kinh tế'!A1", "'02 UBND xã Mẫu Một'!A1"]
        counts = values(opened[CONTENTS][6])
        assert counts == [1, "Phòng Kinh tế", 1, 1, 1, 2, TO_31_MARCH]

    def test_a_unit_reads_its_duties_then_its_reports_with_real_days(self) -> None:
        rows = [values(row) for row in workbook()["01 Phòng Kinh tế"].iter_rows(min_row=5)]
        assert rows[0] == list(HEADINGS)
        assert rows[1][0] == "NHIỆM VỤ"
        assert rows[2] == [
            1, "Bước 1 · Tuyên truyền, hướng dẫn về OCOP", "chủ trì", "Hướng dẫn các xã\n(Kết quả: danh sách)", "III.1",
            TO_31_MARCH, "ngày cuối của Bước 1",
        ]  # fmt: skip
        assert [row[2] for row in rows[2:5]] == ["chủ trì", "phối hợp", "đề nghị"]
        assert rows[5][0] == "BÁO CÁO"
        assert [(row[0], row[2], row[5]) for row in rows[6:9]] == [
            (1, "tháng 1/2024", date(2024, 1, 17)),
            (2, "tháng 2/2024", date(2024, 2, 19)),
            (3, NO_PERIOD, None),
        ]
        assert rows[9][0].startswith("VIỆC NÔNG THÔN MỚI")
        assert rows[10][3] == "báo cáo NTM"

    def test_it_prints_on_a4_landscape_with_the_heading_on_every_page(self) -> None:
        for sheet in workbook():
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", int(sheet.PAPERSIZE_A4))
            assert (sheet.print_title_rows, sheet.freeze_panes) == ("$5:$5", "A6")
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth in (None, 1), "one page wide is what the format means by saying nothing"
            assert sheet.page_setup.fitToHeight == 0

    def test_a_long_text_gets_a_high_row(self) -> None:
        """Only Excel finds the height of wrapped text by itself."""
        long = replace(TASKS[0], words="Hướng dẫn, hỗ trợ " * 40)
        sheet = workbook(replace(BOOK, units=(replace(OFFICE, tasks=(long, TASKS[1])),)))["01 Phòng Kinh tế"]
        assert 120 < sheet.row_dimensions[7].height <= 409
        assert sheet.row_dimensions[8].height < 50

    @pytest.mark.parametrize("words", OPENERS)
    def test_words_stay_words(self, words: str) -> None:
        """No cell is evaluated, whatever it begins with."""
        opened = workbook(with_words(words))
        cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert sum(cell.value == words.replace("\t", "") for cell in cells) >= 5

    @pytest.mark.parametrize(
        "name",
        ["Ban [Chỉ đạo]: xã/phường?*\\", "'Tổ'", "A" * 40, "A & B <i>", "Ban\x00\x1b[31m Chỉ đạo"],
    )
    def test_no_name_of_a_unit_breaks_a_sheet(self, name: str) -> None:
        opened = workbook(replace(BOOK, units=(replace(WARD, name=name), replace(WARD, name=name.lower()))))
        assert len(opened.sheetnames) == 3
        assert all(len(sheet) <= 31 for sheet in opened.sheetnames)
        assert "\x1b" not in str([cell.value for sheet in opened for row in sheet for cell in row])

    def test_a_text_longer_than_a_cell_is_cut_where_one_sees_it(self) -> None:
        sheet = workbook(replace(BOOK, units=(replace(WARD, tasks=(replace(TASKS[1], words="x" * 40_000),)),)))
        assert sheet["01 UBND xã Mẫu Một"]["D7"].value == "x" * 32_766 + "…"


class TestDocument:
    """Nghị định 30/2020/NĐ-CP, Phụ lục I: page, font, head of the document, page numbers."""

    def test_the_page_is_a4_with_the_margins_of_the_decree(self) -> None:
        for section in document().sections:
            assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
            assert 20 <= round(section.top_margin.mm) <= 25
            assert 20 <= round(section.bottom_margin.mm) <= 25
            assert 30 <= round(section.left_margin.mm) <= 35
            assert 15 <= round(section.right_margin.mm) <= 20

    def test_the_font_is_times_new_roman_for_every_script(self) -> None:
        fonts = document().styles["Normal"].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
        xml = document().element.xml
        assert set(re.findall(r'w:sz w:val="(\d+)"', xml)) <= {"22", "24", "26", "28"}

    def test_page_numbers_stand_centred_in_the_top_margin_but_not_on_the_first_page(self) -> None:
        opened = document()
        number = opened.sections[0].header.paragraphs[0]
        assert number._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
        assert number.alignment == 1
        assert all(section.different_first_page_header_footer for section in opened.sections)
        assert opened.sections[0].first_page_header.paragraphs[0].text == ""

    def test_each_unit_has_a_sheet_with_its_own_head_and_numbers(self) -> None:
        opened = document()
        assert len(opened.sections) == len(BOOK.units)
        assert [s._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for s in opened.sections] == ["1", "1"]
        assert all(section.header.is_linked_to_previous for section in list(opened.sections)[1:])
        heads = [table for table in opened.tables if "CỘNG HÒA" in table.cell(0, 1).text]
        assert len(heads) == len(BOOK.units)

    def test_the_agency_stands_left_and_the_nation_right(self) -> None:
        left, right = document().tables[0].rows[0].cells
        agency = [paragraph for paragraph in left.paragraphs if paragraph.text]
        assert [(p.text, p.runs[0].bold) for p in agency] == [
            ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ MẪU", None), ("PHÒNG KINH TẾ", True), ("Số: ……/……", None),
        ]  # fmt: skip
        nation = [paragraph for paragraph in right.paragraphs if paragraph.text]
        assert [(p.text, p.runs[0].font.size) for p in nation[:2]] == [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Pt(12)), ("Độc lập - Tự do - Hạnh phúc", Pt(13)),
        ]  # fmt: skip
        assert nation[2].runs[0].italic

    def test_the_words_of_the_book_are_all_there(self) -> None:
        said = all_words(document())
        for unit in BOOK.units:
            for task in unit.tasks:
                assert {task.words, f"({task.clause})", task.step.title, task.part.label} <= set(said)
            for report in unit.reports:
                assert {report.words, *(day.period for day in report.days)} <= set(said)
        assert said.count("31/03/2024") == 3
        assert NO_PERIOD in said

    def test_a_basis_shared_by_a_step_is_said_once_another_beside_its_day(self) -> None:
        said = all_words(document(replace(BOOK, units=(OFFICE,))))
        assert "Căn cứ của hạn: ngày cuối của Bước 1" in said
        assert said.count("ngày cuối của Bước 2") == 1
        assert said.count("hạn in trong kế hoạch") == 1

    def test_the_heading_of_a_table_stands_on_every_page(self) -> None:
        tables = [table for table in document().tables if table.cell(0, 0).text == "STT"]
        assert len(tables) == 4
        assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in tables)

    def test_elements_stand_in_the_order_that_word_wants(self) -> None:
        body = document().element.body
        section = [child.tag for child in body.iter(qn("w:sectPr")).__next__()]
        assert section.index(qn("w:pgMar")) < section.index(qn("w:pgNumType")) < section.index(qn("w:cols"))
        for border in body.iter(qn("w:pBdr")):
            after = {sibling.tag for sibling in border.itersiblings(preceding=True)}
            assert not after & {qn("w:spacing"), qn("w:ind"), qn("w:jc")}

    @pytest.mark.parametrize("words", [*OPENERS, "a<b>&c</w:t>", "Chỉ\x00 đạo\x1b[31m", "dòng\nmới", "x" * 40_000])
    def test_words_stay_words(self, words: str) -> None:
        shown = "".join(letter for letter in words if letter.isprintable())
        assert shown in [said.replace("\n", "") for said in all_words(document(with_words(words)))]

    def test_a_long_name_is_broken_near_its_middle(self) -> None:
        assert in_two_lines("ỦY BAN NHÂN DÂN THÀNH PHỐ UÔNG BÍ") == "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ UÔNG BÍ"
        assert in_two_lines("PHÒNG KINH TẾ") == "PHÒNG KINH TẾ"
        assert in_two_lines("A" * 40) == "A" * 40


class TestWritten:
    """An earlier file is replaced whole; what cannot be written leaves everything as it was."""

    def test_all_files_or_none(self, tmp_path: Path) -> None:
        there = tmp_path / "so.xlsx"
        there.write_bytes(b"old")
        with pytest.raises(NotReady, match=r"không|Không"):
            write_whole({there: b"new", tmp_path / "none" / "so.docx": b"new"})
        assert there.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["so.xlsx"]

    def test_an_earlier_file_is_replaced_and_keeps_its_mode(self, tmp_path: Path) -> None:
        there = tmp_path / "so.xlsx"
        there.write_bytes(b"old")
        there.chmod(0o640)
        write_whole({there: b"new"})
        assert (there.read_bytes(), there.stat().st_mode & 0o777) == (b"new", 0o640)

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
        real.write_bytes(b"old")
        link.symlink_to(real)
        write_whole({link: b"new"})
        assert link.is_symlink()
        assert real.read_bytes() == b"new"

    def test_a_folder_is_not_overwritten(self, tmp_path: Path) -> None:
        with pytest.raises(NotReady, match="thư mục"):
            write_whole({tmp_path: b"new"})
        assert list(tmp_path.iterdir()) == []
