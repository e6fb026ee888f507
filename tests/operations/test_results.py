"""What each step results in, read from the records: counts by commune and group, what is missing, what goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from ocop_workflow.operations.cycle.assignments import close_surveys_by_facts, raise_assignments
from ocop_workflow.operations.cycle.results import (
    business_plans,
    ideas,
    potential_products,
    reports_by_unit,
    training_owed,
)
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import Table
from ocop_workflow.operations.dossiers.activities import record_activity
from ocop_workflow.operations.dossiers.documents import record_document
from ocop_workflow.operations.dossiers.promotion_results import carried_over, participation, products_to_invite, targets
from ocop_workflow.operations.evaluation.evaluation_results import readiness, rounds, stars
from ocop_workflow.operations.reports.filing import accept_report, submit_report
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE, find
from ocop_workflow.vocabulary import ActivityKind, Level, Step
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, OFFICER, TODAY, a_cycle, a_dossier, a_plan, dossiers

LAST_YEAR = date(2023, 6, 14)


@dataclass(frozen=True)
class Desk:
    session: Session
    cycle: RunningCycle


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    """The made-up city with its cycle open, on SQLite and on PostgreSQL."""
    survey = {"code": "own.survey", "text": "Khảo sát", "lead": ["cac-xa"], "steps": [1]}
    measured = {"clause": "II.2", "quote": "thêm 02 sản phẩm OCOP", "unit": "sản phẩm", "programme": "ocop"}
    counted = {"computed_as": "new_products", "comparator": "≥", "value": 2}
    wanted = [
        {**measured, **counted, "code": "mau.moi", "measures": "Sản phẩm mới"},
        {**measured, "code": "mau.ma-vach", "measures": "Sản phẩm có mã vạch"},
        {**measured, "code": "mau.ntm", "measures": "Hộ nghèo", "programme": "ntm"},
    ]
    fair = {"code": "mau.hc", "name": "Hội chợ Mẫu", "step": 6, "clause": "III.6", "quote": "Hội chợ Mẫu"}
    with unit_of_work(database) as session:
        plan = a_plan(own_duties=[{"not_in_plan": True, "why": "mẫu", **survey}], targets=wanted, events=[fair])
        yield Desk(session, a_cycle(session, plan))


def way(*actions: str):
    """The moves of these names, one after the other."""
    rules, source = [], None
    for action in actions:
        rule = find(action, source)
        assert rule is not None, f"{action} does not begin in {source}"
        rules.append(rule)
        source = rule.target
    return tuple(rules)


TO_IDEA = ("identify", "guide", "submit_idea")
TO_ACCEPTED = (*TO_IDEA, "refer_idea", "accept_idea")


def rows(tables: tuple[Table, ...], number: int = 0) -> list[tuple[str, ...]]:
    return list(tables[number].rows)


class TestStep1:
    """Potential products and guidance per commune, and the communes that have not surveyed."""

    def test_each_commune_has_a_line_even_without_a_product(self, desk: Desk) -> None:
        raise_assignments(desk.session, desk.cycle, Step.OUTREACH, TODAY)
        dossiers(desk.session, desk.cycle, 2, S.IDENTIFIED)
        dossiers(desk.session, desk.cycle, 3, S.GUIDED, way=way("identify", "guide"))
        dossiers(desk.session, desk.cycle, 1, S.IDENTIFIED, opened_in_year=2023)
        close_surveys_by_facts(desk.session, desk.cycle, TODAY)
        tables = potential_products(desk.session, desk.cycle, TODAY)
        assert rows(tables) == [
            ("UBND xã Mẫu Hai", "Đang thực hiện", "0", "0", "0", "0"),
            ("UBND xã Mẫu Một", "Đã hoàn thành", "5", "3", "2", "1"),
        ]
        assert rows(tables, 1) == [("UBND xã Mẫu Hai",)]

    def test_a_product_taken_over_from_a_register_as_recognised_is_no_survey(self, desk: Desk) -> None:
        raise_assignments(desk.session, desk.cycle, Step.OUTREACH, TODAY)
        dossiers(desk.session, desk.cycle, 1, S.RECOGNISED, way=way("record_recognised"))
        assert close_surveys_by_facts(desk.session, desk.cycle, TODAY) == 0

    def test_a_product_of_no_known_commune_stands_apart(self, desk: Desk) -> None:
        dossiers(desk.session, desk.cycle, 1, S.IDENTIFIED, commune_id=None)
        assert rows(potential_products(desk.session, desk.cycle, TODAY))[-1] == (
            "Chưa xác định xã, phường", "", "1", "0", "1", "0",
        )  # fmt: skip

    def test_an_expired_product_is_invited_until_a_new_dossier_points_to_it(self, desk: Desk) -> None:
        old = a_dossier(desk.session, desk.cycle, S.EXPIRED, expires_on=date(2024, 5, 1))
        assert [row[0] for row in rows(products_to_invite(desk.session, desk.cycle, TODAY))] == [old.code]
        dossiers(desk.session, desk.cycle, 1, S.GUIDED, way=way("invite_again"), previous_id=old.id)
        assert rows(products_to_invite(desk.session, desk.cycle, TODAY)) == []


class TestStep2:
    """Ideas received, accepted, returned, lapsed per commune and group."""

    def test_each_idea_is_counted_once_per_kind_of_decision(self, desk: Desk) -> None:
        dossiers(desk.session, desk.cycle, 2, S.IDEA_ACCEPTED, way=way(*TO_ACCEPTED), product_group=1)
        returned = (*TO_IDEA, "send_back_idea")
        dossiers(desk.session, desk.cycle, 1, S.IDEA_RETURNED, way=way(*returned), product_group=1)
        again = (*returned, "correct_idea", "send_back_idea", "lapse_idea")
        dossiers(desk.session, desk.cycle, 1, S.IDEA_LAPSED, way=way(*again))
        assert (
            rows(ideas(desk.session, desk.cycle, TODAY))
            == [
                ("UBND xã Mẫu Một", "Nhóm 1", "3", "2", "1", "0", "0"),
                ("UBND xã Mẫu Một", "chưa xác định", "1", "0", "1", "0", "1"),
                ("Cộng", "", "4", "2", "2", "0", "1"),
            ]
            or rows(ideas(desk.session, desk.cycle, TODAY))[0][1] == "chưa xác định"
        )

    def test_ideas_of_another_year_are_not_counted(self, desk: Desk) -> None:
        dossiers(desk.session, desk.cycle, 2, S.IDEA_SUBMITTED, way=way(*TO_IDEA), today=LAST_YEAR)
        assert rows(ideas(desk.session, desk.cycle, TODAY)) == []


class TestStep3:
    """Plans approved, returned, lapsed; training owed to producers."""

    def test_plans_by_what_became_of_them(self, desk: Desk) -> None:
        submitted = (*TO_ACCEPTED, "submit_business_plan")
        for number, actions in (
            (2, (*submitted, "approve_business_plan")),
            (1, (*submitted, "return_business_plan")),
            (3, (*TO_ACCEPTED, "lapse_accepted_idea")),
        ):
            moves = way(*actions)
            dossiers(desk.session, desk.cycle, number, moves[-1].target, way=moves, product_group=2)
        assert rows(business_plans(desk.session, desk.cycle, TODAY)) == [
            ("UBND xã Mẫu Một", "Nhóm 2", "3", "2", "1", "0", "3", "0"),
            ("Cộng", "", "3", "2", "1", "0", "3", "0"),
        ]

    def test_training_is_owed_until_one_is_recorded_this_year(self, desk: Desk) -> None:
        dossier = a_dossier(desk.session, desk.cycle, S.IDEA_ACCEPTED)
        a_dossier(desk.session, desk.cycle, S.IDENTIFIED)
        assert rows(training_owed(desk.session, desk.cycle, TODAY)) == [("HTX Mẫu", "UBND xã Mẫu Một", "1")]
        for day, still_owed in ((LAST_YEAR, True), (TODAY, False)):
            record_activity(
                desk.session, dossier, kind=ActivityKind.TRAINING, on_day=day, name="Tập huấn", amount_vnd=None,
                paper_no=None, actor=OFFICER, today=TODAY, at=AT,
            )  # fmt: skip
            assert bool(rows(training_owed(desk.session, desk.cycle, TODAY))) is still_owed


class TestStep4:
    """Ready, or what is missing per product."""

    def test_each_product_says_what_it_lacks(self, desk: Desk) -> None:
        (food, craft, unknown) = [
            a_dossier(desk.session, desk.cycle, S.IMPLEMENTING, product_group=group) for group in (1, 4, None)
        ]
        for dossier, valid_until in ((food, LAST_YEAR), (craft, None)):
            record_document(
                desk.session, desk.cycle, dossier, kind="self_assessment_report", number="1", issuer="HTX",
                issued_on=LAST_YEAR, valid_until=valid_until, actor=OFFICER, today=TODAY, at=AT,
            )  # fmt: skip
        lacking, products = readiness(desk.session, desk.cycle, TODAY)
        said = {row[0]: row[3] for row in products.rows}
        assert "Báo cáo tự đánh giá về sản phẩm (hết hiệu lực 14/06/2023)" in said[food.code]
        assert "an toàn thực phẩm" in said[food.code]
        assert said[craft.code] == "Đủ tài liệu"
        assert said[unknown.code] == "Chưa xác định nhóm sản phẩm (1-6)"
        assert len(lacking.rows) == 3


class TestStep5:
    """Rounds, stars, minutes, certificates."""

    def test_a_recognised_product_shows_minutes_decision_and_certificate(self, desk: Desk) -> None:
        dossier = a_dossier(
            desk.session, desk.cycle, S.RECOGNISED, way=_scored("recognise"), star_rank=3, score=Decimal("61.5"),
            decision_no="99/QĐ-UBND", recognised_on=TODAY, expires_on=date(2027, 6, 14), level=Level.DISTRICT,
        )  # fmt: skip
        summed, listed = stars(desk.session, desk.cycle, TODAY)
        assert summed.rows == (("3 sao: Đã công nhận", "1"),)
        ((product, _, result, minutes, decision, valid),) = listed.rows
        assert dossier.code in product
        assert result == "61,5 điểm, 3 sao (cấp huyện)"
        assert minutes == "12/QĐ-MẪU ngày 13/06/2024"
        assert (decision, valid) == ("99/QĐ-UBND ngày 14/06/2024", "đến hết 14/06/2027")

    def test_without_national_rounds_the_local_months_are_named(self, desk: Desk) -> None:
        a_dossier(desk.session, desk.cycle, S.COMMUNE_REVIEW, round_closes_on=date(2024, 11, 30))
        held, waiting = rounds(desk.session, desk.cycle, TODAY)
        assert held.rows == (
            ("Theo địa phương", "đến hết 30/11/2024", "không quy định", "148/QĐ-TTg không có đợt chung"),
        )
        assert waiting.rows == (("30/11/2024", "1"),)

    def test_the_rounds_of_2026_are_those_of_the_decision(self, desk: Desk) -> None:
        """26/2026/QĐ-TTg, Đ.5: proposals before 30/4 and 30/10, results before 30/6 and 30/12."""
        held, _ = rounds(desk.session, desk.cycle, date(2026, 6, 1))
        days = {(row[1], row[2]) for row in held.rows}
        assert {("trước ngày 30/4", "trước ngày 30/6"), ("trước ngày 30/10", "trước ngày 30/12")} <= days


class TestStep6:
    """Participation, channels, targets of the plan, what is carried to the next cycle."""

    def test_a_fair_of_the_plan_counts_its_products(self, desk: Desk) -> None:
        dossier = a_dossier(desk.session, desk.cycle, S.IN_PROMOTION)
        for name, kind, amount in (
            ("hội chợ  MẪU", ActivityKind.FAIR, 1_500_000),
            ("Hội chợ khác", ActivityKind.FAIR, 500_000),
            ("Gian hàng", ActivityKind.E_COMMERCE, None),
        ):
            record_activity(
                desk.session, dossier, kind=kind, on_day=TODAY, name=name, amount_vnd=amount, paper_no=None,
                actor=OFFICER, today=TODAY, at=AT,
            )  # fmt: skip
        markets, events = participation(desk.session, desk.cycle, TODAY)
        assert markets.rows[0] == ("Hội chợ", "1", "2", "2.000.000")
        assert ("Sàn thương mại điện tử", "1", "1", "0") in markets.rows
        assert events.rows == (("Hội chợ Mẫu", "III.6", "không in", "1"),)

    def test_a_target_is_computed_where_the_records_can_answer(self, desk: Desk) -> None:
        a_dossier(desk.session, desk.cycle, S.RECOGNISED, way=_scored("recognise"))
        dossiers(desk.session, desk.cycle, 2, S.RECOGNISED, way=way("record_recognised"))
        assert rows(targets(desk.session, desk.cycle, TODAY)) == [
            ("Sản phẩm mới", "≥ 2 sản phẩm", "1 sản phẩm", "chưa đạt", "Còn thiếu 1 sản phẩm", "II.2"),
            (
                "Sản phẩm có mã vạch", "văn bản không in số (sản phẩm)", "nhập tay", "chưa rõ",
                "Chưa nhập số đạt được", "II.2",
            ),
        ]  # fmt: skip

    def test_what_is_unfinished_goes_on_and_certificates_that_end_next_year_are_named(self, desk: Desk) -> None:
        dossiers(desk.session, desk.cycle, 2, S.IMPLEMENTING)
        ending = a_dossier(desk.session, desk.cycle, S.IN_PROMOTION, expires_on=date(2025, 3, 1))
        a_dossier(desk.session, desk.cycle, S.IDEA_REJECTED)
        unfinished, certificates = carried_over(desk.session, desk.cycle, TODAY)
        assert [row[:2] for row in unfinished.rows] == [("Đang triển khai phương án", "2")]
        assert [(row[0], row[3]) for row in certificates.rows] == [(ending.code, "01/03/2025")]


class TestAcrossTheSteps:
    """Step 0: consolidated reports by unit."""

    def test_reports_are_accepted_waiting_late_or_ahead(self, desk: Desk) -> None:
        raise_reports(desk.session, desk.cycle, TODAY)
        for period in ("2024-M01", "2024-M02"):
            submit_report(desk.session, desk.cycle, "xa-mot", period, actor=OFFICER, today=TODAY, at=AT, content="mẫu")
        accept_report(desk.session, desk.cycle, "xa-mot", "2024-M01", actor=OFFICER, today=TODAY, at=AT)
        assert rows(reports_by_unit(desk.session, desk.cycle, TODAY)) == [
            ("UBND xã Mẫu Hai", "0", "0", "5", "7"),
            ("UBND xã Mẫu Một", "1", "1", "3", "7"),
        ]


def _scored(last: str):
    """The way through a council to a decision."""
    steps = way(
        *TO_ACCEPTED, "submit_business_plan", "approve_business_plan", "start_implementation", "make_ready",
        "submit_dossier", "receive_dossier", "propose", "check_dossier", "start_scoring", "record_score", last,
    )  # fmt: skip
    assert all(rule in LIFECYCLE for rule in steps)
    return steps
