"""A sheet is read in one pass of our own: it says what openpyxl says of it, and refuses what no program writes."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.limits import DEFAULT_LIMITS
from ocop_workflow.papers.sheet import UNCACHED, Sheet
from ocop_workflow.papers.workbook import read_workbook
from tests.papers.conftest import SHEET

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
VALUES = [
    ["chữ", "  hai  đầu ", "dòng\nhai", "", "Te\u0302n", "a_x005F_b", "&<>\"'", "𝄞"],
    [0, 1, -7, 10**14, 10**15, 0.1, -2.5e-9, 1e21],
    [True, False, None, date(2024, 2, 29), datetime(2024, 7, 5, 13, 30), time(6, 30), timedelta(hours=30)],  # noqa: DTZ001
    [],
    [None, None, "giữa", None, "sau chỗ trống"],
]


def sheets(path: Path) -> list[Sheet]:
    return read_workbook(path, path.read_bytes(), DEFAULT_LIMITS)[0]


def worksheet(parts: str) -> str:
    return f'<worksheet xmlns="{MAIN}">{parts}</worksheet>'


def cells(sheet: Sheet, width: int = 9) -> list[list[object]]:
    """What the sheet holds, as a full grid."""
    return [[sheet.own(row, column) for column in range(1, width + 1)] for row in range(1, len(sheet.rows) + 1)]


def of_openpyxl(path: Path, width: int = 9) -> list[list[object]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    grid = [list(row) for row in book.worksheets[0].iter_rows(max_col=width, values_only=True)]
    while grid and not any(cell is not None for cell in grid[-1]):
        grid.pop()
    return grid


@pytest.fixture
def saved(tmp_path) -> Path:
    return tmp_path / "mau.xlsx"


@pytest.fixture
def sheet_of(packed):
    """The sheet that is read from rows of XML, or from a whole part."""

    def read(rows: str | bytes, **members: str) -> Sheet:
        part = rows if isinstance(rows, bytes) else worksheet(f"<sheetData>{rows}</sheetData>")
        return sheets(packed({SHEET: part, **{f"xl/{name}.xml": content for name, content in members.items()}}))[0]

    return read


class TestItReadsWhatOpenpyxlReads:
    """Cell by cell, type by type."""

    @pytest.mark.filterwarnings("ignore:Cell A9 is marked as a date")
    @pytest.mark.parametrize("is_1904", [False, True])
    def test_a_workbook_of_xlsxwriter(self, saved, is_1904):
        formats = {date: "dd/mm/yyyy", datetime: "dd/mm/yyyy hh:mm", time: "hh:mm", timedelta: "[h]:mm:ss"}
        with xlsxwriter.Workbook(saved, {"date_1904": is_1904, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for row, values in enumerate(VALUES):
                for column, value in enumerate(values):
                    shown = formats.get(type(value))
                    sheet.write(row, column, value, *([book.add_format({"num_format": shown})] if shown else []))
            sheet.write_formula(6, 0, "=1+1", None, 2)
            sheet.write_formula(6, 1, '=""&"chữ"', None, "chữ")
            sheet.write_formula(6, 2, "=1/0", None, "#DIV/0!")
            sheet.write_formula(6, 3, "=TRUE", None, True)
            sheet.write_rich_string(7, 0, "một ", book.add_format({"bold": True}), "hai", " ba")
            sheet.write_number(8, 0, 10**9, book.add_format({"num_format": "dd/mm/yyyy"}))
        (read,) = sheets(saved)
        assert cells(read) == of_openpyxl(saved)
        assert [list(map(type, row)) for row in cells(read)] == [list(map(type, row)) for row in of_openpyxl(saved)]
        assert read.formulas == {(7, column) for column in range(1, 5)}

    def test_a_workbook_of_openpyxl(self, saved):
        book = openpyxl.Workbook()
        for values in VALUES:
            book.active.append(values)
        book.active["A7"] = CellRichText("một ", TextBlock(InlineFont(b=True), "hai"))
        book.save(saved)
        assert cells(sheets(saved)[0]) == of_openpyxl(saved)

    def test_texts_inside_the_sheet_and_hints_of_pronunciation(self, sheet_of):
        runs = "<r><t>một </t></r><r><rPr><b/></rPr><t>hai</t></r>"
        hint = '<rPh sb="0" eb="1"><t>HINT</t></rPh>'
        read = sheet_of(
            f'<row><c t="inlineStr"><is>{runs}{hint}</is></c><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>',
            sharedStrings=f'<sst xmlns="{MAIN}"><si>{runs}{hint}</si><si><t/></si></sst>',
        )
        assert read.rows == [["một hai", "một hai", ""]]

    def test_a_prefix_and_another_encoding_make_no_difference(self, sheet_of):
        prefixed = (
            f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
            '<x:row r="2"><x:c r="C2" t="str"><x:v>đúng</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        )
        assert sheet_of(prefixed.encode("utf-16")).rows == [[], [None, None, "đúng"]]

    def test_tags_of_other_languages_are_not_cells(self, sheet_of):
        foreign = '<row><c><v>1</v></c><ext xmlns="urn:other"><c><v>2</v></c></ext></row>'
        assert sheet_of(foreign).rows == [[1]]

    def test_rows_and_cells_without_a_place_follow_one_another(self, sheet_of):
        assert sheet_of(
            '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="3"><c r="B3"><v>4</v></c></row>'
        ).rows == [
            [1, None, 3],
            [],
            [None, 4],
        ]

    @pytest.mark.parametrize("cell", ["<c><f>A9</f></c>", "<c><f>A9</f><v/></c>", '<c t="b"><f>A9</f></c>'])
    def test_a_formula_without_a_result_is_told_from_an_empty_cell(self, sheet_of, cell):
        assert sheet_of(f"<row>{cell}<c/></row>").rows == [[UNCACHED]]
        assert sheet_of('<row><c t="str"><f>A9</f><v></v></c><c><v>1</v></c></row>').rows == [[None, 1]]


class TestItRefusesWhatNoProgramWrites:
    """Two readers could read such a sheet in two ways, so nobody could say which value counts."""

    @pytest.mark.parametrize(
        "rows",
        [
            '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
            '<row r="1"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
            '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
            '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
            '<row r="1"><c r="A7"><v>1</v></c></row>',
            '<row r="5"><c r="A15"><v>1</v></c></row>',
        ],
    )
    def test_rows_and_cells_out_of_order(self, sheet_of, rows):
        with pytest.raises(BadInput, match="có dấu hiệu bị sửa"):
            sheet_of(rows)

    @pytest.mark.parametrize(
        "cell",
        [
            '<c t="s"><v>99</v></c>', '<c t="s"><v>x</v></c>', "<c><v>một</v></c>", '<c r="1A"><v>1</v></c>',
            '<c s="x"><v>1</v></c>', '<c t="d"><v>hôm qua</v></c>', '<c t="b"><v>có</v></c>',
        ],
    )  # fmt: skip
    def test_cells_that_say_nothing(self, sheet_of, cell):
        with pytest.raises(BadInput, match="sổ hỏng hoặc sai dạng"):
            sheet_of(f"<row>{cell}</row>")

    def test_cells_outside_a_row_are_no_part_of_the_next_one(self, sheet_of):
        stray, row = "<a><b><c><v>9</v></c></b></a>", "<sheetData><row><c><v>1</v></c></row></sheetData>"
        assert sheet_of(worksheet(stray + row).encode()).rows == [[1]]

    def test_a_text_in_a_number_is_no_part_of_the_next_text(self, sheet_of):
        stray, inline = "<is><t>thừa</t></is>", '<c t="inlineStr"><is><t>đúng</t></is></c>'
        assert sheet_of(f"<row><c>{stray}<v>1</v></c>{inline}</row>").rows == [[1, "đúng"]]

    def test_rows_without_end(self, sheet_of):
        with pytest.raises(BadInput, match="hơn 25,000 dòng"):
            sheet_of("<row/>" * 100_001)

    def test_merges_without_end_also_where_nothing_stands(self, sheet_of):
        merges = "".join(f'<mergeCell ref="XA{n}:XB{n}"/>' for n in range(1, DEFAULT_LIMITS.merged_cells + 2))
        with pytest.raises(BadInput, match="gộp quá nhiều ô"):
            sheet_of(worksheet(f"<sheetData/><mergeCells>{merges}</mergeCells>").encode())

    def test_an_entity_in_the_shared_texts(self, packed):
        texts = f'<sst xmlns="{MAIN}">{"<si><t>&a;</t></si>" * 5}</sst>'
        declared = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">]>'
        with pytest.raises(BadInput, match="sổ hỏng"):
            sheets(packed({"xl/sharedStrings.xml": (declared + texts).encode("utf-16")}))
        assert sheets(packed({"xl/sharedStrings.xml": texts.replace("&a;", "a")}))[0].rows[0] == ["a", "a", "a"]

    def test_a_sheet_that_the_package_lacks_is_not_there(self, packed):
        path = packed({})
        with zipfile.ZipFile(path) as source:
            kept = {info.filename: source.read(info) for info in source.infolist() if info.filename != SHEET}
        with zipfile.ZipFile(path, "w") as out:
            for name, content in kept.items():
                out.writestr(name, content)
        assert sheets(path) == []
