"""Steps 4 and 6: support by topic and office, bar codes, fairs and channels whose participation feeds the targets."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.operations.dossiers.activities import Support, activities_of, record_activity
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.documents import documents_of, record_document
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.operations.dossiers.filed_forms import file_form, form_of
from ocop_workflow.operations.dossiers.markets import Place, add_market, close_market, list_markets, take_part
from ocop_workflow.operations.dossiers.promotion_results import participation
from ocop_workflow.operations.dossiers.support_results import support_given
from ocop_workflow.operations.plans.measures import count
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import ActivityKind, Measure, Role, SupportTopic
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, OFFICER, PAPER, TODAY, a_cycle, a_dossier, a_plan, dossiers
from tests.operations.test_filed_forms import PLAN

EVENT = {"code": "mau.hc", "name": "Hội chợ Mẫu 2024", "step": 6, "clause": "III.4", "quote": "tham gia Hội chợ Mẫu"}
BY = Decision(OFFICER, Role.STANDING_UNIT, TODAY, AT)
SAID = {"amount_vnd": None, "paper_no": None, "actor": OFFICER, "today": TODAY, "at": AT}


@pytest.fixture
def desk(database):
    with unit_of_work(database) as session:
        yield session, a_cycle(session, a_plan(events=[EVENT]))


def certified(session, cycle, number: int = 1) -> list[Dossier]:
    ids = dossiers(session, cycle, number, S.IN_PROMOTION, expires_on=TODAY + timedelta(days=300), star_rank=3)
    return [session.get_one(Dossier, one) for one in ids]


class TestSupport:
    def test_one_training_is_recorded_for_every_product_with_its_topic_and_office(self, desk):
        session, cycle = desk
        two = [a_dossier(session, cycle, S.IMPLEMENTING) for _ in range(2)]
        office = unit_of(session, cycle.cycle.locality, "kinh-te")
        record_activity(
            session, *two, two[0], kind=ActivityKind.TRAINING, on_day=TODAY, name="Tập huấn ATTP",
            support=Support(SupportTopic.FOOD_SAFETY, office), **SAID,
        )  # fmt: skip

        assert [len(activities_of(session, dossier)) for dossier in two] == [1, 1]
        assert support_given(session, cycle, TODAY)[0].rows == (("An toàn thực phẩm", "Phòng Kinh tế", "2", "2"),)

    def test_a_plan_that_asks_for_support_is_listed_until_it_gets_some(self, desk):
        session, cycle = desk
        dossier = a_dossier(session, cycle, S.IDEA_ACCEPTED)
        producer = Decision(OFFICER, Role.PRODUCER, TODAY, AT)
        asked = {**PLAN, "support": "tập huấn ghi nhãn"}
        file_form(session, cycle, dossier, form_of(cycle, "business-plan"), asked, producer)
        approved = Decision(OFFICER, Role.STANDING_UNIT, TODAY, AT, "đạt", PAPER)
        decide(session, cycle, dossier.code, "approve_business_plan", approved)
        assert support_given(session, cycle, TODAY)[1].rows == (
            (dossier.code, dossier.product_name, "tập huấn ghi nhãn"),
        )
        record_activity(
            session, dossier, kind=ActivityKind.SUPPORT, on_day=TODAY, name="Hỗ trợ nhãn",
            support=Support(SupportTopic.LABEL), **SAID,
        )  # fmt: skip
        assert support_given(session, cycle, TODAY)[1].rows == ()

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"kind": ActivityKind.SALES, "support": Support(SupportTopic.LABEL)}, "chỉ đi cùng"),
            ({"amount_vnd": 5}, "từng hồ sơ một"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, desk, changes, why):
        session, cycle = desk
        two = [a_dossier(session, cycle, S.IMPLEMENTING) for _ in range(2)]
        said = {**SAID, "kind": ActivityKind.SUPPORT, "on_day": TODAY, "name": "x", **changes}
        with pytest.raises(Refused, match=why):
            record_activity(session, *two, **said)


class TestBarCodes:
    """A GS1 number is checked by its check digit, and two products never share one."""

    def record(self, session, cycle, dossier, number):
        return record_document(
            session, cycle, dossier, kind="gs1_barcode", number=number, issuer="GS1 Việt Nam", issued_on=TODAY,
            valid_until=None, actor=OFFICER, today=TODAY, at=AT,
        )  # fmt: skip

    def test_is_kept_as_digits_and_its_product_keeps_it_in_a_new_dossier(self, desk):
        session, cycle = desk
        old, other = (a_dossier(session, cycle, S.IMPLEMENTING) for _ in range(2))
        self.record(session, cycle, old, "893-8505-974194")
        assert [document.number for document in documents_of(session, old)] == ["8938505974194"]
        with pytest.raises(Refused, match=f"{old.code}"):
            self.record(session, cycle, other, "8938505974194")
        again = a_dossier(session, cycle, S.IMPLEMENTING, product_name=old.product_name, search_key=old.search_key)
        self.record(session, cycle, again, "8938505974194")

    def test_with_a_wrong_digit_nothing_is_kept(self, desk):
        session, cycle = desk
        dossier = a_dossier(session, cycle, S.IMPLEMENTING)
        with pytest.raises(Refused, match="tính ra phải là 4"):
            self.record(session, cycle, dossier, "8938505974195")
        assert documents_of(session, dossier) == []


class TestMarkets:
    FAIR = Place(
        ActivityKind.FAIR, "Hội chợ Mẫu 2024", date(2024, 6, 10), date(2024, 6, 20), source="TB", event_code="mau.hc"
    )
    CHAIN = Place(ActivityKind.SUPERMARKET, "Siêu thị Mẫu", date(2024, 1, 1), source="hợp đồng")

    def test_taking_part_twice_a_day_is_once(self, desk):
        session, cycle = desk
        two = certified(session, cycle, 2)
        fair = add_market(session, cycle, self.FAIR, BY)

        assert take_part(session, cycle, fair, two, TODAY, BY) == 2
        assert take_part(session, cycle, fair, two, TODAY, BY) == 0
        (line,) = list_markets(session, cycle, TODAY)
        assert (line.products, line.producers, line.clause, line.is_open) == (2, 1, "III.4", True)
        assert participation(session, cycle, TODAY)[1].rows[0][-1] == "2"

    def test_an_event_of_the_plan_that_nobody_recorded_is_shown(self, desk):
        session, cycle = desk

        (line,) = list_markets(session, cycle, TODAY)
        assert (line.id, line.name, line.event_code) == (None, "Hội chợ Mẫu 2024", "mau.hc")

    def test_the_same_market_again_brings_what_was_not_known(self, desk):
        session, cycle = desk
        first = add_market(session, cycle, self.FAIR, BY)
        second = add_market(session, cycle, replace(self.FAIR, stands=94, venue="Hạ Long"), BY)
        assert (first.id, second.stands, second.venue) == (second.id, 94, "Hạ Long")

    def test_participation_feeds_the_targets_while_the_channel_is_open(self, desk):
        session, cycle = desk
        (one,) = certified(session, cycle)
        chain = add_market(session, cycle, self.CHAIN, BY)
        take_part(session, cycle, chain, [one], TODAY, BY)
        fair = add_market(session, cycle, self.FAIR, BY)
        take_part(session, cycle, fair, [one], TODAY, BY)

        def counted(measure: Measure, day: date = TODAY) -> tuple[int, int]:
            found = count(session, cycle, measure, None, day)
            return found.part, found.whole

        assert counted(Measure.IN_MODERN_CHANNELS) == (1, 1)
        assert counted(Measure.AT_FAIRS) == (1, 1)
        assert counted(Measure.FAIRS) == (1, 1)
        assert counted(Measure.SALES_POINTS) == (0, 0)
        close_market(session, cycle, chain.id, TODAY, BY)
        assert counted(Measure.IN_MODERN_CHANNELS) == (1, 1)
        assert counted(Measure.IN_MODERN_CHANNELS, TODAY + timedelta(days=1)) == (0, 1)

    def test_points_of_sale_count_while_they_are_open(self, desk):
        session, cycle = desk
        point = add_market(session, cycle, Place(ActivityKind.SALES_POINT, "Điểm Mẫu", TODAY, source="TB"), BY)
        assert count(session, cycle, Measure.SALES_POINTS, None, TODAY).part == 1
        close_market(session, cycle, point.id, TODAY, BY)
        assert count(session, cycle, Measure.SALES_POINTS, None, TODAY + timedelta(days=1)).part == 0

    @pytest.mark.parametrize(
        ("place", "why"),
        [
            (Place(ActivityKind.FAIR, "X", TODAY, source="TB"), "ngày cuối"),
            (Place(ActivityKind.SALES_POINT, "X", TODAY), "nguồn"),
            (Place(ActivityKind.SALES_POINT, "X", TODAY, TODAY - timedelta(days=1), source="TB"), "trước ngày đầu"),
            (Place(ActivityKind.TRAINING, "X", TODAY, source="TB"), "không phải nơi bán"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, desk, place, why):
        session, cycle = desk
        with pytest.raises(Refused, match=why):
            add_market(session, cycle, place, BY)

    def test_nobody_takes_part_before_or_after_it_or_in_an_event_that_the_plan_does_not_name(self, desk):
        session, cycle = desk
        (one,) = certified(session, cycle)
        fair = add_market(session, cycle, self.FAIR, BY)
        for day in (date(2024, 6, 9), TODAY + timedelta(days=1)):
            with pytest.raises(Refused):
                take_part(session, cycle, fair, [one], day, BY)
        with pytest.raises(NotFound, match=r"mau\.hc"):
            add_market(
                session, cycle, Place(ActivityKind.SALES_POINT, "Y", TODAY, source="TB", event_code="khong.co"), BY
            )
