"""From an entry of a plan to the lines of its document, and from a line to the entries that rest on it.

Both ways are one relation, read from the quotes: `origin` and `at_line` cannot disagree. What the document does not
print has no lines, and says whose setting it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ocop_workflow.errors import NotFound
from ocop_workflow.rulebook.plans.coverage_claims import citations, claims, places
from ocop_workflow.rulebook.plans.coverage_outline import outline
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_source import SourceText, Span

AROUND = 2
PARTS = {
    "duties": "nhiệm vụ",
    "reports": "chế độ báo cáo",
    "targets": "chỉ tiêu",
    "baselines": "số liệu nền, không phải chỉ tiêu",
    "events": "sự kiện",
    "products": "sản phẩm được gọi tên",
    "governance": "ban chỉ đạo, hội đồng, tổ hỗ trợ",
    "legal_bases": "văn bản làm căn cứ hoặc được nhắc đến",
    "recipients": "nơi nhận",
    "document": "phần đầu của văn bản",
    "not_executable": "không giao việc",
    "not_a_duty": "không ràng buộc",
    "own_duties": "nhiệm vụ do địa phương thiết lập, không in trong văn bản",
    "own_reports": "chế độ báo cáo do địa phương thiết lập, không in trong văn bản",
    "calls": "báo cáo theo yêu cầu đột xuất, không theo kế hoạch",
}
_WITH_CODE = ("duties", "reports", "targets", "events", "own_duties")


@dataclass(frozen=True)
class SourceLine:
    """A line of the stored document; `is_quoted` when the words in question stand in it."""

    number: int
    text: str
    is_quoted: bool


@dataclass(frozen=True)
class Origin:
    """An entry of the plan with its place in the document; nothing printed means no clause, no quote and no line."""

    part: str
    code: str | None
    clause: str | None
    quote: str | None
    is_printed: bool
    says: str | None = None
    """The locality's own words and reason where nothing is printed; why words give no duty."""
    lines: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        return PARTS[self.part]


class Tracer:
    """A plan beside its document."""

    def __init__(self, plan: Plan, source_text: str) -> None:
        self.plan = plan
        self._printed_lines = source_text.split("\n")
        self._source = SourceText(source_text)
        self._page = outline(self._source)
        self.origins = (*self._printed(), *self._own())

    @property
    def last_line(self) -> int:
        """The number of the last line that has words."""
        return self._source.lines[-1].number if self._source.lines else 0

    def origin(self, code: str) -> Origin:
        """The entry of that code.

        Raises:
            NotFound: the plan has none.
        """
        for origin in self.origins:
            if origin.code == code:
                return origin
        raise NotFound(f"mục của kế hoạch {self.plan.code}", code, f"Xem mã ở «ocop plan show {self.plan.code}».")

    def at_line(self, number: int) -> tuple[Origin, ...]:
        """Every entry that quotes words of a line, in the order of the plan's parts."""
        return tuple(origin for origin in self.origins if number in origin.lines)

    def clause_of(self, number: int) -> str | None:
        """The place that a line stands in, as clauses are cited; None for an empty line."""
        here = next((line for line in self._source.lines if line.number == number), None)
        if here is None:
            return None
        return next((p.clause for p in self._page if p.start < here.end and here.start < p.end), None)

    def context(self, lines: tuple[int, ...], around: int = AROUND) -> tuple[SourceLine, ...]:
        """Those lines with the ones that have words before and after them."""
        shown = set(lines)
        numbers = [line.number for line in self._source.lines]
        for place, number in enumerate(numbers):
            if number in lines:
                shown |= set(numbers[max(0, place - around) : place + around + 1])
        return tuple(
            SourceLine(number, " ".join(self._printed_lines[number - 1].split()), number in lines)
            for number in sorted(shown)
            if 0 < number <= len(self._printed_lines)
        )

    def _printed(self) -> Iterator[Origin]:
        found = sorted(claims(self.plan), key=lambda claim: (list(PARTS).index(claim.part), claim.position))
        for claim in found:
            entry = getattr(self.plan, claim.part)
            entry = entry[claim.position] if isinstance(entry, tuple) else None
            if claim.part == "duties" and entry and claim.quote != entry.quote:
                continue  # the deadline, inside the words of the duty
            code = entry.code if entry and claim.part in _WITH_CODE else None
            says = getattr(entry, "reason", None) or getattr(entry, "note", None)
            spans = places(claim, self._source, self._page)
            yield Origin(claim.part, code, claim.clause, claim.quote, True, says, self._lines(spans))
        for basis in self.plan.legal_bases:
            lines = self._lines(citations(basis, self._source))
            yield Origin("legal_bases", None, None, basis.quote, True, basis.note, lines)

    def _own(self) -> Iterator[Origin]:
        for part in ("own_duties", "own_reports"):
            for own in getattr(self.plan, part):
                yield Origin(part, own.code, None, None, False, f"{own.text}. Lý do: {own.why}")

    def _lines(self, spans: "Iterator[Span] | list[Span]") -> tuple[int, ...]:
        numbers = set[int]()
        for start, end in spans:
            numbers |= {line.number for line in self._source.lines if line.start < end and start < line.end}
        return tuple(sorted(numbers))
