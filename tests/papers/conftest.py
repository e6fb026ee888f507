"""Sample registers («mẫu») made by code: nothing in them is a real product."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from ocop_workflow.library.headings import load_headings
from ocop_workflow.rulebook.headings import Headings

Grid = Sequence[Sequence[object]]
GRID: Grid = [["STT", "Tên sản phẩm", "Chủ thể"], [1, "Chè mẫu", "HTX Mẫu"]]
SHEET = "xl/worksheets/sheet1.xml"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def headings() -> Headings:
    return load_headings(ROOT / "config/registers/headings.yaml")


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: a grid from A1, merges as (range, value), more sheets by name."""

    def write(grid: Grid, merges: Sequence[tuple[str, object]] = (), name: str = "mau.xlsx", **sheets: Grid) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as workbook:
            day = workbook.add_format({"num_format": "dd/mm/yyyy"})
            for title, rows in {"Mẫu": grid, **sheets}.items():
                sheet = workbook.add_worksheet(title)
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        if cell is not None:
                            sheet.write(row, column, cell, *([day] if isinstance(cell, date) else []))
                if title == "Mẫu":
                    for where, value in merges:
                        sheet.merge_range(where, value)
        return path

    return write


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a CSV file from text or bytes."""

    def write(content: str | bytes, name: str = "mau.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def packed(book, tmp_path) -> Callable[..., Path]:
    """The sample workbook with members replaced or added, by name."""

    def write(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
        target = tmp_path / "doc.xlsx"
        with zipfile.ZipFile(book(GRID)) as source, zipfile.ZipFile(target, "w", compression) as out:
            for info in source.infolist():
                if info.filename not in members:
                    out.writestr(info.filename, source.read(info))
            for name, content in members.items():
                out.writestr(name, content)
        return target

    return write
