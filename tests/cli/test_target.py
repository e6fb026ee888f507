"""Targets and the task book at the terminal."""

import sqlite3
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.cli.conftest import BAC_KAN, UONG_BI, Ocop

LIST = ("target", "list", "-c", UONG_BI)
ENTER = ("target", "enter", "--source", "Niên giám thống kê năm 2024", "--by", "Nguyễn Văn A", "-c", UONG_BI)


class TestTargets:
    """Value, comparator, deadline, reached or not, what is missing; by hand where no data answers."""

    def test_the_words_of_the_plan_stand_beside_what_was_reached(self, april: Ocop) -> None:
        shown = " ".join(april(*LIST).out.split())
        assert "Chỉ tiêu của Chương trình OCOP (3)" in shown
        assert "«Phát triển mới thêm 02 sản phẩm OCOP»" in shown
        assert "Còn thiếu 2 sản phẩm" in shown

    def test_those_of_the_new_rural_programme_stand_apart(self, april: Ocop) -> None:
        out = april(*LIST).out
        own, _, outside = out.partition("ngoài chu trình OCOP")
        assert "ub.mt.san" in own
        assert "Thu nhập" not in own
        assert "Thu nhập" in outside

    def test_programs_read_numbers_and_codes(self, april: Ocop) -> None:
        lines = {line["code"]: line for line in april(*LIST, "--json").json}
        new = lines["ub.mt.san-pham-moi"]
        assert (new["answer"], new["value"], new["is_reached"], new["comparator"]) == ("computed", "0", False, "≥")
        assert lines["ub.mt.ntm-kieu-mau"]["due_on"] == "2024-12-31"
        assert all(key.isascii() for line in lines.values() for key in line)

    def test_codes_stay_whole_on_a_narrow_terminal(self, april: Ocop, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        shown = april(*LIST).out
        assert all(f"{line['code']} · " in shown for line in april(*LIST, "--json").json)

    def test_a_plan_without_targets_says_so(self, april: Ocop) -> None:
        assert "Kế hoạch không in chỉ tiêu nào." in april("target", "list", "-c", BAC_KAN).out

    def test_a_value_by_hand_is_kept_with_its_source(self, april: Ocop, tmp_path: Path) -> None:
        answer = april(*ENTER[:2], "ub.mt.thu-nhap", "82,5", *ENTER[2:])
        assert answer.code == 0
        assert "82,5 triệu đồng/người/năm, cần > 80 triệu đồng/người/năm: đạt." in answer.out
        line = next(line for line in april(*LIST, "--json").json if line["code"] == "ub.mt.thu-nhap")
        assert (line["answer"], line["is_reached"]) == ("by_hand", True)
        assert line["source"].startswith("Niên giám thống kê năm 2024 (Nguyễn Văn A nhập ngày ")
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            (act,) = database.execute("SELECT actor, detail FROM act_log WHERE action = 'enter_target'")
        assert act[0] == "Nguyễn Văn A"
        assert "82,5" in act[1]

    @pytest.mark.parametrize(
        ("code", "value", "exit_code", "says"),
        [
            ("ub.mt.san-pham-moi", "2", 1, "được tính từ dữ liệu"),
            ("ub.mt.khong-co", "2", 1, "Không tìm thấy chỉ tiêu"),
            ("ub.mt.thu-nhap", "nhiều", 2, "«nhiều» không phải là số"),
            ("ub.mt.nuoc-sach", "101", 1, "không quá 100%"),
        ],
    )
    def test_what_cannot_be_entered_is_refused(self, april: Ocop, code, value, exit_code, says) -> None:
        answer = april(*ENTER[:2], code, value, *ENTER[2:])
        assert (answer.code, says in answer.err) == (exit_code, True), answer.err


class TestTaskBook:
    """The task book as XLSX and DOCX."""

    def test_both_files_are_written_and_open_again(self, april: Ocop, tmp_path: Path) -> None:
        xlsx, docx = tmp_path / "so.xlsx", tmp_path / "so.docx"
        xlsx.write_bytes(b"an earlier file")
        answer = april("plan", "book", UONG_BI, "--xlsx", xlsx, "--docx", docx, "--today", "2024-04-22")
        assert answer.code == 0, answer.err
        assert "15 đơn vị" in answer.out
        assert len(load_workbook(xlsx).sheetnames) == 16
        assert len(Document(str(docx)).sections) == 15
        assert sorted(path.name for path in tmp_path.iterdir()) == ["so.docx", "so.xlsx", "var"]

    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            ((UONG_BI,), 2, "ghi rõ --xlsx hoặc --docx"),
            ((UONG_BI, "--xlsx", "so.docx"), 2, "không có đuôi .xlsx"),
            (("ha-noi.2024", "--xlsx", "so.xlsx"), 1, "Không tìm thấy chu trình"),
            ((UONG_BI, "--xlsx", "none/so.xlsx"), 1, "Không ghi được tệp none/so.xlsx"),
        ],
    )
    def test_bad_input_writes_nothing(
        self, april: Ocop, tmp_path: Path, words, code, says, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        answer = april("plan", "book", *words)
        assert answer.code == code
        assert says in answer.err
        assert [path.name for path in tmp_path.iterdir()] == ["var"]
