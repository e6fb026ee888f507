"""Whether a plan accounts for its document: every line that gives duties, every figure, every quote at its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ocop_workflow.rulebook.coverage_claims import citations, claims, places
from ocop_workflow.rulebook.coverage_outline import FOOT, Paragraph, outline
from ocop_workflow.rulebook.plan import Plan
from ocop_workflow.rulebook.plan_source import SourceText, Span
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
    words, figures = bytearray(len(source.text)), bytearray(len(source.text))
    misplaced, placed = [], 0
    for claim in claims(plan):
        found = places(claim, source, page)
        if not found:
            here = f" ở {claim.clause}" if claim.clause else ""
            why = f"{claim.place}: nguyên văn không đứng{here}"
            misplaced.append(Gap(source.line_of(claim.quote), why, claim.quote))
            continue
        placed += 1
        for start, end in found:
            for ground, is_claimed in ((words, claim.for_words), (figures, claim.for_figures)):
                if is_claimed:
                    ground[start:end] = b"\x01" * (end - start)
    for basis in plan.legal_bases:
        for start, end in citations(basis, source):
            figures[start:end] = b"\x01" * (end - start)
    section = _organising(plan, page)
    lines, open_lines = _lines(source, page, section, words)
    counted, open_figures = _figures(source, page, figures)
    gaps = (*misplaced, *([] if section else [_NO_SECTION]), *open_lines, *open_figures)
    return Coverage(
        Share(lines - len(open_lines), lines),
        Share(counted - len(open_figures), counted),
        Share(placed, placed + len(misplaced)),
        tuple(sorted(gaps, key=lambda gap: gap.line or 0)),
    )


_NO_SECTION = Gap(
    None,
    "không tìm thấy mục tổ chức thực hiện; ghi điều khoản của mục giao việc ở khóa organising",
    "Tổ chức thực hiện",
)


def _organising(plan: Plan, page: tuple[Paragraph, ...]) -> Span | None:
    """From the heading of the section that gives the duties to the recipients or the end."""
    for paragraph in page:
        is_it = paragraph.answers_to(plan.organising) if plan.organising else _gives_duties(paragraph)
        if is_it:
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
    for paragraph in page:
        words[paragraph.start : paragraph.heading_end] = b"\x01" * (paragraph.heading_end - paragraph.start)
    lines = [line for line in source.lines if section[0] <= line.start < section[1]]
    gaps = []
    for line in lines:
        left = "".join(source.text[n] if not words[n] else " " for n in range(line.start, line.end))
        if re.search(r"\w", left):
            gaps.append(Gap(line.number, "chưa ghi nhiệm vụ, báo cáo hoặc lý do", " ".join(left.split())))
    return len(lines), gaps


def _figures(source: SourceText, page: tuple[Paragraph, ...], claimed: bytearray) -> tuple[int, list[Gap]]:
    """How many figures the document prints, and those that nothing claims."""
    marks = {n for paragraph in page for n in range(paragraph.start, paragraph.mark_end)}
    marks |= {n for item in _ITEM.finditer(source.text) for n in range(*item.span())}
    printed = [found.span() for found in _FIGURE.finditer(source.text) if found.start() not in marks]
    return len(printed), list(_open_figures(source, printed, claimed))


def _open_figures(source: SourceText, printed: list[Span], claimed: bytearray) -> Iterator[Gap]:
    for start, end in printed:
        if not all(claimed[start:end]):
            around = source.text[max(0, start - 40) : end + 40]
            why = f"chưa ghi «{source.text[start:end]}»"
            yield Gap(source.line_at(start), why, f"…{around}…")
