"""Which rules go with a dossier: 26/2026/QĐ-TTg, Đ.11, Đ.12 (60, 30 days), and what follows without such a clause."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_workflow.rulebook.evaluation.regime_choice import by_filing, choose
from ocop_workflow.vocabulary import Registration
from tests.builders import rules

REGIMES = rules().regimes
FIRST, UPGRADE, AGAIN = Registration.FIRST, Registration.UPGRADE, Registration.RE_EVALUATION


def chosen(filed_on: date | None, kind: Registration, day: date) -> str:
    choice = choose(REGIMES, filed_on, kind, day)
    assert choice is not None
    return choice.regime.code


class TestOldDossiersUnderNewRules:
    @pytest.mark.parametrize(
        ("filed_on", "kind", "day", "code"),
        [
            (date(2026, 5, 21), FIRST, date(2026, 5, 22), "QD148_1489_2025"),
            (date(2026, 5, 21), FIRST, date(2026, 7, 21), "QD148_1489_2025"),
            (date(2026, 5, 21), FIRST, date(2026, 7, 22), "QD26_2026"),
            (date(2026, 5, 21), UPGRADE, date(2026, 7, 21), "QD148_1489_2025"),
            (date(2026, 5, 21), UPGRADE, date(2026, 7, 22), "QD26_2026"),
            (date(2026, 5, 21), AGAIN, date(2026, 6, 21), "QD148_1489_2025"),
            (date(2026, 5, 21), AGAIN, date(2026, 6, 22), "QD26_2026"),
            (date(2026, 5, 22), FIRST, date(2026, 5, 22), "QD26_2026"),
            (date(2026, 5, 22), AGAIN, date(2026, 6, 1), "QD26_2026"),
            (None, FIRST, date(2026, 5, 22), "QD26_2026"),
            (None, FIRST, date(2026, 5, 21), "QD148_1489_2025"),
            (date(2025, 6, 1), FIRST, date(2025, 7, 5), "QD148_2023"),
            (date(2025, 6, 1), FIRST, date(2025, 7, 6), "QD148_1489_2025"),
            (date(2023, 2, 1), FIRST, date(2023, 2, 24), "QD148_2023"),
            (date(2025, 6, 1), FIRST, date(2026, 6, 30), "QD148_1489_2025"),
        ],
    )
    def test_each_kind_has_its_days(self, filed_on, kind, day, code):
        assert chosen(filed_on, kind, day) == code

    def test_the_choice_is_explained_with_its_article_and_its_last_day(self):
        choice = choose(REGIMES, date(2026, 5, 21), AGAIN, date(2026, 6, 1))

        assert choice is not None and choice.until == date(2026, 6, 21)
        assert "Đ.12" in choice.clause and choice.confidence == "V1"
        assert choice.because == (
            "nộp ngày 21/05/2026, trước khi 26/2026/QĐ-TTg có hiệu lực (22/05/2026); "
            "đánh giá lại được làm xong theo quy định cũ trong 30 ngày, đến hết 21/06/2026"
        )

    def test_what_comes_after_the_days_and_a_change_without_any_clause_do_not_pass_for_law(self):
        late = choose(REGIMES, date(2026, 5, 21), FIRST, date(2026, 8, 1))
        no_clause = choose(REGIMES, date(2025, 6, 1), FIRST, date(2025, 7, 6))

        assert late is not None and late.confidence == "D" and late.clause.startswith("Thiết lập, không có trong nguồn")
        assert no_clause is not None and no_clause.confidence == "D"
        assert "không thấy điều khoản chuyển tiếp" in no_clause.because

    def test_no_rules_cover_a_day_before_the_first(self):
        assert choose(REGIMES, None, FIRST, date(2015, 1, 1)) is None


class TestSetsByFiling:
    """What sets of dossiers are split by says the same as the choice for each of them."""

    @given(
        filed_on=st.dates(date(2019, 8, 21), date(2026, 12, 31)),
        after=st.integers(0, 800),
        kind=st.sampled_from(Registration),
    )
    @settings(max_examples=150, deadline=None)
    def test_every_filed_dossier_is_in_one_range_and_its_regime_is_the_chosen_one(self, filed_on, after, kind):
        day = filed_on + timedelta(days=after)

        found = [
            filed.regime.code
            for filed in by_filing(REGIMES, day)
            if filed.kind is kind and (filed.first or date.min) <= filed_on <= (filed.last or date.max)
        ]

        assert found == [chosen(filed_on, kind, day)]

    def test_on_an_ordinary_day_one_range_per_kind_is_enough(self):
        assert len(by_filing(REGIMES, date(2024, 6, 1))) == len(by_filing(REGIMES, date(2026, 11, 25))) == 3
