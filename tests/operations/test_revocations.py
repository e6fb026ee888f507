"""26/2026/QĐ-TTg, Đ.8 and Đ.9: grounds, conclusion, decision in 15 days; inspections that open a revocation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.certificates.certificate_check import check_register
from ocop_workflow.operations.certificates.certificate_register import one_certificate
from ocop_workflow.operations.certificates.certificate_results import certificates, inspections
from ocop_workflow.operations.certificates.inspection_lookup import list_inspections
from ocop_workflow.operations.certificates.inspections import (
    Finding,
    mark_remedied,
    plan_inspections,
    record_inspection,
)
from ocop_workflow.operations.certificates.recognition import recognise
from ocop_workflow.operations.certificates.revocation_papers import revocation_paper
from ocop_workflow.operations.certificates.revocations import grounds, list_cases
from ocop_workflow.operations.dossiers.activities import activities_of
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.records.certificate_tables import RevocationCase
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import (
    ActivityKind,
    CertificateStatus,
    InspectionKind,
    InspectionResult,
    RevocationOutcome,
    Role,
)
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, OFFICER, TODAY, a_cycle, dossiers

DAY = date(2026, 11, 20)
"""Under QĐ 26."""


@pytest.fixture
def desk(database):
    """An office with one product of three stars, recognised on 13 June 2024; (session, cycle, dossier)."""
    with unit_of_work(database) as session:
        cycle = a_cycle(session)
        (one,) = dossiers(session, cycle, 1, S.SCORED, star_rank=3, score=61, decides_here=True)
        code = session.get_one(Dossier, one).code
        by = Decision(OFFICER, Role.AUTHORITY, TODAY, AT, paper=Paper("99/QĐ-UBND", date(2024, 6, 13)))
        (dossier,) = recognise(session, cycle, [code], by)
        yield session, cycle, dossier


def says(role: Role, number: str, on: date = DAY, *, ground: str | None = None, today: date | None = None) -> Decision:
    return Decision(OFFICER, role, today or on, AT, "lý do", Paper(number, on), ground=ground)


class TestGrounds:
    def test_are_those_of_the_decision_with_their_clause(self, desk):
        _, cycle, _ = desk
        known = grounds(cycle, DAY)

        assert [ground.code for ground in known] == [
            "false_information", "criteria_no_longer_met", "law_violation", "logo_misuse", "production_stopped",
            "other_competent_conclusion",
        ]  # fmt: skip
        assert {(ground.clause, ground.confidence) for ground in known} == {("26/2026/QĐ-TTg, Đ.8", "V1")}

    def test_under_older_rules_they_do_not_pass_for_law(self, desk):
        _, cycle, _ = desk

        assert {ground.confidence for ground in grounds(cycle, TODAY)} == {"D"}

    @pytest.mark.parametrize("ground", [None, "because"])
    def test_a_proposal_names_one(self, desk, ground):
        session, cycle, dossier = desk
        with pytest.raises(Refused, match="logo_misuse"):
            decide(session, cycle, dossier.code, "propose_revocation", says(Role.COMMUNE, "5/BC", ground=ground))

        assert session.exec(select(RevocationCase)).all() == []


class TestTheCourseOfACase:
    """Proposal by the commune, conclusion by the agency, decision within 15 days of the conclusion."""

    def test_the_clock_of_the_decision_runs_from_the_conclusion_in_days_of_the_calendar(self, desk):
        session, cycle, dossier = desk
        decide(session, cycle, dossier.code, "propose_revocation", says(Role.COMMUNE, "5/BC", ground="logo_misuse"))
        (case,) = list_cases(session, cycle, DAY, open_only=True)
        assert (case.awaits, case.concluded_on) == (Role.STANDING_UNIT, None)

        concluded = says(Role.STANDING_UNIT, "7/KL", DAY + timedelta(days=10))
        decide(session, cycle, dossier.code, "conclude_revocation", concluded)
        (case,) = list_cases(session, cycle, date(2026, 12, 20), open_only=True)
        assert (case.awaits, case.due_on, case.days_late) == (Role.AUTHORITY, date(2026, 12, 15), 5)
        assert "26/2026/QĐ-TTg, Đ.8.4" in (case.due_basis or "")
        assert certificates(session, cycle, DAY)[1].rows[0][-1] == ""

        decide(session, cycle, dossier.code, "revoke", says(Role.AUTHORITY, "101/QĐ-UBND", date(2026, 12, 1)))
        (case,) = list_cases(session, cycle, date(2026, 12, 2))
        assert (case.outcome, case.closed_on, case.awaits) == (RevocationOutcome.REVOKED, date(2026, 12, 1), None)
        assert check_register(session) == []

    def test_a_stop_of_production_that_the_commune_confirms_needs_no_further_conclusion(self, desk):
        session, cycle, dossier = desk
        decide(session, cycle, dossier.code, "confirm_stopped", says(Role.COMMUNE, "6/XN"))

        (case,) = list_cases(session, cycle, DAY)
        assert (case.ground, case.state, case.due_on) == (
            "production_stopped", S.REVOCATION_CONCLUDED, date(2026, 12, 5)
        )  # fmt: skip

    def test_a_stop_of_production_has_no_other_ground(self, desk):
        session, cycle, dossier = desk
        with pytest.raises(Refused, match="production_stopped"):
            decide(session, cycle, dossier.code, "confirm_stopped", says(Role.COMMUNE, "6/XN", ground="logo_misuse"))

    def test_dismissed_the_certificate_stays_and_the_case_is_closed(self, desk):
        session, cycle, dossier = desk
        decide(session, cycle, dossier.code, "propose_revocation", says(Role.COMMUNE, "5/BC", ground="logo_misuse"))
        decide(session, cycle, dossier.code, "dismiss_revocation", says(Role.AUTHORITY, "8/TB"))

        (case,) = list_cases(session, cycle, DAY)
        assert case.outcome is RevocationOutcome.DISMISSED
        assert one_certificate(session, dossier.code, DAY, cycle.rules.regime(DAY)).line.is_in_force
        decide(session, cycle, dossier.code, "propose_revocation", says(Role.COMMUNE, "9/BC", ground="law_violation"))
        assert len(list_cases(session, cycle, DAY, open_only=True)) == 1

    def test_nothing_is_revoked_before_it_is_concluded(self, desk):
        session, cycle, dossier = desk
        decide(session, cycle, dossier.code, "propose_revocation", says(Role.COMMUNE, "5/BC", ground="logo_misuse"))
        with pytest.raises(Refused, match="không có bước chuyển «revoke»"):
            decide(session, cycle, dossier.code, "revoke", says(Role.AUTHORITY, "101/QĐ-UBND"))

    def test_its_paper_is_a_draft_until_the_decision_gives_it_number_and_date(self, desk):
        session, cycle, dossier = desk
        decide(session, cycle, dossier.code, "propose_revocation", says(Role.COMMUNE, "5/BC", ground="logo_misuse"))
        (case,) = list_cases(session, cycle, DAY)
        with pytest.raises(Refused, match="chưa có kết luận"):
            revocation_paper(session, cycle, case.id, DAY)
        decide(session, cycle, dossier.code, "conclude_revocation", says(Role.STANDING_UNIT, "7/KL"))
        draft = revocation_paper(session, cycle, case.id, DAY)
        assert (draft.number, draft.dated) == (None, None)
        decide(session, cycle, dossier.code, "revoke", says(Role.AUTHORITY, "101/QĐ-UBND"))
        decided = revocation_paper(session, cycle, case.id, DAY)
        assert (decided.number, decided.symbol, decided.dated) == ("101", "QĐ-UBND", DAY)
        assert "HTX Mẫu" in decided.body[3].text


class TestInspections:
    """Planned for certificates in force, held once, and followed up."""

    def planned(self, session, cycle, on: date = DAY) -> int:
        by = Decision(OFFICER, Role.STANDING_UNIT, DAY, AT)
        (one,) = plan_inspections(session, cycle, on=on, kind=InspectionKind.UNANNOUNCED, decision=by)
        return one

    def test_planning_the_same_day_again_adds_nothing(self, desk):
        session, cycle, _ = desk
        self.planned(session, cycle)
        by = Decision(OFFICER, Role.STANDING_UNIT, DAY, AT)

        assert plan_inspections(session, cycle, on=DAY, kind=InspectionKind.PERIODIC, decision=by) == []

    def test_a_visit_that_was_not_held_is_late_the_day_after(self, desk):
        session, cycle, _ = desk
        self.planned(session, cycle)

        assert list_inspections(session, cycle, DAY, late_only=True) == []
        (late,) = list_inspections(session, cycle, DAY + timedelta(days=2), late_only=True)
        assert (late.days_late, late.unit, late.commune) == (2, "Phòng Kinh tế", "UBND xã Mẫu Một")

    def test_a_violation_opens_the_revocation_and_is_seen_on_the_product(self, desk):
        session, cycle, dossier = desk
        found = Finding(DAY, InspectionResult.VIOLATION, "in sai hạng sao", ground="logo_misuse")
        record_inspection(session, cycle, self.planned(session, cycle), found, says(Role.STANDING_UNIT, "7/KL"))

        (case,) = list_cases(session, cycle, DAY)
        assert (case.ground, case.state, case.due_on) == ("logo_misuse", S.REVOCATION_CONCLUDED, date(2026, 12, 5))
        assert case.inspection_id is not None
        assert [activity.kind for activity in activities_of(session, dossier)] == [ActivityKind.INSPECTION]
        assert inspections(session, cycle, DAY)[0].rows == ()  # planned in 2026, the cycle is of 2024

    @pytest.mark.parametrize(
        ("finding", "paper", "why"),
        [
            (Finding(DAY, InspectionResult.VIOLATION, "x", ground="logo_misuse"), None, "văn bản kết luận"),
            (Finding(DAY, InspectionResult.VIOLATION, "x"), Paper("7/KL", DAY), "căn cứ thu hồi"),
            (Finding(DAY, InspectionResult.TO_REMEDY, "x"), None, "hạn khắc phục"),
            (Finding(DAY, InspectionResult.FULFILLED, " "), None, "Thiếu nội dung"),
            (Finding(DAY + timedelta(days=1), InspectionResult.FULFILLED, "x"), None, "sau hôm nay"),
            (Finding(DAY, InspectionResult.FULFILLED, "x", ground="logo_misuse"), None, "chỉ đi cùng kết quả"),
        ],
    )
    def test_what_does_not_fit_is_refused_and_nothing_is_kept(self, desk, finding, paper, why):
        session, cycle, dossier = desk
        number = self.planned(session, cycle)
        by = replace(says(Role.STANDING_UNIT, "7/KL"), paper=paper)
        with pytest.raises(Refused, match=why), session.begin_nested():
            record_inspection(session, cycle, number, finding, by)

        session.expire_all()
        (line,) = list_inspections(session, cycle, DAY)
        assert line.held_on is None
        assert session.get_one(Dossier, dossier.id).state is S.RECOGNISED

    def test_is_recorded_once(self, desk):
        session, cycle, _ = desk
        number = self.planned(session, cycle)
        found = Finding(DAY, InspectionResult.FULFILLED, "đạt")
        record_inspection(session, cycle, number, found, says(Role.STANDING_UNIT, "7/BB"))
        with pytest.raises(Conflict, match=OFFICER):
            record_inspection(session, cycle, number, found, says(Role.STANDING_UNIT, "7/BB"))

    def test_what_must_be_put_right_is_late_until_it_is(self, desk):
        session, cycle, _ = desk
        number = self.planned(session, cycle)
        found = Finding(DAY, InspectionResult.TO_REMEDY, "nhãn thiếu", remedy_by=DAY + timedelta(days=10))
        record_inspection(session, cycle, number, found, says(Role.STANDING_UNIT, "7/BB"))
        after = DAY + timedelta(days=12)

        assert [line.days_late for line in list_inspections(session, cycle, after, late_only=True)] == [2]
        mark_remedied(session, number, after, Decision(OFFICER, Role.STANDING_UNIT, after, AT))
        assert list_inspections(session, cycle, after, late_only=True) == []

    def test_a_revoked_certificate_is_not_inspected(self, desk):
        session, cycle, dossier = desk
        decide(session, cycle, dossier.code, "confirm_stopped", says(Role.COMMUNE, "6/XN"))
        decide(session, cycle, dossier.code, "revoke", says(Role.AUTHORITY, "101/QĐ-UBND"))
        with pytest.raises(Refused, match="không có giấy chứng nhận còn hiệu lực"):
            self.planned(session, cycle, DAY + timedelta(days=1))


class TestFromBeforeTheRegister:
    def test_a_product_without_a_line_in_the_register_gets_one_with_its_case(self, desk):
        session, cycle, _ = desk
        (old,) = dossiers(session, cycle, 1, S.RECOGNISED, expires_on=date(2027, 1, 1), recognised_on=TODAY)
        code = session.get_one(Dossier, old).code
        decide(session, cycle, code, "confirm_stopped", says(Role.COMMUNE, "6/XN"))
        decide(session, cycle, code, "revoke", says(Role.AUTHORITY, "101/QĐ-UBND"))

        line = one_certificate(session, code, DAY, cycle.rules.regime(DAY)).line
        assert line.status is CertificateStatus.REVOKED
        assert session.execute(sa.select(sa.func.count()).select_from(RevocationCase)).scalar_one() == 1
