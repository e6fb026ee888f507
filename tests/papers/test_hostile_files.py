"""Hostile and broken files are refused with a reason, in bounded time and memory."""

import random
import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.papers.limits import DEFAULT_LIMITS
from ocop_workflow.papers.register import read_register
from tests.papers.conftest import GRID, ROOT, SHEET

OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = "</sheetData></worksheet>"
# An attacker can always add noise until a part no longer looks like a bomb.
NO_RATIO = replace(DEFAULT_LIMITS, unpack_ratio=1_000_000)


MEASURE = """
import sys, time
from dataclasses import replace
from pathlib import Path
from ocop_workflow.errors import BadInput
from ocop_workflow.library.headings import load_headings
from ocop_workflow.papers.limits import DEFAULT_LIMITS
from ocop_workflow.papers.register import read_register
limits = replace(DEFAULT_LIMITS, unpack_ratio=1_000_000)
try:
    rows = len(read_register(Path(sys.argv[1]), load_headings(Path(sys.argv[2])), limits).rows)
except BadInput:
    rows = 0
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(rows, time.process_time(), int(peak.split()[1]) * 1024)
"""


def measured(path) -> tuple[int, float, int]:
    """Rows read, seconds of work and bytes of memory that a process of its own needs for the file."""
    command = [sys.executable, "-c", MEASURE, str(path), str(ROOT / "config/registers/headings.yaml")]
    rows, seconds, memory = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return int(rows), float(seconds), int(memory)


def refusal(path, headings, limits=DEFAULT_LIMITS) -> str:
    """The reason why the file is refused, found within 10 s of work."""
    started = time.process_time()
    with pytest.raises(BadInput) as refused:
        read_register(path, headings, limits)
    assert time.process_time() - started < 10
    assert str(path) in str(refused.value)
    return str(refused.value)


class TestWhatIsNoWorkbook:
    """The first bytes decide, not the name."""

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "tệp rỗng"),
            (b"STT,Ten\n", "nếu là CSV hãy đổi đuôi"),
            (b"<html>", "không phải tệp XLSX"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"kiểu cũ \(.xls\)"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
            (b"PK\x03\x04" + bytes(50), "hỏng"),
            (bytes(DEFAULT_LIMITS.file_bytes + 1), "lớn hơn"),
        ],
    )
    def test_it_is_refused_for_what_it_is(self, tmp_path, headings, raw, reason):
        path = tmp_path / "doc.xlsx"
        path.write_bytes(raw)
        assert re.search(reason, refusal(path, headings))

    @pytest.mark.parametrize("name", ["doc.xls", "doc.xlsm", "doc.pdf", "doc"])
    def test_other_kinds_of_file_are_refused_by_name(self, tmp_path, headings, name):
        (tmp_path / name).write_bytes(b"x")
        assert "chỉ đọc tệp .xlsx hoặc .csv" in refusal(tmp_path / name, headings)

    def test_a_folder_is_refused(self, tmp_path, headings):
        (tmp_path / "doc.xlsx").mkdir()
        assert "không phải là tệp thường" in refusal(tmp_path / "doc.xlsx", headings)

    def test_a_plain_archive_is_refused(self, tmp_path, headings):
        with zipfile.ZipFile(tmp_path / "doc.xlsx", "w") as out:
            out.writestr("a.txt", "a")
        assert "không phải sổ Excel" in refusal(tmp_path / "doc.xlsx", headings)


