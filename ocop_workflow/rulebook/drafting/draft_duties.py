"""A clause read as a duty: who leads, joins or is asked by the words it begins with, and the steps it suggests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocop_workflow.rulebook.drafting.draft_lines import sentences
from ocop_workflow.rulebook.drafting.draft_parts import Clause
from ocop_workflow.rulebook.drafting.draft_subject import Responsible, asks, programme_of, subject
from ocop_workflow.rulebook.drafting.draft_units import Mention, codes, leading
from ocop_workflow.rulebook.drafting.draft_words import STEPS, WHOLE_CYCLE
from ocop_workflow.vocabulary import Part, Programme, Step, Wording

_ADVERBS = (
    r"(?:(?:h[àằ]ng năm|thường xuyên|chủ động|tích cực|tiếp tục|tăng cường|trực tiếp|(?:có|chịu) trách nhiệm"
    r"|theo chức năng[^,;.]*)\s*,?\s*)*"
)
_BEGINS = (
    (
        re.compile(rf"{_ADVERBS}(?:là (?:cơ quan|đơn vị) (?:thường trực[^,;.]{{0,40}}, ?)?)?chủ trì", re.IGNORECASE),
        Wording.CHU_TRI,
        Part.LEAD,
    ),
    (re.compile(rf"{_ADVERBS}tham mưu", re.IGNORECASE), Wording.THAM_MUU, Part.LEAD),
    (re.compile(rf"{_ADVERBS}phối (?:kết )?hợp", re.IGNORECASE), Wording.PHOI_HOP, Part.COORDINATE),
)
"""How a duty begins, with the wording and the part it gives; anything else is a lead by its heading."""
_WITH = re.compile(r"phối (?:kết )?hợp(?: chặt chẽ)?(?: (?:cùng|với))*\s", re.IGNORECASE)
_MEMBERSHIP = re.compile(r"thành viên|kiện toàn|thành lập|\bgồm\b|ban (?:chỉ đạo|điều hành)", re.IGNORECASE)
_TELLS = re.compile(
    r"(?:đã|là|có|của|được (?!phân công|giao)|hoàn thành|tổ chức họp|xây dựng kế hoạch|ban hành)\b", re.IGNORECASE
)
"""Behind a named body: the sentence tells of it and gives it nothing to do."""
_AS_FOR = re.compile(r"\bđối với\s", re.IGNORECASE)
_MUST = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:thì\s+)?phải\s+")
_AS_FAR_AS = re.compile(r"[^().;:]+")
_ITEM = re.compile(r"\((\d)\)\s")
_PRINTED_TIME = re.compile(
    r"trước ngày \d[\w/]*(?: cuối quý| (?:h[àằ]ng )?tháng(?: \d+)?)?|chậm nhất[^,;.)]{3,40}"
    r"|đến hết (?:năm|tháng|quý) [\w/]+|trong (?:tháng|quý) [\dIVX][\w/]*|h[àằ]ng (?:năm|quý|tháng)|định kỳ",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DraftDuty:
    """A duty as read; `because` holds the phrases that suggested its steps, `parts` every body with its part."""

    clause: Clause
    quote: str
    parts: tuple[tuple[Mention, Part], ...]
    wording: Wording
    programme: Programme
    steps: tuple[Step, ...]
    because: tuple[str, ...]
    printed_time: str | None = None

    def of(self, part: Part) -> tuple[Mention, ...]:
        """The bodies with this part, as printed."""
        return tuple(mention for mention, has in self.parts if has is part)

    @property
    def is_unclear(self) -> bool:
        """«chủ trì» or «phối hợp» stands in it, but not where the rules read a part from it."""
        return self.wording is Wording.HEADING_ONLY and bool(re.search(r"phối hợp|chủ trì", self.quote, re.IGNORECASE))


def duties_of(clause: Clause, who: Responsible, default: Programme) -> tuple[DraftDuty, ...]:
    """The duty of a clause, or its opening words and one duty for each printed item (1), (2) …"""
    found: list[DraftDuty] = []
    for part in _items(clause):
        found.append(_duty(part, who, default, first=found[0] if found else None))
    return tuple(found)


def duties_elsewhere(clause: Clause, default: Programme) -> tuple[DraftDuty, ...]:
    """The duties that single sentences give to the bodies they name as their subject, or by «đối với … phải …»."""
    found = [_duty(clause.with_text(words), who, default, first=None) for words, who in _bound(clause.text)]
    if found or any(_MEMBERSHIP.search(heading.title) for heading in clause.headings):
        return tuple(found)
    names = ""
    for piece in sentences(clause.text):
        sentence = f"{names} {piece}".strip()
        named = subject(sentence)
        says = sentence[named[-1].end :].lstrip(" ,;") if named else ""
        names = sentence if named and not says else ""  # «Các phòng, ban; UBND các xã …» goes on behind the semicolon
        if says[:1].islower() and not _TELLS.match(says) and not named[0].is_nameless:
            who = Responsible(named, asks(sentence), says)
            found.append(_duty(replace(clause, text=sentence), who, default, first=None))
    return tuple(found)


def _bound(text: str) -> Iterator[tuple[str, Responsible]]:
    """«đối với các phường (chưa có …) phải thành lập …», wherever it stands, up to its full stop or closing bracket."""
    for opening in _AS_FOR.finditer(text):
        named = leading(text, opening.start())
        must = _MUST.match(text, named[-1].end) if named else None
        if must and not named[0].is_nameless:
            end = _AS_FAR_AS.match(text, must.end())
            words = text[opening.start() : end.end() if end else len(text)]
            yield words.strip(), Responsible(tuple(named), False, words[must.end() - opening.start() :])


def _items(clause: Clause) -> Iterator[Clause]:
    items = list(_ITEM.finditer(clause.text))
    starts = [item.start() for item in items]
    if len(items) < 2 or [int(item[1]) for item in items] != list(range(1, len(items) + 1)):
        yield clause
        return
    if opening := clause.text[: starts[0]].strip(" :;"):
        yield replace(clause, text=opening)
    for n, (start, end) in enumerate(zip(starts, [*starts[1:], len(clause.text)], strict=True), start=1):
        yield replace(clause, text=clause.text[start:end].strip(), place=f"{clause.place}, mục ({n})")


def _duty(clause: Clause, who: Responsible, default: Programme, first: DraftDuty | None) -> DraftDuty:
    says = _ITEM.sub("", clause.text) if first else who.says
    wording, part = _begins(says, who.asked)
    if first and wording is Wording.HEADING_ONLY:  # an item goes on with the verb of its opening words
        wording, part = first.wording, Part.REQUEST if who.asked else Part.LEAD
    parts = [(unit, part) for unit in who.units]
    if part is not Part.REQUEST:
        own = set(codes(who.units))
        parts += [(unit, Part.COORDINATE) for unit in _partners(says) if own.isdisjoint(codes([unit]))]
    steps, because = _steps(clause.text)
    time = _PRINTED_TIME.search(clause.text)
    return DraftDuty(
        clause=clause,
        quote=clause.text.strip(" .;:/"),
        parts=tuple(parts),
        wording=wording,
        programme=programme_of(clause, default),
        steps=steps,
        because=because,
        printed_time=time[0] if time else None,
    )


def _begins(says: str, asked: bool) -> tuple[Wording, Part]:
    if asked:
        return Wording.DE_NGHI, Part.REQUEST
    fits = ((wording, part) for pattern, wording, part in _BEGINS if pattern.match(says))
    return next(fits, (Wording.HEADING_ONLY, Part.LEAD))


def _partners(says: str) -> Iterator[Mention]:
    """The bodies named right behind «phối hợp (với)»; «các đơn vị liên quan» names nobody."""
    for joins in _WITH.finditer(says):
        yield from (unit for unit in leading(says, joins.end()) if not unit.is_nameless)


def _steps(text: str) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    if whole := re.search(WHOLE_CYCLE, text, re.IGNORECASE):
        return tuple(step for step in Step if step is not Step.ACROSS), (whole[0],)
    found = [(step, match[0]) for step, words in STEPS if (match := re.search(words, text, re.IGNORECASE))]
    return tuple(step for step, _ in found) or (Step.ACROSS,), tuple(phrase for _, phrase in found)
