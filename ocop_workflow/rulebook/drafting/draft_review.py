"""What a draft asks a person to look at beside its duties: blanks of the head, collective names, bodies that steer."""

import re
from collections.abc import Iterator, Sequence

from ocop_workflow.rulebook.drafting.draft_head import Head
from ocop_workflow.rulebook.drafting.draft_parts import Clause, Doubt
from ocop_workflow.rulebook.drafting.draft_subject import Responsible, subject
from ocop_workflow.rulebook.drafting.draft_units import NamedUnit

_STEERS = re.compile(r"\bban (?:điều hành|chỉ đạo)\b.*(?:gồm|thành viên)|trưởng ban|tổ hỗ trợ|tổ trưởng", re.IGNORECASE)
_NAME = re.compile(r"([A-ZĐÀ-Ỹ][^:;.]{2,80}):\s+\S")
_REPORT = re.compile(r"(?<!nghe )báo cáo", re.IGNORECASE)


def unsure_head(head: Head, *, has_duties: bool) -> Iterator[Doubt]:
    """What was not found in the head and foot: the document leaves it blank, or the reading missed it."""
    found = {
        "số văn bản": bool(head.number and head.number[0].isdigit()),
        "ngày ban hành": all(head.issued),
        "loại văn bản": bool(head.kind),
        "cơ quan ban hành": bool(head.issuer),
        "trích yếu": bool(head.title),
        "người ký": bool(head.signed_by),
        "nơi nhận": bool(head.recipients),
    }
    for name in (name for name, is_found in found.items() if not is_found):
        yield Doubt(1, "phần đầu", "", f"không đọc được đủ {name}: xem văn bản để trống hay bản đọc thiếu")
    if not has_duties:
        yield Doubt(1, "toàn văn", "", "không thấy phần tổ chức thực hiện hay đề mục nêu tên đơn vị: tự ghi nhiệm vụ")


def unsure_units(units: Sequence[NamedUnit]) -> Iterator[Doubt]:
    """Collective names, whose members only the locality knows."""
    for unit in units:
        if unit.is_group:
            why = f"{unit.code} là cách gọi chung: ghi các đơn vị có thật vào units của nhóm"
            yield Doubt(1, "groups", unit.printed_as[0], why)


def unsure_name(clause: Clause, who: Responsible) -> Iterator[Doubt]:
    """A name before a colon that is no body known by the rules, below a collective heading: «+ Báo tỉnh: …»."""
    named = _NAME.match(clause.text)
    if named and not subject(clause.text) and who.units and all(unit.is_group for unit in who.units):
        yield clause.doubt(
            named[1], "tên này có phải một đơn vị không? nếu phải: thêm vào units và giao cho đúng đơn vị"
        )


def unsure_governance(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """Sentences on boards and teams."""
    for clause in clauses:
        if _STEERS.search(clause.text):
            yield clause.doubt(clause.text, "nói về ban, tổ chỉ đạo hoặc hỗ trợ: xem có ghi vào governance không")


def unsure_elsewhere(clause: Clause) -> Iterator[Doubt]:
    """The word «báo cáo» outside the section that gives duties."""
    if _REPORT.search(clause.text):
        yield clause.doubt(clause.text, "có chữ «báo cáo» ngoài phần tổ chức thực hiện: có phải chế độ báo cáo không")