class TestPackages:
    """What stands in the archive is checked before any parser opens it."""

    def test_macros_are_refused(self, packed, headings):
        assert "macro" in refusal(packed({"xl/vbaProject.bin": b"x"}), headings)

    @pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "xl\\..\\..\\a.xml"])
    def test_strange_paths_are_refused(self, packed, headings, name):
        assert "đường dẫn lạ" in refusal(packed({name: b"<a/>"}), headings)

    def test_two_members_of_one_name_are_refused(self, packed, headings):
        assert "trùng tên" in refusal(packed({"XL/workbook.xml": b"<a/>"}), headings)

    def test_many_members_are_refused(self, packed, headings):
        assert "phần" in refusal(packed({f"xl/{n}.bin": b"" for n in range(1_001)}), headings)

    def test_a_compression_that_excel_does_not_know_is_refused(self, packed, headings):
        assert "nén theo kiểu" in refusal(packed({}, zipfile.ZIP_LZMA), headings)

    def test_a_locked_member_is_refused(self, packed, headings):
        path = packed({})
        raw = bytearray(path.read_bytes())
        raw[raw.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(raw)
        assert "mật khẩu" in refusal(path, headings)

    def test_a_member_that_is_not_xml_is_refused(self, packed, headings):
        assert "không phải XML" in refusal(packed({"xl/styles.xml": "<a/>".encode("cp037")}), headings)

    def test_entities_are_refused(self, packed, headings):
        bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        assert "DOCTYPE" in refusal(packed({SHEET: bomb + OPEN + CLOSE}), headings)

    def test_entities_in_utf_16_are_refused_too(self, packed, headings):
        bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY a "aaaa">]><a>&a;</a>'
        assert refusal(packed({SHEET: bomb.encode("utf-16")}), headings)

    def test_a_bomb_is_refused_by_its_ratio(self, packed, headings):
        assert "nén quá" in refusal(packed({SHEET: b"<" + bytes(30_000_000)}), headings)

    def test_a_bomb_is_refused_by_its_size(self, packed, headings):
        assert "giải nén ra hơn" in refusal(packed({SHEET: b"<" + bytes(50_000_000)}), headings)

    @pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
    def test_a_cut_file_is_refused(self, packed, headings, keep):
        path = packed({})
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
        assert "hỏng" in refusal(path, headings)

    @pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
    def test_noise_in_a_part_is_read_or_refused_and_never_a_crash(self, packed, headings, book, member):
        with zipfile.ZipFile(book(GRID)) as source:
            good = source.read(member)
        chance = random.Random(member)
        refusals = 0
        for _ in range(60):
            noisy = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                noisy[chance.randrange(len(noisy))] = chance.choice(b"<>/\"'=0123456789AZaz \xff")
            try:
                read_register(packed({member: bytes(noisy)}), headings)
            except BadInput:
                refusals += 1
        assert refusals


