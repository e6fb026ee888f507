"""Whom a clause is about: the bodies it names as its subject, else the bullet or heading above that names some."""

import re
from dataclasses import dataclass

from ocop_workflow.rulebook.drafting.draft_parts import Clause
from ocop_workflow.rulebook.drafting.draft_units import Mention, in_heading, leading
from ocop_workflow.rulebook.drafting.draft_words import NTM, OCOP
from ocop_workflow.vocabulary import Programme

_ASKS = re.compile(r"\s*(?:kính )?đề nghị\b", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:căn cứ|trên cơ sở|định kỳ|theo|h[àằ]ng (?:tháng|quý|năm)|trước|trong|sau khi|khi|để)\b", re.IGNORECASE
)
_OPENING_LENGTH = 300
_ORDERS = re.compile(
    r"\s*(?:thông báo để|yêu cầu|đề nghị|giao(?: cho)?|phân công)\s+(?=thủ trưởng|các|phòng|ubnd|[uủ][yỷ] ban)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Responsible:
    """The bodies, whether the text asks (đề nghị) instead of ordering, and the clause from its verb on."""

    units: tuple[Mention, ...]
    asked: bool
    says: str


def responsible(clause: Clause) -> Responsible:
    """Who a clause of the organising section is about."""
    asked = asks(clause.text)
    above = _nearest(clause)
    if (named := subject(clause.text)) and not (above and all(unit.is_nameless for unit in named)):
        return Responsible(named, asked, _from_the_verb(clause.text, named[-1].end))
    says = clause.text[_starts(clause.text)[-1] :]
    if over := leading(clause.above):
        return Responsible(tuple(over), asked or asks(clause.above), says)
    return Responsible(above, asked or any(asks(heading.title) for heading in clause.headings), says)


def subject(sentence: str) -> tuple[Mention, ...]:
    """The bodies a sentence names first, past opening words («Căn cứ …, các phòng …») and «UBND huyện yêu cầu …»."""
    for start in _starts(sentence):
        named = leading(sentence, start)
        if named and (orders := _ORDERS.match(sentence, named[-1].end)):
            named = leading(sentence, orders.end()) or named
        if named:
            return tuple(named)
    return ()


def asks(text: str) -> bool:
    """Whether a text begins with «Đề nghị»."""
    return bool(_ASKS.match(text))


def programme_of(clause: Clause, default: Programme) -> Programme:
    """The programme that the clause names, else the nearest heading, else the document's own."""
    for text in (clause.text, *(heading.title for heading in reversed(clause.headings))):
        if named := programme_in(text):
            return named
    return default


def programme_in(text: str) -> Programme | None:
    """The programme or programmes that a text names."""
    ocop, ntm = re.search(OCOP, text, re.IGNORECASE), re.search(NTM, text, re.IGNORECASE)
    if ocop and ntm:
        return Programme.BOTH
    return Programme.OCOP if ocop else Programme.NTM if ntm else None


def _starts(text: str) -> list[int]:
    """Where the subject may stand: at the start, or behind a comma of the opening words."""
    opening = _OPENING.match(text)
    commas = [match.end() for match in re.finditer(r",\s+", text[:_OPENING_LENGTH])] if opening else []
    named = next((at for at in commas if leading(text, at)), None)
    return [0, named if named is not None else commas[0] if commas else 0]


def _from_the_verb(text: str, at: int) -> str:
    colon = text.find(":", at, at + _OPENING_LENGTH)
    return text[colon + 1 if colon >= 0 else at :].lstrip(" ,:;")


def _nearest(clause: Clause) -> tuple[Mention, ...]:
    """The bodies of the nearest heading that names some, also in brackets at its end: «… (xã Thượng Yên Công)»."""
    for heading in reversed(clause.headings):
        inside = re.search(r"\(([^)]+)\)\s*$", heading.title)
        if units := in_heading(heading.title) or (in_heading(inside[1]) if inside else []):
            return tuple(units)
    return ()
