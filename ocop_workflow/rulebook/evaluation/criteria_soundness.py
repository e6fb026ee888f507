"""What must agree inside a score sheet: sums of parts and sections, answers within the points, known marks."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise

from ocop_workflow.rulebook.evaluation.criteria import GATED_STARS, CriteriaSet, Criterion
from ocop_workflow.rulebook.text import points_vn

_CODE = re.compile(r"\d+(?:\.\d+)*|\d+[a-zđ]")
FULL_POINTS = Decimal(100)


def contradictions(sheet: CriteriaSet) -> list[str]:
    """Every contradiction inside the set, in Vietnamese; empty when it can be scored by."""
    return [*_wrong_parts(sheet), *_wrong_codes(sheet), *_wrong_rows(sheet), *_unknown_places(sheet)]


def _wrong_parts(sheet: CriteriaSet) -> Iterator[str]:
    total = sum((part.points for part in sheet.parts), Decimal(0))
    if total != FULL_POINTS:
        yield f"các phần cộng lại {points_vn(total)} điểm, phải là {points_vn(FULL_POINTS)}"
    for part in sheet.parts:
        found = _sum([row for row in sheet.sections if row.part == part.code])
        if found != part.points:
            yield f"phần {part.code}: các mục cộng lại {points_vn(found)} điểm, phần có {points_vn(part.points)}"


def _wrong_codes(sheet: CriteriaSet) -> Iterator[str]:
    known = {part.code for part in sheet.parts}
    codes = Counter(row.code for row in sheet.rows)
    for code, times in codes.items():
        if times > 1:
            yield f"mã {code} dùng {times} lần"
    for row in sheet.rows:
        if not _CODE.fullmatch(row.code):
            yield f"mã {row.code} viết sai dạng (1, 1.1 hoặc 1a)"
        if row.part not in known:
            yield f"{row.code}: không có phần {row.part}"
        if row.parent is not None and row.parent not in codes:
            yield f"{row.code}: thiếu dòng {row.parent} ở trên"


def _wrong_rows(sheet: CriteriaSet) -> Iterator[str]:
    for row in sheet.rows:
        below = list(sheet.under(row.code))
        if row.points is None:
            yield f"{row.code}: thiếu điểm tối đa"
        elif below and row.answers:
            yield f"{row.code}: vừa có câu trả lời vừa có tiêu chí con"
        elif below and _sum(below) != row.points:
            yield f"{row.code}: các tiêu chí con cộng lại {points_vn(_sum(below))} điểm, mục có {points_vn(row.points)}"
        elif not below and not row.answers:
            yield f"{row.code}: không có câu trả lời"
        elif row.answers:
            yield from _wrong_answers(row, row.points)


def _wrong_answers(row: Criterion, most: Decimal) -> Iterator[str]:
    highest = max(answer.points for answer in row.answers)
    if highest != most:
        yield f"{row.code}: câu trả lời cao nhất {points_vn(highest)} điểm, tối đa ghi {points_vn(most)}"
    for case, answers in groupby(row.answers, key=lambda answer: answer.case):
        in_case = list(answers)
        where = row.code if row.answers[-1].case == 1 else f"{row.code}, trường hợp {case}"
        if any(later.points < earlier.points for earlier, later in pairwise(in_case)):
            yield f"{where}: điểm của các câu trả lời không tăng dần"
        gates = [answer.gate for answer in in_case if answer.gate is not None]
        if not set(gates) <= set(GATED_STARS) or gates != sorted(set(gates)):
            yield f"{where}: dấu sao phải là 3, 4, 5, tăng theo điểm, mỗi hạng một lần"


def _unknown_places(sheet: CriteriaSet) -> Iterator[str]:
    codes = {row.code for row in sheet.rows}
    places = [ground.criterion for ground in sheet.disqualifiers if ground.criterion]
    for place in (*places, *(end for rule in sheet.depends for end in (rule.criterion, rule.on))):
        if place not in codes:
            yield f"sets.yaml nêu tiêu chí {place}, bộ này không có"


def _sum(rows: list[Criterion]) -> Decimal:
    return sum((row.points for row in rows if row.points is not None), Decimal(0))
