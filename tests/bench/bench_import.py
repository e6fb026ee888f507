"""A register of 8,000 rows, as large as one file may be; against reading the same file with the library alone."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from ocop_workflow.library.headings import load_headings
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.imports import import_register
from ocop_workflow.papers.register import read_register
from ocop_workflow.records.session import unit_of_work
from tests.bench.country import CONFIG
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.builders import AT, OFFICER, TODAY, a_cycle

JOB = "a register of N products from XLSX"
ROWS = 8_000
HEADINGS = (
    "TT",
    "Tên sản phẩm",
    "Tên chủ thể",
    "Xã, phường",
    "Nhóm sản phẩm",
    "Hạng sao",
    "Số quyết định",
    "Ngày quyết định",
)


def write_register(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, HEADINGS)
        for n in range(1, ROWS + 1):
            producer, commune = f"Hợp tác xã mẫu {n % 4_000}", ("xã Mẫu Một", "xã Mẫu Hai")[n % 4_000 % 2]
            day = date(2023, 1 + n % 12, 1 + n % 28)
            sheet.write_row(
                n, 0, (n, f"Sản phẩm mẫu {n}", producer, commune, 1 + n % 6, f"{3 + n % 2} sao", f"{n % 90 + 1}/QĐ-MẪU",
                       f"{day:%d/%m/%Y}")
            )  # fmt: skip


def alone(path: Path) -> int:
    book = load_workbook(path, read_only=True, data_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if any(row))


def ours(url: str, cycle: RunningCycle, path: Path) -> None:
    rows = read_register(path, load_headings(CONFIG / "registers" / "headings.yaml")).rows
    with unit_of_work(url) as session:
        done = import_register(session, cycle, rows, file=path.name, source="mẫu", actor=OFFICER, today=TODAY, at=AT)
    assert done.recognised + done.identified == ROWS


@pytest.mark.timeout(0)
def test_importing(fresh, databases, tmp_path):
    path = tmp_path / "danh-sach-mau.xlsx"
    write_register(path)
    figures = Figures(
        f"Import a register of {ROWS:,} products (limit: openpyxl reads the file, nothing else)",
        ("database", "ours s", "limit s", "ratio", "the same again s"),
    )
    for kind in databases:
        template = fresh(kind)
        with unit_of_work(template) as session:
            cycle = a_cycle(session)
        settle(template)

        def once(template=template, cycle=cycle):
            with copy_of(template, tmp_path) as url:
                return seconds(lambda: ours(url, cycle, path))

        mine, raw = interleaved(once, lambda: seconds(lambda: alone(path)))
        with copy_of(template, tmp_path) as url:
            ours(url, cycle, path)
            rows = read_register(path, load_headings(CONFIG / "registers" / "headings.yaml")).rows
            with unit_of_work(url) as session:
                again = seconds(
                    lambda session=session, rows=rows, cycle=cycle: import_register(
                        session, cycle, rows, file=path.name, source="mẫu", actor=OFFICER, today=TODAY, at=AT
                    )
                )
        figures.add(kind, mine, raw, mine / raw, again)
        SUMMARY.against_limit(JOB, ROWS, kind, mine, raw, at_most=2)
    figures.show()
