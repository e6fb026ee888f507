"""Vietnamese text is compared by its letters, however the keyboard composed them."""

from datetime import date, datetime
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_workflow.rulebook.text import fold, nfc, vn_date


class TestComposing:
    """NFC on entry: the same name typed on two machines is one name."""

    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            (normalize("NFD", "Tinh bột nghệ nếp đỏ"), "Tinh bột nghệ nếp đỏ"),
            ("  Chè \n Shan\ttuyết ", "Chè Shan tuyết"),
            ("Mật\u00a0ong", "Mật ong"),
            ("", ""),
        ],
    )
    def test_marks_are_composed_and_white_space_becomes_single_blanks(self, typed, stored):
        assert nfc(typed) == stored

    @given(st.text())
    def test_twice_is_once(self, text):
        assert nfc(nfc(text)) == nfc(text)
        assert is_normalized("NFC", nfc(text))


class TestFoldingForSearch:
    """A key for finding, without marks; never shown and never a natural key alone."""

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("HTX Nông nghiệp Tân Thành", "htx nong nghiep tan thanh"),
            (normalize("NFD", "HTX Nông nghiệp Tân Thành"), "htx nong nghiep tan thanh"),
            ("Đồng Đăng", "dong dang"),
            ("\u00d0ồng", "dong"),  # Ð of Icelandic, as old typing programs left it
            ("Rượu, mật ong & trà – gói 500g", "ruou mat ong tra goi 500g"),
            ("xã Nông Thượng (TP. Bắc Kạn)", "xa nong thuong tp bac kan"),
            ("— … —", ""),
        ],
    )
    def test_keeps_letters_and_digits_and_drops_marks_and_signs(self, text, key):
        assert fold(text) == key

    @given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ẮẶỘỚỰỸ.,-123"))
    def test_does_not_depend_on_case_or_on_how_marks_are_typed(self, text):
        assert fold(text) == fold(text.upper()) == fold(normalize("NFD", text)) == fold(fold(text))

    @given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ẮẶỘỚỰỸ.,-123"))
    def test_is_plain_ascii_for_vietnamese(self, text):
        assert fold(text).isascii()


class TestDates:
    """As offices write them."""

    @pytest.mark.parametrize(
        ("day", "shown"),
        [(date(2024, 3, 5), "05/03/2024"), (datetime(2024, 12, 31, 23, 59), "31/12/2024"), (None, "chưa có")],  # noqa: DTZ001
    )
    def test_day_and_month_take_two_digits_and_an_empty_date_says_so(self, day, shown):
        assert vn_date(day) == shown
