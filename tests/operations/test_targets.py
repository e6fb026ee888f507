"""What is counted for a target, who may enter one by hand, and what is kept of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.library.plans import load_plan
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.activities import record_activity
from ocop_workflow.operations.dossiers.documents import record_document
from ocop_workflow.operations.plans.targets import Answer, TargetLine, enter_target, list_targets
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.tables import ActLog, TargetValue
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import ActivityKind, CycleState, Measure, ProducerType, Registration
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, OFFICER, TODAY, a_cycle, a_dossier, a_plan, a_producer, shortest_way
from tests.operations.conftest import BAC_KAN, CONFIG, UONG_BI, City

SCORED_HERE = shortest_way(S.SCORED)
YESTERDAY = date(2024, 6, 13)


def a_target(code: str, **facts: Any) -> dict[str, Any]:
    words = {"clause": "II.2", "quote": "thêm 02 sản phẩm OCOP", "measures": code}
    return {"code": code, **words, "unit": "sản phẩm", "programme": "ocop", "comparator": "≥", "value": 2, **facts}


SHARES = ("cooperatives", "enterprises_and_households", "in_modern_channels", "traceable_products", "upgraded_products")
TARGETS = [
    *(a_target(measure.replace("_", "-"), computed_as=measure, unit="%", value=50) for measure in SHARES),
    a_target("new", computed_as="new_products"),
    a_target("in-year", computed_as="recognised_in_year"),
    a_target("certified", computed_as="certified_products"),
    a_target("four-stars", computed_as="certified_products", min_stars=4),
    a_target("income", comparator=">", value=80, unit="triệu đồng/người/năm", programme="ntm"),
    a_target("chains", value=3, unit="chuỗi", due_on="2024-06-30"),
    a_target("clean-water", value=100, unit="%", of="hộ dân"),
    a_target("threshold", stands="threshold", value=3, unit="sao"),
]


@dataclass(frozen=True)
class Desk:
    session: Session
    cycle: RunningCycle

    def line(self, code: str, today: date = TODAY) -> TargetLine:
        return next(line for line in list_targets(self.session, self.cycle, today) if line.code == code)

    def product(self, state: S = S.RECOGNISED, **facts: Any) -> Dossier:
        """A product of an earlier year, taken over with its certificate, in `state`."""
        facts = {"expires_on": date(2026, 1, 1), "recognised_on": date(2023, 1, 1), "star_rank": 3, **facts}
        return a_dossier(self.session, self.cycle, state, **facts)

    def producer(self, name: str, **facts: Any) -> Producer:
        producer = a_producer(self.session, self.cycle, name)
        producer.sqlmodel_update(facts)
        self.session.add(producer)
        self.session.flush()
        return producer

    def enter(self, code: str, value: str, source: str = "Báo cáo 12/BC-UBND") -> TargetValue:
        return enter_target(
            self.session, self.cycle, code, Decimal(value), source=source, actor=OFFICER, today=TODAY, at=AT
        )


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    """The made-up city with a target for each measure, on SQLite and on PostgreSQL."""
    with unit_of_work(database) as session:
        yield Desk(session, a_cycle(session, a_plan(targets=TARGETS)))


OF_MARKETS = {Measure.AT_FAIRS, Measure.SALES_POINTS, Measure.FAIRS}
"""Tried with the markets that they count, in test_support_and_markets.py."""


def test_every_measure_is_tried_here() -> None:
    assert {target["computed_as"] for target in TARGETS if "computed_as" in target} == {*Measure} - OF_MARKETS


class TestProductsOfTheYear:
    """«Phát triển mới thêm 02 sản phẩm»: by the day of the decision, within the cycle's year."""

    @pytest.mark.parametrize(
        ("facts", "new", "in_year"),
        [
            ({"recognised_on": date(2024, 1, 1)}, 1, 1),
            ({"recognised_on": TODAY}, 1, 1),
            ({"recognised_on": date(2023, 12, 31)}, 0, 0),
            ({"recognised_on": date(2024, 6, 15)}, 0, 0),
            ({"recognised_on": None}, 0, 0),
            ({"recognised_on": TODAY, "registration": Registration.UPGRADE}, 0, 1),
            ({"recognised_on": TODAY, "state": S.REVOKED}, 0, 0),
        ],
    )
    def test_the_day_of_the_decision_counts(self, desk: Desk, facts, new, in_year) -> None:
        desk.product(**facts)
        assert (desk.line("new").value, desk.line("in-year").value) == (new, in_year)

    def test_what_is_recognised_here_counts_by_its_log(self, desk: Desk) -> None:
        recognise = find("recognise", S.SCORED)
        assert recognise is not None
        a_dossier(desk.session, desk.cycle, S.RECOGNISED, way=(*SCORED_HERE, recognise))
        line = desk.line("new")
        assert (line.value, line.is_reached, line.verdict) == (1, False, "chưa đạt")
        assert line.missing == "Còn thiếu 1 sản phẩm"
        a_dossier(desk.session, desk.cycle, S.RECOGNISED, way=(*SCORED_HERE, recognise))
        assert desk.line("new").verdict == "đạt"


