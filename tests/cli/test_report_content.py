"""Reports as officers file them: typed, by sheet, returned, corrected, excused, called for, counted."""

from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from tests.cli.conftest import UONG_BI, Ocop

WARD = ("phuong-bac-son", "2024-Q1")
IN = ("-c", UONG_BI, "--today", "2024-04-22")
BY = ("--by", "Lê E")
PAPER = ("--paper", "12/UBND", "--paper-date", "2024-04-20")


def whole(april: Ocop) -> list[str]:
    """«--set code=2» for every figure that the form needs."""
    shown = april("report", "show", *WARD, *IN, "--json").json
    assert shown["filings"] == []
    codes = ("y-tuong.tiep-nhan", "phuong-an.tiep-nhan", "san-pham.con-hieu-luc", "san-pham.truy-xuat",
             "chu-the.dang-hoat-dong", "chu-the.nu", "tap-huan.lop", "tap-huan.nguoi", "hoi-cho.lan", "diem-ban",
             "kinh-phi", "tien-do")  # fmt: skip
    return [word for code in codes for word in ("--set", f"{code}=2")]


class TestOneReport:
    def test_typed_returned_corrected_and_shown_as_it_was(self, april: Ocop):
        assert "san-pham.truy-xuat" in april("report", "fill", *WARD, *BY, *IN).out
        wrong = april("report", "fill", *WARD, *BY, *IN, "--set", "diem-ban=ba", "--set", "la=1")
        assert wrong.code == 1
        assert "diem-ban=ba: không phải là số" in wrong.err
        assert "la=1: biểu mẫu không có mã này" in wrong.err
        assert april("report", "fill", *WARD, *BY, *IN, "--set", "diem-ban").code == 2
        filed = april("report", "fill", *WARD, *BY, *IN, *whole(april), "--set", "doanh-thu=1.200,5")
        assert "đã nộp ngày 22/04/2024 (13 mục), trễ" in filed.out
        assert april("report", "accept", *WARD, "--by", "B", *IN).code == 0
        assert "ocop report reopen" in april("report", "fill", *WARD, *BY, *IN, "--nothing").err
        again = april("report", "reopen", *WARD, "--reason", "Bổ sung", "--by", "B", *IN)
        assert "đính chính lần 1, hạn nộp" in again.out
        assert april("report", "fill", *WARD, *BY, *IN, "--nothing").code == 0
        first = april("report", "show", *WARD, *IN, "--number", "1", "--json").json
        assert {value["code"]: value["shown"] for value in first["values"]}["doanh-thu"] == "1.200,5"
        assert [filing["correction"] for filing in first["filings"]] == [0, 1]
        assert "khai không phát sinh" in april("report", "show", *WARD, *IN).out

    def test_by_the_sheet_once_however_often(self, april: Ocop, tmp_path):
        sheet = tmp_path / "q1.xlsx"
        assert "20 ô để điền" in april("report", "form", *WARD, "--to", sheet, *IN).out
        book = load_workbook(sheet)
        for row in range(8, 21):
            book.worksheets[0].cell(row, 5).value = 2
        book.save(sheet)
        on = ("--today", "2024-04-22")
        assert "phuong-bac-son đã nộp, trễ" in april("report", "import", sheet, *BY, *on).out
        assert "không đổi gì" in april("report", "import", sheet, *BY, *on).out
        book.worksheets[0]["E8"] = "hai"
        book.save(sheet)
        refused = april("report", "import", sheet, *BY, *on)
        assert refused.code == 1
        assert "ô E8: chữ trong ô số (giá trị: «hai»)" in refused.err
        assert "chưa lưu gì" in refused.err

    def test_a_bomb_is_refused_before_it_unpacks(self, april: Ocop, tmp_path):
        bomb = tmp_path / "bom.xlsx"
        with ZipFile(bomb, "w", ZIP_DEFLATED) as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("xl/worksheets/sheet1.xml", b"<x>" + b" " * 30_000_000)
        refused = april("report", "import", bomb, *BY)
        assert refused.code == 1
        assert "giải nén ra hơn" in refused.err


class TestManyReports:
    def test_excused_units_and_calls_enter_completeness(self, april: Ocop):
        excused = april(
            "report", "excuse", *WARD, "--signer", "Ông C", "--reason", "bão", *PAPER, "--by", "B", *IN,
        )  # fmt: skip
        assert "được miễn (Ông C ký, 12/UBND)" in excused.out
        half = april("report", "excuse", "phuong-yen-thanh", "2024-Q1", "--reason", "bão", "--by", "B", *IN)
        assert "Thiếu người ký cho miễn" in half.err
        call = (
            "report",
            "call",
            "--number",
            "5/UBND",
            "--issued",
            "2024-04-22",
            "--signer",
            "Ông C",
            "--subject",
            "Bão",
        )
        assert april(*call, "--unit", "ubnd-xa-phuong", "--by", "B", *IN).code == 2
        made = april(*call, "--unit", "ubnd-xa-phuong", "--hours", "24", "--by", "B", *IN)
        assert "2024-DX01: 10 đơn vị phải báo cáo, trong 24 giờ" in made.out
        (one,) = april("report", "calls", *IN, "--json").json
        assert (one["waiting"], one["is_open"]) == (10, True)
        table = april("report", "completeness", "--by", "period", *IN, "--json").json
        quarter = next(line for line in table["completeness"] if line["key"] == "2024-Q1")
        assert (quarter["excused"], quarter["filed"], quarter["filed_rate"]) == (1, 0, "0.0")
        assert {line["period"] for line in table["late"]} == {"2024-M03", "2024-M04", "2024-Q1"}
        shown = april("report", "completeness", "--by", "level", "--period", "2024-Q3", *IN)
        assert "không có nhiệm vụ báo cáo" in shown.out
        assert april("report", "completeness", "--by", "x", *IN).code == 2
        assert "Nơi nhận" in april("report", "list", "--upward", *IN).out

    def test_units_are_listed_with_their_days(self, april: Ocop):
        units = {unit["code"]: unit for unit in april("unit", "list", *IN, "--json").json}
        assert units["phuong-bac-son"]["valid_to"] == "2025-06-30"
        refused = april("unit", "succeed", "config/units/lineage-2025-07-01.yaml", "--by", "B", *IN)
        assert "có hiệu lực từ 01/07/2025" in refused.err
