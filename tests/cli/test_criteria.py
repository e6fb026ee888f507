"""Score sheets and regimes at the terminal: they need no database, but for the office's own texts."""

import csv
from pathlib import Path

import pytest

from ocop_workflow.papers.criteria_table import COLUMNS
from tests.cli.conftest import Ocop
from tests.operations.test_criteria_texts import HONEY, printed


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    """The office's copy of one set, with made-up words."""
    path = tmp_path / "phu-luc.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *printed(HONEY)])
    return path


class TestWithoutADatabase:
    def test_the_sets_of_a_day_are_listed_with_their_defects(self, ocop: Ocop) -> None:
        lines = ocop("criteria", "list", "--on", "2024-06-14", "--json").json
        assert [line["code"] for line in lines[:2]] == ["QD148_2023.01", "QD148_2023.02"]
        assert [line["code"][-2:] for line in lines if line["issue"]] == ["03", "07", "11", "12", "13", "18", "19"]

    def test_a_set_is_shown_with_marks_and_grounds(self, ocop: Ocop) -> None:
        shown = " ".join(ocop("criteria", "show", "QD26_2026.15").out.split())
        assert "0 · 1 · 2**** · 3*****" in shown
        assert "Không có giấy phép sản xuất" in shown
        assert "«ocop criteria import»" in shown

    def test_a_number_alone_is_a_set_of_the_day(self, ocop: Ocop) -> None:
        assert ocop("criteria", "show", "5", "--on", "2026-08-01", "--json").json["code"] == "QD26_2026.05"
        assert ocop("criteria", "show", "5", "--on", "2022-08-01", "--json").json["code"] == "QD1048_2019.05"

    def test_an_unknown_set_is_answered_with_how_to_write_one(self, ocop: Ocop) -> None:
        answer = ocop("criteria", "show", "QD26_2026.27")
        assert answer.code == 1
        assert "Viết như QD26_2026.05" in answer.err

    def test_check_says_what_is_sound_and_what_is_kept_for_reading(self, ocop: Ocop) -> None:
        answer = ocop("criteria", "check")
        assert answer.code == 0
        assert "QD26_2026: 26 bộ, 26 bộ khớp 40/25/35 = 100." in answer.out
        assert "QD1048_2019: 26 bộ, 21 bộ khớp 35/25/40 = 100, 5 bộ chỉ để tra cứu: 04, 07, 17, 19, 26." in answer.out

    def test_an_annex_is_held_against_the_shipped_sets_without_keeping_it(self, ocop: Ocop, annex: Path) -> None:
        assert (
            "1 bộ khớp với 26/2026/QĐ-TTg, 2 chỗ in sai đã biết."
            in ocop("criteria", "check", annex, "--regime", "QD26_2026").out
        )

    def test_one_product_is_compared_under_every_regime(self, ocop: Ocop) -> None:
        found = ocop("criteria", "compare", "--points", "89,95", "--group", "1", "--json").json
        assert found["stars"] == dict.fromkeys(("QD1048_2019", "QD148_2023", "QD148_1489_2025", "QD26_2026"), 4)
        told = ocop("criteria", "compare", "--points", "62").out
        assert "quyết định: «Cấp tỉnh» thành «Cấp huyện»" in told
        assert "2870/QĐ-UBND (Quảng Ninh): không xếp hạng được" in told

    def test_answers_to_a_sheet_give_its_stars(self, ocop: Ocop, tmp_path: Path) -> None:
        path = tmp_path / "phieu.csv"
        answers = [(row.code, 1 if row.code == "1.5" else max(row.allowed)) for row in HONEY.criteria]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(answers)
        found = ocop("criteria", "compare", "--answers", f"QD26_2026.04={path}", "--json").json
        assert (found["stars"]["QD26_2026"], found["stars"]["QD148_2023"]) == (3, None)

    def test_nothing_to_compare_is_wrong_use(self, ocop: Ocop) -> None:
        assert ocop("criteria", "compare").code == 2
        assert ocop("criteria", "compare", "--points", "101").code == 2


class TestTheOfficesOwnTexts:
    def test_are_kept_and_shown_with_the_set(self, april: Ocop, annex: Path) -> None:
        answer = april("criteria", "import", annex, "--regime", "QD26_2026", "--by", "Nguyễn Văn A")
        assert answer.code == 0, answer.err
        assert "lời của 1 bộ (04) theo 26/2026/QĐ-TTg." in answer.out
        assert "2****: câu mẫu 1.5.3" in " ".join(april("criteria", "show", "QD26_2026.04").out.split())
        listed = april("criteria", "list", "--regime", "QD26_2026", "--json").json
        assert [line["code"] for line in listed if line["has_texts"]] == ["QD26_2026.04"]

    def test_a_copy_of_other_rules_is_refused(self, april: Ocop, annex: Path) -> None:
        answer = april("criteria", "import", annex, "--regime", "QD148_2023")
        assert answer.code == 1
        assert "chưa lưu gì" in answer.err and "dòng 5, cột «code»" in answer.err


class TestRegimeOfADossier:
    """26/2026/QĐ-TTg, Đ.11, Đ.12."""

    @pytest.mark.parametrize(
        ("kind", "on", "code"),
        [
            ("first", "2026-07-21", "QD148_1489_2025"),
            ("first", "2026-07-22", "QD26_2026"),
            ("re_evaluation", "2026-06-21", "QD148_1489_2025"),
            ("re_evaluation", "2026-06-22", "QD26_2026"),
        ],
    )
    def test_is_told_with_its_article(self, ocop: Ocop, kind: str, on: str, code: str) -> None:
        choice = ocop("rules", "regime", "--filed", "2026-05-21", "--kind", kind, "--on", on, "--json").json["choice"]
        assert choice["regime"]["code"] == code

    def test_says_the_last_day_under_the_old_rules(self, ocop: Ocop) -> None:
        shown = " ".join(ocop("rules", "regime", "--filed", "2026-05-21", "--on", "2026-06-01").out.split())
        assert "hết ngày 21/07/2026" in shown and "Đ.11, Đ.12" in shown

    def test_a_day_before_any_score_sheet_says_what_was_not_found(self, ocop: Ocop) -> None:
        shown = " ".join(ocop("rules", "regime", "--on", "2015-09-23").out.split())
        assert "2870/QĐ-UBND" in shown and "không thấy trong nguồn" in shown

    def test_a_filing_day_ahead_is_wrong_use(self, ocop: Ocop) -> None:
        assert ocop("rules", "regime", "--filed", "2026-06-01", "--on", "2026-05-01").code == 2