class TestProductsWithACertificate:
    """«Ít nhất 60 sản phẩm đạt từ 3 sao»: certificates valid on the day, each product once."""

    @pytest.mark.parametrize(
        ("facts", "counted"),
        [
            ({"state": S.RENEWAL_DUE}, 1),
            ({"state": S.REVOCATION_PROPOSED}, 1),
            ({"state": S.REVOKED}, 0),
            ({"state": S.EXPIRED}, 0),
            ({"expires_on": TODAY}, 1),
            ({"expires_on": YESTERDAY}, 0),
            ({"expires_on": None}, 1),
        ],
    )
    def test_the_certificate_must_be_valid(self, desk: Desk, facts, counted) -> None:
        desk.product(**facts)
        assert desk.line("certified").value == counted

    def test_a_product_that_was_evaluated_again_counts_once(self, desk: Desk) -> None:
        earlier = desk.product()
        desk.product(previous_id=earlier.id, registration=Registration.UPGRADE)
        desk.product(previous_id=earlier.id, state=S.SCORING)
        assert desk.line("certified").value == 1

    def test_an_unknown_star_rank_leaves_the_answer_open(self, desk: Desk) -> None:
        for stars in (3, 4, None):
            desk.product(star_rank=stars)
        line = desk.line("four-stars")
        assert (line.value, line.is_reached) == (1, None)
        assert line.missing == "Còn thiếu 1 sản phẩm; 1 sản phẩm chưa ghi hạng sao"
        desk.product(star_rank=5)
        assert desk.line("four-stars").is_reached is True

    @pytest.mark.parametrize(("before", "after", "value"), [(3, 4, 100), (4, 4, 0), (4, 3, 0)])
    def test_an_upgrade_is_a_higher_rank_than_before(self, desk: Desk, before, after, value) -> None:
        earlier = desk.product(star_rank=before)
        desk.product(previous_id=earlier.id, registration=Registration.UPGRADE, star_rank=after)
        assert desk.line("upgraded-products").value == value

    def test_an_upgrade_from_an_unknown_rank_is_open(self, desk: Desk) -> None:
        earlier = desk.product(star_rank=None)
        desk.product(previous_id=earlier.id, registration=Registration.UPGRADE, star_rank=4)
        assert desk.line("upgraded-products").is_reached is None

    def test_a_traceability_code_is_a_document_that_is_valid_on_the_day(self, desk: Desk) -> None:
        """Uông Bí 2024, II.2: «đảm bảo 100% sản phẩm OCOP có mã số mã vạch truy xuất nguồn gốc»."""
        coded = [desk.product(product_group=1) for _ in range(3)]
        for dossier, until in zip(coded, (None, TODAY, YESTERDAY), strict=True):
            record_document(
                desk.session, desk.cycle, dossier, kind="traceability_code", number="8930001", issuer="GS1",
                issued_on=date(2023, 1, 1), valid_until=until, actor=OFFICER, today=TODAY, at=AT,
            )  # fmt: skip
        desk.product()
        line = desk.line("traceable-products")
        assert (line.value, line.is_reached) == (50, True)
        assert line.source is not None and line.source.endswith(": 2 trong 4 sản phẩm")

    def test_and_no_product_must_have_one_to_be_ready(self, desk: Desk) -> None:
        assert all(
            "traceability_code" not in {document.code for document in regime.documents_for(group)}
            for regime in desk.cycle.rules.regimes
            for group in range(1, 7)
        )


