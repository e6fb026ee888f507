"""A plan file with a mistake is refused whole: file, line of the entry, the value, and what is allowed."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.library.plans import load_plan, load_plans

CONFIG = Path(__file__).parents[2] / "config"
NAME = "bac-kan.bac-kan.2024.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the Bắc Kạn plan and its source, to spoil."""
    (tmp_path / "plans").mkdir()
    (tmp_path / "sources").mkdir()
    shutil.copy(CONFIG / "plans" / NAME, tmp_path / "plans")
    shutil.copy(CONFIG / "sources" / "bac-kan.bac-kan.2024.txt", tmp_path / "sources")
    return tmp_path / "plans"


def spoil(folder: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; return the line on which it stood."""
    path = folder / NAME
    text = path.read_text("utf-8")
    assert old in text, "the test no longer spoils what it says"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


SPOILED = {
    "an unknown unit": ("lead: [vp-hdnd-ubnd]", "lead: [phong-y-te]", "phong-y-te", "vp-hdnd-ubnd"),
    "an unknown unit in a role": ("standing_unit: phong-kinh-te", "standing_unit: x", "x", "phong-kinh-te"),
    "a group in a role": ("leader: ubnd-tp", "leader: ubnd-xa-phuong", "ubnd-xa-phuong", "ubnd-tp"),
    "a code used twice": ("code: bk.iii.3.b2", "code: bk.iii.3.b1", "bk.iii.3.b1", "chỉ dùng một lần"),
    "a unit's code used twice": ("code: thanh-doan", "code: hoi-nong-dan", "hoi-nong-dan", "chỉ dùng một lần"),
    "a code with diacritics": ("code: bk.iii.2\n", "code: bk.iii.hai.đ\n", "bk.iii.hai.đ", "a-z0-9"),
    "an impossible date": ("to: 2024-12-31", "to: 2024-02-30", "2024-02-30", "ngày không có thật"),
    "an end before the beginning": ("to: 2024-12-31", "to: 2024-07-01", "2024-07-01", "trước ngày bắt đầu"),
    "a day that the year does not have": ('closes: "11-30"', 'closes: "11-31"', "11-31", "không có ngày này"),
    "a window that closes before it opens": ('closes: "11-30"', 'closes: "08-30"', "08-30", "trước ngày mở"),
    "years that end before the plan's own": ("source: b", "years: [2022, 2023]\nsource: b", "2022", "năm 2024"),
    "years with a hole": ("source: b", "years: [2022, 2024]\nsource: b", "2022", "liền nhau"),
    "a wrong post": ("duties:", "governance: [{body: x, role: boss, clause: I, quote: x}]\nduties:", "boss", "'chair'"),
    "a word outside the list": ("wording: tham_muu", "wording: chi_dao", "chi_dao", "'chu_tri'"),
    "a step that does not exist": ("steps: [4, 5, 6]", "steps: [4, 5, 7]", "7", "6"),
    "a wrong key": ("deliverable: Kế", "ket_qua: Kế", "ket_qua", "deliverable"),
    "a term of no days": ("scoring: 10", "scoring: 0", "0", "scoring"),
    "a plan under another's name": ("code: bac-kan.bac-kan.2024", "code: a.b.2024", "a.b.2024", "bac-kan.bac-kan.2024"),
    "another plan's source": ("source: bac-kan.bac-kan.2024.txt", "source: ../a.txt", "../a.txt", "bac-kan.2024.txt"),
    "a quote that is not printed": ("printed: TT Thành ủy, UBND", "printed: TT Thành ủy, Z", "ủy, Z", "văn bản in"),
}  # fmt: skip


class TestReportForms:
    """A form that a reporting duty names stands in report_forms/ beside the plans."""

    def test_an_unknown_form_is_refused_with_those_that_there_are(self, tmp_path):
        shutil.copytree(CONFIG / "sources", tmp_path / "sources")
        shutil.copytree(CONFIG / "report_forms", tmp_path / "report_forms")
        (tmp_path / "plans").mkdir()
        path = tmp_path / "plans" / "quang-ninh.uong-bi.2024.yaml"
        text = (CONFIG / "plans" / path.name).read_text("utf-8")
        path.write_text(text.replace("code: ocop.tien-do", "code: ocop.khong-co", 1), "utf-8")
        with pytest.raises(BadInput, match=r"dòng \d+.*«ocop.khong-co».*cho phép: ocop.tien-do"):
            load_plan(path)


class TestMistakes:
    """Every mistake has the file, the line of the offending entry, the value, and what is allowed."""

    @pytest.mark.parametrize(("old", "new", "value", "allowed"), SPOILED.values(), ids=SPOILED)
    def test_is_refused_with_its_line_value_and_what_is_allowed(self, folder, old, new, value, allowed):
        line = spoil(folder, old, new)
        with pytest.raises(BadInput) as refused:
            load_plan(folder / NAME)
        first = refused.value.mistakes[0]
        assert first.file == str(folder / NAME)
        assert first.line == line
        assert value in str(first)
        assert allowed in str(first)
        assert "chưa lưu gì" in str(refused.value)

    def test_a_missing_key_is_named_with_the_line_of_its_entry(self, folder):
        line = spoil(folder, "    clause: III.2\n", "")
        with pytest.raises(BadInput, match=r"duties\.11\.clause: thiếu khóa bắt buộc") as refused:
            load_plan(folder / NAME)
        assert [mistake.line for mistake in refused.value.mistakes] == [line - 1]

    def test_a_setting_without_a_reason_is_refused(self, folder):
        unit = "  - code: phuong-duc-xuan\n"
        why = '    why: "Kế hoạch chỉ in «các xã, phường»; tên và mã theo danh mục đơn vị hành chính."\n'
        path = folder / NAME
        before, after = path.read_text("utf-8").split(unit)
        path.write_text(before + unit + after.replace(why, "", 1), "utf-8")
        with pytest.raises(BadInput, match="phải ghi lý do") as refused:
            load_plan(path)
        assert [mistake.line for mistake in refused.value.mistakes] == [before.count("\n") + 1]

    def test_a_misprinted_quote_of_a_duty_points_to_the_quote(self, folder):
        line = spoil(folder, "tổ chức đánh giá, công nhận", "tổ chức thi, công nhận")
        with pytest.raises(BadInput, match="không tìm thấy nguyên văn") as refused:
            load_plan(folder / NAME)
        (mistake,) = refused.value.mistakes
        assert mistake.line == line - 1  # the words stand on the line after «quote: >-»
        assert mistake.value.startswith("Tham mưu cho UBND thành phố")

    def test_all_mistakes_are_told_at_once(self, folder):
        lines = [
            spoil(folder, "lead: [vp-hdnd-ubnd]", "lead: [phong-y-te]"),
            spoil(folder, "leader: ubnd-tp", "leader: chu-tich"),
            spoil(folder, "code: bk.iii.3.b2", "code: bk.iii.3.b1"),
        ]
        with pytest.raises(BadInput) as refused:
            load_plan(folder / NAME)
        assert sorted(mistake.line for mistake in refused.value.mistakes) == sorted(lines)


class TestForms:
    """A file is read as it comes from an office's computer, or refused in words that help."""

    def test_decomposed_text_with_a_byte_order_mark_is_the_same_plan(self, folder):
        path = folder / NAME
        same = load_plan(path)
        path.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", path.read_text("utf-8")).encode())
        assert load_plan(path) == same

    def test_a_missing_source_says_which_file_to_look_for(self, folder):
        (folder.parent / "sources" / "bac-kan.bac-kan.2024.txt").unlink()
        with pytest.raises(NotReady, match=r"sources/bac-kan\.bac-kan\.2024\.txt"):
            load_plan(folder / NAME)


class TestFolder:
    """A folder is read whole or not at all."""

    def test_the_shipped_plans(self):
        assert [file.plan.code for file in load_plans(CONFIG / "plans")] == [
            "bac-kan.bac-kan.2024",
            "quang-binh.quang-ninh.2020",
            "quang-ninh.cam-pha.2016",
            "quang-ninh.uong-bi.2024",
            "tra-vinh.chau-thanh.2025",
        ]

    def test_one_bad_file_refuses_all_and_names_each_file(self, folder):
        spoil(folder, "leader: ubnd-tp", "leader: chu-tich")
        (folder / "a.b.2024.yaml").write_text("code: 5\n", "utf-8")
        with pytest.raises(BadInput) as refused:
            load_plans(folder)
        assert {Path(mistake.file).name for mistake in refused.value.mistakes} == {NAME, "a.b.2024.yaml"}

    def test_an_empty_folder_is_no_set_of_plans(self, tmp_path):
        with pytest.raises(NotReady, match="Không có kế hoạch nào"):
            load_plans(tmp_path)
