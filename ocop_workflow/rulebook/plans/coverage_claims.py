"""What each entry of a plan lays claim to in the source: its words, its figures, and the place where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ocop_workflow.rulebook.drafting.draft_head import Basis
from ocop_workflow.rulebook.plans.coverage_outline import Paragraph
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_document import LegalBasis
from ocop_workflow.rulebook.plans.plan_source import SourceText, Span

_WORDS = frozenset({"duties", "reports", "targets", "not_executable"})
"""Parts of a plan that account for words of the organising section."""

_FIGURES = frozenset(
    {"reports", "targets", "baselines", "events", "products", "governance", "not_executable", "not_a_duty"}
)
"""Parts that account for figures and «báo cáo»; a duty accounts only for the deadline that it prints."""


@dataclass(frozen=True)
class Claim:
    """The words that one entry of the plan file quotes; without a clause they hold wherever they stand."""

    part: str
    position: int
    quote: str
    clause: str | None = None
    for_words: bool = False
    for_figures: bool = True

    @property
    def place(self) -> str:
        """Where the entry stands in the plan file: «duties.3»."""
        return f"{self.part}.{self.position}"


def claims(plan: Plan) -> Iterator[Claim]:
    """Every claim of the plan, legal bases apart."""
    for part in sorted(_WORDS | _FIGURES):
        for n, entry in enumerate(getattr(plan, part)):
            yield Claim(part, n, entry.quote, entry.clause, part in _WORDS, part in _FIGURES)
    for n, duty in enumerate(plan.duties):
        if duty.deadline_quote:
            yield Claim("duties", n, duty.deadline_quote, duty.clause)
    head = (*plan.document.head, plan.document.title)
    named = (plan.document.period, plan.document.meeting)
    for n, quote in enumerate((*head, *(printed.quote for printed in named if printed))):
        yield Claim("document", n, quote)
    for n, line in enumerate(plan.recipients):
        yield Claim("recipients", n, line.printed)


def places(claim: Claim, source: SourceText, page: tuple[Paragraph, ...]) -> list[Span]:
    """Where the claimed words stand: in the paragraph of the clause, from its printed item «mục (2)» on if it has one.

    Empty when they do not stand there; a section number that is printed twice says which by its title.
    """
    if claim.clause is None:
        return list(source.spans(claim.quote))
    clause, item = claim.clause, ""
    meant = [paragraph for paragraph in page if paragraph.answers_to(clause)]
    if not meant:
        clause, _, item = claim.clause.partition(", mục ")
        meant = [paragraph for paragraph in page if paragraph.answers_to(clause)]
    within = [_item(source, paragraph.span, item) for paragraph in meant]
    return [found for span in within if span for found in source.spans(claim.quote, span)]


def _item(source: SourceText, span: Span, item: str) -> Span | None:
    """The part of a paragraph that a printed item takes: from its mark «(2)» to the next one."""
    if not item:
        return span
    start = source.text.find(item, *span)
    if start < 0:
        return None
    following = re.compile(r"\(\d+\)").search(source.text, start + len(item), span[1])
    return start, following.start() if following else span[1]


def citations(basis: LegalBasis | Basis, source: SourceText) -> Iterator[Span]:
    """Every place that cites a legal basis: by its quote, or by its number with the same date or none."""
    yield from source.spans(basis.quote)
    if basis.number is None:
        return
    number = re.sub(r"\\?([/-])", r"\\s?\1\\s?", re.escape(basis.number))
    cited = re.compile(rf"(?<![\w/]){number}(?!\w)(?: ngày (\d+)/(\d+)/(\d+))?")
    for found in cited.finditer(source.text):
        if found[1] is None or basis.issued_on == _day(*map(int, found.groups())):
            yield found.span()


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