class TestProducers:
    """«30% chủ thể là hợp tác xã, tổ hợp tác»: of the producers that hold a valid certificate."""

    def test_each_legal_form_is_counted_once_per_producer(self, desk: Desk) -> None:
        forms = (ProducerType.COOPERATIVE, ProducerType.COOPERATIVE_GROUP, ProducerType.ENTERPRISE, ProducerType.FARM)
        for number, form in enumerate(forms):
            holder = desk.producer(f"Chủ thể {number}", type=form)
            desk.product(producer_id=holder.id)
            desk.product(producer_id=holder.id)
        desk.producer("Chưa có sản phẩm", type=ProducerType.COOPERATIVE)
        lapsed = desk.producer("Hết hạn", type=ProducerType.COOPERATIVE)
        desk.product(producer_id=lapsed.id, expires_on=YESTERDAY)
        assert (desk.line("cooperatives").value, desk.line("enterprises-and-households").value) == (50, 25)

    def test_an_unknown_legal_form_leaves_the_answer_open(self, desk: Desk) -> None:
        for number, form in enumerate((ProducerType.COOPERATIVE, ProducerType.FARM, None)):
            desk.product(producer_id=desk.producer(f"Chủ thể {number}", type=form).id)
        line = desk.line("cooperatives")
        assert (line.value, line.is_reached) == (Decimal("33.333"), None)
        assert "1 chủ thể chưa ghi loại hình" in line.missing

    @pytest.mark.parametrize(
        ("kind", "on_day", "value"),
        [
            (ActivityKind.SUPERMARKET, YESTERDAY, 50),
            (ActivityKind.E_COMMERCE, TODAY, 50),
            (ActivityKind.FAIR, TODAY, 0),
            (ActivityKind.SALES_POINT, TODAY, 0),
        ],
    )
    def test_modern_channels_are_those_that_the_plan_names(self, desk: Desk, kind, on_day, value) -> None:
        """Châu Thành đến 2025, II.2: «hệ thống siêu thị, cửa hàng tiện lợi, sàn giao dịch thương mại điện tử»."""
        dossiers = [desk.product(producer_id=desk.producer(f"Chủ thể {number}").id) for number in range(2)]
        for _ in range(2):
            record_activity(
                desk.session, dossiers[0], kind=kind, on_day=on_day, name="Kênh bán", amount_vnd=None, paper_no=None,
                actor=OFFICER, today=TODAY, at=AT,
            )  # fmt: skip
        assert desk.line("in-modern-channels").value == value


