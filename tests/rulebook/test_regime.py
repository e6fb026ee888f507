"""What the national rules say on a day: stars, levels, terms, rounds, documents, and which rules they are."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ocop_workflow.library.regimes import load_regimes
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE, QD26
from ocop_workflow.rulebook.evaluation.regime import Regime, add_months, regime_on
from ocop_workflow.rulebook.evaluation.regime_soundness import SoundRegime
from ocop_workflow.vocabulary import Level, Registration

REGIMES = load_regimes(Path(__file__).parents[2] / "config" / "regimes")
BY_CODE = {regime.code: regime for regime in REGIMES}
D, P, C = Level.DISTRICT, Level.PROVINCE, Level.CENTRAL

every_regime = pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: regime.code)


def councils(regime: Regime) -> list[Level]:
    """The levels that have a council under a regime."""
    return list(regime.levels[regime.levels.index(regime.first_council) :])


class TestStarBands:
    """26/2026/QĐ-TTg, Đ.3.3: 90-100, 70 to under 90, 50 to under 70, 30 to under 50, under 30; no rounding before."""

    @every_regime
    @pytest.mark.parametrize(
        ("points", "stars"),
        [
            ("100", 5),
            ("90", 5),
            ("89.99", 4),
            ("89.5", 4),
            ("70", 4),
            ("69.99", 3),
            ("50", 3),
            ("49.99", 2),
            ("30", 2),
        ],
    )
    def test_a_limit_belongs_to_the_higher_rank_and_nothing_is_rounded_up(self, regime, points, stars):
        assert regime.stars_for(Decimal(points)) == stars

    @pytest.mark.parametrize(
        ("code", "stars"), [("QD26_2026", 1), ("QD148_2023", 1), ("QD148_1489_2025", 1), ("QD1048_2019", 0)]
    )
    def test_under_30_points_is_one_star_where_the_band_was_read_and_none_where_it_was_not(self, code, stars):
        assert BY_CODE[code].stars_for(Decimal("29.99")) == BY_CODE[code].stars_for(Decimal(0)) == stars


class TestWhoDecides:
    """Regulation note 3.1: 1048 province, province, centre; 148 district, province, centre; since 1489 no district."""

    @pytest.mark.parametrize(
        ("code", "own_council"),
        [
            ("QD1048_2019", {3: P, 4: P, 5: C}),
            ("QD148_2023", {3: D, 4: P, 5: C}),
            ("QD148_1489_2025", {3: P, 4: P, 5: C}),
            ("QD26_2026", {3: P, 4: P, 5: C}),
        ],
    )
    def test_each_recognised_rank_has_one_level_that_decides_after_its_own_council(self, code, own_council):
        rules = [rule for rule in BY_CODE[code].decides if rule.on_result_of is None]

        assert {rule.stars: rule.level for rule in rules} == own_council
        assert len(rules) == 3

    def test_three_stars_stay_in_the_district_under_148_and_nowhere_else(self):
        assert [code for code, regime in BY_CODE.items() if regime.decides_at(D, 3)] == ["QD148_2023"]

    @every_regime
    @pytest.mark.parametrize("level", list(Level))
    def test_nobody_decides_on_less_than_three_stars(self, regime, level):
        assert not any(regime.decides_at(level, stars) for stars in (0, 1, 2))

    @every_regime
    def test_a_central_result_under_90_points_goes_back_to_a_level_that_decides(self, regime):
        returned = [rule for rule in regime.decides if rule.on_result_of is C]

        assert {rule.stars for rule in returned} == {3, 4}
        assert all(rule.level is not C and regime.decides_at(C, rule.stars) for rule in returned)

    @every_regime
    @pytest.mark.parametrize("points", ["50", "69.99", "70", "89.99", "90", "100"])
    def test_no_recognisable_result_is_left_standing(self, regime, points):
        total = Decimal(points)

        for level in councils(regime):
            assert regime.decides_at(level, regime.stars_for(total)) or regime.next_level(level, total)


class TestForwarding:
    """Regulation note 3.1, «forwarded upwards»: from 50 or 70 points to the province, from 90 to the centre."""

    @pytest.mark.parametrize(
        ("code", "level", "points", "to"),
        [
            ("QD1048_2019", D, "49.99", None),
            ("QD1048_2019", D, "50", P),
            ("QD1048_2019", P, "89.99", None),
            ("QD1048_2019", P, "90", C),
            ("QD148_2023", D, "69.99", None),
            ("QD148_2023", D, "70", P),
            ("QD148_2023", P, "89.99", None),
            ("QD148_2023", P, "90", C),
            ("QD148_1489_2025", P, "89.99", None),
            ("QD148_1489_2025", P, "90", C),
            ("QD26_2026", P, "89.99", None),
            ("QD26_2026", P, "90", C),
        ],
    )
    def test_the_average_total_decides_whether_a_dossier_goes_higher(self, code, level, points, to):
        assert BY_CODE[code].next_level(level, Decimal(points)) is to

    @every_regime
    def test_nothing_goes_higher_than_the_centre(self, regime):
        assert regime.next_level(C, Decimal(100)) is None


class TestRounds:
    """26/2026/QĐ-TTg, Đ.5: proposals «trước ngày» 30/4 and 30/10 (province), 30/7 and 30/1 (centre)."""

    @pytest.mark.parametrize(
        ("level", "asked_on", "closes_on"),
        [
            (P, date(2026, 6, 1), date(2026, 10, 29)),
            (P, date(2026, 10, 29), date(2026, 10, 29)),
            (P, date(2026, 10, 30), date(2027, 4, 29)),
            (P, date(2027, 1, 1), date(2027, 4, 29)),
            (P, date(2027, 4, 29), date(2027, 4, 29)),
            (P, date(2027, 4, 30), date(2027, 10, 29)),
            (C, date(2026, 7, 29), date(2026, 7, 29)),
            (C, date(2026, 7, 30), date(2027, 1, 29)),
            (C, date(2027, 1, 30), date(2027, 7, 29)),
        ],
    )
    def test_the_29th_is_the_last_day_and_the_30th_waits_for_the_next_round(self, level, asked_on, closes_on):
        assert BY_CODE["QD26_2026"].round_closes_on(level, asked_on) == closes_on

    def test_a_dossier_at_its_commune_waits_for_the_rounds_of_the_province(self):
        assert BY_CODE["QD26_2026"].round_closes_on(Level.COMMUNE, date(2027, 4, 29)) == date(2027, 4, 29)

    @pytest.mark.parametrize("code", ["QD1048_2019", "QD148_2023", "QD148_1489_2025"])
    @pytest.mark.parametrize("level", list(Level))
    def test_older_rules_know_no_national_round(self, code, level):
        assert BY_CODE[code].round_closes_on(level, BY_CODE[code].valid_from) is None


class TestTerms:
    """26/2026/QĐ-TTg, Đ.4.3 and Đ.7.6a; what an older regime does not print is said to be a local setting."""

    @every_regime
    def test_a_certificate_lives_36_months_and_is_renewed_from_180_to_120_days_before_its_end(self, regime):
        lengths = (regime.certificate_months, regime.renewal_opens_days, regime.renewal_closes_days)

        assert [length.value for length in lengths] == [36, 180, 120]

    @pytest.mark.parametrize("code", ["QD1048_2019", "QD148_2023", "QD148_1489_2025"])
    def test_a_renewal_window_carried_back_in_time_does_not_pass_for_law(self, code):
        for carried in (BY_CODE[code].renewal_opens_days, BY_CODE[code].renewal_closes_days):
            assert carried.confidence == "D"
            assert carried.clause.startswith("Thiết lập, không có trong nguồn")

    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2024, 2, 29), 36, date(2027, 2, 28)),
            (date(2023, 1, 31), 1, date(2023, 2, 28)),
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2024, 12, 31), 2, date(2025, 2, 28)),
            (date(2023, 11, 30), 1, date(2023, 12, 30)),
            (date(2023, 12, 15), 36, date(2026, 12, 15)),
            (date(2024, 5, 5), 0, date(2024, 5, 5)),
        ],
    )
    def test_months_end_on_the_same_day_or_on_the_last_day_of_a_shorter_month(self, day, months, expected):
        assert add_months(day, months) == expected


class TestTheDeadlinesOfTheLawInForce:
    """Regulation note 3.2: every statutory deadline of 26/2026/QĐ-TTg, with its article, read in the text itself."""

    QD26_2026 = BY_CODE["QD26_2026"]

    @pytest.mark.parametrize(
        ("length", "value", "article"),
        [
            (QD26_2026.commune_review_days, 15, "Đ.7.2"),
            (QD26_2026.certificate_months, 36, "Đ.4.3"),
            (QD26_2026.renewal_opens_days, 180, "Đ.7.6a"),
            (QD26_2026.renewal_closes_days, 120, "Đ.7.6a"),
            (QD26_2026.after_recognition.evaluation_days, 45, "Đ.7.6g"),
            (QD26_2026.after_recognition.revocation.decision_days, 15, "Đ.8.4"),
            (QD26_2026.after_recognition.extension, 180, "Đ.12"),
        ],
    )
    def test_stand_with_their_article(self, length, value, article):
        assert (length.value, length.confidence) == (value, "V1")
        assert article in length.clause

    def test_both_levels_hold_two_rounds_a_year(self):
        held = {(one.level, one.proposal_before, one.result_before) for one in self.QD26_2026.rounds}

        assert held == {
            (P, "04-30", "06-30"), (P, "10-30", "12-30"), (C, "07-30", "09-30"), (C, "01-30", "03-30"),
        }  # fmt: skip

    def test_a_dossier_filed_before_is_finished_within_60_days_and_again_within_30(self):
        terms = self.QD26_2026.takes_over.finished_under_old

        assert {kind: term.days for term in terms for kind in term.kinds} == {
            Registration.FIRST: 60, Registration.UPGRADE: 60, Registration.RE_EVALUATION: 30,
        }  # fmt: skip
        assert {term.confidence for term in terms} == {"V1"}

    def test_the_communes_term_is_not_carried_back_to_rules_that_do_not_print_it(self):
        assert [code for code, regime in BY_CODE.items() if regime.commune_review_days] == ["QD26_2026"]


class TestDocumentsBeforeReady:
    """Regulation note 2.6 and 4: only what a source makes mandatory, or without which scoring stops."""

    @pytest.mark.parametrize(
        ("code", "group", "documents"),
        [
            ("QD26_2026", 1, {"self_assessment_report", "food_safety_certificate"}),
            ("QD26_2026", 2, {"self_assessment_report", "food_safety_certificate"}),
            ("QD26_2026", 3, {"self_assessment_report", "production_conditions", "quality_declaration"}),
            ("QD26_2026", 4, {"self_assessment_report"}),
            ("QD26_2026", 5, {"self_assessment_report"}),
            ("QD26_2026", 6, {"self_assessment_report"}),
            ("QD148_2023", 1, {"self_assessment_report", "food_safety_certificate"}),
            ("QD148_2023", 2, {"self_assessment_report"}),
            ("QD148_1489_2025", 1, {"self_assessment_report", "food_safety_certificate"}),
            ("QD148_1489_2025", 6, {"self_assessment_report"}),
            ("QD1048_2019", 1, {"organisation_profile"}),
            ("QD1048_2019", 6, {"organisation_profile"}),
        ],
    )
    def test_each_product_group_owes_its_own_documents(self, code, group, documents):
        assert {document.code for document in BY_CODE[code].documents_for(group)} == documents

    @every_regime
    def test_no_group_is_ready_without_any_document(self, regime):
        assert all(regime.documents_for(group) for group in range(1, 7))


class TestCiting:
    """A move under older rules is not logged with an article that did not exist yet."""

    @pytest.mark.parametrize(
        ("code", "cited"),
        [
            ("QD26_2026", "26/2026/QĐ-TTg, Đ.7.2"),
            ("QD148_1489_2025", "148/QĐ-TTg, sửa đổi bởi 1489/QĐ-TTg"),
            ("QD148_2023", "148/QĐ-TTg"),
            ("QD1048_2019", "1048/QĐ-TTg"),
        ],
    )
    def test_an_article_of_the_newest_decision_is_cited_only_under_it(self, code, cited):
        assert BY_CODE[code].cite(f"{QD26}, Đ.7.2") == cited

    @every_regime
    @pytest.mark.parametrize("clause", sorted({rule.clause for rule in LIFECYCLE if not rule.clause.startswith(QD26)}))
    def test_any_other_clause_stands_as_it_is(self, regime, clause):
        assert regime.cite(clause) == clause


class TestWhichRegime:
    """Regulation note 1, «valid from, valid to»; 26/2026/QĐ-TTg, Đ.11, Đ.12 for the overlap."""

    @pytest.mark.parametrize(
        ("begun_on", "code"),
        [
            (date(2019, 8, 20), None),
            (date(2019, 8, 21), "QD1048_2019"),
            (date(2023, 2, 23), "QD1048_2019"),
            (date(2023, 2, 24), "QD148_2023"),
            (date(2025, 7, 5), "QD148_2023"),
            (date(2025, 7, 6), "QD148_1489_2025"),
            (date(2026, 5, 21), "QD148_1489_2025"),
            (date(2026, 5, 22), "QD26_2026"),
            (date(2026, 7, 21), "QD26_2026"),
            (date(2026, 7, 22), "QD26_2026"),
            (date(2036, 1, 1), "QD26_2026"),
        ],
    )
    def test_a_dossier_falls_under_the_newest_rules_of_the_day_it_begins(self, begun_on, code):
        found = regime_on(REGIMES, begun_on)

        assert (found.code if found else None) == code

    def test_the_order_of_the_files_does_not_matter(self):
        overlap = date(2026, 6, 15)

        assert regime_on(REGIMES, overlap) == regime_on(REGIMES[::-1], overlap) == BY_CODE["QD26_2026"]

    def test_the_old_rules_end_60_days_after_the_new_ones_begin(self):
        assert BY_CODE["QD148_1489_2025"].valid_to == BY_CODE["QD26_2026"].valid_from + timedelta(days=60)


class TestARegimeThatContradictsItself:
    """It is refused with the place of the mistake, before anybody is scored by it."""

    @pytest.mark.parametrize(
        ("change", "place", "why"),
        [
            ({"valid_to": "2026-05-21"}, "valid_to", "trước ngày có hiệu lực"),
            ({"renewal_opens_days": {"value": 120}}, "renewal_opens_days.value", "mở sau khi đã đóng"),
            ({"rounds.0": {"proposal_before": "02-29"}}, "rounds.0.proposal_before", "không phải năm nào"),
            ({"rounds.3": {"result_before": "02-30"}}, "rounds.3.result_before", "không phải năm nào"),
            ({"bands.1": {"from_points": 90}}, "bands.1", "điểm giảm dần"),
            ({"bands.4": {"stars": 2}}, "bands.4", "mỗi hạng một dòng"),
            ({"levels": ["commune", "central", "province"]}, "levels", "từ cấp thấp lên cấp cao"),
            ({"receives": "district"}, "receives", "không tham gia"),
            ({"rounds.0": {"level": "district"}}, "rounds.0.level", "không tham gia"),
            ({"decides.0": {"level": "district"}}, "decides.0.level", "không tham gia"),
            ({"forwards.0": {"level": "central", "to": "province"}}, "forwards.0.to", "cấp cao hơn"),
            ({"forwards.0": {"from_points": 95}}, "decides", "Cấp tỉnh: kết quả 5 sao"),
            ({"decides.4": {"on_result_of": None}}, "decides", "Cấp trung ương: kết quả 4 sao"),
            ({"documents.1": {"code": "self_assessment_report"}}, "documents.1.code", "đã khai ở trên"),
        ],
    )
    def test_is_refused_with_the_place_of_the_mistake(self, change, place, why):
        with pytest.raises(ValidationError) as refused:
            SoundRegime.model_validate(_changed(BY_CODE["QD26_2026"], change))

        found = {".".join(map(str, error["loc"])): error["msg"] for error in refused.value.errors()}
        assert why in found[place]

    def test_the_shipped_text_of_the_newest_is_the_one_that_the_lifecycle_cites(self):
        assert BY_CODE["QD26_2026"].number == QD26


def _changed(regime: Regime, change: dict[str, Any]) -> dict[str, Any]:
    """The regime as plain data with some values replaced; «rounds.0» is the first round."""
    data = regime.model_dump(mode="json")
    for key, value in change.items():
        name, _, number = key.partition(".")
        if number:
            data[name][int(number)] |= value
        elif isinstance(value, dict):
            data[name] |= value
        else:
            data[name] = value
    return data
