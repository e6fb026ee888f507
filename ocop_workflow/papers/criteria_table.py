"""Reads an office's own copy of the criteria annex as a table (XLSX, CSV): one line per heading, answer or note."""

from dataclasses import dataclass
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.papers.cells import Unreadable, checked, read_text
from ocop_workflow.papers.delimited import read_delimited
from ocop_workflow.papers.limits import Limits, read_bounded, refused
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.papers.workbook import read_workbook
from ocop_workflow.rulebook.evaluation.criteria_print import KINDS, PrintedRow

COLUMNS = ("set_no", "kind", "code", "text", "points", "star_gate")
LIMITS = Limits(file_bytes=5_000_000, rows=20_000, columns=40, merged_cells=1_000)
_HEADING_WITHIN = 20


@dataclass(frozen=True)
class _Found:
    """A sheet whose heading row names every column."""

    sheet: Sheet
    heading: int
    columns: dict[str, int]


def read_criteria_table(path: Path, limits: Limits = LIMITS) -> list[PrintedRow]:
    """Every line of the table, in its order.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: the file is refused, has no heading row with the columns, or holds cells that cannot be read.
    """
    found = [table for sheet in _sheets(path, limits) if (table := _find(sheet))]
    if not found:
        raise refused(path, f"không có dòng tiêu đề với đủ các cột {', '.join(COLUMNS)}")
    rows: list[PrintedRow] = []
    mistakes: list[Mistake] = []
    for table in found:
        for line in range(table.heading + 1, len(table.sheet.rows) + 1):
            if any(cell not in (None, "") for cell in table.sheet.rows[line - 1]):
                row, wrong = _row(path, table, line)
                mistakes += wrong
                rows += [row] if row else []
    if not rows and not mistakes:
        mistakes = [Mistake(str(path), "không có dòng nào dưới dòng tiêu đề")]
    if mistakes:
        raise BadInput(f"Bảng tiêu chí {path.name}", mistakes)
    return rows


def _sheets(path: Path, limits: Limits) -> list[Sheet]:
    raw = read_bounded(path, limits)
    match path.suffix.casefold():
        case ".xlsx":
            return read_workbook(path, raw, limits)[0]
        case ".csv" | ".tsv" | ".txt":
            return [read_delimited(path, raw, limits, lambda sheet: _find(sheet) is not None)]
        case other:
            raise refused(path, f"chỉ đọc tệp .xlsx hoặc .csv (đuôi hiện tại: «{other}»)")


def _find(sheet: Sheet) -> _Found | None:
    for line, cells in enumerate(sheet.rows[:_HEADING_WITHIN], start=1):
        names = {str(cell).strip().casefold(): place for place, cell in enumerate(cells, start=1) if cell is not None}
        if all(column in names for column in COLUMNS):
            return _Found(sheet, line, {column: names[column] for column in COLUMNS})
    return None


def _row(path: Path, table: _Found, line: int) -> tuple[PrintedRow | None, list[Mistake]]:
    cells: dict[str, str] = {}
    mistakes = []
    for column, place in table.columns.items():
        try:
            cells[column] = read_text(checked(table.sheet.own(line, place)))
        except Unreadable as unreadable:
            wrong = Mistake(str(path), unreadable.why, line, table.sheet.name, column, allowed=unreadable.allowed)
            mistakes.append(wrong)
    if not mistakes:
        number, kind = cells["set_no"].strip(), cells["kind"].strip()
        if not (number.isdecimal() and len(number) < 4):
            mistakes.append(Mistake(str(path), "số bộ phải là số nguyên", line, table.sheet.name, "set_no", number))
        if kind not in KINDS:
            why, allowed = "loại dòng không có", ", ".join(KINDS)
            mistakes.append(Mistake(str(path), why, line, table.sheet.name, "kind", kind, allowed))
    if mistakes:
        return None, mistakes
    return (
        PrintedRow(
            line,
            table.sheet.name,
            int(cells["set_no"]),
            cells["kind"],
            cells["code"],
            cells["text"],
            cells["points"],
            cells["star_gate"],
        ),
        [],
    )
