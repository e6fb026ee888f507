"""What real sheets do: titles above, merged producers, headings of two rows, footers, sections, hidden sheets."""

from datetime import date

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.papers.register import read_register

HEAD = ["STT", "Chủ thể", "Người đại diện", "Tên Sản phẩm OCOP", "Xếp hạng"]


def pairs(register):
    return [(row.producer_name, row.product_name) for row in register.rows]


class TestHeadingRow:
    """Headings are found below titles and compared without case, spaces, line breaks, then without accents."""

    def test_titles_above_the_heading_are_passed_over(self, book, headings):
        path = book(
            [["UBND xã Mẫu"], ["DANH SÁCH SẢN PHẨM OCOP (MẪU)"], [], HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3]],
            merges=[("A2:E2", "DANH SÁCH SẢN PHẨM OCOP (MẪU)")],
        )
        (row,) = read_register(path, headings).rows
        assert (row.product_name, row.place.sheet, row.place.row) == ("Chè mẫu", "Mẫu", 5)

    @pytest.mark.parametrize(
        "heading",
        ["TÊN SẢN PHẨM", "Tên\nsản phẩm ", "ten san pham", "Te\u0302n sa\u0309n pha\u0302\u0309m", "Tên sản phẩm (*)"],
    )
    def test_a_heading_is_known_however_it_is_typed(self, book, headings, heading):
        path = book([[heading, "Chủ thể"], ["Chè mẫu", "HTX Mẫu"]])
        assert pairs(read_register(path, headings)) == [("HTX Mẫu", "Chè mẫu")]

    def test_a_heading_of_two_rows_speaks_of_rounds_and_the_latest_round_wins_whole(self, book, headings):
        path = book(
            [
                ["TT", "Tên sản phẩm", "Chủ thể", "Lần 1", None, "Lần 2 (nâng hạng)", None],
                [None, None, None, "hạng", "năm", "hạng", "năm"],
                [1, "Chè mẫu", "HTX Mẫu", 3, 2020, 4, None],
                [2, "Mật mẫu", "HTX Mẫu", 3, 2021, None, None],
            ],
            merges=[
                ("A1:A2", "TT"),
                ("B1:B2", "Tên sản phẩm"),
                ("C1:C2", "Chủ thể"),
                ("D1:E1", "Lần 1"),
                ("F1:G1", "Lần 2 (nâng hạng)"),
            ],
        )
        tea, honey = read_register(path, headings).rows
        assert (tea.stars, tea.year) == (4, None), "the year of round 1 is not the year of round 2"
        assert (honey.stars, honey.year) == (3, 2021)

    def test_unknown_columns_are_named_never_dropped_unseen(self, book, headings):
        path = book([["Tên sản phẩm", "Chủ thể", "Diện tích (ha)"], ["Chè mẫu", "HTX Mẫu", 2]])
        assert read_register(path, headings).ignored_columns == ("Diện tích (ha)",)

    def test_a_list_without_a_producer_column_is_refused_with_what_was_found(self, book, headings):
        path = book([["Danh mục mẫu"], ["STT", "Tên sản phẩm", "Phân hạng"], [1, "Chè mẫu", 3]])
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        (mistake,) = refusal.value.mistakes
        assert "chủ thể" in mistake.why and "tên sản phẩm" not in mistake.why
        assert (mistake.sheet, mistake.line, mistake.value) == ("Mẫu", 2, "STT | Tên sản phẩm | Phân hạng")
        assert "Tên cơ sở sản xuất" in mistake.allowed

    def test_two_columns_of_one_meaning_are_refused(self, book, headings):
        path = book([["Tên sản phẩm", "Chủ thể", "Điện thoại", "Số điện thoại"], ["Chè mẫu", "HTX Mẫu", "1", "2"]])
        with pytest.raises(BadInput, match=r"cùng nghĩa: Điện thoại \(cột 3\) \| Số điện thoại \(cột 4\)"):
            read_register(path, headings)


