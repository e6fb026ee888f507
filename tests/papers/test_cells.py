"""How one cell is read: dates, stars, scores, groups, texts and numbers as communes type them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.cells import Unreadable, read_date, read_score, read_stars, read_text
from ocop_workflow.papers.register import read_register
from ocop_workflow.rulebook.registers import tidy
from tests.papers.conftest import SHEET

WINDOWS, MACINTOSH = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  Excel serials know no zone
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


class TestDates:
    """Day, month, year; a day is never made up."""

    @given(
        DAYS,
        st.sampled_from(
            [
                "{0.day}/{0.month}/{0.year}",
                "{0:%d/%m/%Y}",
                "{0:%d-%m-%Y}",
                "{0.day}-{0.month}-{0.year}",
                "{0:%d.%m.%Y}",
                "{0:%Y-%m-%d}",
                "{0:%Y-%m-%d} 00:00:00",
                " {0:%d / %m / %Y} ",
                "ngày {0:%d} tháng {0:%m} năm {0:%Y}",
            ]
        ),
    )
    def test_every_spelling_of_a_day_is_that_day(self, day, spelling):
        assert read_date(spelling.format(day), WINDOWS) == day

    @given(DAYS, st.sampled_from([WINDOWS, MACINTOSH]), st.sampled_from([int, float, str]))
    def test_a_serial_of_either_epoch_is_its_day(self, day, epoch, kind):
        assert read_date(kind((day - epoch.date()).days), epoch) == day

    @given(DAYS, st.integers(0, 86_399))
    def test_a_cell_with_a_time_is_its_day(self, day, seconds):
        assert read_date(datetime(day.year, day.month, day.day) + timedelta(seconds=seconds), WINDOWS) == day  # noqa: DTZ001

    @pytest.mark.parametrize(
        "text", ["tháng 7/2024", "7/2024", "Tháng 07 năm 2024", "07-2024", "2024", "năm 2024", 2024, 2024.0]
    )
    def test_without_a_day_only_the_year_is_known(self, text):
        assert read_date(text, WINDOWS) == 2024 and not isinstance(read_date(text, WINDOWS), date)

    @pytest.mark.parametrize(
        "text",
        [
            "31/02/2024",
            "29/02/2023",
            "12/25/2024",
            "1/2/24",
            "05/07-2024",
            "13/2024",
            "0/1/2024",
            "01/07/0024",
            "hôm qua",
            "12",
            12.5,
            -1,
            10**9,
            True,
            timedelta(hours=8),
            0.5,
        ],
    )
    def test_what_is_no_day_is_refused(self, text):
        with pytest.raises(Unreadable):
            read_date(text, WINDOWS)

    def test_a_recognition_known_by_month_gives_the_year_and_says_so(self, book, headings):
        path = book([["Tên sản phẩm", "Chủ thể", "Ngày công nhận"], ["Chè mẫu", "HTX Mẫu", "tháng 7/2024"]])
        register = read_register(path, headings)
        assert (register.rows[0].recognised_on, register.rows[0].year) == (None, 2024)
        assert "không có ngày, chỉ ghi năm 2024" in register.warnings[0]

    def test_year_and_date_that_disagree_are_both_kept_and_pointed_out(self, book, headings):
        path = book(
            [["Tên sản phẩm", "Chủ thể", "Ngày công nhận", "Năm"], ["Chè mẫu", "HTX Mẫu", date(2022, 1, 5), 2021]]
        )
        register = read_register(path, headings)
        assert (register.rows[0].recognised_on, register.rows[0].year) == (date(2022, 1, 5), 2021)
        assert "năm 2021 khác năm của ngày công nhận 2022-01-05" in register.warnings[0]

    def test_a_date_cell_of_a_workbook_counted_from_1904_is_its_day(self, tmp_path, headings):
        import xlsxwriter

        with xlsxwriter.Workbook(tmp_path / "mau.xlsx", {"date_1904": True}) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, ["Tên sản phẩm", "Chủ thể", "Ngày công nhận", "Ngày hết hạn"])
            sheet.write_row(1, 0, ["Chè mẫu", "HTX Mẫu"])
            sheet.write_datetime(1, 2, date(2024, 7, 5), workbook.add_format({"num_format": "dd/mm/yyyy"}))
            sheet.write_number(1, 3, (date(2027, 7, 5) - date(1904, 1, 1)).days)
        (row,) = read_register(tmp_path / "mau.xlsx", headings).rows
        assert (row.recognised_on, row.expires_on) == (date(2024, 7, 5), date(2027, 7, 5))


class TestStars:
    """26/2026/QĐ-TTg, Đ.3.3: one to five stars."""

    SPELLINGS = st.sampled_from(
        ["{}", "{} sao", "OCOP {} sao", "ocop {}  SAO", "Hạng {} sao", "đạt {} sao", "{}sao", "{} sao OCOP", "{}★"]
    )

    @given(st.integers(1, 5), SPELLINGS)
    def test_every_spelling_of_a_rank_is_that_rank(self, headings, stars, spelling):
        assert read_stars(spelling.format(stars), headings.stars) == stars

    @given(st.integers(1, 5), st.sampled_from("*★⭐"))
    def test_signs_are_counted(self, headings, stars, sign):
        assert read_stars(sign * stars, headings.stars) == stars

    @given(st.integers().filter(lambda n: not 1 <= n <= 5), SPELLINGS)
    def test_no_other_number_is_a_rank(self, headings, stars, spelling):
        with pytest.raises(Unreadable, match="không phải hạng sao"):
            read_stars(spelling.format(stars), headings.stars)

    @pytest.mark.parametrize(
        "text", ["tiềm năng 5 sao", "3-4 sao", "4 đến 5 sao", "ba sao", 3.5, "******", True, date(2024, 3, 4)]
    )
    def test_what_is_not_a_plain_rank_is_refused(self, headings, text):
        with pytest.raises(Unreadable):
            read_stars(text, headings.stars)


class TestScores:
    """26/2026/QĐ-TTg, Đ.3.3: 0 to 100, kept as Decimal."""

    @pytest.mark.parametrize(
        ("cell", "score"),
        [
            ("92,5", "92.5"),
            ("92.5", "92.5"),
            (92.5, "92.5"),
            (91.30000000000001, "91.3"),
            ("90/100", "90"),
            ("88 điểm", "88"),
            (0, "0"),
            (100, "100"),
        ],
    )
    def test_a_score_keeps_its_digits(self, headings, cell, score):
        assert read_score(cell, headings.score) == Decimal(score)

    @pytest.mark.parametrize("cell", [100.5, "101", "-1", "1.234,5", "chín mươi", "90-92", True])
    def test_what_is_no_score_is_refused(self, headings, cell):
        with pytest.raises(Unreadable):
            read_score(cell, headings.score)


class TestGroupsAndTypes:
    """Words of the list become the codes of the vocabulary; unknown words are never guessed."""

    @pytest.mark.parametrize(
        ("text", "group"),
        [
            ("3", 3),
            ("III", 3),
            ("Nhóm III", 3),
            ("Thảo dược", 3),
            ("2. Đồ uống", 2),
            ("II - đồ uống", 2),
            ("NHÓM ĐỒ UỐNG", 2),
            ("Nhóm sản phẩm: Thực phẩm", 1),
            ("2. Thực phẩm", None),
            ("7", None),
            ("0", None),
            ("Khác", None),
        ],
    )
    def test_a_group_by_number_or_name(self, headings, text, group):
        assert headings.product_group(text) == group

    def test_a_group_of_2019_that_none_continues_is_left_open_and_pointed_out(self, book, headings):
        path = book(
            [["Tên sản phẩm", "Chủ thể", "Nhóm sản phẩm"], ["Tranh mẫu", "HTX Mẫu", "Lưu niệm – nội thất – trang trí"]]
        )
        register = read_register(path, headings)
        assert register.rows[0].product_group is None
        assert "cần xếp lại nhóm" in register.warnings[0]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("HTX", "cooperative"),
            ("hợp tác xã", "cooperative"),
            ("Tổ hợp tác", "cooperative_group"),
            ("Công ty TNHH", "enterprise"),
            ("Hộ kinh doanh", "household"),
            ("Trang trại", "farm"),
            ("co_so", "other"),
            ("Tập đoàn", None),
        ],
    )
    def test_a_legal_form_by_its_words(self, headings, text, code):
        assert headings.producer_type(text) == code


class TestTexts:
    """Texts are composed, on one line, with their leading zeros; what a spreadsheet has spoilt is refused."""

    @given(st.text())
    def test_tidy_text_stays_as_it_is(self, text):
        assert tidy(tidy(text)) == tidy(text)

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("  Chè\n mẫu\u00a0\u200b ", "Chè mẫu"),
            ("Che\u0300 ma\u0302\u0303u", "Chè mẫu"),
            ("a\u202eb\u202c", "ab"),
            ("a_x000D_\nb", "a b"),
            ("0912345678", "0912345678"),
            (912345678.0, "912345678"),
            (4600123456, "4600123456"),
            ("—", ""),
        ],
    )
    def test_a_text_is_read_as_a_person_sees_it(self, cell, text):
        assert read_text(cell) == text

    @pytest.mark.parametrize("cell", [date(2024, 3, 12), timedelta(hours=22), True, 1234567890123456, "8.49123E+11"])
    def test_what_a_spreadsheet_has_changed_is_refused(self, cell):
        with pytest.raises(Unreadable, match=r"Excel|đúng/sai"):
            read_text(cell)

    def test_a_number_that_may_have_lost_its_zero_is_kept_and_pointed_out(self, book, headings):
        path = book(
            [["Tên sản phẩm", "Chủ thể", "Điện thoại", "Mã số thuế"], ["Chè mẫu", "HTX Mẫu", 912345678.0, "0101234567"]]
        )
        register = read_register(path, headings)
        assert (register.rows[0].phone, register.rows[0].tax_code) == ("912345678", "0101234567")
        assert len(register.warnings) == 1 and "có thể đã mất số 0 ở đầu: 912345678" in register.warnings[0]

    def test_error_cells_are_mistakes_only_in_columns_that_are_read(self, book, headings):
        path = book([["Tên sản phẩm", "Chủ thể", "Địa chỉ", "Sản lượng"], ["Chè mẫu", "HTX Mẫu", "#REF!", "#N/A"]])
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        assert [(m.column, m.value) for m in refusal.value.mistakes] == [("Địa chỉ", "#REF!")]


class TestFormulas:
    """A formula counts by the result that the file holds; without one it is a mistake, not an empty cell."""

    def test_the_stored_result_is_read(self, packed, headings):
        texts = "".join(
            f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Tên sản phẩm", "Chủ thể", "Số sao", "Ghi chú")
        )
        names = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Chè mẫu", "HTX Mẫu"))
        results = '<c><f>1+2</f><v>3</v></c><c t="str"><f>""</f><v></v></c>'
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        rows = f"<row>{texts}</row><row>{names}{results}</row>"
        path = packed({SHEET: f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'})
        (row,) = read_register(path, headings).rows
        assert (row.stars, row.note) == (3, None)

    def test_a_formula_never_calculated_is_a_mistake(self, tmp_path, headings):
        import openpyxl

        workbook = openpyxl.Workbook()
        for row in (["Tên sản phẩm", "Chủ thể", "Số sao"], ["Chè mẫu", "HTX Mẫu", "=1+2"]):
            workbook.active.append(row)
        workbook.save(tmp_path / "mau.xlsx")  # openpyxl stores no results
        with pytest.raises(BadInput) as refusal:
            read_register(tmp_path / "mau.xlsx", headings)
        (mistake,) = refusal.value.mistakes
        assert (mistake.line, mistake.column) == (2, "Số sao") and "chưa có kết quả" in mistake.why
