"""Texts of criteria brought by the office: checked against the shipped sheets, kept, and shown beside the points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.operations.acts import note_act
from ocop_workflow.records.criteria_tables import CriteriaTextLine
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.evaluation.criteria import Answer, CriteriaSet, Criterion
from ocop_workflow.rulebook.evaluation.criteria_print import (
    Difference,
    PrintedRow,
    Reading,
    by_set,
    read_set,
    unknown_sets,
)
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import CriteriaText

Texts = dict[tuple[str, CriteriaText, int], str]
"""A text by the code of its row, its kind, and its place among the answers or notes of the row."""

MOST_SAID = 50
"""Of differences that are told one by one."""


@dataclass(frozen=True)
class Brought:
    """What a table brought: sets, texts, and misprints that the shipped sheets already name."""

    sets: tuple[int, ...]
    texts: int
    known_misprints: int


def hold_against(sets: Sequence[CriteriaSet], rows: Iterable[PrintedRow], *, file: str) -> list[Reading]:
    """The table against the shipped sheets, set by set.

    Raises:
        BadInput: a line says otherwise, is missing or too much; every one with its place.
    """
    lines = list(rows)
    shipped = {criteria.number: criteria for criteria in sets}
    readings = [
        read_set(shipped[number], found) for number, found in sorted(by_set(lines).items()) if number in shipped
    ]
    mistakes = [_mistake(file, found, None) for found in unknown_sets(sets, lines)]
    mistakes += [_mistake(file, found, reading) for reading in readings for found in reading.differences]
    if len(mistakes) > MOST_SAID:
        more = Mistake(file, f"và {len(mistakes) - MOST_SAID} chỗ khác nữa; bảng có phải của khung pháp lý này không?")
        mistakes = [*mistakes[:MOST_SAID], more]
    if mistakes:
        raise BadInput(f"Bảng tiêu chí {file.rpartition('/')[2]}", mistakes)
    return readings


def keep_texts(session: Session, readings: Sequence[Reading], *, actor: str, today: date, at: datetime) -> Brought:
    """Replace the texts of the sets that were read; noted in the log of acts."""
    columns = table_of(CriteriaTextLine).c
    for reading in readings:
        criteria = reading.criteria
        old = (columns.regime == criteria.regime, columns.set_number == criteria.number)
        session.execute(sa.delete(table_of(CriteriaTextLine)).where(*old))
        kept = [
            {
                "regime": criteria.regime, "set_number": criteria.number, "seq": seq,
                "code": text.code, "kind": text.kind, "place": text.place, "text": text.text,
            }
            for seq, text in enumerate(reading.texts, start=1)
        ]  # fmt: skip
        session.execute(sa.insert(CriteriaTextLine), kept)
        detail = f"{criteria.code}: {len(kept)} lời"
        note_act(session, actor, "import_criteria", "criteria_set", criteria.number, detail, today, at)
    return Brought(
        tuple(reading.criteria.number for reading in readings),
        sum(len(reading.texts) for reading in readings),
        sum(reading.known_misprints for reading in readings),
    )


def texts_of(session: Session, criteria: CriteriaSet) -> Texts:
    """The texts of a set, empty where the office has brought none."""
    lines = select(CriteriaTextLine).where(
        CriteriaTextLine.regime == criteria.regime, CriteriaTextLine.set_number == criteria.number
    )
    return {(line.code, line.kind, line.place): line.text for line in session.exec(lines)}


def sets_with_texts(session: Session, regime: str) -> set[int]:
    """The numbers of the sets whose texts the office has brought."""
    numbers = select(col(CriteriaTextLine.set_number)).where(CriteriaTextLine.regime == regime).distinct()
    return set(session.exec(numbers))


def answers_in_words(row: Criterion, texts: Texts) -> str:
    """«0 · 1 · 2**** · 3*****», or one answer a line with its words."""
    printed = 0
    lines = []
    for answer in row.answers:
        printed += answer.printed
        text = texts.get((row.code, CriteriaText.ANSWER, printed)) if answer.printed else None
        lines.append((answer, text))
    if any(text for _, text in lines):
        return "\n".join(f"{_marked(answer)}: {text or '(không in)'}" for answer, text in lines)
    cases = [
        " · ".join(_marked(answer) for answer, _ in case) for _, case in groupby(lines, key=lambda line: line[0].case)
    ]
    return " hoặc ".join(cases) + (
        "" if all(answer.printed for answer in row.answers) else " (không in, đọc là 0 hoặc 1)"
    )


def _marked(answer: Answer) -> str:
    return points_vn(answer.points) + "*" * (answer.gate or 0)


def _mistake(file: str, found: Difference, reading: Reading | None) -> Mistake:
    row = found.row
    where = f"bộ {reading.criteria.number:02d}, " if reading else ""
    return Mistake(
        file,
        where + found.why,
        line=row.line if row else None,
        sheet=row.sheet if row else None,
        column=found.column,
        value=found.value,
        allowed=found.allowed,
    )
