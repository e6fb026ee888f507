"""CSV files and the encodings that office machines still write."""

import codecs

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.register import read_register
from ocop_workflow.rulebook.legacy_text import is_legacy

LIST = 'Danh sách mẫu\nTên sản phẩm,Chủ thể,Ghi chú\nChè mẫu,HTX Mẫu,"một, hai; ba"\n'


class TestSeparatorsAndEncodings:
    """UTF-8 with or without its mark, UTF-16 with its mark; comma, semicolon or tab."""

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_the_separator_is_the_one_that_makes_the_heading_readable(self, csv_file, headings, separator):
        lines = [["Mẫu"], ["Tên sản phẩm", "Chủ thể", "Ghi chú"], ["Chè mẫu", "HTX Mẫu", '"một, hai; ba"']]
        text = "\n".join(map(separator.join, lines))
        (row,) = read_register(csv_file(text), headings).rows
        assert (row.product_name, row.producer_name, row.note, row.place.row) == (
            "Chè mẫu",
            "HTX Mẫu",
            "một, hai; ba",
            3,
        )

    @pytest.mark.parametrize(
        "raw",
        [
            LIST.encode(),
            codecs.BOM_UTF8 + LIST.encode(),
            codecs.BOM_UTF16_LE + LIST.encode("utf-16-le"),
            codecs.BOM_UTF16_BE + LIST.encode("utf-16-be"),
        ],
    )
    def test_a_marked_encoding_is_read(self, csv_file, headings, raw):
        assert read_register(csv_file(raw), headings).rows[0].product_name == "Chè mẫu"

    def test_a_quoted_line_break_is_one_row_as_excel_shows_it(self, csv_file, headings):
        path = csv_file('Tên sản phẩm,Chủ thể\n"Chè\nmẫu",HTX Mẫu\nMật mẫu,\n')
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        assert refusal.value.mistakes[0].line == 3

    @pytest.mark.parametrize("opener", ["=1+1", "+84 912", "-5", "@a"])
    def test_the_apostrophe_of_a_safe_export_comes_off_again(self, csv_file, headings, opener):
        path = csv_file(f"Tên sản phẩm,Chủ thể,Ghi chú\nChè mẫu,HTX Mẫu,'{opener}\n'Chè' mẫu,HTX Mẫu,\n")
        first, second = read_register(path, headings).rows
        assert (first.note, second.product_name) == (opener, "'Chè' mẫu")

    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (LIST.encode("utf-16-le"), "không phải bảng mã UTF-8|NUL"),
            ("Tên sản phẩm,Chủ thể\nChÌ,".encode("cp1252", "ignore"), "không phải bảng mã UTF-8"),
            (b"T\xe5n,ch\xf1\n", "không phải bảng mã UTF-8"),
            (b'Ten san pham,Chu the\n"Che,HTX\n', "ngoặc kép"),
            (b"PK\x03\x04....", "sổ Excel mang đuôi CSV"),
            (b"\xd0\xcf\x11\xe0....", "sổ Excel mang đuôi CSV"),
            (b"<html><table><tr><td>", "trang web"),
            (b"", "tệp rỗng"),
            (b"\n\n\n", "không tìm thấy dòng tiêu đề"),
            (b"a,b\x00,c\n", "NUL"),
        ],
    )
    def test_anything_else_is_refused_with_what_to_do(self, csv_file, headings, raw, why):
        with pytest.raises(BadInput, match=why):
            read_register(csv_file(raw), headings)


class TestOldFonts:
    """TCVN3 and VNI text is valid Unicode: it is refused with a sample, never guessed."""

    @pytest.mark.parametrize(
        "text",
        [
            "Hµ Néi",
            "Hîp t¸c x·",
            "MËt ong nguyªn chÊt",
            "®Æc s¶n",
            "Haø Noäi",
            "HÔÏP TAÙC XAÕ",
            "Maät ong röøng",
            "Há»£p tÃ¡c xÃ£",
            "B\ufffdc K\ufffdn",
        ],
    )
    def test_old_font_and_twice_decoded_texts_are_known(self, text):
        assert is_legacy(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Hà Nội",
            "đọc là «đánh giá», «quảng bá»",
            "cho «giá» và «xa»",
            "xa», giá»",
            "Hợp tác xã",
            "trà hoà tan",
            "khoá huý thuỷ",
            "Vi-cumax® Plus",
            "5 µg × 2",
            "Curaçao",
            "Müller",
            "500 g ± 5 %",
            "Café Hòa",
            "MÍA",
            "Cà phê",
            "“Chè” – «mẫu»",
            "½ kg",
            "Piñata",
            "Bánh gai",
            "Gói 3×100g",
            "Rượu Ðào",
        ],
    )
    def test_vietnamese_and_western_words_pass(self, text):
        assert not is_legacy(text)

    def test_every_text_of_the_real_register_passes(self, headings):
        from tests.papers.test_real_register import FILE

        assert not any(
            is_legacy(text) for line in FILE.read_text(encoding="utf-8").splitlines() for text in line.split(",")
        )

    def test_each_bad_cell_is_shown_as_a_sample(self, book, headings):
        path = book([["Tên sản phẩm", "Chủ thể"], ["MËt ong nguyªn chÊt", "HTX Mẫu"], ["Chè mẫu", "Hîp t¸c x·"]])
        with pytest.raises(BadInput) as refusal:
            read_register(path, headings)
        assert [(m.line, m.value) for m in refusal.value.mistakes] == [(2, "MËt ong nguyªn chÊt"), (3, "Hîp t¸c x·")]
        assert all("TCVN3" in m.why and "chuyển mã" in m.allowed for m in refusal.value.mistakes)

    def test_one_foreign_letter_passes_and_a_list_full_of_them_does_not(self, book, headings):
        one = [["Tên sản phẩm", "Chủ thể"], ["Müller", "HTX Mẫu"]]
        assert len(read_register(book(one), headings).rows) == 1
        many = [*one, ["MËt ong rõng", "HTX Mẫu"], ["Ëu phéng", "HTX Mẫu"], ["Møt bÝ", "HTX Mẫu"]]
        with pytest.raises(BadInput, match="phông cũ"):
            read_register(book(many), headings)
