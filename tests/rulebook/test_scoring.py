"""From answers to stars: the lower of the band and the minimum answers; exact, explained, refused when not sound."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_workflow.errors import Refused
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.scoring import Result, score, stars_of
from ocop_workflow.rulebook.evaluation.scoring_changes import single_changes, way_to
from ocop_workflow.rulebook.text import points_vn
from tests.builders import rules, sheets

QD26 = rules().regime_of("QD26_2026")
FRUIT, WATER, TOURISM = (sheets("QD26_2026")[number - 1] for number in (1, 16, 26))


def the_best(criteria: CriteriaSet, **worse: int | str) -> dict[str, Decimal]:
    """A sheet with the highest answer everywhere, except `c1_1=2` for criterion 1.1."""
    sheet = {row.code: max(row.allowed) for row in criteria.criteria}
    return sheet | {code[1:].replace("_", "."): Decimal(points) for code, points in worse.items()}


def with_(regime: Regime, **values: str) -> Regime:
    """The regime with other readings of what the decision leaves open."""
    changes = {name: getattr(regime, name).model_copy(update={"value": value}) for name, value in values.items()}
    return regime.model_copy(update=changes)


class TestTotals:
    def test_the_highest_answers_give_100_points_by_part_and_section(self):
        result = score(FRUIT, [the_best(FRUIT)], QD26)

        assert result.total == 100 and result.stars == result.band == 5
        assert [(part.code, part.points) for part in result.parts] == [("A", 40), ("B", 25), ("C", 35)]
        assert sum(section.points for section in result.sections) == 100
        assert all(section.points == section.of for section in result.sections)

    def test_a_council_is_its_exact_mean(self):
        nine = [the_best(FRUIT), *[the_best(FRUIT, c6_3=2)] * 8]

        result = score(FRUIT, nine, QD26)

        assert result.total == Fraction(900 - 8, 9)
        assert points_vn(result.total) == "99,111…"


class TestBands:
    """Half-open, without rounding: 26/2026/QĐ-TTg, Đ.3.3."""

    @pytest.mark.parametrize(
        ("total", "stars"),
        [
            ("89.95", 4), ("89.999999", 4), ("90", 5), ("69.95", 3), ("70", 4), ("49.99", 2), ("50", 3),
            ("29.99", 1), ("30", 2), ("0", 1), ("100", 5),
        ],
    )  # fmt: skip
    def test_89_95_is_not_90(self, total, stars):
        assert stars_of(Decimal(total), [], QD26) == stars

    def test_a_mean_just_under_90_stays_under_it(self):
        assert stars_of(Fraction(8_999_999, 100_000), [], QD26) == 4
        assert stars_of(Fraction(90), [], QD26) == 5


class TestMinimumAnswers:
    """A mark (dấu sao) is the least answer for its star; a mark of a lower star binds the higher ones."""

    def test_a_missed_four_star_minimum_makes_three_stars_of_98_points_and_is_named(self):
        result = score(FRUIT, [the_best(FRUIT, c1_5=1)], QD26)

        assert (result.total, result.band, result.stars) == (98, 5, 3)
        assert [(gate.criterion.code, gate.star, gate.needs) for gate in result.lowered_by] == [
            ("1.5", 4, 2), ("1.5", 5, 3),
        ]  # fmt: skip
        assert "1.5 Liên kết sản xuất: 4 sao cần từ 2 điểm, đạt 1" in map(str, result.lowered_by)

    def test_a_missed_three_star_minimum_leaves_nothing_to_recognise(self):
        result = score(FRUIT, [the_best(FRUIT, c3_5=0)], QD26)

        assert (result.band, result.stars) == (5, 2)

    def test_a_missed_five_star_minimum_leaves_four(self):
        assert score(FRUIT, [the_best(FRUIT, c4_1=3)], QD26).stars == 4

    def test_a_missed_minimum_above_the_band_lowers_nothing(self):
        low = the_best(FRUIT, c4_1=3, c4_3=0, c5_3=1, c7=0, c10=3, c12=0, c1_1=0)

        result = score(FRUIT, [low], QD26)

        assert (result.total, result.band, result.stars, result.lowered_by) == (78, 4, 4, ())
        assert any(gate.star == 5 and not gate.is_met for gate in result.gates)

    def test_the_other_reading_declines(self):
        declines = with_(QD26, missed_minimum="declines")

        assert score(FRUIT, [the_best(FRUIT, c1_5=1)], declines).stars == 0
        assert score(FRUIT, [the_best(FRUIT)], declines).stars == 5

    def test_what_a_missed_minimum_does_is_a_setting_under_every_regime(self):
        assert {regime.missed_minimum.confidence for regime in rules().regimes} == {"D"}
        assert {regime.council_minimum.confidence for regime in rules().regimes} == {"D"}

    def test_a_council_reaches_a_minimum_by_its_mean_or_by_more_than_half_as_set(self):
        five_of_nine = [the_best(FRUIT)] * 5 + [the_best(FRUIT, c4_1=3)] * 4

        assert score(FRUIT, five_of_nine, QD26).stars == 4
        assert score(FRUIT, five_of_nine, with_(QD26, council_minimum="majority")).stars == 5

    @given(data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_the_star_is_the_lower_of_the_band_and_the_highest_star_whose_minimums_are_all_met(self, data):
        criteria = data.draw(st.sampled_from(sheets("QD26_2026")[:15]))
        sheet = {row.code: data.draw(st.sampled_from(row.allowed[-2:])) for row in criteria.criteria}

        result = score(criteria, [sheet], QD26)

        met = [
            star
            for star in (1, 2, 3, 4, 5)
            if all(sheet[row.code] >= needs for row in criteria.criteria for s, needs in row.gates.items() if s <= star)
        ]
        assert result.stars == min(QD26.stars_for(result.total), max(met))


class TestDisqualifiers:
    """Regulation note 2.6."""

    def test_a_ground_ends_scoring_with_its_reason(self):
        result = score(FRUIT, [the_best(FRUIT)], QD26, ["not_from_province"])

        assert (result.total, result.band, result.stars) == (100, 5, 0)
        assert [ground.clause for ground in result.disqualified] == ["26/2026/QĐ-TTg, Phụ lục II, tiêu chí 1.1"]

    def test_no_point_in_a_sensory_row_of_bottled_water_is_a_ground_by_itself(self):
        row = next(row for row in WATER.scored_under("6"))

        assert score(WATER, [the_best(WATER)], QD26).disqualified == ()
        stopped = score(WATER, [the_best(WATER) | {row.code: Decimal(0)}], QD26)
        assert [ground.code for ground in stopped.disqualified] == ["zero_in_sensory_row"] and stopped.stars == 0

    def test_a_ground_of_another_set_is_refused_with_those_of_this_one(self):
        with pytest.raises(Refused, match=r"ip_violation; có: .*not_from_province"):
            score(FRUIT, [the_best(FRUIT)], QD26, ["ip_violation"])


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"c1_1": "2.5"}, "1.1 Nguồn gốc sản phẩm: 2,5 điểm không có trong các câu trả lời; cho phép: 0, 1, 2, 3"),
            ({"c1_1": "-1"}, "-1 điểm không có trong các câu trả lời"),
            ({"c1_1": "NaN"}, "NaN điểm không có"),
            ({"c9_9": "1"}, "9.9: bộ QD26_2026.01 không có tiêu chí này"),
            ({"c5_1": "0"}, "5.2: chỉ chấm khi 5.1 có điểm"),
        ],
    )
    def test_an_answer_that_is_not_on_the_sheet_is_refused_with_its_criterion(self, changes, said):
        with pytest.raises(Refused) as refused:
            score(FRUIT, [the_best(FRUIT), the_best(FRUIT, **changes)], QD26)

        assert said in str(refused.value) and "Phiếu 2" in str(refused.value)

    def test_an_unfinished_sheet_is_refused_with_what_is_missing(self):
        sheet = the_best(FRUIT)
        del sheet["12"]

        with pytest.raises(Refused, match="12 Cơ hội thị trường toàn cầu: chưa chấm"):
            score(FRUIT, [sheet], QD26)

    @pytest.mark.parametrize(("regime", "number"), [("QD148_2023", 11), ("QD1048_2019", 26)])
    def test_a_set_with_known_defects_refuses_to_score_with_the_reason(self, regime, number):
        broken = sheets(regime)[number - 1]

        with pytest.raises(Refused) as refused:
            score(broken, [{}], rules().regime_of(regime))

        assert refused.value.missing == broken.issue

    def test_a_set_of_another_regime_is_refused(self):
        with pytest.raises(Refused, match="không thuộc 26/2026/QĐ-TTg"):
            score(sheets("QD148_2023")[0], [], QD26)

    def test_no_sheet_is_no_result(self):
        with pytest.raises(Refused, match="Chưa có phiếu chấm"):
            score(FRUIT, [], QD26)


class TestWhyNotTheNextStar:
    RESULT = score(FRUIT, [the_best(FRUIT, c1_5=1, c4_3=0, c8=0, c7=0)], QD26)

    def test_four_stars_need_two_minimum_answers_and_no_more_points(self):
        way = way_to(self.RESULT, 4, QD26)

        assert (self.RESULT.total, self.RESULT.band, self.RESULT.stars) == (85, 4, 3)
        assert way is not None and way.points_short == 0
        assert [(gate.criterion.code, gate.needs) for gate in way.gates] == [("1.5", 2), ("8", 3)]

    def test_five_stars_need_points_too_and_say_where_they_could_come_from(self):
        way = way_to(self.RESULT, 5, QD26)

        assert way is not None
        assert way.points_short == 90 - 85 - (3 - 1) - (3 - 0)  # the two minimum answers bring all five points
        low = way_to(score(FRUIT, [the_best(FRUIT, c1_1=0, c4_3=0, c7=0, c12=0, c5_3=1)], QD26), 5, QD26)
        assert low is not None and (low.points_short, low.gates) == (8, ())
        assert [(place.criterion.code, place.points) for place in low.room][:2] == [("4.3", 5), ("5.3", 4)]

    def test_a_star_that_is_reached_has_no_way(self):
        assert way_to(self.RESULT, 3, QD26) is None

    def test_single_answers_that_would_change_the_star_are_found_by_trying_each(self):
        result = score(FRUIT, [the_best(FRUIT, c1_5=1)], QD26)

        found = {(change.criterion.code, change.instead): change.stars for change in single_changes(result, QD26)}

        assert found[("1.5", Decimal(2))] == 4
        for (code, instead), stars in found.items():
            tried = score(FRUIT, [the_best(FRUIT, c1_5=1) | {code: instead}], QD26)
            assert tried.stars == stars != result.stars

    def test_nothing_is_promised_to_a_disqualified_product(self):
        stopped: Result = score(FRUIT, [the_best(FRUIT)], QD26, ["forged_dossier"])

        assert single_changes(stopped, QD26) == ()
