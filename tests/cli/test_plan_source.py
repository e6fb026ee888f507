"""A plan file against its document, and a first file out of a document."""

import json
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
