"""A first draft of a plan from the document itself: rules by wording alone, the same text gives the same draft.

Nothing is invented: what the document does not print stays empty, and what a rule was not sure of is listed for review.
The rules, in the order in which they read: lines, clauses, head, units, subject, duties, reports, targets; the words
that they look for stand in draft_words and draft_names.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocop_workflow.rulebook.drafting.draft_clauses import cut
from ocop_workflow.rulebook.drafting.draft_duties import DraftDuty, duties_elsewhere, duties_of
from ocop_workflow.rulebook.drafting.draft_head import Basis, Head, level_of, read_bases, read_head
from ocop_workflow.rulebook.drafting.draft_lines import PrintedDocument
from ocop_workflow.rulebook.drafting.draft_parts import CLOSING, Clause, Doubt, Heading, Parts
from ocop_workflow.rulebook.drafting.draft_reports import DraftReport, reports_of, unsure_reports, without_reports
from ocop_workflow.rulebook.drafting.draft_review import (
    unsure_elsewhere,
    unsure_governance,
    unsure_head,
    unsure_name,
    unsure_units,
)
from ocop_workflow.rulebook.drafting.draft_subject import programme_in, responsible
from ocop_workflow.rulebook.drafting.draft_targets import DraftTarget, read_targets
from ocop_workflow.rulebook.drafting.draft_units import Mention, NamedUnit, in_heading, named_units
from ocop_workflow.rulebook.drafting.draft_words import ORGANISING
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Programme

_TAKES_LEAVE = re.compile(r"trên đây là|nhận được (?:kế hoạch|thông báo)", re.IGNORECASE)


@dataclass(frozen=True)
class Left:
    """A clause of the organising section that gives no duty; without a reason a person has to say one."""

    clause: Clause
    reason: str | None = None


@dataclass(frozen=True)
class Draft:
    """What the rules read in a document, in printed order, and everything they were not sure of.

    `organising` is the first heading that gives duties.
    """

    document: PrintedDocument
    head: Head
    organising: Heading | None
    bases: tuple[Basis, ...]
    units: tuple[NamedUnit, ...]
    duties: tuple[DraftDuty, ...]
    reports: tuple[DraftReport, ...]
    targets: tuple[DraftTarget, ...]
    not_executable: tuple[Left, ...]
    review: tuple[Doubt, ...]


@dataclass(frozen=True)
class _Read:
    """What one clause gave."""

    duties: tuple[DraftDuty, ...] = ()
    reports: tuple[DraftReport, ...] = ()
    not_executable: tuple[Left, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def draft(document: PrintedDocument) -> Draft:
    """Read a document as offices issue it. Never fails on odd text, it only finds less."""
    parts = cut(document)
    head = read_head(parts.head, parts.foot)
    default = programme_in(head.title or " ".join(line.text for line in parts.head)) or Programme.OCOP
    giving = _giving(parts)
    given = [
        any(heading in giving for heading in clause.headings) or bool(giving and clause.place == CLOSING)
        for clause in parts.clauses
    ]
    read = [
        _organising(clause, default) if is_given else _elsewhere(clause, default)
        for clause, is_given in zip(parts.clauses, given, strict=True)
    ]
    targets, unsure_targets = read_targets(parts.clauses, default)
    duties = tuple(duty for each in read for duty in each.duties)
    reports = tuple(report for each in read for report in each.reports)
    units = named_units(_named(duties, reports, head), level_of(head.issuer))
    doubts = [*unsure_head(head, has_duties=any(given)), *unsure_units(units), *unsure_governance(parts.clauses)]
    doubts += [doubt for each in read for doubt in each.doubts]
    return Draft(
        document=document,
        head=head,
        organising=next((heading for heading in parts.headings if heading in giving), None),
        bases=read_bases((*(line.text for line in parts.head), *(clause.text for clause in parts.clauses))),
        units=units,
        duties=duties,
        reports=reports,
        targets=targets,
        not_executable=tuple(left for each in read for left in each.not_executable),
        review=tuple(sorted((*doubts, *unsure_targets), key=lambda doubt: doubt.line)),
    )


def _giving(parts: Parts) -> set[Heading]:
    """The headings that give duties: whose title says so, that stand over several bodies, or name one themselves."""
    found = {heading for heading in parts.headings if re.fullmatch(ORGANISING, fold(heading.title))}
    over = Counter[Heading]()
    stack: list[Heading] = []
    for heading in parts.headings:
        stack = [*(above for above in stack if above.level < heading.level), heading]
        if in_heading(heading.title) and len(stack) > 1:
            over[stack[-2]] += 1
        elif in_heading(heading.title):
            found.add(heading)
    return found | {heading for heading, times in over.items() if times > 1}


def _organising(clause: Clause, default: Programme) -> _Read:
    """The duties and reports of a clause of the organising section; what gives neither is kept as not executable."""
    if _TAKES_LEAVE.match(clause.text):
        return _Read(not_executable=(Left(clause, "Câu kết, không giao việc."),))
    who = responsible(clause)
    if not who.says.strip(" .:;"):  # only a name, with its duties in the bullets below
        return _Read(not_executable=(Left(clause, "Chỉ nêu tên đơn vị của các mục bên dưới."),))
    reports = tuple(reports_of(clause, who, default))
    doubts = (*unsure_reports(clause, reports), *unsure_name(clause, who))
    rest = without_reports(clause.text, reports)
    if rest and not who.units:
        if named := duties_elsewhere(clause, default):
            return _Read(named, reports, (), doubts)
        why = "không thấy đơn vị nào: giao cho đơn vị, hoặc giữ ở not_executable và ghi lý do"
        return _Read((), reports, (Left(clause),), (*doubts, clause.doubt(clause.text, why)))
    duties = duties_of(clause.with_text(rest), who, default) if rest else ()
    why = "có chữ «chủ trì» hoặc «phối hợp» nhưng không ở đầu: xem lại đơn vị chủ trì, phối hợp"
    return _Read(duties, reports, (), (*doubts, *(clause.doubt(duty.quote, why) for duty in duties if duty.is_unclear)))


def _elsewhere(clause: Clause, default: Programme) -> _Read:
    """The duties that another section gives to a body that it names."""
    duties = duties_elsewhere(clause, default)
    why = "giao việc cho đơn vị ở ngoài phần tổ chức thực hiện: xem có phải nhiệm vụ không"
    doubts = (*(clause.doubt(duty.quote, why) for duty in duties), *unsure_elsewhere(clause))
    return _Read(duties, doubts=doubts)


def _named(duties: Sequence[DraftDuty], reports: Sequence[DraftReport], head: Head) -> Iterator[Mention]:
    for duty in duties:
        yield from (mention for mention, _ in duty.parts)
    for report in reports:
        yield from (*report.reporters, *report.to, *((report.through,) if report.through else ()))
    for line in head.recipients:
        yield from line.units
