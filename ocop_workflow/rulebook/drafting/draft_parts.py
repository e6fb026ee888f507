"""The parts of a printed document: headings, clauses with their places, and what a person has to look at there."""

from dataclasses import dataclass, replace

from ocop_workflow.rulebook.drafting.draft_lines import PrintedLine

CLOSING = "đoạn cuối"
"""The place of the paragraphs that close a document or its last section."""


@dataclass(frozen=True)
class Heading:
    """A heading above a clause: its printed number, its title (empty for a numbered sentence), how deep it stands."""

    label: str
    title: str
    level: int
    place: str = ""
    line: int = 0


@dataclass(frozen=True)
class Clause:
    """One paragraph, bullet or item with its place; `headings` from the outermost, `above` the bullet it hangs on."""

    line: int
    text: str
    place: str
    headings: tuple[Heading, ...]
    bullet: str = ""
    above: str = ""

    def with_text(self, text: str) -> "Clause":
        """The same place with a part of its words."""
        return replace(self, text=text)

    def doubt(self, quote: str, why: str) -> "Doubt":
        """Something here that a person has to look at."""
        return Doubt(self.line, self.place, quote, why)


@dataclass(frozen=True)
class Doubt:
    """Something the rules were not sure of: where, the words, what a person has to look at."""

    line: int
    place: str
    quote: str
    why: str


@dataclass(frozen=True)
class Parts:
    """A document cut in three: what stands before the first heading, the body, and what follows from «Nơi nhận»."""

    head: tuple[PrintedLine, ...]
    headings: tuple[Heading, ...]
    clauses: tuple[Clause, ...]
    foot: tuple[PrintedLine, ...]