class TestMergedProducers:
    """One merged producer block over several product rows is filled down inside the merge, and no further."""

    def test_the_producer_and_what_belongs_to_it_are_filled_down(self, book, headings):
        path = book(
            [
                HEAD,
                [1, "HTX Mẫu", "Bà Mẫu", "Chè mẫu", "3 sao"],
                [None, None, None, "Mật mẫu", "OCOP 4 sao"],
                [2, "Hộ Mẫu", "Ông Mẫu", "Nấm mẫu", 3],
            ],
            merges=[("A2:A3", 1), ("B2:B3", "HTX Mẫu")],
        )
        register = read_register(path, headings)
        assert [(r.producer_name, r.representative, r.product_name, r.stars) for r in register.rows] == [
            ("HTX Mẫu", "Bà Mẫu", "Chè mẫu", 3),
            ("HTX Mẫu", "Bà Mẫu", "Mật mẫu", 4),
            ("Hộ Mẫu", "Ông Mẫu", "Nấm mẫu", 3),
        ]
        assert not register.warnings

    def test_a_product_fact_is_not_filled_down(self, book, headings):
        path = book(
            [HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3], [None, None, None, "Mật mẫu"]], merges=[("B2:B3", "HTX Mẫu")]
        )
        assert [row.stars for row in read_register(path, headings).rows] == [3, None]

    def test_blank_continuation_rows_follow_the_number_column_and_say_so(self, book, headings):
        path = book([HEAD, [1, "HTX Mẫu", "Bà Mẫu", "Chè mẫu", 3], [None, None, None, "Mật mẫu", 4]])
        register = read_register(path, headings)
        assert pairs(register) == [("HTX Mẫu", "Chè mẫu"), ("HTX Mẫu", "Mật mẫu")]
        assert register.warnings == ("trang tính «Mẫu», dòng 3: chủ thể lấy theo dòng 2: «HTX Mẫu»",)

    def test_a_numbered_row_without_producer_is_a_mistake_not_a_continuation(self, book, headings):
        path = book([HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3], [2, None, None, "Mật mẫu", 4]])
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        assert [(m.line, m.column, m.why) for m in refusal.value.mistakes] == [(3, "Chủ thể", "thiếu tên chủ thể")]

    def test_without_a_number_column_nothing_is_continued(self, book, headings):
        path = book([["Chủ thể", "Tên sản phẩm", "Số sao"], ["HTX Mẫu", "Chè mẫu", 3], [None, "Mật mẫu", 4]])
        with pytest.raises(BadInput, match="thiếu tên chủ thể"):
            read_register(path, headings)

    def test_one_wrong_merged_cell_is_one_mistake(self, book, headings):
        path = book(
            [HEAD, [1, "#REF!", None, "Chè mẫu", 3], [2, None, None, "Mật mẫu", 4]], merges=[("B2:B3", "#REF!")]
        )
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        assert [(m.line, m.column) for m in refusal.value.mistakes] == [(2, "Chủ thể")]

    def test_a_product_merged_over_two_rows_with_two_ranks_is_a_mistake(self, book, headings):
        path = book(
            [HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3], [2, "HTX Mẫu", None, None, 4]], merges=[("D2:D3", "Chè mẫu")]
        )
        with pytest.raises(BadInput, match="gộp ô nhiều dòng"):
            read_register(path, headings)


class TestLinesThatAreNoProduct:
    """Totals, notes, signatures, sections and empty numbered rows are shown as ignored."""

    def test_footers_are_ignored_and_shown(self, book, headings):
        path = book(
            [
                HEAD,
                [1, "HTX Mẫu", None, "Chè mẫu", 3],
                ["Tổng cộng", None, None, "1 sản phẩm", None],
                [],
                [None, None, None, "Xã Mẫu, ngày 05 tháng 7 năm 2024", None],
                [None, "Người lập biểu", None, "Thủ trưởng đơn vị", None],
                [],
                [None, "Nguyễn Văn Mẫu", None, "Trần Thị Mẫu", None],
            ]
        )
        register = read_register(path, headings)
        assert pairs(register) == [("HTX Mẫu", "Chè mẫu")]
        assert [remark.place.row for remark in register.ignored] == [3, 5, 6, 8]
        assert str(register.ignored[0]) == "trang tính «Mẫu», dòng 3: «Tổng cộng | 1 sản phẩm»"

    def test_products_go_on_after_a_subtotal(self, book, headings):
        path = book([HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3], [None, "Cộng: 1"], [2, "Hộ Mẫu", None, "Mật mẫu", 3]])
        assert len(read_register(path, headings).rows) == 2

    def test_products_go_on_after_a_subtotal_without_numbers_too(self, book, headings):
        grid = [
            ["Chủ thể", "Tên sản phẩm", "Số sao"],
            ["HTX Mẫu", "Chè mẫu", 3],
            ["Tổng số: 1"],
            ["Hộ Mẫu", "Mật mẫu", 3],
        ]
        assert len(read_register(book(grid), headings).rows) == 2

    def test_a_producer_whose_name_begins_like_a_total_is_a_product_row(self, book, headings):
        path = book([HEAD[1:], ["Tổng hợp tác xã Mẫu", None, "Chè mẫu", 3], ["Cộng Đồng Mẫu", None, "Mật mẫu", 3]])
        assert len(read_register(path, headings).rows) == 2

    def test_sections_between_products_are_ignored(self, book, headings):
        path = book(
            [
                HEAD,
                ["I", "Xã Mẫu"],
                [1, "HTX Mẫu", None, "Chè mẫu", 3],
                ["II. Phường Mẫu"],
                [2, "Hộ Mẫu", None, "Mật mẫu", 3],
            ],
            merges=[("A4:E4", "II. Phường Mẫu")],
        )
        register = read_register(path, headings)
        assert len(register.rows) == 2
        assert [remark.place.row for remark in register.ignored] == [2, 4]

    def test_the_numbers_of_columns_and_a_repeated_heading_are_ignored(self, book, headings):
        path = book(
            [
                HEAD,
                ["(1)", "(2)", "(3)", "(4)", "(5)"],
                [1, "HTX Mẫu", None, "Chè mẫu", 3],
                HEAD,
                [2, "Hộ Mẫu", None, "Mật mẫu", 3],
            ]
        )
        assert len(read_register(path, headings).rows) == 2

    def test_rows_that_are_only_numbered_are_ignored(self, book, headings):
        path = book([HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3], [2], [3]])
        assert len(read_register(path, headings).ignored) == 2

    def test_a_heading_with_nothing_below_is_refused(self, book, headings):
        with pytest.raises(BadInput, match="không có dòng sản phẩm nào"):
            read_register(book([HEAD, ["Tổng cộng"]]), headings)


