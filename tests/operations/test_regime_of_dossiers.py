"""Dossiers on their way when the rules change: each has its regime with the article, alone and in sets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ocop_workflow.errors import NotReady
from ocop_workflow.operations.cycle.clock import advance
from ocop_workflow.operations.dossiers.documents import missing_documents, record_document, refresh_documents
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.operations.dossiers.filed_under import filed_under
from ocop_workflow.operations.dossiers.new_dossiers import Facts, amend_dossier
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Level, Registration, Role
from tests.builders import AT, OFFICER, a_cycle, a_decision, a_dossier, a_plan, dossiers, rules

NEW_RULES = date(2026, 5, 22)
PLAN = a_plan(
    code="mau.mau.2026",
    year=2026,
    in_force={"not_in_plan": True, "why": "mẫu", "from": "2026-01-01", "to": "2026-12-31"},
)
STATES = (S.SUBMITTED, S.COMMUNE_REVIEW, S.RETURNED, S.PROPOSED, S.HIGHER_REVIEW, S.SCORING, S.SCORED, S.FORWARDED)

EXPECTED = {
    (Registration.FIRST, True): ("QD148_1489_2025", date(2026, 7, 21)),
    (Registration.UPGRADE, True): ("QD148_1489_2025", date(2026, 7, 21)),
    (Registration.RE_EVALUATION, True): ("QD148_1489_2025", date(2026, 6, 21)),
    (Registration.FIRST, False): ("QD26_2026", None),
}


class TestFortyDossiersOnTheirWay:
    """26/2026/QĐ-TTg, Đ.11, Đ.12: 40 dossiers in flight on 22/05/2026."""

    def test_each_gets_its_regime_with_the_article_and_sets_agree_with_each(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=NEW_RULES)
            ids = []
            for (kind, before), place in zip(EXPECTED, range(4), strict=True):
                for state in (*STATES, STATES[0], STATES[place]):
                    filed_on = NEW_RULES - timedelta(days=place + 1) if before else NEW_RULES
                    ids += dossiers(session, cycle, 1, state, filed_on=filed_on, registration=kind, today=NEW_RULES)
            assert len(ids) == 40

            by_set: dict[int, str] = {}
            for regime, condition in filed_under(cycle, NEW_RULES):
                found = session.execute(sa.select(col(Dossier.id)).where(condition)).scalars()
                by_set |= dict.fromkeys(found, regime.code)
            assert sorted(by_set) == sorted(ids)
            for dossier in session.exec(select(Dossier)):
                choice = cycle.rules.choice_for(dossier, NEW_RULES)
                expected = EXPECTED[dossier.registration, dossier.filed_on < NEW_RULES]
                assert (choice.regime.code, choice.until) == expected
                assert ("Đ.12" in choice.clause) is (dossier.filed_on < NEW_RULES)
                assert by_set[dossier.id] == choice.regime.code

    def test_the_next_round_is_that_of_the_rules_each_was_filed_under(self, database):
        closed, day = date(2026, 5, 31), date(2026, 6, 1)
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=day)
            facts = {"round_closes_on": closed, "level": Level.COMMUNE}
            (old,) = dossiers(session, cycle, 1, S.COMMUNE_REVIEW, filed_on=date(2026, 5, 20), today=day, **facts)
            (new,) = dossiers(session, cycle, 1, S.COMMUNE_REVIEW, filed_on=NEW_RULES, today=day, **facts)

            assert advance(session, cycle, "to_next_round", today=day, at=AT).count == 2

            closes_on = {one: session.get_one(Dossier, one).round_closes_on for one in (old, new)}
            assert closes_on == {old: date(2026, 11, 30), new: date(2026, 10, 29)}
            moves = (DossierLog.action == "to_next_round",)
            cited = {line.dossier_id: line.clause for line in session.exec(select(DossierLog).where(*moves))}
            assert cited == {old: "148/QĐ-TTg, sửa đổi bởi 1489/QĐ-TTg", new: "26/2026/QĐ-TTg, Đ.5"}


class TestFiling:
    def test_the_day_of_filing_is_kept_when_a_returned_dossier_comes_again(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=NEW_RULES)
            code = a_dossier(session, cycle, S.READY, documents_valid_until=date(2027, 1, 1)).code
            first = date(2026, 5, 18)
            decide(session, cycle, code, "submit_dossier", a_decision(Role.PRODUCER, today=first))
            decide(session, cycle, code, "receive_dossier", a_decision(Role.COMMUNE, today=first))
            decide(session, cycle, code, "return_dossier", a_decision(Role.COMMUNE, today=NEW_RULES))
            again = decide(session, cycle, code, "complete_dossier", a_decision(Role.PRODUCER, today=NEW_RULES))

            assert (again.filed_on, again.level) == (first, Level.COMMUNE)
            assert cycle.rules.regime_for(again, NEW_RULES).code == "QD148_1489_2025"

    @pytest.mark.parametrize(
        ("filed_on", "basis"),
        [(NEW_RULES, "15 ngày làm việc kể từ 25/05/2026 (26/2026/QĐ-TTg, Đ.7.2"), (None, "thiết lập")],
    )
    def test_the_communes_15_working_days_are_the_laws_where_it_prints_them(self, database, filed_on, basis):
        day = date(2026, 5, 25) if filed_on else date(2026, 5, 18)
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=day)
            waiting = a_dossier(session, cycle, S.SUBMITTED, filed_on=filed_on or day, level=Level.COMMUNE, today=day)

            received = decide(session, cycle, waiting.code, "receive_dossier", a_decision(Role.COMMUNE, today=day))

            assert basis in (received.due_basis or "")
            assert received.due_on == cycle.calendar.add_working_days(day, 15)

    def test_a_score_is_cut_and_never_rounded_up_to_the_next_band(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=NEW_RULES)
            scoring = a_dossier(session, cycle, S.SCORING, filed_on=NEW_RULES, level=Level.PROVINCE)
            score = a_decision(Role.COUNCIL, today=NEW_RULES, score=Decimal("89.9999"))

            scored = decide(session, cycle, scoring.code, "record_score", score)

            assert (scored.score, scored.star_rank, scored.forwards_here) == (Decimal("89.999"), 4, False)


class TestPapersOfAScoreSheet:
    """26/2026/QĐ-TTg: sets 15 and 17 demand a production licence, which a product group alone cannot say."""

    LICENCE = "Giấy phép sản xuất (bộ 15, 17)"

    def test_a_drink_of_set_15_lacks_its_licence_until_it_is_recorded_and_one_of_set_14_does_not(self, database):
        day = date(2026, 8, 3)
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=day)
            wine, rice_wine = dossiers(session, cycle, 2, S.IMPLEMENTING, today=day)
            for dossier_id, number in ((wine, "15"), (rice_wine, "14")):
                dossier = session.get_one(Dossier, dossier_id)
                amend_dossier(session, cycle, dossier, Facts(criteria_set=number), actor=OFFICER, today=day, at=AT)
                for kind in ("self_assessment_report", "food_safety_certificate"):
                    self.paper(session, cycle, dossier, kind, day)

            refresh_documents(session, cycle, day)
            found = {one: session.get_one(Dossier, one) for one in (wine, rice_wine)}
            assert [found[one].documents_missing for one in (wine, rice_wine)] == [1, 0]
            assert [found[one].product_group for one in (wine, rice_wine)] == [2, 2]
            assert missing_documents(session, cycle, found[wine], day) == [self.LICENCE]
            self.paper(session, cycle, found[wine], "production_licence", day)
            assert found[wine].documents_missing == 0

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            (Facts(criteria_set="15", product_group=1), "thuộc nhóm 2, không phải 1"),
            (Facts(criteria_set="QD148_2023.15"), "không thuộc 26/2026/QĐ-TTg"),
            (Facts(criteria_set="27"), "Không tìm thấy bộ tiêu chí «QD26_2026.27»"),
        ],
    )
    def test_a_sheet_of_another_group_or_other_rules_is_refused(self, database, facts, said):
        day = date(2026, 8, 3)
        with unit_of_work(database) as session:
            cycle = a_cycle(session, PLAN, today=day)
            dossier = a_dossier(session, cycle, S.IMPLEMENTING, today=day)
            with pytest.raises(Exception, match=said):
                amend_dossier(session, cycle, dossier, facts, actor=OFFICER, today=day, at=AT)

    @staticmethod
    def paper(session, cycle, dossier, kind, day):
        record_document(
            session, cycle, dossier, kind=kind, number="1", issuer="mẫu", issued_on=day, valid_until=None,
            actor=OFFICER, today=day, at=AT,
        )  # fmt: skip


class TestRulesThatNobodyIsRankedBy:
    def test_a_day_of_2015_says_what_is_known_and_what_was_not_found(self):
        with pytest.raises(NotReady, match=r"2870/QĐ-UBND .Quảng Ninh.: thang điểm"):
            rules().regime(date(2015, 9, 23))

    def test_they_hold_in_their_province_and_nowhere_else(self):
        pilot = next(known for known in rules().earlier if known.code == "QN_2013")

        assert pilot.covers(date(2015, 9, 23), "quang-ninh.cam-pha")
        assert not pilot.covers(date(2015, 9, 23), "bac-kan.bac-kan")
        assert not pilot.covers(date(2017, 6, 21))
