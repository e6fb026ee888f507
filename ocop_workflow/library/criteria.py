"""Reads config/criteria/<regime>/: what is said of the sets (sets.yaml) and their rows (criteria.csv)."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.library.yaml_files import load_yaml, read_text
from ocop_workflow.rulebook.evaluation.criteria import Annex, Answer, CriteriaSet, Criterion
from ocop_workflow.rulebook.evaluation.criteria_soundness import contradictions

COLUMNS = ("set", "part", "code", "heading", "points", "answers", "misprint")
_ANSWER = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(\*{0,5})")


def load_criteria(folder: Path, regime: str) -> tuple[CriteriaSet, ...]:
    """The score sheets of a regime in the order of their numbers; all of them or none.

    A set that says its own defects (`issue`) may contradict itself and is kept; any other must be sound.

    Raises:
        NotReady: the folder has no such regime.
        BadInput: a file does not fit its shape, a row cannot be read, or a set contradicts itself.
    """
    place = folder / regime
    if not (place / "sets.yaml").is_file():
        known = ", ".join(sorted(path.parent.name for path in folder.glob("*/sets.yaml"))) or "không có bộ nào"
        raise NotReady(f"Không có bộ tiêu chí của «{regime}» trong {folder}; đang có: {known}.")
    annex = load_yaml(place / "sets.yaml", Annex)
    rows, mistakes = _rows(place / "criteria.csv")
    if annex.regime != regime:
        mistakes.append(Mistake(str(place / "sets.yaml"), "mã khung pháp lý khác tên thư mục", value=annex.regime))
    sheets = [CriteriaSet(annex, head, tuple(rows.pop(head.number, ()))) for head in annex.sets]
    mistakes += [Mistake(str(place / "criteria.csv"), f"bộ {number:02d} không có trong sets.yaml") for number in rows]
    if len({sheet.number for sheet in sheets}) < len(sheets):
        mistakes.append(Mistake(str(place / "sets.yaml"), "số bộ (number) bị lặp"))
    if not mistakes:  # rows that could not be read would show as sums that do not agree
        mistakes = [
            Mistake(str(place / "criteria.csv"), f"bộ {sheet.number:02d}: {why}")
            for sheet in sheets
            if not sheet.issue
            for why in contradictions(sheet)
        ]
    if mistakes:
        raise BadInput(f"Bộ tiêu chí {regime}", mistakes)
    return tuple(sorted(sheets, key=lambda sheet: sheet.number))


def _rows(path: Path) -> tuple[dict[int, list[Criterion]], list[Mistake]]:
    """The rows by set, and every cell that cannot be read with its line."""
    text = StringIO(read_text(path), newline="")
    reader = csv.DictReader(text)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BadInput(f"Tệp {path.name}", [Mistake(str(path), "sai dòng tiêu đề", 1, allowed=",".join(COLUMNS))])
    rows: dict[int, list[Criterion]] = defaultdict(list)
    mistakes: list[Mistake] = []
    for record in reader:
        cells = {name: (record[name] or "").strip() for name in COLUMNS}
        number, line = cells["set"], reader.line_num
        try:
            rows[int(number)].append(_criterion(cells))
        except _Unreadable as unreadable:
            name, why = unreadable.args
            mistakes.append(Mistake(str(path), why, line, column=name, value=cells[name]))
        except ValueError:
            mistakes.append(Mistake(str(path), "số bộ phải là số nguyên", line, column="set", value=number))
    return rows, mistakes


class _Unreadable(Exception):
    """A cell: its column and why."""


def _criterion(cells: dict[str, str]) -> Criterion:
    if not cells["code"] or not cells["heading"]:
        raise _Unreadable("code", "thiếu mã hoặc tên tiêu chí")
    try:
        points = Decimal(cells["points"]) if cells["points"] else None
    except InvalidOperation:
        raise _Unreadable("points", "điểm phải là số") from None
    return Criterion(
        cells["part"],
        cells["code"],
        cells["heading"],
        points,
        tuple(_answers(cells["answers"])),
        tuple(_misprints(cells["misprint"])),
    )


def _answers(written: str) -> Iterator[Answer]:
    """«0 1 2**** 3*****»: points and marks; «|» between two cases; in brackets what the annex does not print."""
    printed = not (written.startswith("(") and written.endswith(")"))
    for case, answers in enumerate(written.strip("()").split("|"), start=1):
        for answer in answers.split():
            match = _ANSWER.fullmatch(answer)
            if match is None:
                raise _Unreadable("answers", "viết điểm và dấu sao của từng câu trả lời như: 0 1 2**** 3*****")
            yield Answer(Decimal(match[1]), len(match[2]) or None, case, printed)


def _misprints(written: str) -> Iterator[tuple[int, str]]:
    for part in written.split(";") if written else ():
        place, colon, print_ = part.partition(":")
        if not (colon and place.strip().isdecimal()):
            raise _Unreadable("misprint", "viết thứ tự câu trả lời rồi chữ in như: 3:13")
        yield int(place), print_.strip()