class TestSheetsOfAWorkbook:
    """Every visible sheet with a register is read; the others are named."""

    def test_registers_on_two_sheets_are_one(self, book, headings):
        grid = [HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3]]
        path = book(
            grid, Hai=[HEAD, [1, "Hộ Mẫu", None, "Mật mẫu", 4]], Ba=[["Tên trạm bơm", "Địa chỉ"], ["Trạm", "Ấp"]]
        )
        register = read_register(path, headings)
        assert [row.place.sheet for row in register.rows] == ["Mẫu", "Hai"]
        assert register.ignored_sheets == ("«Ba» (không có cột tên sản phẩm và chủ thể)",)

    def test_a_hidden_sheet_is_not_read_and_is_named(self, book, headings, tmp_path):
        import openpyxl

        path = book([HEAD, [1, "HTX Mẫu", None, "Chè mẫu", 3]], Cũ=[HEAD, [1, "Hộ Mẫu", None, "Mật cũ", 4]])
        workbook = openpyxl.load_workbook(path)
        workbook["Cũ"].sheet_state = "hidden"
        workbook.save(path)
        register = read_register(path, headings)
        assert pairs(register) == [("HTX Mẫu", "Chè mẫu")]
        assert register.ignored_sheets == ("«Cũ» (đang ẩn)",)


class TestAllMistakesAtOnce:
    """A register is read whole or refused with every bad cell: sheet, row, column, value, why."""

    def test_every_bad_cell_is_listed_with_its_place(self, book, headings):
        head = [
            "STT",
            "Tên sản phẩm",
            "Chủ thể",
            "Hạng sao",
            "Ngày công nhận",
            "Ngày hết hạn",
            "Loại hình",
            "Nhóm sản phẩm",
        ]
        path = book(
            [
                head,
                [1, "Chè mẫu", "HTX Mẫu", 6, "31/02/2024", None, "HTX", 1],
                [2, "Mật mẫu", "HTX Mẫu", 0, date(2024, 7, 5), date(2024, 7, 5), "Tập đoàn", 7],
                [3, None, "HTX Mẫu", "ba", None, "tháng 7/2027", None, "2. Thực phẩm"],
            ]
        )
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        assert {(m.line, m.column, m.value) for m in refusal.value.mistakes} == {
            (2, "Hạng sao", "6"),
            (2, "Ngày công nhận", "31/02/2024"),
            (3, "Hạng sao", "0"),
            (3, "Ngày hết hạn", "2024-07-05"),
            (3, "Loại hình", "Tập đoàn"),
            (3, "Nhóm sản phẩm", "7"),
            (4, "Tên sản phẩm", None),
            (4, "Hạng sao", "ba"),
            (4, "Ngày hết hạn", "tháng 7/2027"),
            (4, "Nhóm sản phẩm", "2. Thực phẩm"),
        }
        assert "trang tính «Mẫu», dòng 2, cột «Hạng sao»: không phải hạng sao (giá trị: «6»)" in str(refusal.value)

    def test_a_row_id_used_twice_is_a_mistake(self, csv_file, headings):
        path = csv_file("record_id,product_name,producer_name\nA1,Chè mẫu,HTX Mẫu\nA1,Mật mẫu,HTX Mẫu\n")
        with pytest.raises(BadInput, match="mã dòng đã dùng ở dòng 2"):
            read_register(path, headings)

    def test_a_missing_file_says_so(self, tmp_path, headings):
        with pytest.raises(NotReady, match="Kiểm tra đường dẫn"):
            read_register(tmp_path / "khong-co.xlsx", headings)