class TestSheetsTooLarge:
    """Rows, cells, texts and merges are bounded by what a machine can bear."""

    def test_a_million_rows_are_refused(self, packed, headings):
        rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_000_001))
        assert "hãy chép riêng bảng" in refusal(packed({SHEET: OPEN + rows + CLOSE}), headings)

    def test_a_row_far_below_is_refused(self, packed, headings):
        sheet = f'{OPEN}<row r="1048576"><c r="A1048576"><v>1</v></c></row>{CLOSE}'
        assert "hơn 25,000 dòng" in refusal(packed({SHEET: sheet}), headings)

    def test_a_column_far_right_is_refused(self, packed, headings):
        assert "hơn 200 cột" in refusal(
            packed({SHEET: f'{OPEN}<row r="1"><c r="XFD1"><v>1</v></c></row>{CLOSE}'}), headings
        )

    def test_empty_formatted_rows_far_below_do_no_harm(self, packed, headings, book):
        with zipfile.ZipFile(book(GRID)) as source:
            sheet = source.read(SHEET).decode()
        empty = "".join(f'<row r="{n}" spans="1:3"><c r="A{n}" s="0"/></row>' for n in range(3, 60_000))
        path = packed({SHEET: sheet.replace("</sheetData>", empty + "</sheetData>")})
        assert len(read_register(path, headings).rows) == 1

    def test_endless_merges_are_refused_and_the_whole_sheet_merged_is_not_built(self, packed, headings, book):
        with zipfile.ZipFile(book(GRID)) as source:
            sheet = source.read(SHEET).decode()
        one = sheet.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A4:XFD1048576"/></mergeCells>')
        assert len(read_register(packed({SHEET: one}), headings).rows) == 1
        rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 5_000))
        merges = '<mergeCells><mergeCell ref="A4:XFD1048576"/>' + '<mergeCell ref="A1:C4999"/>' * 100
        many = one.replace("</sheetData>", rows + "</sheetData>").replace(
            '<mergeCells><mergeCell ref="A4:XFD1048576"/>', merges
        )
        assert "gộp quá nhiều ô" in refusal(packed({SHEET: many}), headings, NO_RATIO)

    def test_a_giant_cell_is_refused(self, packed, headings):
        chance = random.Random(1)
        text = "".join(chance.choices("abcdefgh ", k=1_000_000))
        rows = [["Tên sản phẩm", "Chủ thể"], [text, "HTX Mẫu"]]
        cells = "".join(
            "<row>" + "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in row) + "</row>" for row in rows
        )
        assert "ô dài hơn 32,767 ký tự" in refusal(packed({SHEET: OPEN + cells + CLOSE}), headings)

    @pytest.mark.parametrize("flood", ["<x/>" * 300_000, "<x>" * 150_000 + "</x>" * 150_000])
    def test_floods_and_towers_of_tags_are_refused(self, packed, headings, flood):
        assert "bị sửa" in refusal(
            packed({SHEET: OPEN.removesuffix("<sheetData>") + flood + "</worksheet>"}), headings, NO_RATIO
        )

    @pytest.mark.parametrize("member", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
    def test_floods_in_other_parts_are_refused(self, packed, headings, member):
        assert "quá nhiều ô, chữ hoặc định dạng" in refusal(
            packed({member: f"<a>{'<si/>' * (DEFAULT_LIMITS.strings + 1)}</a>"}), headings, NO_RATIO
        )

    def test_a_csv_of_many_rows_is_refused(self, csv_file, headings):
        path = csv_file("Tên sản phẩm,Chủ thể\n" + "Chè mẫu,HTX Mẫu\n" * 25_000)
        assert "hơn 25,000 dòng" in refusal(path, headings)

    def test_a_csv_with_a_giant_cell_is_refused(self, csv_file, headings):
        path = csv_file("Tên sản phẩm,Chủ thể\nChè mẫu," + "x" * 100_000)
        assert "ô dài hơn" in refusal(path, headings)
        assert refusal(csv_file("Tên sản phẩm,Chủ thể\nChè mẫu," + "x" * 5_000_000), headings)

    def test_limits_are_the_callers_choice(self, book, headings):
        path = book([*GRID, [2, "Mật mẫu", "HTX Mẫu"]])
        assert "hơn 2 dòng" in refusal(path, headings, replace(DEFAULT_LIMITS, rows=2))


class TestCost:
    """Every file is read or refused within 10 s of work and 256 MiB."""

    def test_the_largest_list_that_is_allowed(self, book):
        """A whole country in one file: more than 20,000 products with the columns that registers have."""
        head = [
            "STT", "Tên sản phẩm", "Chủ thể", "Số sao", "Điện thoại", "Xã", "Địa chỉ", "Ghi chú", "Loại hình",
            "Người đại diện", "Số quyết định", "Ngày công nhận", "Ngày hết hạn", "Nhóm sản phẩm",
        ]  # fmt: skip
        rows = [
            [
                n, f"Chè mẫu {n}", f"HTX Mẫu {n % 500}", "3 sao", "0912345678", "Xã Mẫu", f"Thôn {n}", f"mẫu {n}",
                "HTX", f"Người Mẫu {n % 500}", f"{n % 90}/QĐ-MẪU", "05/07/2024", "05/07/2027", "1",
            ]
            for n in range(1, DEFAULT_LIMITS.rows)
        ]  # fmt: skip
        assert len(rows) > 20_000
        read, seconds, memory = measured(book([head, *rows]))
        assert read == len(rows)
        assert seconds < 10
        assert memory < 256 * 2**20

    @pytest.mark.parametrize(
        "cells",
        [
            lambda n: "".join(f'<c t="inlineStr"><is><t>mẫu {n} {k}</t></is></c>' for k in range(12)),
            lambda n: "<c><f>A1</f><v>1</v></c>" * 13,
            lambda n: f'<c r="GR{n}"><v>1</v></c>',
            lambda n: f"<c><v>{n}</v></c>" * 19,
        ],
        ids=["texts of their own", "formulas", "far to the right", "numbers"],
    )
    def test_a_sheet_full_of_one_thing(self, packed, cells):
        head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Tên sản phẩm", "Chủ thể"))
        rows = "".join(f'<row r="{n}">{cells(n)}</row>' for n in range(2, DEFAULT_LIMITS.rows + 1))
        sheet = f'{OPEN}<row r="1">{head}</row>{rows}{CLOSE}'
        assert 0.04 < sheet.count("<") / DEFAULT_LIMITS.tags < 1
        _, seconds, memory = measured(packed({SHEET: sheet}))
        assert seconds < 10
        assert memory < 256 * 2**20

    def test_a_workbook_with_every_part_just_below_its_limit(self, packed):
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        cells = ("<row>" + "<c/>" * 199 + "</row>") * (DEFAULT_LIMITS.tags // 205)
        strings, formats = (
            "<si><t>a</t></si>" * (DEFAULT_LIMITS.strings - 1_000),
            "<xf/>" * (DEFAULT_LIMITS.other_tags - 1_000),
        )
        path = packed(
            {
                SHEET: OPEN + cells + CLOSE,
                "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
                "xl/styles.xml": f"<styleSheet {main}><cellXfs>{formats}</cellXfs></styleSheet>",
            }
        )
        _, seconds, memory = measured(path)
        assert seconds < 10
        assert memory < 256 * 2**20
