"""The office's own copy of the annex against the shipped facts, line by line; its texts are taken."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ocop_workflow.rulebook.evaluation.criteria import Answer, CriteriaSet, Criterion
from ocop_workflow.rulebook.evaluation.criteria_soundness import FULL_POINTS
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import CriteriaText

HEADINGS = ("section", "criterion", "subcriterion")
KINDS = ("part", *HEADINGS, "note", "option", "total")
MOST_LETTERS = 4_000
"""Of one text: several times the longest answer of the annex."""


@dataclass(frozen=True)
class PrintedRow:
    """One line of the table, as texts; `line` and `sheet` say where a person finds it."""

    line: int
    sheet: str | None
    number: int
    kind: str
    code: str
    text: str
    points: str
    mark: str


@dataclass(frozen=True)
class TextOfRow:
    """A text to keep: of which row of the sheet, and of which answer or note of it, from 1 (0 for the heading)."""

    code: str
    kind: CriteriaText
    place: int
    text: str


@dataclass(frozen=True)
class Difference:
    """A cell that says otherwise than the shipped sheet; `row` is None where a line is missing."""

    row: PrintedRow | None
    why: str
    column: str | None = None
    value: str | None = None
    allowed: str | None = None


@dataclass
class Reading:
    """What one set of the table says: texts to keep, differences, and misprints that were known."""

    criteria: CriteriaSet
    texts: list[TextOfRow] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    known_misprints: int = 0


def read_set(criteria: CriteriaSet, rows: Sequence[PrintedRow]) -> Reading:
    """Hold the lines of a set against the shipped one, in their order."""
    reading = Reading(criteria)
    table = _Table(reading)
    for row in rows:
        table.take(row)
    table.finish()
    return reading


def by_set(rows: Iterable[PrintedRow]) -> dict[int, list[PrintedRow]]:
    """The lines of each set, in their order."""
    found: dict[int, list[PrintedRow]] = defaultdict(list)
    for row in rows:
        found[row.number].append(row)
    return dict(found)


class _Table:
    """One pass over the lines of a set, with the row of the shipped sheet that it stands at."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rows = reading.criteria.rows
        self._next = 0
        self._at: Criterion | None = None
        self._answers: list[Answer] = []
        self._answered = self._notes = 0
        self._carried = ""
        self._lacks: PrintedRow | None = None

    def take(self, row: PrintedRow) -> None:
        self._lacks = row
        if row.kind in HEADINGS and not self._is_case(row):
            self._heading(row)
        elif row.kind == "option":
            self._option(row)
        elif row.kind == "part":
            known = {part.code: part.points for part in self._reading.criteria.parts}
            self._same_points(row, known.get(row.code))
        elif row.kind == "total":
            self._same_points(row, FULL_POINTS)
        elif self._at is not None:  # a note, or the heading of one of two cases
            self._notes += 1
            self._keep(CriteriaText.NOTE, self._notes, row)

    def finish(self) -> None:
        """What the table should still have said."""
        self._leave()
        for row in self._rows[self._next :]:
            self._differs(None, f"thiếu dòng {row.code} {row.heading}")

    def _is_case(self, row: PrintedRow) -> bool:
        """8a and 8b under 8 where the shipped row 8 holds the answers of both cases."""
        at = self._at
        return (
            at is not None
            and bool(at.answers)
            and at.answers[-1].case > 1
            and row.code != at.code
            and row.code[:-1] == at.code
        )

    def _heading(self, row: PrintedRow) -> None:
        self._leave()
        ahead = [known.code for known in self._rows[self._next :]]
        if row.code not in ahead:
            expected = ahead[0] if ahead else "hết bộ"
            self._differs(row, "không có dòng này ở đây", "code", row.code, expected)
            return
        for missing in self._rows[self._next : self._next + ahead.index(row.code)]:
            self._differs(row, f"thiếu dòng {missing.code} {missing.heading} ở trên")
        self._next += ahead.index(row.code) + 1
        self._at = at = self._rows[self._next - 1]
        self._answers = [answer for answer in at.answers if answer.printed]
        self._answered = self._notes = 0
        self._carried = row.mark
        if at.points is not None or row.points:
            self._same_points(row, at.points, place=0)
        self._keep(CriteriaText.HEADING, 0, row)

    def _option(self, row: PrintedRow) -> None:
        if self._at is None:
            return
        if self._answered == len(self._answers):
            self._differs(row, f"{self._at.code}: thừa câu trả lời, chỉ có {len(self._answers)}")
            return
        answer = self._answers[self._answered]
        self._answered += 1
        self._same_points(row, answer.points, place=self._answered)
        mark, self._carried = row.mark or self._carried, ""
        if mark != str(answer.gate or ""):
            self._differs(row, f"{self._at.code}: dấu sao khác", "star_gate", mark, str(answer.gate or "để trống"))
        self._keep(CriteriaText.ANSWER, self._answered, row)

    def _leave(self) -> None:
        """Every answer of the row that is left must have come."""
        if self._at is not None and self._answered < len(self._answers):
            lacking = ", ".join(points_vn(answer.points) for answer in self._answers[self._answered :])
            self._differs(self._lacks, f"{self._at.code}: thiếu câu trả lời {lacking} điểm")
        self._at, self._answers, self._answered = None, [], 0

    def _same_points(self, row: PrintedRow, points: Decimal | None, place: int | None = None) -> None:
        printed = row.points.strip()
        try:
            given = Decimal(printed.replace(",", ".")) if printed else None
        except InvalidOperation:
            given = Decimal("NaN")
        if given == points:
            return
        if self._at is not None and place is not None and (place, printed) in self._at.misprints:
            self._reading.known_misprints += 1
            return
        expected = "để trống" if points is None else points_vn(points)
        where = self._at.code if self._at is not None and place is not None else row.code
        self._differs(row, f"{where}: điểm khác", "points", printed, expected)

    def _keep(self, kind: CriteriaText, place: int, row: PrintedRow) -> None:
        assert self._at is not None
        if not row.text and kind is not CriteriaText.ANSWER:
            return  # the shipped heading stands
        if not row.text:
            self._differs(row, "thiếu lời", "text")
        elif len(row.text) > MOST_LETTERS:
            self._differs(row, f"lời dài hơn {MOST_LETTERS:,} ký tự", "text")
        self._reading.texts.append(TextOfRow(self._at.code, kind, place, row.text))

    def _differs(
        self,
        row: PrintedRow | None,
        why: str,
        column: str | None = None,
        value: str | None = None,
        allowed: str | None = None,
    ) -> None:
        self._reading.differences.append(Difference(row, why, column, value, allowed))


def unknown_sets(sets: Iterable[CriteriaSet], rows: Iterable[PrintedRow]) -> Iterator[Difference]:
    """Lines of sets that the regime does not have."""
    known = {criteria.number for criteria in sets}
    said = set[int]()
    for row in rows:
        if row.number not in known and row.number not in said:
            said.add(row.number)
            yield Difference(row, "không có bộ này", "set_no", str(row.number), ", ".join(map(str, sorted(known))))
