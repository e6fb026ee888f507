"""Product registers as values: what a commune's list can say about one product."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ocop_workflow.vocabulary import ProducerType, Word

_AROUND_SIGNS = re.compile(r"\s*([/:()])\s*")


class RegisterStatus(Word):
    """What the register claims about a product; absent where the list does not say."""

    RECOGNISED = "recognised", "Đã công nhận"
    DISTRICT_ASSESSED = "district_assessed", "Cấp huyện đã đánh giá"
    REGISTERED = "registered", "Đã đăng ký"


class RegisterField(StrEnum):
    """What a column of a register can hold."""

    ROW_NO = "row_no"
    SOURCE_ID = "source_id"
    SOURCE = "source"
    STATUS = "status"
    PRODUCT_NAME = "product_name"
    PRODUCER_NAME = "producer_name"
    PRODUCER_TYPE = "producer_type"
    PRODUCT_GROUP = "product_group"
    STARS = "stars"
    SCORE = "score"
    YEAR = "year"
    DECISION_NO = "decision_no"
    ISSUING_BODY = "issuing_body"
    RECOGNISED_ON = "recognised_on"
    EXPIRES_ON = "expires_on"
    COMMUNE = "commune"
    COMMUNE_CODE = "commune_code"
    DISTRICT = "district"
    PROVINCE = "province"
    ADDRESS = "address"
    REPRESENTATIVE = "representative"
    PHONE = "phone"
    TAX_CODE = "tax_code"
    NOTE = "note"


@dataclass(frozen=True)
class Place:
    """Where a row stands, counted as a spreadsheet shows it; `sheet` is None in a CSV file."""

    sheet: str | None
    row: int

    def __str__(self) -> str:
        return f"dòng {self.row}" if self.sheet is None else f"trang tính «{self.sheet}», dòng {self.row}"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One product of a register. Text is NFC and trimmed; None means that the register does not say.

    `source_id` is the row's own identifier in the register, `source` where the register took the fact from.
    """

    place: Place
    product_name: str
    producer_name: str
    producer_type: ProducerType | None = None
    product_group: int | None = None
    stars: int | None = None
    score: Decimal | None = None
    year: int | None = None
    decision_no: str | None = None
    issuing_body: str | None = None
    recognised_on: date | None = None
    expires_on: date | None = None
    status: RegisterStatus | None = None
    commune: str | None = None
    commune_code: str | None = None
    district: str | None = None
    province: str | None = None
    address: str | None = None
    representative: str | None = None
    phone: str | None = None
    tax_code: str | None = None
    source_id: str | None = None
    source: str | None = None
    note: str | None = None


def tidy(text: str) -> str:
    """One line of composed text: NFC, invisible characters removed, whitespace and line breaks folded."""
    text = unicodedata.normalize("NFC", text.replace("_x000D_", " "))
    if not text.isprintable():
        text = "".join(" " if char.isspace() else char for char in text if char.isspace() or char.isprintable())
    return " ".join(text.split())


def exact_key(text: str) -> str:
    """The text for comparing headings with their accents: case, spaces and line breaks do not count."""
    return _AROUND_SIGNS.sub(r"\1", tidy(text).casefold())


def folded_key(text: str) -> str:
    """The text without accents, case, spaces and signs: one key for many spellings.

    For search and suggestions, never for identity.
    """
    plain = unicodedata.normalize("NFD", tidy(text).casefold()).replace("đ", "d").replace("ð", "d")
    return "".join(filter(str.isalnum, plain))
