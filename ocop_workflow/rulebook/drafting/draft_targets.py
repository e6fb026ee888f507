"""Numbers that a document wants reached: found by their wording; what is told as already done is no target."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ocop_workflow.rulebook.drafting.draft_lines import sentences
from ocop_workflow.rulebook.drafting.draft_parts import Clause, Doubt
from ocop_workflow.rulebook.drafting.draft_subject import programme_in
from ocop_workflow.rulebook.drafting.draft_words import GOALS, MEASURES
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Programme

_PIECES = (
    r"(?<=[;.])\s+|(?<!\d),\s+(?=ph[ấầ]n đ[ấầ]u|đảm bảo|bảo đảm|tỷ lệ|trong đó|\d+\s?%)|\s+và\s+(?=[^,;]{0,60}ít nhất)"
)
_VALUE = re.compile(
    r"(?P<sign>[>≥<≤]\s?|(?:ít nhất|tối thiểu|trên|từ)(?: có)? )?"
    r"(?<![\w/.\-–])(?<![-–] )(?<!năm )(?P<value>\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d+)?)\s?"
    rf"(?P<unit>%|(?:{'|'.join(map(re.escape, MEASURES))})(?!\w))(?P<more>[^,;.]{{0,30}}?trở lên)?",
    re.IGNORECASE,
)
_WANTS = re.compile(r"ph[ấầ]n đ[ấầ]u|ít nhất|tối thiểu|[>≥<≤]|trở lên", re.IGNORECASE)
_MAY_WANT = re.compile(
    r"đạt|đảm bảo|bảo đảm|duy trì|giữ vững|phát triển (?:mới|thêm)|thêm|thực hiện mới|100\s?%", re.IGNORECASE
)
_IS_PAST = re.compile(r"\bđã\b", re.IGNORECASE)
_LOOKS_BACK = re.compile(r"(?:trong )?(?:năm|giai đoạn) \d{4}[^,]*, .*\bđã\b", re.IGNORECASE)
_BY_WHEN = re.compile(r"(?:đến|trong|hết|cuối)(?: hết| cuối)? năm (?:\d{4})|ph[ấầ]n đ[ấầ]u (năm \d{4})", re.IGNORECASE)
_SIGNS = {">": ">", "≥": "≥", "<": "<", "≤": "≤", "ít nhất": "≥", "tối thiểu": "≥", "trên": ">", "từ": "≥"}


@dataclass(frozen=True)
class DraftTarget:
    """A target as read; the comparator only where the words give one."""

    clause: Clause
    quote: str
    value: float
    unit: str
    comparator: str | None
    programme: Programme
    by_when: str | None


def read_targets(clauses: Iterable[Clause], default: Programme) -> tuple[tuple[DraftTarget, ...], tuple[Doubt, ...]]:
    """The targets of all clauses, and the numbers that look like one but are told as past or with no wish."""
    targets: list[DraftTarget] = []
    doubts: list[Doubt] = []
    for clause in clauses:
        in_goals = any(goal in fold(heading.title) for heading in clause.headings for goal in GOALS)
        looks_back = bool(_LOOKS_BACK.match(clause.text))
        for piece in (part.strip(" .;,/") for part in sentences(clause.text, _PIECES)):
            found = list(_VALUE.finditer(piece))
            past = looks_back or _IS_PAST.search(piece)
            if found and (_WANTS.search(piece) or (not past and (in_goals or _MAY_WANT.search(piece)))):
                targets += [_target(clause, piece, match, default) for match in _wanted(found)]
            elif found:
                doubts.append(clause.doubt(piece, "có số nhưng không đọc là chỉ tiêu: xem lại"))
    for target in targets:
        if target.comparator is None:
            doubts.append(target.clause.doubt(target.quote, "chỉ tiêu không in dấu so sánh: xem lại comparator"))
        if target.by_when:
            why = f"chỉ tiêu in thời gian «{target.by_when}»: điền due_on nếu là hạn"
            doubts.append(target.clause.doubt(target.quote, why))
    return tuple(targets), tuple(doubts)


def _wanted(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Stars beside a counted product are its quality, not a target of their own."""
    counted = [match for match in found if match["unit"].lower() != "sao"]
    return counted or found


def _target(clause: Clause, piece: str, match: re.Match[str], default: Programme) -> DraftTarget:
    sign = re.sub(r"\s*(?:có)?\s*$", "", (match["sign"] or "").lower()).strip()
    comparator = _SIGNS.get(sign)
    if comparator is None:
        if match["more"] or re.search(r"ít nhất|tối thiểu", piece[: match.start("value")]):
            comparator = "≥"
        elif match["unit"] == "%" and match["value"] == "100":
            comparator = "="
    when = _BY_WHEN.search(piece)
    return DraftTarget(
        clause=clause,
        quote=piece,
        value=_number(match["value"]),
        unit=match["unit"].lower(),
        comparator=comparator,
        programme=programme_in(piece) or default,
        by_when=when[0] if when else None,
    )


def _number(printed: str) -> float:
    """Offices write 1.500 for fifteen hundred and 1,5 for one and a half."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", printed):
        return float(printed.replace(".", ""))
    return float(printed.replace(",", "."))
