"""A letter as a file: the example is sound, a mistake is told with its line."""

from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.library.letters import load_letter

FOLDER = Path(__file__).parents[2] / "config" / "calendar"
CALENDAR = load_calendar(FOLDER)
HEAD = "number: 1/TB-MẪU\nissued_on: 2026-12-10\nissuer: Cơ quan mẫu\n"


def test_the_example_is_sound_and_says_that_it_is_one():
    read = load_letter(FOLDER / "letter.example.yaml", lambda letter: CALENDAR)

    assert "mẫu" in read.letter.reference.lower()
    assert len(read.letter.decided) == 3


@pytest.mark.parametrize(
    ("body", "line", "why"),
    [
        ("days:\n  2027-02-30: {kind: public_holiday, name: Tết}\n", 5, "ngày không có thật"),
        ("days:\n  2027-02-04: {kind: holiday, name: Tết}\n", 5, "không nằm trong danh sách"),
        ("days:\n  2027-02-04: {kind: public_holiday}\n", 5, "thiếu khóa bắt buộc"),
        ("days: {}\nordinary: [2027-05-03, 2027-05-04]\n", 5, "không ghi ngày này là ngày nghỉ"),
        ("days:\n  2027-05-07: {kind: makeup_working_day, name: Làm bù}\n", 5, "thứ Bảy hoặc Chủ nhật"),
        ("days: {}\n", 1, "không quyết định ngày nào"),
        ("days: {}\nday: 1\n", 5, "khóa không có trong khuôn mẫu"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, body, line, why):
    file = tmp_path / "thong-bao.yaml"
    file.write_text(HEAD + body, encoding="utf-8")

    with pytest.raises(BadInput) as refused:
        load_letter(file, lambda letter: CALENDAR)
    first = refused.value.mistakes[0]
    assert first.line == line
    assert why in first.why
