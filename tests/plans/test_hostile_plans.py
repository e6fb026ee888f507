"""A hostile or broken plan file: told with file and line and what to do, nothing stored, bounded time and memory."""

import shutil
import time
import tracemalloc
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.library.plans import load_plan
from tests.plans.test_bad_plans import CONFIG, NAME

SOURCE = "bac-kan.bac-kan.2024.txt"
TCVN3 = "KÕ ho¹ch thùc hiÖn Ch­¬ng tr×nh OCOP cña thµnh phè"
VNI = "Keá hoaïch thöïc hieän Chöông trình OCOP"
SECONDS, BYTES = 20, 60_000_000
"""Far above what is needed, so that a slow machine does not fail; without a bound it would take minutes."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "sources").mkdir()
    shutil.copy(CONFIG / "plans" / NAME, tmp_path / "plans")
    shutil.copy(CONFIG / "sources" / SOURCE, tmp_path / "sources")
    return tmp_path / "plans"


@contextmanager
def bounded() -> Iterator[None]:
    started = time.monotonic()
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < BYTES
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < SECONDS


def refused(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        load_plan(path)
    return caught.value


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


class TestTooMuch:
    """Size, depth and number are measured before anything is built."""

    def test_a_file_of_100_mb_is_not_even_read(self, folder):
        with (folder / NAME).open("r+b") as file:
            file.truncate(100_000_000)
        with bounded():
            assert "tệp lớn hơn" in str(refused(folder / NAME))

    def test_a_source_of_100_mb_neither(self, folder):
        with (folder.parent / "sources" / SOURCE).open("r+b") as file:
            file.truncate(100_000_000)
        with bounded():
            (mistake,) = refused(folder / NAME).mistakes
        assert mistake.file.endswith(SOURCE)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (bomb(12), "không dùng neo (&) và bí danh (*)"),
            ("a: " + "[" * 5_000, "lồng nhau quá 40 mức"),
            ("a: [" + "1," * 150_000 + "1]", "tệp có hơn 20,000 mục"),
            ("a: 1\n" + "# x\n" * 200_000, "tệp dài hơn 400,000 chữ"),
        ],
        ids=["alias bomb", "depth", "entries", "length"],
    )
    def test_a_bomb_costs_nothing(self, folder, text, says):
        (folder / NAME).write_text(text, "utf-8")
        with bounded():
            found = refused(folder / NAME)
        assert says in str(found)
        assert NAME in found.mistakes[0].file

    def test_a_key_repeated_a_thousand_times_is_told_once_each(self, folder):
        (folder / NAME).write_text("code: a\n" + "".join(f"la_{n}: 1\n" for n in range(1_000)), "utf-8")
        with bounded():
            assert len(refused(folder / NAME).mistakes) < 2_000


class TestEncodings:
    """What an office's computer makes of letters: read where it is sure, refused with the line where it is not."""

    @pytest.mark.parametrize("words", [TCVN3, VNI], ids=["TCVN3", "VNI"])
    def test_old_fonts_in_the_plan_are_told_as_such(self, folder, words):
        path = folder / NAME
        text = path.read_text("utf-8")
        line = text[: text.index("locality_name:")].count("\n") + 1
        lines = text.split("\n")
        lines[line - 1] = f"locality_name: {words}"
        path.write_text("\n".join(lines), "utf-8")
        (mistake,) = refused(path).mistakes
        assert (mistake.line, mistake.file) == (line, str(path))
        assert "hãy chuyển sang Unicode" in mistake.why

    @pytest.mark.parametrize("words", [TCVN3, VNI], ids=["TCVN3", "VNI"])
    def test_old_fonts_in_the_source_are_told_with_its_own_lines(self, folder, words):
        source = folder.parent / "sources" / SOURCE
        source.write_text(f"dòng một\n{words}\n" * 30, "utf-8")
        found = refused(folder / NAME).mistakes
        assert [mistake.line for mistake in found][:3] == [2, 4, 6]
        assert {mistake.file for mistake in found} == {str(source)}
        assert len(found) == 20, "enough to see what is wrong"

    @pytest.mark.parametrize("encoding", ["cp1258", "utf-16"])
    def test_another_encoding_is_told_with_what_to_do(self, folder, encoding):
        path = folder / NAME
        path.write_bytes(path.read_text("utf-8").encode(encoding, "replace"))
        (mistake,) = refused(path).mistakes
        assert mistake.line
        assert "hãy lưu lại tệp bằng bảng mã UTF-8" in mistake.why

    def test_a_decomposed_source_is_the_same_source(self, folder):
        same = load_plan(folder / NAME)
        source = folder.parent / "sources" / SOURCE
        source.write_text(unicodedata.normalize("NFD", source.read_text("utf-8")), "utf-8")
        assert load_plan(folder / NAME) == same

    def test_signs_that_a_terminal_would_obey_are_refused(self, folder):
        path = folder / NAME
        path.write_text(path.read_text("utf-8").replace("locality_name: ", "locality_name: \x1b[2J", 1), "utf-8")
        (mistake,) = refused(path).mistakes
        assert "ký tự điều khiển" in mistake.why
        assert mistake.line == path.read_text("utf-8").split("\x1b")[0].count("\n") + 1


class TestReferences:
    """What points nowhere, or at itself."""

    def spoil(self, folder: Path, old: str, new: str) -> BadInput:
        path = folder / NAME
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return refused(path)

    @pytest.mark.parametrize("member", ["ubnd-xa-phuong", "phong-ban-nganh"], ids=["itself", "another group"])
    def test_a_group_of_groups_is_no_list_of_units(self, folder, member):
        text = (folder / NAME).read_text("utf-8")
        units = text[text.index("  - code: ubnd-xa-phuong") :]
        first = units[units.index("      - ") :].split("\n")[0]
        found = self.spoil(folder, first, f"      - {member}")
        assert any("là một nhóm; ở đây phải là từng đơn vị" in mistake.why for mistake in found.mistakes)

    def test_an_entry_written_twice_is_told_with_the_first(self, folder):
        text = (folder / NAME).read_text("utf-8")
        start = text.index("  - code: bk.iii.2\n")
        entry = text[start : text.index("  - code:", start + 10)]
        found = self.spoil(folder, entry, entry + entry.replace("bk.iii.2", "bk.iii.2-lai", 1))
        (mistake,) = found.mistakes
        assert "lặp lại mục duties." in mistake.why
        assert "xóa một mục" in mistake.why
        assert mistake.line == text[: start + len(entry)].count("\n") + 2

    def test_a_report_to_nobody_known(self, folder):
        report = (
            "reports: [{code: x, clause: I, quote: kế hoạch, from: [ubnd-tp], to: khong-co, cadence: year, "
            "programme: ocop}]\nduties:"
        )
        (mistake,) = self.spoil(folder, "duties:", report).mistakes
        assert "reports.0.to: không có đơn vị này" in mistake.why
        assert mistake.value == "khong-co"
