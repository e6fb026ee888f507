"""Forms that go out as workbooks and come back filled in: read by place, wrong cells by address, never half."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.form_in import open_form, read_fields
from ocop_workflow.papers.form_out import form_xlsx
from ocop_workflow.papers.form_sheet import KEY_SHEET, CellKind, FormRow, FormSheet, InputCell

DAY = date(2024, 6, 14)
EVIL = '=HYPERLINK("http://x","y")'


def a_form(**changes: object) -> FormSheet:
    """Two numbers, a choice, a day, a text; heading in row 3, first line in row 4 (a section), inputs in column D."""
    rows = (
        FormRow(("A. Số liệu", "", "")),
        FormRow(
            ("1", "Sản phẩm"), ("3",), (InputCell("so", CellKind.NUMBER, None, Decimal(0), Decimal(50), is_whole=True),)
        ),
        FormRow(("2", "Kinh phí"), ("",), (InputCell("tien", CellKind.NUMBER, Decimal("1.5"), Decimal(0)),)),
        FormRow(("3", "Mức"), ("",), (InputCell("muc", CellKind.CHOICE, choices=("A", "B")),)),
        FormRow(("4", "Ngày"), ("",), (InputCell("ngay", CellKind.DATE),)),
        FormRow(("5", EVIL), ("",), (InputCell("loi", CellKind.TEXT, EVIL),)),
    )
    plain = {
        "kind": "mau",
        "name": "Biểu",
        "titles": ("BIỂU MẪU",),
        "notes": ("Điền vào ô màu vàng",),
        "headings": ("TT", "Nội dung", "Kỳ trước", "Kỳ này"),
        "widths": (6, 40, 12, 20),
        "rows": rows,
        "keys": {"report": "7", "visit": "0"},
    }
    return FormSheet(**{**plain, **changes})


@pytest.fixture
def sheet(tmp_path: Path):
    """Write the form, change its visible sheet as a person would, and give the path."""

    def change(act=lambda sheet: None, form: FormSheet | None = None, name: str = "bieu.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(form_xlsx(form or a_form(), DAY))
        book = load_workbook(path)
        act(book.worksheets[0])
        book.save(path)
        return path

    return change


def read(path: Path, form: FormSheet | None = None) -> dict:
    return read_fields(open_form(path, "mau"), form or a_form())


def refused(path: Path, form: FormSheet | None = None) -> str:
    with pytest.raises(BadInput) as refusal:
        read(path, form)
    return str(refusal.value)


class TestThereAndBack:
    def test_what_was_known_and_what_was_filled_in_come_back(self, sheet):
        def fill(page):
            page["D5"], page["D7"], page["D8"] = 12, "B", datetime(2024, 6, 1)  # noqa: DTZ001 - Excel knows no zone

        path = sheet(fill)
        assert open_form(path, "mau").keys == {"report": "7", "visit": "0"}
        assert read(path) == {
            "so": Decimal(12), "tien": Decimal("1.5"), "muc": "B", "ngay": date(2024, 6, 1), "loi": EVIL,
        }  # fmt: skip

    def test_empty_cells_are_left_out_and_not_taken_for_zero(self, sheet):
        def clear(page):
            page["D6"], page["D9"], page["D5"] = None, "  ", 0

        assert read(sheet(clear)) == {"so": Decimal(0)}

    def test_only_the_input_cells_can_be_typed_into(self, sheet):
        page = load_workbook(sheet()).worksheets[0]
        assert page.protection.sheet
        open_cells = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
        assert open_cells == {"D5", "D6", "D7", "D8", "D9"}
        assert a_form().address_of("ngay") == "D8"

    def test_the_keys_are_out_of_sight(self, sheet):
        assert load_workbook(sheet())[KEY_SHEET].sheet_state == "veryHidden"

    def test_no_text_becomes_a_formula_or_a_link(self, sheet):
        path = sheet()
        page = load_workbook(path).worksheets[0]
        assert (page["B9"].value, page["B9"].data_type) == (EVIL, "s")
        with ZipFile(path) as package:
            xml = package.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml
        assert "<hyperlink " not in xml

    def test_information_may_have_changed_in_the_meantime(self, sheet):
        path = sheet()
        rows = tuple(FormRow(row.printed, ("99",) if row.inputs else (), row.inputs) for row in a_form().rows)
        assert read(path, a_form(rows=rows))["tien"] == Decimal("1.5")


class TestRefused:
    """Each wrong cell with its address; nothing is guessed."""

    @pytest.mark.parametrize(
        ("cell", "value", "why"),
        [
            ("D5", "mười hai", "ô D5: chữ trong ô số"),
            ("D5", "12", "ô D5: chữ trong ô số"),
            ("D5", 51, "ô D5: số nằm ngoài giới hạn (giá trị: «51»); cho phép: số nguyên từ 0 đến 50"),
            ("D5", 1.5, "ô D5: không phải là số nguyên"),
            ("D5", True, "ô D5: chữ trong ô số"),
            ("D6", -1, "ô D6: số nằm ngoài giới hạn"),
            ("D6", datetime(2024, 6, 1), "ô D6: Excel đã đổi ô này thành ngày"),  # noqa: DTZ001 - as above
            ("D6", "=1+1", "ô D6: ô có công thức"),
            ("D6", "#REF!", "ô D6: ô báo lỗi của Excel"),
            ("D7", "C", "ô D7: không có trong danh sách (giá trị: «C»); cho phép: A, B"),
            ("D8", "31/02/2024", "ô D8: ngày không có trong lịch"),
            ("D8", "2024", "ô D8: chỉ có năm hoặc tháng"),
            ("B6", "Kinh phí khác", "ô B6: ô in sẵn đã bị sửa"),
            ("F20", "ghi chú", "ô F20: chữ hoặc số ngoài ô nhập"),
        ],
    )
    def test_cell_by_cell(self, sheet, cell, value, why):
        assert why in refused(sheet(lambda page: page.__setitem__(cell, value)))

    def test_all_wrong_cells_at_once(self, sheet):
        def spoil(page):
            page["D5"], page["D7"], page["D8"] = "x", "x", "x"

        assert "có 3 lỗi, chưa lưu gì" in refused(sheet(spoil))

    @pytest.mark.parametrize(
        ("act", "why"),
        [
            (lambda page: page.insert_rows(6), "dời chỗ"),
            (lambda page: page.delete_rows(6), "dời chỗ"),
            (lambda page: page.merge_cells("D5:D6"), "ô bị gộp"),
            (lambda page: page.parent.create_sheet("Thêm"), "thêm trang tính"),
            (lambda page: page.parent.remove(page.parent[KEY_SHEET]), "không có trang khóa"),
        ],
    )
    def test_a_rebuilt_sheet(self, sheet, act, why):
        assert why in refused(sheet(act))

    def test_a_form_that_has_changed_since(self, sheet):
        rows = (*a_form().rows, FormRow(("6", "Mới"), ("",), (InputCell("moi", CellKind.TEXT),)))
        assert "biểu mẫu đã thay đổi" in refused(sheet(), a_form(rows=rows))

    def test_a_form_of_another_kind_or_none(self, sheet, tmp_path):
        assert "biểu của việc khác" in refused(sheet(form=a_form(kind="khac")))
        Workbook().save(tmp_path / "trong.xlsx")
        assert "không phải biểu do chương trình lập" in refused(tmp_path / "trong.xlsx")
        assert "chỉ đọc biểu .xlsx" in refused(sheet(name="bieu.xlsm"))

    def test_a_sheet_blown_up_to_a_million_rows(self, sheet):
        path = sheet()
        with ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(100, 60_000)).encode()
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
            b"</sheetData>", rows + b"</sheetData>"
        )
        with ZipFile(path, "w") as package:
            for name, part in parts.items():
                package.writestr(name, part)
        assert "quá nhiều ô" in refused(path)
