"""GS1 numbers: 8, 12, 13 or 14 digits, the last one computed from the others."""

import pytest

from ocop_workflow.rulebook.certificates.barcodes import gs1_number


class TestABarCode:
    @pytest.mark.parametrize(
        ("typed", "digits"),
        [
            ("8938505974194", "8938505974194"),
            ("893 8505 97419-4", "8938505974194"),
            ("73513537", "73513537"),
            ("978-0471117094", "9780471117094"),
        ],
    )
    def test_is_kept_as_its_digits(self, typed, digits):
        assert gs1_number(typed) == digits

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("8938505974195", "chữ số cuối là 5, tính ra phải là 4"),
            ("893850597419", "sai số kiểm tra"),
            ("89385059741945", "sai số kiểm tra"),
            ("1234567", "cần 8, 12, 13, 14 chữ số"),
            ("893850597419X", "không phải mã GS1"),
            ("", "không phải mã GS1"),
        ],
    )
    def test_with_a_slip_is_refused_with_the_right_digit(self, typed, why):
        with pytest.raises(ValueError, match=why):
            gs1_number(typed)
