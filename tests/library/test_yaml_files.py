"""One YAML file into one shape: bounded, without aliases, each mistake with its line."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.library.yaml_files import MAX_BYTES, load_yaml


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    on: date | None = None
    days: int = Field(default=1, ge=1)


class Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    first: Line | None = None
    lines: tuple[Line, ...] = ()


@pytest.fixture
def read(tmp_path: Path):
    def read(content: str | bytes) -> Sheet:
        path = tmp_path / "sheet.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_yaml(path, Sheet)

    return read


REFUSED = {
    "a tab": ("title: a\nfirst:\n\tname: b\n", 3, "phím Tab"),
    "a key twice": ("title: a\nfirst: {name: b}\ntitle: c\n", 3, "khóa bị lặp"),
    "a colon in a sentence": ("title: a: b\n", 1, "ngoặc kép"),
    "a bracket that is not closed": ("title: a\nlines: [\n", 3, "sai cú pháp YAML"),
    "an anchor": ("title: a\nfirst: &x\n  name: b\n", 2, "neo"),
    "an alias": ("title: a\nlines: [*x]\n", 2, "bí danh"),
    "a tag": ("title: a\nfirst: !!python/object:os.system {}\n", 2, "thẻ"),
    "a control character": ("title: a\nfirst: {name: \x01}\n", 2, "ký tự điều khiển"),
    "not UTF-8": ("title: a\nfirst: {name: Bắc}\n".encode("utf-16"), 1, "UTF-8"),
    "a legacy Vietnamese encoding": (b"title: a\nfirst: {name: B\xbec K\xb9n}\n", 2, "UTF-8"),
    "a list at the top": ("- title\n", 1, "bảng các khóa"),
    "nothing": ("", 1, "bảng các khóa"),
    "two documents": ("title: a\n---\ntitle: b\n", 2, "chỉ được có một phần"),
    "too deep": ("title: a\nlines: " + "[" * 60 + "]" * 60 + "\n", 2, "lồng nhau"),
    "a wrong key": ("title: a\nlines:\n  - name: b\n    dyas: 3\n", 4, "cho phép: name, on, days"),
    "a wrong key at the top": ("title: a\ntilte: b\n", 2, "cho phép: title, first, lines"),
    "a missing key": ("title: a\nlines:\n  - name: b\n  - days: 3\n", 4, "lines.1.name: thiếu khóa bắt buộc"),
    "an impossible date": ("title: a\nlines:\n  - name: b\n    on: 2023-02-29\n", 4, "2023-02-29"),
    "a date in another order": ("title: a\nfirst:\n  name: b\n  on: 29/02/2024\n", 4, "năm-tháng-ngày"),
    "a number for text": ("title: 7\n", 1, "phải là chữ"),
    "text for a number": ("title: a\nfirst:\n  name: b\n  days: ba\n", 4, "phải là số nguyên"),
    "too small a number": ("title: a\nfirst:\n  name: b\n  days: 0\n", 4, "cho phép: ≥ 1"),
    "a word for a list": ("title: a\nlines: b\n", 2, "phải là danh sách"),
}


class TestRefused:
    """The message has the file, the line, the value, what is wrong and what is allowed, in Vietnamese."""

    @pytest.mark.parametrize(("content", "line", "words"), REFUSED.values(), ids=REFUSED)
    def test_a_spoiled_file_is_refused_with_its_line(self, read, content, line, words):
        with pytest.raises(BadInput) as refused:
            read(content)
        (mistake,) = refused.value.mistakes
        assert mistake.file.endswith("sheet.yaml")
        assert mistake.line == line
        assert words in str(mistake)

    def test_a_huge_file_is_not_even_read(self, read):
        with pytest.raises(BadInput, match="lớn hơn"):
            read("title: a\n" + "#" * MAX_BYTES)

    def test_a_bomb_of_aliases_costs_nothing(self, read):
        bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(200))
        with pytest.raises(BadInput, match="neo"):
            read(bomb)

    def test_all_mistakes_of_the_shape_are_told_at_once(self, read):
        with pytest.raises(BadInput) as refused:
            read("title: 7\nlines:\n  - days: 0\n    x: 1\n")
        assert sorted(mistake.line for mistake in refused.value.mistakes) == [1, 3, 3, 4]

    def test_a_file_that_is_not_there_says_where_it_was_looked_for(self, tmp_path):
        with pytest.raises(NotReady, match=r"khong-co\.yaml"):
            load_yaml(tmp_path / "khong-co.yaml", Sheet)

    def test_a_folder_is_no_file(self, tmp_path):
        with pytest.raises(NotReady):
            load_yaml(tmp_path, Sheet)


class TestRead:
    """What is accepted, and as what."""

    def test_dates_texts_and_numbers(self, read):
        sheet = read('title: "01834"\nfirst:\n  name: >-\n    Bắc\n    Kạn\n  on: 2024-02-29\n  days: 3\n')
        assert sheet.title == "01834"
        assert sheet.first == Line(name="Bắc Kạn", on=date(2024, 2, 29), days=3)

    def test_text_is_composed_and_windows_line_ends_do_not_matter(self, read):
        decomposed = "Ba\N{COMBINING BREVE}\N{COMBINING ACUTE ACCENT}c"
        assert read(f"title: {decomposed}\r\nlines: []\r\n").title == "Bắc"
