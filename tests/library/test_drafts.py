"""A draft is written as a plan file that is refused until a person has filled it, and is a plan when they have."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ocop_workflow.errors import BadInput
from ocop_workflow.library.drafts import write_draft
from ocop_workflow.library.plans import load_plan
from ocop_workflow.papers.documents import read_document
from ocop_workflow.rulebook.drafting.draft import Draft, draft
from ocop_workflow.rulebook.drafting.draft_lines import PrintedDocument, PrintedLine
from ocop_workflow.rulebook.plans.coverage import coverage

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests/data/mau.ke-hoach.ocop.txt"
DOCUMENTS = (SAMPLE, *sorted((ROOT / "config/sources").glob("*.txt")))


def place(folder: Path, text: str, source: str) -> Path:
    """The file where `load_plan` looks for it, with its source beside it."""
    (folder / "plans").mkdir()
    (folder / "sources").mkdir()
    (folder / "sources" / "tinh-mau.huyen-mau.2024.txt").write_text(source, encoding="utf-8")
    path = folder / "plans" / "tinh-mau.huyen-mau.2024.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def filled(text: str, result: Draft) -> str:
    """What a person does: fill every empty place, say what stays unclear, take `review` away."""
    yaml = YAML()
    tree: Any = yaml.load(text)
    del tree["review"]
    unit = tree["units"][0]["code"]
    tree.update(
        code="tinh-mau.huyen-mau.2024",
        locality="tinh-mau.huyen-mau",
        locality_name="huyện Mẫu, tỉnh Mẫu",
        level="district",
        year=2024,
        source="tinh-mau.huyen-mau.2024.txt",
    )
    for key in ("in_force", "roles", "windows", "due_days", "ladder", "terms", "contact"):
        tree[key]["why"] = "Thiết lập mẫu."
    tree["in_force"].update({"from": "2024-03-01", "to": "2024-12-31"})
    tree["roles"].update(standing_unit=unit, authority=unit, leader=unit)
    for window in tree["windows"]["steps"]:
        window.update(opens="01-01", closes="12-31")
    tree["due_days"]["roll"] = "as_printed"
    tree["ladder"].update(remind_before=[3, 1], to_unit_after=1, to_head_after=3, to_leader_after=7)
    tree["terms"].update({name: 10 for name in tree["terms"] if name not in ("not_in_plan", "why")})
    for group in tree.get("groups", []):
        group.update(units=[unit], why="Danh sách mẫu.")
    for report in tree.get("reports", []):
        report["from"] = report["from"] or [unit]
        report["to"] = report["to"] or unit
    for entry in tree.get("not_executable", []):
        entry["reason"] = "Câu kết."
    for entry in tree.get("not_a_duty", []):
        entry["reason"] = "Không ràng buộc ai."
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.stem)
def result(request) -> Draft:
    return draft(read_document(request.param))


@pytest.fixture(scope="module")
def text() -> str:
    return write_draft(draft(read_document(SAMPLE)))


class TestADraftIsNoPlanYet:
    """Nothing of a draft can be applied by mistake."""

    def test_it_is_refused_with_the_line_of_every_empty_place_and_of_the_review(self, result, tmp_path):
        text = write_draft(result)
        path = place(tmp_path, text, result.document.text)
        with pytest.raises(BadInput) as refused:
            load_plan(path)
        lines = text.split("\n")
        said = {mistake.line for mistake in refused.value.mistakes}
        empty = {n for n, line in enumerate(lines, start=1) if "# ĐIỀN" in line and "[]" not in line}
        assert empty <= said
        assert lines.index("review:") + 1 in said

    def test_filled_by_a_person_it_is_a_plan_whose_every_word_stands_in_its_source(self, result, tmp_path):
        text = filled(write_draft(result), result)
        plan = load_plan(place(tmp_path, text, result.document.text)).plan
        assert [duty.clause for duty in plan.duties] == [duty.clause.place for duty in result.duties]
        assert [duty.quote for duty in plan.duties] == [duty.quote for duty in result.duties]
        assert [report.cadence for report in plan.reports] == [report.cadence for report in result.reports]
        assert [target.value for target in plan.targets] == [target.value for target in result.targets]

    def test_filled_by_a_person_it_accounts_for_every_figure_and_every_line(self, result, tmp_path):
        """A person says why, or moves an entry; nobody has to look for what is missing."""
        file = load_plan(place(tmp_path, filled(write_draft(result), result), result.document.text))
        assert [str(gap) for gap in coverage(file.plan, file.source_text).gaps] == []


class TestWhatTheFileSays:
    """The layout of the hand-made plans; every proposal beside the words it comes from."""

    def test_it_says_in_its_head_that_it_is_a_draft_and_of_what(self, text):
        assert text.startswith("# yaml-language-server: $schema=../plan.schema.json\n")
        assert text.split("\n")[1].startswith("# BẢN NHÁP do máy đọc từ mau.ke-hoach.ocop.txt, chưa được duyệt.")

    def test_a_proposed_step_stands_beside_the_phrase_that_suggests_it(self, text):
        assert "steps: [6]  # theo chữ «hội chợ»" in text
        assert "steps: [0]  # chưa thấy cụm từ gợi bước" in text

    def test_a_printed_due_day_is_written_and_no_other(self, text):
        assert text.count("on_day: 20") == text.count("due:") == 1
        assert "due_on" not in text

    def test_lines_are_short_enough_to_read(self, text):
        long = [line for line in text.split("\n") if len(line) > 122 and "# " not in line]
        assert long == []

    def test_the_settings_hold_no_value_at_all(self, text):
        tree = YAML(typ="safe").load(text)
        for key in ("in_force", "roles", "due_days", "ladder", "terms", "contact"):
            assert {name: value for name, value in tree[key].items() if value is not None} == {"not_in_plan": True}
        assert all(window["opens"] is window["closes"] is None for window in tree["windows"]["steps"])

    def test_words_that_yaml_would_misread_come_back_as_printed(self):
        words = ("- Kiểm tra: «a» # b", "- yes", "- 2024", "- [x] {y}", "- 'a' \"b\" \\n | > & * !", "- " + "dài " * 60)
        lines = ("I. TỔ CHỨC THỰC HIỆN", "1. Phòng Y tế", *(f"{line} và báo cáo viên" for line in words))
        printed = tuple(PrintedLine(n, " ".join(line.split())) for n, line in enumerate(lines, start=1))
        result = draft(PrintedDocument("mau.txt", "\n".join(lines), printed))
        tree = YAML(typ="safe").load(write_draft(result))
        assert [duty["quote"] for duty in tree["duties"]] == [duty.quote for duty in result.duties]
        assert len(result.duties) == len(words)

    def test_codes_are_unique_and_read_like_the_clause(self, text):
        codes = [duty["code"] for duty in YAML(typ="safe").load(text)["duties"]]
        assert len(codes) == len(set(codes))
        assert codes[:4] == ["ii.1.a", "ii.1.b", "ii.2", "ii.3.b1.c1"]
