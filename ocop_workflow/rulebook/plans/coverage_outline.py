"""Where every line of a document stands, as a clause is cited: the same places that a draft gives its entries.

«III.2.1, gạch đầu dòng 3», «II.2, gạch đầu dòng 1, dấu cộng 2», «IV.3, đoạn 2», «III, đoạn cuối», «II.1.a»,
«III (Tổ chức thực hiện).2» where a number is printed twice, «"Tổ chức thực hiện"» where none is; the lines above the
first heading are «phần đầu», those from «Nơi nhận» on are «nơi nhận».
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocop_workflow.rulebook.drafting.draft_clauses import cut
from ocop_workflow.rulebook.drafting.draft_lines import PrintedDocument
from ocop_workflow.rulebook.drafting.printed_text import read_text_lines
from ocop_workflow.rulebook.plans.plan_source import SourceText, Span, folded

HEAD, FOOT = "phần đầu", "nơi nhận"


_TITLED = re.compile(r"([IVX]+) \(([^)]+)\)")


@dataclass(frozen=True)
class Paragraph:
    """A printed paragraph: its clause, its words in the folded text, and how far its mark and its heading reach.

    `title` are the words of its heading; what stands behind a heading in the same line is in one paragraph with it.
    """

    clause: str
    title: str
    start: int
    mark_end: int
    heading_end: int
    end: int

    @property
    def span(self) -> Span:
        return self.start, self.end

    def answers_to(self, clause: str) -> bool:
        """Whether a plan's clause means this paragraph; the title of a section may be cited by its first words."""
        if clause == self.clause:
            return True
        mine, cited = _TITLED.match(self.clause), _TITLED.match(clause)
        if mine is None or cited is None:
            return False
        same_rest = self.clause[mine.end() :] == clause[cited.end() :]
        return same_rest and mine[1] == cited[1] and mine[2].lower().startswith(cited[2].lower())


@dataclass(frozen=True)
class _Part:
    """A heading or the words of a clause, not yet found in the folded text."""

    line: int
    clause: str
    words: str
    is_heading: bool = False


def outline(source: SourceText) -> tuple[Paragraph, ...]:
    """Every paragraph of the document in order; together they take the whole text."""
    parts = cut(PrintedDocument("", source.raw, read_text_lines(source.raw)))
    said = {(clause.line, clause.text) for clause in parts.clauses}
    body = [
        _Part(heading.line, heading.place, heading.title, is_heading=True)
        for heading in parts.headings
        if heading.title and (heading.line, heading.title) not in said
    ]
    body += [_Part(clause.line, clause.place, clause.text) for clause in parts.clauses]
    body.sort(key=lambda part: (part.line, not part.is_heading))
    head = [_Part(line.number, HEAD, line.text) for line in parts.head]
    foot = [_Part(line.number, FOOT, line.text) for line in parts.foot]
    found = list(_placed(source, [*head, *body, *foot]))
    ends = [*(paragraph.start for paragraph in found[1:]), len(source.text)]
    return tuple(_until(source, *pair) for pair in zip(found, ends, strict=True))


def _placed(source: SourceText, parts: list[_Part]) -> Iterator[Paragraph]:
    """Each part from its mark on."""
    reached, above = 0, None
    for part in parts:
        words = folded(part.words)
        start = max(source.start_of(part.line), reached)
        at = max(source.text.find(words, start), start)
        reached = at + len(words)
        if part.is_heading:
            if above:
                yield above
            above, line = Paragraph(part.clause, part.words, start, at, reached, reached), part.line
            continue
        if above and line == part.line:
            yield replace(above, clause=part.clause, heading_end=at, end=reached)
        else:
            if above:
                yield above
            yield Paragraph(part.clause, "", start, at, at, reached)
        above = None
    if above:
        yield above


def _until(source: SourceText, paragraph: Paragraph, end: int) -> Paragraph:
    """The paragraph up to the next one, without the blank between them; nothing but a heading is all heading."""
    end -= source.text[paragraph.start : end].endswith(" ")
    heading_end = end if paragraph.heading_end == paragraph.end else paragraph.heading_end
    return replace(paragraph, heading_end=heading_end, end=end)
