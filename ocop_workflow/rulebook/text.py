"""Vietnamese text made comparable: composed, and folded for search."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import filterfalse

_SIGNS = re.compile(r"[\W_]+")


def nfc(text: str) -> str:
    """Composed form, white space folded to single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """A search key: lower case, no tone or vowel marks, đ as d; never shown, never a natural key alone."""
    lowered = nfc(text).lower().replace("đ", "d").replace("ð", "d")
    stripped = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFD", lowered)))
    return _SIGNS.sub(" ", stripped).strip()


def vn_date(day: object) -> str:
    """A date as offices write it: 05/03/2024; an empty date is «chưa có»."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if isinstance(day, date) else "chưa có"


def weekday_vn(day: date) -> str:
    """«thứ Hai» to «Chủ nhật»."""
    return _WEEKDAYS[day.weekday()]


_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def vn_number(number: int | Decimal) -> str:
    """A number as offices write it: 1.234,5."""
    whole, _, part = f"{number.normalize() if isinstance(number, Decimal) else number:,f}".partition(".")
    return whole.replace(",", ".") + (f",{part}" if part.strip("0") else "")


def points_vn(points: Decimal | Fraction) -> str:
    """Points as offices write them: 89,95. What has no end is cut, never rounded up, and says so: 89,888…"""
    exact = Fraction(points)
    thousandths = Decimal(exact.numerator * 1000 // exact.denominator) / 1000
    return f"{thousandths.normalize():f}".replace(".", ",") + ("" if Fraction(thousandths) == exact else "…")
