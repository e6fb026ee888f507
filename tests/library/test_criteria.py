"""The score sheets that ship: every set of 26/2026/QĐ-TTg adds up; the defects of older copies are kept and said."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.library.criteria import load_criteria
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet
from ocop_workflow.rulebook.evaluation.criteria_soundness import contradictions

FOLDER = Path(__file__).parents[2] / "config" / "criteria"
QD26 = load_criteria(FOLDER, "QD26_2026")
OLDER = {regime: load_criteria(FOLDER, regime) for regime in ("QD148_2023", "QD1048_2019")}

# Regulation note 2.4: set, sections of part A, of part B, criteria that are scored, marks for 3, 4, 5 stars.
PRINTED = """
01 18/10/12 13/12 32 7/12/3
02 18/10/12 13/12 31 7/13/6
03 18/10/12 13/12 32 7/14/6
04 18/10/12 13/12 32 7/14/6
05 16/12/12 13/12 31 8/13/5
06 18/10/12 13/12 32 8/13/5
07 18/10/12 13/12 32 8/14/6
08 18/10/12 13/12 32 8/14/6
09 18/10/12 13/12 31 8/14/6
10 18/10/12 13/12 32 8/13/6
11 18/10/12 13/12 32 8/12/3
12 18/10/12 13/12 32 8/14/3
13 18/10/12 13/12 34 8/10/3
14 17/11/12 13/12 29 8/10/3
15 17/11/12 13/12 29 8/13/3
16 17/11/12 13/12 29 7/9/4
17 17/11/12 13/12 29 8/12/3
18 18/10/12 13/12 31 7/10/3
19 17/11/12 13/12 30 7/10/3
20 17/11/12 13/12 30 7/10/3
21 19/9/12 13/12 28 7/9/4
22 18/10/12 13/12 28 6/8/4
23 19/9/12 13/12 26 5/11/4
24 19/9/12 13/12 26 4/7/5
25 19/9/12 13/12 25 4/9/3
26 14/12/14 17/8 32 1/2/0
"""


HEAD = "01,A,1.1,Nguồn gốc sản phẩm"
ROW = f"{HEAD},3,1 2 3,"


def outline(sheet: CriteriaSet) -> str:
    """A set as the regulation note prints it."""
    parts = ["/".join(str(row.points) for row in sheet.sections if row.part == part) for part in "AB"]
    marks = "/".join(str(sum(star in row.gates for row in sheet.criteria)) for star in (3, 4, 5))
    return f"{sheet.number:02d} {' '.join(parts)} {len(sheet.criteria)} {marks}"


class TestTheSheetsInForce:
    """26/2026/QĐ-TTg, Phụ lục II."""

    @pytest.mark.parametrize("sheet", QD26, ids=lambda sheet: sheet.code)
    def test_every_set_adds_up_to_40_25_35_and_100(self, sheet):
        by_part = {
            part: sum(max(row.allowed) for row in sheet.criteria if row.part == part) for part in ("A", "B", "C")
        }

        assert by_part == {"A": Decimal(40), "B": Decimal(25), "C": Decimal(35)}
        assert contradictions(sheet) == [] and sheet.issue == ()

    def test_sections_criteria_and_star_marks_are_those_of_the_annex(self):
        assert [outline(sheet) for sheet in QD26] == PRINTED.split("\n")[1:-1]

    def test_all_answers_are_there_and_nothing_of_their_wording(self):
        printed = [answer for sheet in QD26 for row in sheet.criteria for answer in row.answers if answer.printed]

        assert (sum(len(sheet.criteria) for sheet in QD26), len(printed)) == (787, 2535)
        assert max(len(row.heading) for sheet in QD26 for row in sheet.rows) < 100

    def test_labels_in_two_languages_are_read_as_none_or_one_point_since_no_answer_is_printed(self):
        unprinted = [(s.number, row.code) for s in QD26 for row in s.criteria if not row.answers[0].printed]

        assert unprinted == [(n, "2.4") for n in range(1, 21)] + [(21, "2.3"), (22, "2.3")]

    def test_only_tourism_goes_without_sample_products(self):
        assert [sheet.number for sheet in QD26 if not sheet.head.needs_sample] == [26]

    def test_tourism_chooses_one_of_two_cases_in_three_rows(self):
        assert [row.code for row in QD26[25].criteria if row.answers[-1].case == 2] == ["8", "9", "15"]

    def test_wine_and_other_drinks_stop_without_a_production_licence(self):
        stopped = [s.number for s in QD26 if "no_production_licence" in {d.code for d in s.disqualifiers}]

        assert stopped == [15, 17]


class TestOlderSheets:
    """Copies of secondary sources: what is broken is kept, said, and never scored by."""

    @pytest.mark.parametrize(
        ("regime", "defective", "points"),
        [("QD148_2023", [3, 7, 11, 12, 13, 18, 19], [40, 25, 35]), ("QD1048_2019", [4, 7, 17, 19, 26], [35, 25, 40])],
    )
    def test_exactly_the_sets_that_contradict_themselves_say_so(self, regime, defective, points):
        sheets = OLDER[regime]

        assert [sheet.number for sheet in sheets if sheet.issue] == defective
        assert [sheet.number for sheet in sheets if contradictions(sheet)] == defective
        assert len(sheets) == 26 and [part.points for part in sheets[0].parts] == points

    def test_the_oldest_copy_has_no_star_mark(self):
        assert not any(row.gates for sheet in OLDER["QD1048_2019"] for row in sheet.criteria)


class TestABrokenFile:
    """Refused with file and line; nothing is scored by half a set."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return Path(shutil.copytree(FOLDER, tmp_path / "criteria"))

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (ROW, f"{HEAD},3,1 2 4,", "cao nhất 4 điểm, tối đa ghi 3"),
            (ROW, f"{HEAD},4,1 2 4,", "1: các tiêu chí con cộng lại 19"),
            (ROW, f"{HEAD},3,2 1 3,", "không tăng dần"),
            (ROW, f"{HEAD},3,1** 2 3,", "dấu sao phải là 3, 4, 5"),
            (ROW, f"{HEAD},3,1****** 2 3,", "dòng 3, cột «answers»"),
            (ROW, f"{HEAD},ba,1 2 3,", "dòng 3, cột «points»"),
            (ROW, "một,A,1.1,Nguồn gốc,3,1 2 3,", "số bộ phải là số nguyên"),
            (ROW, "27,A,1.1,Nguồn gốc,3,1 2 3,", "bộ 27 không có trong sets.yaml"),
            ("set,part", "bo,part", "sai dòng tiêu đề"),
        ],
    )  # fmt: skip
    def test_is_refused_with_its_place(self, folder, old, new, said):
        path = folder / "QD26_2026" / "criteria.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

        with pytest.raises(BadInput) as refused:
            load_criteria(folder, "QD26_2026")

        assert said in str(refused.value) and "criteria.csv" in str(refused.value)

    def test_an_unknown_regime_is_answered_with_those_that_exist(self):
        with pytest.raises(NotReady, match="QD1048_2019, QD148_2023, QD26_2026"):
            load_criteria(FOLDER, "QD99_2030")
