"""Counting in whole hundredths: exact sums and means, cut and never rounded; who lies apart from the others."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_workflow.rulebook.evaluation.council import Quorum, covers
from ocop_workflow.rulebook.evaluation.tally import Tally, cut, drift, hundredths, points_of
from tests.builders import rules

TOTALS = st.lists(st.integers(0, 10_000), min_size=1, max_size=15)


class TestTheMean:
    """89,95 is not 90, and what is printed never says more than what was counted."""

    @given(TOTALS)
    @settings(max_examples=200)
    def test_the_cut_score_gives_the_same_stars_as_the_exact_mean(self, totals):
        tally = Tally.of(totals)
        for regime in rules().regimes:
            assert regime.stars_for(tally.score) == regime.stars_for(tally.mean)
        assert tally.score <= tally.mean < tally.score + Decimal("0.001")
        assert tally.mean == sum(Fraction(total, 100) for total in totals) / len(totals)

    @pytest.mark.parametrize(
        ("totals", "score", "stars"),
        [
            ([8995] * 8, "89.95", 4),
            ([9000] * 8, "90", 5),
            ([8999, 9000, 9000], "89.996", 4),
            ([9000, 9000, 8999, 9001], "90", 5),
            ([4999, 5000], "49.995", 2),
        ],
    )
    def test_on_both_sides_of_a_boundary(self, totals, score, stars):
        tally = Tally.of(totals)
        assert (tally.score, rules().regime_of("QD26_2026").stars_for(tally.mean)) == (Decimal(score), stars)

    def test_points_are_whole_hundredths(self):
        assert (hundredths(Decimal("89.95")), points_of(8995), cut(Fraction(2, 3))) == (
            8995, Decimal("89.95"), Decimal("0.666"),
        )  # fmt: skip
        with pytest.raises(ValueError, match="finer"):
            hundredths(Decimal("1.005"))


class TestDrift:
    """How far a member lies from the mean of the others over what he scored."""

    def test_who_gives_more_than_the_others_lies_above_them(self):
        assert drift({1: {1: 7000, 2: 6000, 3: 6200}, 2: {1: 8000, 2: 8000, 3: 8000}}) == {
            1: Fraction(9, 2), 2: Fraction(-3), 3: Fraction(-3, 2),
        }  # fmt: skip

    def test_a_sheet_alone_says_nothing(self):
        assert drift({1: {1: 7000}}) == {}

    @given(st.lists(st.integers(0, 10_000), min_size=2, max_size=9))
    @settings(max_examples=50)
    def test_over_one_dossier_the_gaps_cancel_out(self, totals):
        assert sum(drift({1: dict(enumerate(totals))}).values()) == 0


class TestQuorum:
    """3/4 of the members with the chair, as set and sourced in the configuration."""

    @pytest.mark.parametrize(
        ("members", "present", "enough"), [(9, 7, True), (9, 6, False), (8, 6, True), (4, 3, True), (11, 8, False)]
    )
    def test_the_share_is_exact(self, members, present, enough):
        quorum = Quorum(members=3, of=4, needs_chair=True)
        assert (quorum.missing(members, present, chair_present=True) == []) is enough
        assert "vắng Chủ tịch Hội đồng" in quorum.missing(members, present, chair_present=False)

    def test_nobody_is_no_quorum(self):
        assert Quorum(members=1, of=9, needs_chair=False).missing(0, 0, chair_present=False)


@pytest.mark.parametrize(
    ("area", "locality", "scores"),
    [
        ("vn", "quang-ninh.uong-bi", True),
        ("quang-ninh", "quang-ninh.uong-bi", True),
        ("quang-ninh.uong-bi", "quang-ninh.uong-bi", True),
        ("quang", "quang-ninh.uong-bi", False),
        ("quang-binh", "quang-ninh.uong-bi", False),
    ],
)
def test_a_council_scores_the_products_of_its_area(area, locality, scores):
    assert covers(area, locality) is scores
