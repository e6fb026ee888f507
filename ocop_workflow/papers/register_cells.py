"""Reads the cells of a register by what their column holds: a word that stands in many lines is read once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from ocop_workflow.papers.cells import (
    Unreadable,
    checked,
    read_date,
    read_score,
    read_stars,
    read_text,
    read_year,
)
from ocop_workflow.rulebook.headings import Headings
from ocop_workflow.rulebook.legacy_text import is_legacy
from ocop_workflow.rulebook.registers import RegisterField
from ocop_workflow.vocabulary import ProducerType

F = RegisterField
Known = TypeVar("Known")
Read = Callable[[RegisterField, object], object]
MOST_WORDS = 50_000
"""How many different cells are remembered: a list says the same of many products."""
_LEGACY = "chữ gõ bằng phông cũ (TCVN3, VNI) hoặc sai bảng mã", "chữ Unicode; hãy chuyển mã rồi gửi lại"


@dataclass(frozen=True)
class FormerGroup:
    """A product group of an earlier regime that no group of today continues."""

    text: str


def cell_reader(headings: Headings, epoch: datetime) -> Read:
    """What reads a field out of a cell: its value, a FormerGroup, or a year (int) where a date gives no day.

    It raises Unreadable where the cell does not say what the field needs.
    """

    def read(wanted: RegisterField, value: object) -> object:
        value = checked(value)
        if wanted is F.STARS:
            return read_stars(value, headings.stars)
        if wanted is F.SCORE:
            return read_score(value, headings.score)
        if wanted is F.YEAR:
            return read_year(value)
        if wanted in (F.RECOGNISED_ON, F.EXPIRES_ON):
            return read_date(value, epoch)
        if isinstance(value, str) and is_legacy(value):
            raise Unreadable(*_LEGACY)
        text = read_text(value)
        if wanted is F.PRODUCER_TYPE:
            return _known(headings.producer_type(text), "loại hình chủ thể", (kind.label for kind in ProducerType))
        if wanted is F.STATUS:
            return _known(headings.status(text), "trạng thái", (f"{s.label} ({s})" for s in headings.statuses))
        if wanted is F.PRODUCT_GROUP:
            names = (f"{n}. {group[0]}" for n, group in headings.product_groups.items())
            former = FormerGroup(text) if headings.is_former_group(text) else None
            return former or _known(headings.product_group(text), "nhóm sản phẩm", names)
        return text

    return lru_cache(MOST_WORDS, typed=True)(read)


def _known(found: Known | None, what: str, allowed: Iterable[str]) -> Known:
    if found is None:
        raise Unreadable(f"không rõ {what}", " | ".join(allowed))
    return found
