"""Reads the sheets of an XLSX workbook as grids of values.

openpyxl reads what is small: which sheets there are, and which styles show days. What grows with the rows, the sheets
and the texts that they share, is read by `sheet_xml` and `workbook_xml`.
"""

import io
import warnings
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.limits import Limits, refused
from ocop_workflow.papers.package import checked_package
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.papers.sheet_xml import TOO_MANY_MERGES, Dates, Refuse, SheetXml, read_sheet
from ocop_workflow.papers.workbook_xml import shared_texts


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
    reader: Any = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    texts: list[str] = []
    if shared := reader.package.find(SHARED_STRINGS):
        with reader.archive.open(shared.PartName.removeprefix("/")) as xml:
            texts = shared_texts(xml)
    dates = Dates(reader.wb.epoch, reader.wb._date_formats, reader.wb._timedelta_formats)
    sheets, hidden = [], []
    for source, part in reader.parser.find_sheets():
        if part.target not in reader.valid_files or "chartsheet" in part.Type:
            continue
        if source.state != "visible" and source.name != also:
            hidden.append(source.name)
            continue
        with reader.archive.open(part.target) as xml:
            found = read_sheet(xml, texts, dates, limits, _refusing(path, source.name))
        covered = _covered(path, source.name, found, limits)
        sheets.append(Sheet(source.name, found.rows, covered, frozenset(found.formulas), dates.epoch))
    return sheets, hidden


def _refusing(path: Path, sheet: str) -> Refuse:
    return lambda why, line: refused(path, why, sheet=sheet, line=line)


def _covered(path: Path, sheet: str, found: SheetXml, limits: Limits) -> dict[tuple[int, int], tuple[int, int]]:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    budget = limits.merged_cells
    for left, top, right, bottom in found.merges:
        right, bottom = min(right, found.width), min(bottom, len(found.rows))
        budget -= max(0, right - left + 1) * max(0, bottom - top + 1)
        if budget < 0:
            raise refused(path, TOO_MANY_MERGES, sheet=sheet)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    covered[row, column] = (top, left)
    return covered
