"""Reads the answers to one score sheet as a table of two columns: code of the criterion, points."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.papers.cells import Unreadable, checked, read_text
from ocop_workflow.papers.delimited import read_delimited
from ocop_workflow.papers.limits import Limits, read_bounded, refused
from ocop_workflow.papers.workbook import read_workbook

LIMITS = Limits(file_bytes=500_000, rows=500, columns=40)
_TITLES = ("code", "mã")


def read_answers_table(path: Path, limits: Limits = LIMITS) -> dict[str, Decimal]:
    """The points by criterion; a heading row may stand above.

    Raises:
        NotReady: the file cannot be opened. BadInput: it is refused, or a line holds no code, no number, or repeats.
    """
    raw = read_bounded(path, limits)
    if path.suffix.casefold() == ".xlsx":
        sheets = read_workbook(path, raw, limits)[0]
    else:
        sheets = [read_delimited(path, raw, limits, lambda sheet: sheet.width >= 2)]
    if not sheets or sheets[0].width < 2:
        raise refused(path, "cần hai cột: mã tiêu chí và điểm")
    answers: dict[str, Decimal] = {}
    mistakes: list[Mistake] = []
    for line in range(1, len(sheets[0].rows) + 1):
        try:
            code, points = (read_text(checked(sheets[0].own(line, place))).strip() for place in (1, 2))
            if (not code and not points) or (line == 1 and code.casefold() in _TITLES):
                continue
            given = Decimal(points.replace(",", "."))
        except (InvalidOperation, Unreadable):
            mistakes.append(Mistake(str(path), "viết mã tiêu chí và điểm, ví dụ 1.1 và 3", line, sheets[0].name))
            continue
        if code in answers:
            mistakes.append(Mistake(str(path), "tiêu chí ghi hai lần", line, sheets[0].name, value=code))
        answers[code] = given
    if mistakes:
        raise BadInput(f"Phiếu {path.name}", mistakes)
    return answers
