"""Whether a plan accounts for its document: every line that gives duties, every figure, every quote at its place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ocop_workflow.rulebook.drafting.draft_head import Basis
from ocop_workflow.rulebook.plans.coverage_claims import Claim, citations, claims, places
from ocop_workflow.rulebook.plans.coverage_outline import FOOT, Paragraph, outline
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_document import LegalBasis
from ocop_workflow.rulebook.plans.plan_source import SourceText, Span
from ocop_workflow.rulebook.text import fold

_ORGANISING = r"to chuc (?:trien khai )?thuc hien\b"
_FIGURE = re.compile(r"(?:\d[\d.,/–-]*\d|\d)(?:\s?%)?|\b(?:báo cáo|b/cáo)\b", re.IGNORECASE)
"""A number, percentage or date in digits, or the word «báo cáo»; numbers in words are not looked for."""
_ITEM = re.compile(r"\(\d+\)")


@dataclass(frozen=True)
class Share:
    """So many of so many; the percentage is rounded down, so that 100 means all."""

    claimed: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.claimed // self.of if self.of else 100


@dataclass(frozen=True)
class Gap:
    """Something that the plan does not account for: the line of the source, what is wrong, and the words."""

    line: int | None
    why: str
    words: str

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.why}: «{self.words}»" if self.line else f"{self.why}: «{self.words}»"


@dataclass(frozen=True)
class Coverage:
    """Lines of the organising section, figures of the whole document, and quotes found at their clause."""

    lines: Share
    figures: Share
    quotes: Share
    gaps: tuple[Gap, ...]

    @property
    def is_complete(self) -> bool:
        """Nothing is left unaccounted for."""
        return not self.gaps


def coverage(plan: Plan, source_text: str) -> Coverage:
    """Compare a plan with the text of its document.

    Complete means: each line of the organising section is a heading or quoted word for word by a duty, report, target
    or `not_executable`; each number, percentage, date and «báo cáo» anywhere is claimed by a target, baseline, report,
    event, body, legal basis, recipient, the document's own head or `not_a_duty`; each quote stands at its clause.
    """
    source = SourceText(source_text)
    page = outline(source)
    ground = ground_of(claims(plan), plan.legal_bases, source, page)
    section = organising(plan.organising, page)
    lines, open_lines = _lines(source, page, section, ground.words)
    printed = printed_figures(source, page)
    open_figures = [_open_figure(source, span) for span in printed if not all(ground.figures[slice(*span)])]
    misplaced = [_misplaced(source, claim) for claim in ground.misplaced]
    gaps = (*misplaced, *([] if section else [_NO_SECTION]), *open_lines, *open_figures)
    return Coverage(
        Share(lines - len(open_lines), lines),
        Share(len(printed) - len(open_figures), len(printed)),
        Share(ground.placed, ground.placed + len(misplaced)),
        tuple(sorted(gaps, key=lambda gap: gap.line or 0)),
    )


@dataclass(frozen=True)
class Ground:
    """What is claimed of a document, letter by letter, and the claims whose words do not stand where they should."""

    words: bytearray
    figures: bytearray
    placed: int
    misplaced: tuple[Claim, ...]


def ground_of(
    made: Iterable[Claim], bases: Iterable[LegalBasis | Basis], source: SourceText, page: tuple[Paragraph, ...]
) -> Ground:
    """Lay the claims over the document."""
    words, figures = bytearray(len(source.text)), bytearray(len(source.text))
    misplaced, placed = [], 0
    for claim in made:
        found = places(claim, source, page)
        if not found:
            misplaced.append(claim)
            continue
        placed += 1
        for start, end in found:
            for ground, is_claimed in ((words, claim.for_words), (figures, claim.for_figures)):
                if is_claimed:
                    ground[start:end] = b"\x01" * (end - start)
    for basis in bases:
        for start, end in citations(basis, source):
            figures[start:end] = b"\x01" * (end - start)
    return Ground(words, figures, placed, tuple(misplaced))


def _misplaced(source: SourceText, claim: Claim) -> Gap:
    here = f" ở {claim.clause}" if claim.clause else ""
    return Gap(source.line_of(claim.quote), f"{claim.place}: nguyên văn không đứng{here}", claim.quote)


_NO_SECTION = Gap(
    None,
    "không tìm thấy mục tổ chức thực hiện; ghi điều khoản của mục giao việc ở khóa organising",
    "Tổ chức thực hiện",
)


def organising(clause: str | None, page: tuple[Paragraph, ...]) -> Span | None:
    """From the heading of the section that gives the duties to the recipients or the end."""
    for paragraph in page:
        if paragraph.answers_to(clause) if clause else _gives_duties(paragraph):
            ends = (other.start for other in page if other.clause == FOOT)
            return paragraph.start, next(ends, page[-1].end)
    return None


def _gives_duties(paragraph: Paragraph) -> bool:
    return bool(re.match(_ORGANISING, fold(paragraph.title)))


def _lines(
    source: SourceText, page: tuple[Paragraph, ...], section: Span | None, words: bytearray
) -> tuple[int, list[Gap]]:
    """How many lines the section has, and the words of those that are neither heading nor claimed."""
    if section is None:
        return 0, []
    left: dict[int, list[str]] = {}
    for start, end in unread(source, page, section, words):
        left.setdefault(source.line_at(start), []).append(source.text[start:end])
    why = "chưa ghi nhiệm vụ, báo cáo hoặc lý do"
    lines = sum(section[0] <= line.start < section[1] for line in source.lines)
    return lines, [Gap(number, why, " ".join(runs)) for number, runs in left.items()]


def unread(source: SourceText, page: tuple[Paragraph, ...], section: Span, words: bytearray) -> list[Span]:
    """The runs of words within a line of the section that are neither heading nor claimed."""
    ground = bytearray(words)
    for paragraph in page:
        ground[paragraph.start : paragraph.heading_end] = b"\x01" * (paragraph.heading_end - paragraph.start)
    found = []
    for line in source.lines:
        if section[0] <= line.start < section[1]:
            for run in re.finditer(rb"\x00+", bytes(ground[line.start : line.end])):
                start, end = line.start + run.start(), line.start + run.end()
                if inside := re.search(r"\w(?:.*\w)?", source.text[start:end]):
                    found.append((start + inside.start(), start + inside.end()))
    return found


def printed_figures(source: SourceText, page: tuple[Paragraph, ...]) -> list[Span]:
    """Every number, percentage, date and «báo cáo» that the document prints, marks of its headings and items apart."""
    marks = {n for paragraph in page for n in range(paragraph.start, paragraph.mark_end)}
    marks |= {n for item in _ITEM.finditer(source.text) for n in range(*item.span())}
    return [found.span() for found in _FIGURE.finditer(source.text) if found.start() not in marks]


def _open_figure(source: SourceText, span: Span) -> Gap:
    start, end = span
    around = source.text[max(0, start - 40) : end + 40]
    return Gap(source.line_at(start), f"chưa ghi «{source.text[start:end]}»", f"…{around}…")
