"""Two to four levels: who receives, scores, decides, sends higher under each regime; what a change of levels does."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.clock import advance
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.notice_tables import NoticeLine
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Level, Role, Step
from tests.builders import AT, a_cycle, a_decision, a_dossier, a_plan

X, D, P, C = Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.CENTRAL
IN_1048, IN_148, IN_1489, IN_26 = date(2022, 6, 14), date(2024, 6, 14), date(2025, 9, 15), date(2026, 9, 15)


def plan_of(year: int):
    in_force = {"not_in_plan": True, "why": "mẫu", "from": f"{year}-01-01", "to": f"{year}-12-31"}
    return a_plan(code=f"mau.mau.{year}", year=year, in_force=in_force)


def a_cycle_on(session, day: date):
    return a_cycle(session, plan_of(day.year), today=day)


class TestTheWayOfAResult:
    """Regulation note 3.1 and 3.5: the level of the council and its average total say who decides, or where it goes."""

    @pytest.mark.parametrize(
        ("day", "council", "score", "decided_at", "decides", "forwards"),
        [
            (IN_1048, D, "49.9", D, False, False),
            (IN_1048, D, "50", D, False, True),
            (IN_1048, P, "65", P, True, False),
            (IN_1048, P, "92", P, False, True),
            (IN_1048, C, "92", C, True, False),
            (IN_1048, C, "89.9", P, True, False),
            (IN_148, D, "62", D, True, False),
            (IN_148, D, "69.99", D, True, False),
            (IN_148, D, "70", D, False, True),
            (IN_148, P, "82", P, True, False),
            (IN_148, P, "69", D, True, False),
            (IN_148, P, "90", P, False, True),
            (IN_148, C, "89.9", P, True, False),
            (IN_148, C, "65", D, True, False),
            (IN_1489, P, "62", P, True, False),
            (IN_1489, P, "90", P, False, True),
            (IN_1489, C, "95", C, True, False),
            (IN_1489, C, "72", P, True, False),
            (IN_26, P, "49.9", P, False, False),
            (IN_26, P, "89.95", P, True, False),
            (IN_26, P, "90", P, False, True),
            (IN_26, C, "90", C, True, False),
            (IN_26, C, "89.95", P, True, False),
            (IN_26, C, "45", P, False, False),
        ],
    )
    def test_is_decided_at_its_level_sent_higher_or_given_back(
        self, database, day, council, score, decided_at, decides, forwards
    ):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, day)
            scoring = a_dossier(session, cycle, S.SCORING, filed_on=day, level=council, today=day)

            scored = decide(
                session, cycle, scoring.code, "record_score", a_decision(Role.COUNCIL, today=day, score=Decimal(score))
            )

            assert (scored.level, scored.result_of) == (decided_at, council)
            assert (scored.decides_here, scored.forwards_here) == (decides, forwards)

    def test_from_the_commune_to_the_centre_and_back_to_the_province(self, database):
        """26/2026/QĐ-TTg, Đ.7: «dùng kết quả trung ương dưới 90 điểm», or have it evaluated again."""
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, IN_26)
            code = a_dossier(session, cycle, S.READY, documents_valid_until=date(2027, 1, 1), today=IN_26).code
            way = [
                ("submit_dossier", Role.PRODUCER, {}, X),
                ("receive_dossier", Role.COMMUNE, {}, X),
                ("propose", Role.COMMUNE, {}, P),
                ("check_dossier", Role.STANDING_UNIT, {}, P),
                ("start_scoring", Role.STANDING_UNIT, {}, P),
                ("record_score", Role.COUNCIL, {"score": Decimal("91.5")}, P),
                ("forward", Role.AUTHORITY, {}, C),
                ("receive_forwarded", Role.STANDING_UNIT, {}, C),
                ("start_scoring", Role.STANDING_UNIT, {}, C),
                ("record_score", Role.COUNCIL, {"score": Decimal("88")}, P),
                ("evaluate_again", Role.AUTHORITY, {}, P),
                ("start_scoring", Role.STANDING_UNIT, {}, P),
                ("record_score", Role.COUNCIL, {"score": Decimal("86")}, P),
                ("recognise", Role.AUTHORITY, {}, P),
            ]
            for action, role, facts, level in way:
                dossier = decide(session, cycle, code, action, a_decision(role, today=IN_26, **facts))
                assert dossier.level is level, action

            assert (dossier.state, dossier.star_rank, dossier.result_of) == (S.RECOGNISED, 4, P)

    def test_a_province_does_not_send_its_own_result_back_for_another_evaluation(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, IN_26)
            facts = {"level": P, "result_of": P, "star_rank": 4, "decides_here": True, "filed_on": IN_26}
            scored = a_dossier(session, cycle, S.SCORED, today=IN_26, **facts)
            with pytest.raises(Refused, match="Kết quả do Hội đồng trung ương chấm"):
                decide(session, cycle, scored.code, "evaluate_again", a_decision(Role.AUTHORITY, today=IN_26))


class TestWhoReceives:
    @pytest.mark.parametrize(("day", "level"), [(IN_1048, D), (IN_148, D), (IN_1489, X), (IN_26, X)])
    def test_the_district_until_2025_and_the_commune_since(self, database, day, level):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, day)
            ready = a_dossier(session, cycle, S.READY, documents_valid_until=date(2030, 1, 1), today=day)

            filed = decide(session, cycle, ready.code, "submit_dossier", a_decision(Role.PRODUCER, today=day))

            assert filed.level is level

    @pytest.mark.parametrize(("day", "level"), [(IN_148, D), (IN_26, X)])
    def test_who_is_late_with_the_reception_is_told(self, database, day, level):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, day)
            a_dossier(session, cycle, S.SUBMITTED, filed_on=day, level=level, due_on=day, today=day)
            later = date.fromordinal(day.toordinal() + 4)

            remind(session, cycle, today=later, at=AT, steps=(Step.EVALUATION,))

            told = {session.get_one(Unit, line.unit_id).code for line in session.exec(select(NoticeLine))}
            assert told == {"kinh-te" if level is D else "xa-mot"}

    def test_the_district_may_take_a_dossier_without_the_commune_and_a_province_may_not(self, database):
        with unit_of_work(database) as session:
            by = a_decision(Role.STANDING_UNIT, today=IN_148)
            cycle = a_cycle_on(session, IN_148)
            old = a_dossier(session, cycle, S.SUBMITTED, filed_on=IN_148, level=D, today=IN_148)
            assert decide(session, cycle, old.code, "check_dossier", by).state is S.HIGHER_REVIEW
            new = a_dossier(session, cycle, S.SUBMITTED, filed_on=IN_148, level=X, today=IN_148)
            with pytest.raises(Refused, match="cấp trên xã tiếp nhận"):
                decide(session, cycle, new.code, "check_dossier", by)

    def test_what_lies_at_a_higher_level_is_followed_by_the_standing_unit(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, IN_148)

            assert cycle.unit_id_of(Role.AUTHORITY, None, D) == cycle.cycle.authority_id
            assert cycle.unit_id_of(Role.AUTHORITY, None, P) == cycle.cycle.standing_unit_id


class TestTheDistrictEnds:
    """Districts stop on 30/06/2025, the rules that name them on 05/07/2025: dossiers go on, with other bodies."""

    FILED, GAP, AFTER = date(2025, 6, 10), date(2025, 7, 2), date(2025, 7, 7)

    @pytest.mark.parametrize(
        ("state", "goes_to", "level"),
        [
            (S.SUBMITTED, S.SUBMITTED, X),
            (S.COMMUNE_REVIEW, S.COMMUNE_REVIEW, X),
            (S.RETURNED, S.RETURNED, X),
            (S.PROPOSED, S.PROPOSED, P),
            (S.HIGHER_REVIEW, S.PROPOSED, P),
            (S.SCORING, S.PROPOSED, P),
            (S.SCORED, S.PROPOSED, P),
        ],
    )
    def test_each_dossier_it_held_is_taken_over_with_the_regime_cited(self, database, state, goes_to, level):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, self.AFTER)
            facts = {"filed_on": self.FILED, "level": D}
            facts |= {"score": Decimal(62), "star_rank": 3} if state is S.SCORED else {}
            held = a_dossier(session, cycle, state, today=self.FILED, **facts)

            assert advance(session, cycle, "take_over", today=self.AFTER, at=AT).count == 1
            assert advance(session, cycle, "take_over", today=self.AFTER, at=AT).count == 0

            session.refresh(held)
            assert (held.state, held.level, held.score, held.star_rank) == (goes_to, level, None, None)
            line = session.exec(select(DossierLog).where(DossierLog.action == "take_over")).one()
            assert line.clause == "148/QĐ-TTg, sửa đổi bởi 1489/QĐ-TTg"

    def test_a_dossier_already_at_the_province_stays_there(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, self.AFTER)
            a_dossier(session, cycle, S.SCORED, today=self.FILED, filed_on=self.FILED, level=P)

            assert advance(session, cycle, "take_over", today=self.AFTER, at=AT).count == 0

    def test_nothing_is_taken_over_while_the_rules_still_name_the_district(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, self.GAP)
            a_dossier(session, cycle, S.PROPOSED, today=self.FILED, filed_on=self.FILED, level=D)

            assert advance(session, cycle, "take_over", today=self.GAP, at=AT).count == 0

    def test_between_the_two_days_nobody_acts_for_the_district(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle_on(session, self.GAP)
            held = a_dossier(session, cycle, S.PROPOSED, today=self.FILED, filed_on=self.FILED, level=D)
            by = a_decision(Role.STANDING_UNIT, today=self.GAP)

            with pytest.raises(Refused, match="Cấp huyện không còn hoạt động sau ngày 30/06/2025"):
                decide(session, cycle, held.code, "check_dossier", by)
            assert session.get_one(Dossier, held.id).state is S.PROPOSED
