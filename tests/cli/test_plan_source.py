"""A plan file against its document, and a first file out of a document."""

import json
import re
import time
import unicodedata
from pathlib import Path

import pytest

from ocop_workflow.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted((ROOT / "config" / "plans").glob("*.yaml"))


class TestCoverage:
    """Every line, figure and date of the five documents is accounted for; what is left out is named."""

    @pytest.mark.parametrize("file", PLANS, ids=lambda file: file.stem)
    def test_the_shipped_plans_are_complete(self, file, capsys):
        assert main(["plan", "coverage", str(file), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["lines"]["percent"], told["figures"]["percent"], told["gaps"]) == (100, 100, [])

    def test_a_duty_left_out_is_named_with_its_line(self, tmp_path, capsys):
        code = "bac-kan.bac-kan.2024"
        text = (ROOT / "config" / "plans" / f"{code}.yaml").read_text(encoding="utf-8")
        start = text.index("  - code: bk.iii.2")
        end = text.index("  - code:", start + 10)
        for folder, name, content in (
            ("plans", f"{code}.yaml", text[:start] + text[end:]),
            ("sources", f"{code}.txt", (ROOT / "config" / "sources" / f"{code}.txt").read_text(encoding="utf-8")),
        ):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / name).write_text(content, encoding="utf-8")
        assert main(["plan", "coverage", str(tmp_path / "plans" / f"{code}.yaml")]) == 1
        assert "ngành y tế" in capsys.readouterr().out


class TestDraft:
    """A document becomes a first file and its source text; nothing is written over."""

    def test_the_sixth_document_is_drafted_and_checked_with_clear_lines(self, tmp_path, capsys):
        for folder in ("plans", "sources"):
            (tmp_path / folder).mkdir()
        to = tmp_path / "plans" / "mau.mau.2026.yaml"
        command = ["plan", "draft", str(ROOT / "tests" / "data" / "mau.ke-hoach.ocop.txt"), "--to", str(to)]
        assert main(command) == 0
        assert "điều cần xem lại" in capsys.readouterr().out
        assert (tmp_path / "sources" / "mau.mau.2026.txt").stat().st_size > 1000
        assert main(["plan", "check", str(to)]) == 1, "blanks are to be filled by a person"
        before = to.read_bytes()
        assert main(command) == 1
        assert to.read_bytes() == before


class TestHostileDocuments:
    """Given to `plan draft`: refused with the file, the line where there is one, and what to do; nothing is written."""

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("mau.txt", "Kế hoạch\nKÕ ho¹ch thùc hiÖn Ch­¬ng tr×nh OCOP\n".encode(), r"dòng 2: chữ gõ bằng phông cũ"),
            ("mau.txt", "Kế hoạch\nKeá hoaïch thöïc hieän\n".encode(), r"dòng 2: chữ gõ bằng phông cũ"),
            (
                "mau.md",
                "Kế hoạch\nCăn cứ".encode("cp1258", "replace"),
                r"dòng 2: chữ không phải bảng mã UTF-8; hãy lưu lại",
            ),
            ("mau.txt", b"", "tệp rỗng"),
            ("mau.txt", b"I. A\x00B", r"ký tự trống"),
            ("mau.txt", ("x" * 30_000).encode(), r"dòng 1: dòng dài hơn"),
            ("mau.txt", b"a\n" * 6_000, r"dài hơn 5,000 dòng"),
            ("mau.pdf", b"%PDF-1.7", r"PDF; hãy mở bằng Word"),
            ("mau.docx", b"PK\x03\x04 hong", r"tệp DOCX hỏng"),
            ("mau.docx", None, r"tệp lớn hơn 10,000,000 byte"),
            ("mau.txt", None, r"tệp lớn hơn 10,000,000 byte"),
        ],
    )
    def test_is_refused_and_nothing_is_written(self, tmp_path, capsys, name, content, says):
        for folder in ("plans", "sources"):
            (tmp_path / folder).mkdir()
        file = tmp_path / name
        if content is None:
            with file.open("wb") as sparse:
                sparse.truncate(100_000_000)
        else:
            file.write_bytes(content)
        started = time.monotonic()
        assert main(["plan", "draft", str(file), "--to", str(tmp_path / "plans" / "mau.mau.2026.yaml")]) == 1
        assert time.monotonic() - started < 10
        told = capsys.readouterr().err
        assert re.search(says, told), told
        assert name in told
        assert [path for folder in ("plans", "sources") for path in (tmp_path / folder).iterdir()] == []

    def test_a_decomposed_document_is_the_same_document(self, tmp_path, capsys):
        text = (ROOT / "tests" / "data" / "mau.ke-hoach.ocop.txt").read_text(encoding="utf-8")
        shown = []
        for form in ("NFC", "NFD"):
            (tmp_path / "mau.txt").write_text(unicodedata.normalize(form, text), encoding="utf-8")
            assert main(["plan", "draft", str(tmp_path / "mau.txt")]) == 0
            shown.append(capsys.readouterr().out)
        assert shown[0] == shown[1]

    def test_a_text_made_to_keep_the_rules_busy_is_read_in_bounded_time(self, tmp_path, capsys):
        """Thousands of names, brackets and numbers: the patterns must not run away."""
        lines = ["I. TỔ CHỨC THỰC HIỆN", "1. " + "Phòng Y tế, " * 900]
        lines += [
            "- " + "(" * 2_000,
            "- đối với " * 900,
            "- " + "1" * 9_000,
            "- " + "báo cáo định kỳ " * 600,
            "- " + "Sở Nông " * 900,
        ]
        lines += [f"- Phòng Y tế phối hợp với Phòng Tư pháp kiểm tra lần {n}." for n in range(1_000)]
        (tmp_path / "mau.txt").write_text("\n\n".join(lines), encoding="utf-8")
        started = time.monotonic()
        assert main(["plan", "draft", str(tmp_path / "mau.txt")]) == 0
        assert time.monotonic() - started < 60
        assert capsys.readouterr().out.startswith("# yaml-language-server")
