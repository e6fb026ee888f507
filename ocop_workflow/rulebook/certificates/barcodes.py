"""Bar codes of products: the digits of a GS1 number and its check digit."""

from stdnum import ean
from stdnum.exceptions import ValidationError

_LENGTHS = (8, 12, 13, 14)


def gs1_number(text: str) -> str:
    """The digits of a GTIN-8, -12, -13 or -14, without blanks and dashes; raises ValueError with what is wrong."""
    digits = ean.compact(text)
    if not digits.isdecimal() or len(digits) not in _LENGTHS:
        raise ValueError(f"«{text}» không phải mã GS1: cần {', '.join(map(str, _LENGTHS))} chữ số")
    try:
        return str(ean.validate(digits))
    except ValidationError:
        right = ean.calc_check_digit(digits[:-1])
        raise ValueError(f"«{text}» sai số kiểm tra: chữ số cuối là {digits[-1]}, tính ra phải là {right}") from None
