"""The same product under every regime: each by answers to its own sheet, with the differences explained."""

from decimal import Decimal

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.operations.evaluation.comparisons import Comparison, answers_of, compare_regimes
from ocop_workflow.papers.answers_table import read_answers_table
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.rulebook.evaluation.comparison import Product
from ocop_workflow.vocabulary import DossierState, Level
from tests.builders import a_cycle, a_dossier, rules, sheets

OLDEST, OLD, AMENDED, NEW = "QD1048_2019", "QD148_2023", "QD148_1489_2025", "QD26_2026"


def best(regime: str, number: int, **worse: int) -> dict[str, Decimal]:
    criteria = sheets(regime)[number - 1]
    sheet = {row.code: max(row.allowed) for row in criteria.criteria}
    return sheet | {code[1:].replace("_", "."): Decimal(points) for code, points in worse.items()}


def says(found: Comparison, topic: str) -> dict[str, str]:
    """What each regime says on a topic."""
    answers = next(one.answers for one in found.topics if one.name == topic)
    return {one.regime.code: answer.text for one, answer in zip(found.evaluated, answers, strict=True)}


class TestByItsOwnAnswers:
    """Fast food: set 5 under all three score sheets, the same product with the weakness each sheet sees."""

    FOUND = compare_regimes(
        rules(),
        Product(group=1),
        {
            "QD1048_2019.05": [best("QD1048_2019", 5)],
            "QD148_2023.05": [best("QD148_2023", 5, c1d=1)],
            "QD26_2026.05": [best("QD26_2026", 5, c1_4=1)],
        },
    )

    def test_the_star_follows_each_sheets_own_minimum_answers(self):
        assert {one.regime.code: one.stars for one in self.FOUND.evaluated} == {OLDEST: 5, OLD: 3, AMENDED: 3, NEW: 3}

    def test_the_reason_names_the_answers_that_lower_the_star(self):
        reasons = says(self.FOUND, "Vì sao")

        assert reasons[OLDEST] == "100 điểm là mức 5 sao, đủ mọi mức tối thiểu của hạng ấy"
        assert "1.4 Liên kết chuỗi trong sản xuất: 4 sao cần từ 2 điểm, đạt 1" in reasons[NEW]
        assert "1d" in reasons[OLD]

    def test_parts_weigh_otherwise_in_the_oldest(self):
        parts = says(self.FOUND, "Điểm theo phần")

        assert parts[OLDEST] == "A 35/35, B 25/25, C 40/40"
        assert parts[NEW] == "A 38/40, B 25/25, C 35/35"

    def test_the_answers_of_one_sheet_count_under_both_regimes_that_use_it(self):
        old, amended = self.FOUND.evaluated[1:3]

        assert old.criteria is amended.criteria and old.total == amended.total
        assert says(self.FOUND, "Tiếp nhận hồ sơ")[OLD] == "Cấp huyện"
        assert says(self.FOUND, "Tiếp nhận hồ sơ")[AMENDED] == "Cấp xã"

    def test_what_differs_is_told_from_one_regime_to_the_next_with_its_clause(self):
        lines = self.FOUND.differences

        received = "148/QĐ-TTg → 148/QĐ-TTg, sửa đổi bởi 1489/QĐ-TTg, tiếp nhận hồ sơ: «Cấp huyện» thành «Cấp xã»"
        assert any(line.startswith(received) for line in lines)
        assert any("hạng sao: «5 sao» thành «3 sao»" in line for line in lines)
        assert not any("giấy chứng nhận:" in line for line in lines)

    def test_a_defective_set_gives_no_star_and_says_why(self):
        found = compare_regimes(rules(), Product(), {"QD148_2023.11": [{}]})

        assert says(found, "Hạng sao")[OLD] == "không xếp hạng được"
        assert "Các mục của phần C cộng lại 32 điểm" in says(found, "Vì sao")[OLD]
        assert "chưa có câu trả lời" in says(found, "Vì sao")[NEW]


class TestByTheTotalAlone:
    @pytest.mark.parametrize(
        ("total", "councils", "deciders"),
        [
            ("62", {OLDEST: "cấp huyện (chuyển từ 50 điểm) → cấp tỉnh (chuyển từ 90 điểm)",
                    OLD: "cấp huyện (chuyển từ 70 điểm)", NEW: "cấp tỉnh (chuyển từ 90 điểm)"},
             {OLDEST: "Cấp tỉnh", OLD: "Cấp huyện", AMENDED: "Cấp tỉnh", NEW: "Cấp tỉnh"}),
            ("90", {OLDEST: "cấp huyện (chuyển từ 50 điểm) → cấp tỉnh (chuyển từ 90 điểm) → cấp trung ương",
                    OLD: "cấp huyện (chuyển từ 70 điểm) → cấp tỉnh (chuyển từ 90 điểm) → cấp trung ương",
                    NEW: "cấp tỉnh (chuyển từ 90 điểm) → cấp trung ương"},
             dict.fromkeys((OLDEST, OLD, AMENDED, NEW), "Cấp trung ương")),
            ("89.95", {NEW: "cấp tỉnh (chuyển từ 90 điểm)"},
             dict.fromkeys((OLDEST, OLD, AMENDED, NEW), "Cấp tỉnh")),
            ("49.99", {OLDEST: "cấp huyện (chuyển từ 50 điểm)"},
             dict.fromkeys((OLDEST, OLD, AMENDED, NEW), "không công nhận")),
        ],
    )  # fmt: skip
    def test_the_way_and_the_decider_are_those_of_each_regime(self, total, councils, deciders):
        found = compare_regimes(rules(), Product(total=Decimal(total)), {})

        said = says(found, "Hội đồng chấm")
        assert {code: said[code] for code in councils} == councils
        assert says(found, "Quyết định") == deciders
        assert "chưa xét câu trả lời tối thiểu" in says(found, "Vì sao")[NEW]

    def test_papers_follow_the_product_group(self):
        papers = says(compare_regimes(rules(), Product(group=2, total=Decimal(60)), {}), "Tài liệu bắt buộc")

        assert "an toàn thực phẩm" in papers[NEW] and "an toàn thực phẩm" not in papers[OLD]


class TestADossier:
    def test_without_a_councils_sheets_has_no_answers(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            scored = a_dossier(session, cycle, DossierState.SCORED, score=Decimal(62), level=Level.DISTRICT)

            assert answers_of(session, scored) == {}


class TestAnswersAsATable:
    def test_two_columns_with_or_without_a_heading(self, tmp_path):
        path = tmp_path / "phieu.csv"
        path.write_text("code,points\n1.1,3\n1.2,2\n", encoding="utf-8")

        assert read_answers_table(path) == {"1.1": Decimal(3), "1.2": Decimal(2)}

    @pytest.mark.parametrize(
        ("text", "said"),
        [("1.1,ba\n", "dòng 1: viết mã tiêu chí và điểm"), ("1.1,3\n1.1,2\n", "dòng 2: tiêu chí ghi hai lần"),
         ("1.1\n", "cần hai cột")],
    )  # fmt: skip
    def test_a_line_that_cannot_be_read_is_refused_with_its_place(self, tmp_path, text, said):
        path = tmp_path / "phieu.csv"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(BadInput, match=said):
            read_answers_table(path)
