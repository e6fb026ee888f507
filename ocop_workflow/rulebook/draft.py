"""A first draft of a plan from the document itself: rules by wording alone, the same text gives the same draft.

Nothing is invented: what the document does not print stays empty, and what a rule was not sure of is listed for review.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocop_workflow.rulebook.draft_clauses import Clause, Heading, Parts, cut
from ocop_workflow.rulebook.draft_duties import Doubt, DraftDuty, DraftReport, read_clause, read_elsewhere
from ocop_workflow.rulebook.draft_head import Basis, Head, read_bases, read_head
from ocop_workflow.rulebook.draft_lines import PrintedDocument
from ocop_workflow.rulebook.draft_targets import DraftTarget, read_targets
from ocop_workflow.rulebook.draft_units import Mention, NamedUnit, in_heading, mentions, named_units
from ocop_workflow.rulebook.draft_words import NTM, OCOP, ORGANISING
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Programme

_BODY_WORDS = re.compile(
    r"\bban (?:điều hành|chỉ đạo)\b.*(?:gồm|thành viên)|trưởng ban|tổ hỗ trợ|tổ trưởng", re.IGNORECASE
)


@dataclass(frozen=True)
class Draft:
    """What the rules read in a document, in printed order, and everything they were not sure of."""

    document: PrintedDocument
    head: Head
    organising: str | None
    organising_title: str | None
    """Where the duties are given, and its title; None when nothing was found, the first place when there are several."""
    bases: tuple[Basis, ...]
    units: tuple[NamedUnit, ...]
    duties: tuple[DraftDuty, ...]
    reports: tuple[DraftReport, ...]
    targets: tuple[DraftTarget, ...]
    not_executable: tuple[Clause, ...]
    review: tuple[Doubt, ...]


def draft(document: PrintedDocument) -> Draft:
    """Read a document as offices issue it. Pure; never fails on odd text, it only finds less."""
    parts = cut(document)
    head = read_head(parts.head, parts.foot)
    default = _programme(head.title or " ".join(line.text for line in parts.head))
    giving = set(_giving(parts))
    gives = [any(heading in giving for heading in clause.headings) for clause in parts.clauses]
    organising = [clause for clause, given in zip(parts.clauses, gives, strict=True) if given]
    elsewhere = [clause for clause, given in zip(parts.clauses, gives, strict=True) if not given]
    read = [
        read_clause(clause, default) if given else read_elsewhere(clause, default)
        for clause, given in zip(parts.clauses, gives, strict=True)
    ]
    targets, unsure_targets = read_targets(parts.clauses, default)
    duties = tuple(duty for each in read for duty in each.duties)
    reports = tuple(report for each in read for report in each.reports)
    section = next((heading for heading in parts.headings if heading in giving), None)
    units = named_units(_named(duties, reports, head))
    review = [
        *_unsure_head(head, organising),
        *_unsure_units(units),
        *_governance(parts.clauses),
        *_reports_elsewhere(elsewhere),
    ]
    review += [*(doubt for each in read for doubt in each.doubts), *unsure_targets]
    texts = [*(line.text for line in parts.head), *(clause.text for clause in parts.clauses)]
    return Draft(
        document, head, section.place if section else None, section.title if section else None, read_bases(texts), units, duties, reports, targets,
        tuple(clause for each in read for clause in each.not_executable), tuple(sorted(review, key=lambda doubt: doubt.line)),
    )  # fmt: skip


def _programme(text: str) -> Programme:
    ocop, ntm = re.search(OCOP, text, re.IGNORECASE), re.search(NTM, text)
    return Programme.BOTH if ocop and ntm else Programme.NTM if ntm and not ocop else Programme.OCOP


def _giving(parts: Parts) -> list[Heading]:
    """The headings that give duties: those whose title says so, and those over headings that name bodies."""
    titled = [heading for heading in parts.headings if re.fullmatch(ORGANISING, fold(heading.title))]
    return titled + _above_units(parts)


def _above_units(parts: Parts) -> list[Heading]:
    """Headings over at least two headings that name bodies, and such headings with nothing above them."""
    count: dict[Heading, int] = {}
    found: list[Heading] = []
    stack: list[Heading] = []
    for heading in parts.headings:
        stack = [*(above for above in stack if above.level < heading.level), heading]
        if in_heading(heading.title):
            if len(stack) > 1:
                count[stack[-2]] = count.get(stack[-2], 0) + 1
            else:
                found.append(heading)
    return found + [heading for heading, times in count.items() if times > 1]


def _named(duties: Sequence[DraftDuty], reports: Sequence[DraftReport], head: Head) -> Iterator[Mention]:
    for duty in duties:
        yield from (mention for mention, _ in duty.parts)
    for report in reports:
        yield from (*report.reporters, *report.to, *((report.through,) if report.through else ()))
    for line in head.recipients:
        yield from line.units


def _unsure_head(head: Head, organising: Sequence[Clause]) -> Iterator[Doubt]:
    missing = {
        "số văn bản": head.number and head.number[0].isdigit(), "ngày ban hành": all(head.issued), "loại văn bản": head.kind,
        "cơ quan ban hành": head.issuer, "trích yếu": head.title, "người ký": head.signed_by, "nơi nhận": head.recipients,
    }  # fmt: skip
    for name, found in missing.items():
        if not found:
            yield Doubt(
                1, "phần đầu, phần cuối", "", f"không đọc được đủ {name}: xem văn bản để trống hay bản đọc thiếu"
            )
    if not organising:
        yield Doubt(
            1, "toàn văn", "", "không thấy phần tổ chức thực hiện hay đề mục nêu tên đơn vị: tự ghi các nhiệm vụ"
        )


def _unsure_units(units: Sequence[NamedUnit]) -> Iterator[Doubt]:
    for unit in units:
        if unit.is_group:
            yield Doubt(
                1, "groups", unit.printed_as[0], f"{unit.code} là cách gọi chung: ghi các đơn vị có thật vào units"
            )


def _governance(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    for clause in clauses:
        if _BODY_WORDS.search(clause.text):
            yield Doubt(
                clause.line, clause.place, clause.text, "nói về ban, tổ chỉ đạo: xem có ghi vào governance không"
            )


def _reports_elsewhere(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    for clause in clauses:
        if re.search(r"(?<!nghe )báo cáo", clause.text, re.IGNORECASE):
            yield Doubt(
                clause.line,
                clause.place,
                clause.text,
                "có chữ «báo cáo» ngoài phần tổ chức thực hiện: có phải chế độ báo cáo không",
            )