class TestEnteredByHand:
    """What no data can answer is entered with its source and marked so."""

    def test_until_then_nobody_knows(self, desk: Desk) -> None:
        line = desk.line("chains")
        assert (line.answer, line.value, line.is_reached) == (Answer.BY_HAND, None, None)
        assert (line.verdict, line.missing) == ("chưa rõ", "Chưa nhập số đạt được")

    def test_the_value_is_shown_with_its_source_and_who_entered_it(self, desk: Desk) -> None:
        desk.enter("income", "78.25")
        line = desk.line("income")
        assert line.reached_in_words == "78,25 triệu đồng/người/năm"
        assert line.source == "Báo cáo 12/BC-UBND (Nguyễn Thị Mẫu nhập ngày 14/06/2024)"
        assert (line.verdict, line.missing) == ("chưa đạt", "Còn thiếu 1,75 triệu đồng/người/năm")

    def test_a_new_value_replaces_the_old_one_and_the_log_keeps_both(self, desk: Desk) -> None:
        desk.enter("chains", "2", source="Báo cáo 1")
        desk.enter("chains", "3", source="Báo cáo 2")
        assert desk.line("chains").verdict == "đạt"
        assert len(desk.session.exec(select(TargetValue)).all()) == 1
        acts = desk.session.exec(select(ActLog).where(ActLog.action == "enter_target").order_by("id")).all()
        assert [act.detail for act in acts] == [
            "mau.mau.2024 chains: 2 chuỗi, nguồn: Báo cáo 1",
            "mau.mau.2024 chains: 3 chuỗi, nguồn: Báo cáo 2; thay cho 2, nguồn: Báo cáo 1",
        ]

    @pytest.mark.parametrize(("today", "verdict"), [(TODAY, "chưa đạt"), (date(2024, 7, 1), "không đạt, đã hết hạn")])
    def test_after_the_printed_day_it_is_missed(self, desk: Desk, today, verdict) -> None:
        desk.enter("chains", "1")
        assert desk.line("chains", today).verdict == verdict

    @pytest.mark.parametrize(
        ("code", "value", "source", "why"),
        [
            ("new", "2", "Báo cáo", "được tính từ dữ liệu"),
            ("threshold", "3", "Báo cáo", "ngưỡng của từng sản phẩm"),
            ("chains", "2", "  ", "Thiếu nguồn"),
            ("chains", "-1", "Báo cáo", "từ 0 đến dưới một nghìn tỷ"),
            ("chains", "NaN", "Báo cáo", "từ 0 đến dưới một nghìn tỷ"),
            ("chains", "1e12", "Báo cáo", "từ 0 đến dưới một nghìn tỷ"),
            ("chains", "1.0001", "Báo cáo", "ba chữ số"),
            ("clean-water", "100.1", "Báo cáo", "không quá 100%"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(self, desk: Desk, code, value, source, why) -> None:
        with pytest.raises(Refused, match=why):
            desk.enter(code, value, source)
        assert desk.session.exec(select(TargetValue)).all() == []
        assert desk.session.exec(select(ActLog).where(ActLog.action == "enter_target")).all() == []

    def test_an_unknown_code_is_refused(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="ocop target list"):
            desk.enter("nothing", "1")

    def test_a_closed_cycle_is_not_written_to(self, desk: Desk) -> None:
        desk.cycle.cycle.state = CycleState.CLOSED
        with pytest.raises(Refused, match="đã đóng"):
            desk.enter("chains", "1")


class TestTheFivePlans:
    """Which printed targets the records answer, and by which count; all others are entered by hand."""

    @pytest.mark.parametrize(
        ("code", "computed"),
        [
            (UONG_BI, {"ub.mt.san-pham-moi": Measure.NEW_PRODUCTS, "ub.mt.ma-vach": Measure.TRACEABLE_PRODUCTS}),
            (BAC_KAN, {}),
            ("quang-binh.quang-ninh.2020", {"qn.mt.san-pham": Measure.RECOGNISED_IN_YEAR}),
            ("quang-ninh.cam-pha.2016", {}),
            (
                "tra-vinh.chau-thanh.2025",
                {
                    "ct.mt.san-pham": Measure.CERTIFIED_PRODUCTS,
                    "ct.mt.nang-cap": Measure.UPGRADED_PRODUCTS,
                    "ct.mt.hop-tac-xa": Measure.COOPERATIVES,
                    "ct.mt.doanh-nghiep": Measure.ENTERPRISES_AND_HOUSEHOLDS,
                    "ct.mt.kenh-ban-hang": Measure.IN_MODERN_CHANNELS,
                },
            ),
        ],
    )
    def test_each_is_answered_by_its_count(self, code: str, computed: dict[str, Measure]) -> None:
        targets = load_plan(CONFIG / "plans" / f"{code}.yaml").plan.targets
        assert {target.code: target.computed_as for target in targets if target.computed_as} == computed


class TestUongBi:
    """Uông Bí 2024, II.2: two targets of OCOP that the records answer, a threshold, and those of NTM."""

    def test_each_target_says_where_its_answer_comes_from(self, city: City) -> None:
        with city.look() as session:
            lines = list_targets(session, city.cycle(session, UONG_BI, TODAY), TODAY)
        own = {line.code: line.answer for line in lines if line.programme != "ntm"}
        assert own == {
            "ub.mt.san-pham-moi": Answer.COMPUTED,
            "ub.mt.ma-vach": Answer.COMPUTED,
            "ub.mt.y-tuong-3-sao": Answer.PER_PRODUCT,
        }
        assert {line.answer for line in lines if line.programme == "ntm"} == {Answer.BY_HAND}
        assert all(line.quote and line.clause for line in lines)
