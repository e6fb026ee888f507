"""The office's own copy of the annex: held against the shipped facts line by line; its texts are taken, or nothing."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from ocop_workflow.errors import BadInput
from ocop_workflow.operations.evaluation.criteria_texts import (
    Reading,
    answers_in_words,
    hold_against,
    keep_texts,
    texts_of,
)
from ocop_workflow.papers.criteria_table import COLUMNS, read_criteria_table
from ocop_workflow.records.criteria_tables import CriteriaTextLine
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.tables import ActLog
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet
from ocop_workflow.vocabulary import CriteriaText
from tests.builders import AT, OFFICER, TODAY, sheets

QD26 = sheets("QD26_2026")
HONEY, TOURISM = QD26[3], QD26[25]
Line = list[str]


def printed(criteria: CriteriaSet) -> Iterator[Line]:
    """The annex of a set as a table, with made-up words («mẫu»)."""
    number = str(criteria.number)
    for part in criteria.parts:
        yield [number, "part", part.code, part.name, str(part.points), ""]
        for row in (row for row in criteria.rows if row.part == part.code):
            kind = "section" if row.parent is None else "subcriterion" if row.code.count(".") > 1 else "criterion"
            yield [number, kind, row.code, row.heading, str(row.points), ""]
            yield [number, "note", "", f"ghi chú mẫu của {row.code}", "", ""]
            for place, answer in enumerate((one for one in row.answers if one.printed), start=1):
                said = dict(row.misprints).get(place, str(answer.points))
                yield [number, "option", "", f"câu mẫu {row.code}.{place}", said, str(answer.gate or "")]
    yield [number, "total", "", "TỔNG CỘNG", "100", ""]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """A CSV of sets whose lines a test may change."""

    def write(*sets: CriteriaSet, change: Callable[[list[Line]], None] = lambda lines: None) -> Path:
        lines = [line for criteria in sets for line in printed(criteria)]
        change(lines)
        path = tmp_path / "phu-luc.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *lines])
        return path

    return write


def held(path: Path) -> list[Reading]:
    return hold_against(QD26, read_criteria_table(path), file=str(path))


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        held(path)
    return str(refused.value)


class TestAFaithfulCopy:
    def test_all_26_sets_agree_and_known_misprints_are_counted(self, table):
        readings = held(table(*QD26))

        assert [reading.criteria.number for reading in readings] == list(range(1, 27))
        assert sum(reading.known_misprints for reading in readings) == 6

    def test_a_workbook_reads_as_the_csv_does(self, table, tmp_path):
        path = table(HONEY)
        book = openpyxl.Workbook()
        book.active.append(["Phụ lục mẫu"])
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.reader(file):
                book.active.append(line)
        book.save(tmp_path / "phu-luc.xlsx")

        assert held(tmp_path / "phu-luc.xlsx")[0].texts == held(path)[0].texts

    def test_texts_are_kept_shown_beside_the_points_and_replaced_by_a_second_import(self, database, table):
        with unit_of_work(database) as session:
            for _ in range(2):
                brought = keep_texts(session, held(table(HONEY, TOURISM)), actor=OFFICER, today=TODAY, at=AT)
            texts = texts_of(session, HONEY)

            assert brought.sets == (4, 26)
            assert len(session.exec(select(CriteriaTextLine)).all()) == brought.texts
            assert texts["1.1", CriteriaText.ANSWER, 2] == "câu mẫu 1.1.2"
            assert texts["1.1", CriteriaText.NOTE, 1] == "ghi chú mẫu của 1.1"
            row = HONEY.criterion("1.5")
            assert answers_in_words(row, texts).split("\n")[2] == "2****: câu mẫu 1.5.3"
            assert texts_of(session, QD26[0]) == {}
            acts = session.exec(select(ActLog).where(ActLog.action == "import_criteria")).all()
            assert [act.detail.partition(":")[0] for act in acts] == ["QD26_2026.04", "QD26_2026.26"] * 2

    def test_without_texts_points_marks_and_cases_are_shown(self):
        assert answers_in_words(HONEY.criterion("1.5"), {}) == "0 · 1 · 2**** · 3*****"
        assert answers_in_words(TOURISM.criterion("8"), {}) == "1 · 3 hoặc 1 · 3"
        assert answers_in_words(HONEY.criterion("2.4"), {}) == "0 · 1 (không in, đọc là 0 hoặc 1)"


class TestACopyThatSaysOtherwise:
    """Every line is told with its place; nothing is kept."""

    @staticmethod
    def at(lines: list[Line], kind: str, text: str) -> Line:
        return next(line for line in lines if line[1] == kind and text in line[3])

    @pytest.mark.parametrize(
        ("kind", "text", "column", "value", "said"),
        [
            ("option", "câu mẫu 1.5.3", 4, "1", "cột «points»: bộ 04, 1.5: điểm khác (giá trị: «1»); cho phép: 2"),
            ("option", "câu mẫu 1.5.3", 4, "hai", "1.5: điểm khác (giá trị: «hai»)"),
            ("option", "câu mẫu 1.5.3", 5, "", "cột «star_gate»: bộ 04, 1.5: dấu sao khác"),
            ("option", "câu mẫu 1.5.2", 5, "3", "1.5: dấu sao khác (giá trị: «3»); cho phép: để trống"),
            ("criterion", "Gia tăng giá trị", 4, "4", "1.3: điểm khác (giá trị: «4»); cho phép: 3"),
            ("criterion", "Gia tăng giá trị", 2, "1.9", "cột «code»: bộ 04, không có dòng này ở đây"),
            ("part", "Khả năng tiếp thị", 4, "30", "B: điểm khác (giá trị: «30»); cho phép: 25"),
            ("total", "TỔNG CỘNG", 4, "99", "điểm khác (giá trị: «99»); cho phép: 100"),
            ("option", "câu mẫu 7.3", 4, "12", "7: điểm khác (giá trị: «12»); cho phép: 3"),
            ("option", "câu mẫu 1.5.3", 3, "", "thiếu lời"),
            ("option", "câu mẫu 1.5.3", 1, "answer", "loại dòng không có"),
            ("option", "câu mẫu 1.5.3", 0, "bốn", "số bộ phải là số nguyên"),
            ("total", "TỔNG CỘNG", 0, "27", "không có bộ này (giá trị: «27»)"),
        ],
    )
    def test_is_refused_with_line_and_cell(self, table, kind, text, column, value, said):
        def change(lines: list[Line]) -> None:
            self.at(lines, kind, text)[column] = value

        assert said in refusal(table(HONEY, change=change))

    @pytest.mark.parametrize(
        ("kind", "text", "said"),
        [
            ("option", "câu mẫu 1.5.4", "1.5: thiếu câu trả lời 3 điểm"),
            ("option", "câu mẫu 12.3", "12: thiếu câu trả lời 3 điểm"),
            ("section", "Hướng dẫn sử dụng", "thiếu dòng 11 Hướng dẫn sử dụng"),
        ],
    )
    def test_a_missing_line_is_named(self, table, kind, text, said):
        assert said in refusal(table(HONEY, change=lambda lines: lines.remove(self.at(lines, kind, text))))

    def test_an_answer_too_many_is_named(self, table):
        def twice(lines: list[Line]) -> None:
            lines.insert(lines.index(self.at(lines, "option", "câu mẫu 1.5.4")), ["4", "option", "", "thừa", "3", "5"])

        assert "1.5: thừa câu trả lời, chỉ có 4" in refusal(table(HONEY, change=twice))

    def test_a_copy_of_other_rules_is_refused_without_a_flood(self, tmp_path, table):
        path = table(*sheets("QD148_2023"))

        assert "chỗ khác nữa; bảng có phải của khung pháp lý này không?" in refusal(path)
        assert refusal(path).count("\n") == 51

    def test_a_file_without_the_columns_is_refused(self, tmp_path):
        path = tmp_path / "khac.csv"
        path.write_text("a,b\n1,2\n", encoding="utf-8")

        assert "không có dòng tiêu đề với đủ các cột set_no, kind" in refusal(path)
