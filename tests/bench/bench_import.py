"""A register of 20,000 products in one file; against reading the same file with the library alone.

The library is openpyxl as it is installed here: defusedxml stands beside it and makes it read a quarter slower.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from ocop_workflow.library.headings import load_headings
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.imports import Imported, import_register
from ocop_workflow.papers.register import Register, read_register
from ocop_workflow.records.session import unit_of_work
from tests.bench.country import CONFIG
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.builders import AT, OFFICER, TODAY, a_cycle

ROWS = 20_000
JOB = "a register of N products from XLSX, 14 columns"
NARROW_JOB = "the same with 8 columns"
# What registers of provinces say (config/registers/headings.yaml: HCM, LB), and the least that says what was decided.
HEADINGS = (
    "TT", "Tên sản phẩm", "Chủ thể", "Loại hình", "Nhóm sản phẩm", "Hạng sao", "Số quyết định", "Ngày công nhận",
    "Ngày hết hạn", "Xã/phường", "Địa chỉ", "Người đại diện", "Điện thoại", "Ghi chú",
)  # fmt: skip
NARROW = (
    "TT", "Tên sản phẩm", "Chủ thể", "Xã/phường", "Nhóm sản phẩm", "Hạng sao", "Số quyết định", "Ngày công nhận",
)  # fmt: skip


def write_register(path: Path, headings: Sequence[str] = HEADINGS) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, headings)
        for n in range(1, ROWS + 1):
            cells = product(n)
            sheet.write_row(n, 0, [cells[heading] for heading in headings])


def product(n: int) -> dict[str, object]:
    """Line `n`: five products of a producer do not stand together."""
    producer = n % 4_000
    recognised = date(2023, 1 + n % 12, 1 + n % 28)
    return {
        "TT": n,
        "Tên sản phẩm": f"Sản phẩm mẫu {n}",
        "Chủ thể": f"Hợp tác xã mẫu {producer}",
        "Loại hình": "HTX",
        "Nhóm sản phẩm": 1 + n % 6,
        "Hạng sao": f"{3 + n % 2} sao",
        "Số quyết định": f"{n % 90 + 1}/QĐ-MẪU",
        "Ngày công nhận": f"{recognised:%d/%m/%Y}",
        "Ngày hết hạn": f"{recognised.replace(year=2026):%d/%m/%Y}",
        "Xã/phường": ("xã Mẫu Một", "xã Mẫu Hai")[producer % 2],
        "Địa chỉ": f"Thôn {producer % 50}, xã mẫu",
        "Người đại diện": f"Nguyễn Văn Mẫu {producer}",
        "Điện thoại": f"09{producer:08d}",
        "Ghi chú": f"Hồ sơ lưu số {n}",
    }


def alone(path: Path) -> int:
    book = load_workbook(path, read_only=True, data_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if any(row))


def read(path: Path) -> Register:
    return read_register(path, load_headings(CONFIG / "registers" / "headings.yaml"))


def take_in(url: str, cycle: RunningCycle, path: Path) -> Imported:
    rows = read(path).rows
    with unit_of_work(url) as session:
        return import_register(session, cycle, rows, file=path.name, source="mẫu", actor=OFFICER, today=TODAY, at=AT)


def ours(url: str, cycle: RunningCycle, path: Path) -> None:
    assert take_in(url, cycle, path).recognised == ROWS


@pytest.mark.timeout(0)
def test_importing(fresh, databases, tmp_path):
    figures = Figures(
        f"Import a register of {ROWS:,} products (limit: openpyxl reads the file, nothing else)",
        ("database, columns", "ours s", "limit s", "ratio", "of it reading s", "the same again s"),
    )
    for job, headings in ((JOB, HEADINGS), (NARROW_JOB, NARROW)):
        path = tmp_path / f"danh-sach-mau-{len(headings)}.xlsx"
        write_register(path, headings)
        for kind in databases:
            template = fresh(kind)
            with unit_of_work(template) as session:
                cycle = a_cycle(session)
            settle(template)

            def once(template=template, cycle=cycle, path=path):
                with copy_of(template, tmp_path) as url:
                    return seconds(lambda: ours(url, cycle, path))

            mine, reading, raw = interleaved(
                once, lambda path=path: seconds(lambda: read(path)), lambda path=path: seconds(lambda: alone(path))
            )
            with copy_of(template, tmp_path) as url:
                ours(url, cycle, path)
                again = seconds(lambda url=url, cycle=cycle, path=path: take_in(url, cycle, path))
            figures.add(f"{kind}, {len(headings)}", mine, raw, mine / raw, reading, again)
            SUMMARY.against_limit(job, ROWS, kind, mine, raw, at_most=2)
    figures.show()
