"""Reads the sheets of an XLSX workbook as grids of values."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.limits import Limits, refused
from ocop_workflow.papers.package import checked_package
from ocop_workflow.papers.sheet import UNCACHED, Sheet

_EMPTY_ROWS = 100_000
_TOP_LEVEL_PARTS = 1_000


def read_workbook(path: Path, raw: bytes, limits: Limits, *, also: str | None = None) -> tuple[list[Sheet], list[str]]:
    """The visible sheets, and the names of hidden ones, which are not read, but for the one named `also`.

    Raises:
        BadInput: the package is refused (see `checked_package`), cannot be read, or passes a limit.
    """
    stream = checked_package(path, raw, limits)
    try:
        with warnings.catch_warnings():  # openpyxl warns of styles and extensions, which mean nothing here
            warnings.simplefilter("ignore")
            return _read(path, stream, limits, also)
    except BadInput:
        raise
    except Exception as error:  # a damaged or hostile package can raise anything in the parsers
        raise refused(
            path,
            f"không đọc được, sổ hỏng hoặc sai dạng ({type(error).__name__}); hãy mở bằng Excel và lưu lại dạng .xlsx",
        ) from None


def _read(path: Path, stream: io.BytesIO, limits: Limits, also: str | None) -> tuple[list[Sheet], list[str]]:
    # read_only streams the cells and never builds merged ranges; what it does not tell comes from _survey.
    book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    sheets, hidden = [], []
    with zipfile.ZipFile(stream) as package:
        for source in book.worksheets:
            if source.sheet_state != "visible" and source.title != also:
                hidden.append(source.title)
                continue
            part: str = source._worksheet_path  # type: ignore[attr-defined]
            with package.open(part) as xml:
                found = _survey(path, source.title, xml, limits)
            cells: Any = source.iter_rows(max_row=found.last_row, max_col=found.last_column, values_only=True)
            rows = [list(row) for row in cells] if found.last_row else []
            for row, column in found.uncached:
                rows[row - 1][column - 1] = UNCACHED
            covered = _covered(path, source.title, found, limits)
            sheets.append(Sheet(source.title, rows, covered, frozenset(found.formulas), book.epoch))
    return sheets, hidden


@dataclass
class _Found:
    """What the XML of a sheet says beyond its values."""

    last_row: int = 0
    last_column: int = 0
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncached: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)


def _survey(path: Path, sheet: str, xml: IO[bytes], limits: Limits) -> _Found:
    """One bounded pass: where the content ends, what is merged, which formulas have no stored result."""
    found = _Found()
    row = column = row_elements = 0
    for tag, element in _closed_elements(path, sheet, xml):
        if tag == "mergeCell":
            left, top, right, bottom = map(int, range_boundaries(element.get("ref", "")))  # type: ignore[arg-type]
            found.merges.append((left, top, right, bottom))
        elif tag == "row":
            row_elements += 1
            row, column = int(element.get("r", row + 1)), 0
            for cell in element:
                row, column = coordinate_to_tuple(cell.get("r")) if cell.get("r") else (row, column + 1)
                parts = {part.tag.rpartition("}")[2]: part for part in cell}
                if not parts:
                    continue
                value = parts.get("v")
                if "f" in parts:
                    found.formulas.append((row, column))
                if "f" in parts and cell.get("t") != "str" and (value is None or not value.text):
                    found.uncached.append((row, column))
                found.last_row, found.last_column = max(found.last_row, row), max(found.last_column, column)
            if found.last_row > limits.rows or row_elements > _EMPTY_ROWS:
                raise refused(
                    path,
                    f"trang tính có hơn {limits.rows:,} dòng; hãy xóa các dòng thừa hoặc chia nhỏ tệp",
                    sheet=sheet,
                )
            if found.last_column > limits.columns:
                raise refused(
                    path, f"trang tính có hơn {limits.columns} cột; hãy xóa các cột thừa", sheet=sheet, line=row
                )
    return found


def _closed_elements(path: Path, sheet: str, xml: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Rows and merges as they close, everything forgotten behind us so that memory stays flat."""
    open_elements: list[Any] = []
    top_level = 0
    for event, element in iterparse(xml, events=("start", "end")):
        if event == "start":
            open_elements.append(element)
            if len(open_elements) > 20:
                raise refused(path, "trang tính lồng nhau quá sâu, có dấu hiệu bị sửa", sheet=sheet)
            continue
        open_elements.pop()
        tag = element.tag.rpartition("}")[2]
        if tag in ("row", "mergeCell"):
            yield tag, element
        top_level += len(open_elements) == 1
        if top_level > _TOP_LEVEL_PARTS:
            raise refused(path, "trang tính có quá nhiều phần, có dấu hiệu bị sửa", sheet=sheet)
        if 1 <= len(open_elements) <= 2:
            open_elements[-1].remove(element)


def _covered(path: Path, sheet: str, found: _Found, limits: Limits) -> dict[tuple[int, int], tuple[int, int]]:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    budget = limits.merged_cells
    for left, top, right, bottom in found.merges:
        right, bottom = min(right, found.last_column), min(bottom, found.last_row)
        budget -= max(0, right - left + 1) * max(0, bottom - top + 1)
        if budget < 0:
            raise refused(path, "trang tính gộp quá nhiều ô; hãy bỏ gộp ô ở phần không có dữ liệu", sheet=sheet)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    covered[row, column] = (top, left)
    return covered
