"""What a draft does not account for: words that give no duty, and figures that nothing claims, with their sentence.

The draft is laid over its document as `ocop plan coverage` lays a plan, so that a person only says why, or moves it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ocop_workflow.rulebook.drafting.draft import Draft
from ocop_workflow.rulebook.drafting.draft_lines import sentences
from ocop_workflow.rulebook.plans.coverage import ground_of, organising, printed_figures, unread
from ocop_workflow.rulebook.plans.coverage_claims import Claim
from ocop_workflow.rulebook.plans.coverage_outline import Paragraph, outline
from ocop_workflow.rulebook.plans.plan_source import SourceText, Span


@dataclass(frozen=True)
class Unclaimed:
    """A sentence with figures that no entry of the draft claims, and the clause that it stands in."""

    clause: str
    quote: str


@dataclass(frozen=True)
class Gaps:
    """What a person has to place, each once, in printed order: words of the organising section, figures anywhere."""

    words: tuple[Unclaimed, ...]
    figures: tuple[Unclaimed, ...]


def gaps_of(draft: Draft) -> Gaps:
    """Lay a draft over its document."""
    source = SourceText(draft.document.text)
    page = outline(source)
    ground = ground_of(_claims(draft), draft.bases, source, page)
    section = organising(draft.organising.place, page) if draft.organising else None
    words = []
    for start, end in unread(source, page, section, ground.words) if section else ():
        words.append(Unclaimed(_paragraph(page, start).clause, source.text[start:end]))
        ground.figures[start:end] = b"\x01" * (end - start)
    spans = [span for span in printed_figures(source, page) if not all(ground.figures[slice(*span)])]
    figures = [_sentence(source, page, span) for span in spans]
    return Gaps(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(figures)))


def _claims(draft: Draft) -> Iterator[Claim]:
    """What each entry of the draft will claim as a plan."""
    for n, duty in enumerate(draft.duties):
        yield Claim("duties", n, duty.quote, duty.clause.place, for_words=True, for_figures=False)
        if duty.printed_time:
            yield Claim("duties", n, duty.printed_time, duty.clause.place)
    for n, report in enumerate(draft.reports):
        yield Claim("reports", n, report.quote, report.clause.place, for_words=True)
    for n, target in enumerate(draft.targets):
        yield Claim("targets", n, target.quote, target.clause.place, for_words=True)
    for n, left in enumerate(draft.not_executable):
        yield Claim("not_executable", n, left.clause.text.strip(" ./;:"), left.clause.place, for_words=True)
    head = (*draft.head.lines, *((draft.head.title,) if draft.head.title else ()))
    for n, printed in enumerate((*head, *(line.printed for line in draft.head.recipients))):
        yield Claim("document", n, printed)


def _sentence(source: SourceText, page: tuple[Paragraph, ...], span: Span) -> Unclaimed:
    here = _paragraph(page, span[0])
    begin = here.mark_end if span[0] >= here.mark_end else here.start
    text = source.text[begin : here.end]
    at = 0
    for sentence in sentences(text):
        at = text.index(sentence, at)
        if begin + at <= span[0] < begin + at + len(sentence):
            return Unclaimed(here.clause, sentence.strip(" .;:/"))
        at += len(sentence)
    return Unclaimed(here.clause, text.strip(" .;:/"))


def _paragraph(page: tuple[Paragraph, ...], position: int) -> Paragraph:
    return next(paragraph for paragraph in page if paragraph.start <= position < paragraph.end)
