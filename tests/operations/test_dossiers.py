"""Dossiers: people decide one by one, with a paper; the clock moves sets; what is missing is said at once."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.cycle.clock import advance, give_due_days
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.documents import missing_documents, record_document, refresh_documents
from ocop_workflow.operations.dossiers.dossiers import begin, decide, find_dossier
from ocop_workflow.operations.dossiers.move_facts import decided_facts
from ocop_workflow.records.dossier_tables import Dossier, DossierLog, Producer
from ocop_workflow.records.log import verify
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import DossierState, Level, Role, Step
from tests.operations.conftest import AT, UONG_BI, City

MARCH = date(2024, 3, 4)


def by(role: Role, today: date, **more: object) -> Decision:
    return Decision("Bà Mẫu", role, today, AT, **more)


def paper(number: str = "15/TB-PKT", on: date = MARCH) -> Paper:
    return Paper(number, on)


def a_dossier(city: City, today: date = MARCH, **facts: object) -> str:
    """A sample product of phường Bắc Sơn, identified on `today`."""
    with city.work() as session:
        cycle = city.cycle(session, UONG_BI, today)
        ward = unit_of(session, cycle.cycle.locality, "phuong-bac-son")
        producer = Producer(locality=cycle.cycle.locality, name="HTX Mẫu", search_key="htx mau")
        session.add(producer)
        session.flush()
        values = {"producer_id": producer.id, "commune_id": ward.id, "product_group": 1, **facts}
        dossier = Dossier(
            locality=cycle.cycle.locality, product_name="Trà hoa vàng (mẫu)", search_key="tra hoa vang mau",
            opened_in_year=2024, source="mẫu", source_id="1", state=DossierState.IDENTIFIED, state_since=today,
            **values,
        )  # fmt: skip
        begin(session, cycle, [dossier], "identify", by(Role.COMMUNE, today))
        return dossier.code


def act(city: City, code: str, action: str, role: Role, today: date = MARCH, **more: object) -> Dossier:
    with city.work() as session:
        return decide(session, city.cycle(session, UONG_BI, today), code, action, by(role, today, **more))


def tick(city: City, action: str, today: date) -> int:
    with city.work() as session:
        return advance(session, city.cycle(session, UONG_BI, today), action, today=today, at=AT).count


def look_at(city: City, code: str) -> Dossier:
    with city.look() as session:
        return find_dossier(session, code)


def to_accepted(city: City) -> str:
    code = a_dossier(city)
    act(city, code, "guide", Role.COMMUNE)
    act(city, code, "submit_idea", Role.PRODUCER)
    act(city, code, "refer_idea", Role.COMMUNE)
    act(city, code, "accept_idea", Role.STANDING_UNIT, paper=paper())
    return code


def to_implementing(city: City) -> str:
    code = to_accepted(city)
    act(city, code, "submit_business_plan", Role.PRODUCER, date(2024, 4, 8))
    act(city, code, "approve_business_plan", Role.STANDING_UNIT, date(2024, 4, 15), paper=paper())
    assert tick(city, "start_implementation", date(2024, 5, 2)) == 1
    return code


def give_documents(city: City, code: str, today: date, valid_until: date | None) -> None:
    with city.work() as session:
        cycle = city.cycle(session, UONG_BI, today)
        dossier = find_dossier(session, code)
        for document in cycle.rules.regime(today).documents_for(dossier.product_group or 1):
            record_document(
                session, cycle, dossier, kind=document.code, number=f"{document.code}/mẫu", issuer="Cơ quan mẫu",
                issued_on=today, valid_until=valid_until, actor="Bà Mẫu", today=today, at=AT,
            )  # fmt: skip


class TestDeciding:
    """A person's decision carries who, in which role, on which paper; the lifecycle is closed by default."""

    def test_a_refused_move_answers_with_all_that_is_missing(self, city):
        code = a_dossier(city, producer_id=None, commune_id=None)
        act(city, code, "guide", Role.COMMUNE)
        with pytest.raises(Refused) as refused:
            act(city, code, "submit_idea", Role.COMMUNE)
        assert refused.value.missing == ("Việc này thuộc vai trò «Chủ thể OCOP» (producer)", "Đã có chủ thể OCOP")
        assert look_at(city, code).state is DossierState.GUIDED

    def test_a_move_that_is_not_in_the_table_does_not_exist(self, city):
        code = a_dossier(city)
        with pytest.raises(Refused, match="không có bước chuyển «recognise»") as refused:
            act(city, code, "recognise", Role.AUTHORITY, paper=paper())
        assert any("guide" in line for line in refused.value.missing), "it names what may be done instead"

    def test_nobody_can_play_the_clock(self, city):
        code = a_dossier(city)
        with pytest.raises(Refused):
            act(city, code, "carry_over", Role.COMMUNE)
        with pytest.raises(Refused), city.work() as session:
            advance(session, city.cycle(session, UONG_BI, MARCH), "guide", today=MARCH, at=AT)

    def test_the_log_keeps_who_on_what_paper_and_why(self, city):
        code = to_accepted(city)
        with city.look() as session:
            last = session.exec(select(DossierLog).where(DossierLog.action == "accept_idea")).one()
        assert (last.actor, last.role, last.paper_no, last.paper_on) == (
            "Bà Mẫu",
            Role.STANDING_UNIT,
            "15/TB-PKT",
            MARCH,
        )
        assert look_at(city, code).state is DossierState.IDEA_ACCEPTED

    def test_a_decision_on_an_older_version_loses_and_says_who_was_first(self, city):
        code = a_dossier(city)
        seen = look_at(city, code).version
        act(city, code, "guide", Role.COMMUNE)
        with pytest.raises(Conflict, match="Bà Mẫu đã «guide»"):
            act(city, code, "withdraw", Role.PRODUCER, reason="thôi", version=seen)

    @pytest.mark.parametrize("code", ["HS-999999", "abc", "", "HS-" + "9" * 30])
    def test_an_unknown_code_is_not_found(self, city, code):
        with pytest.raises(NotFound):
            act(city, code, "guide", Role.COMMUNE)

    def test_every_chain_holds_after_all_this(self, city):
        to_implementing(city)
        with city.look() as session:
            assert verify(session).faults == ()


class TestStep1Clock:
    """Identified products never guided are carried over with the reason."""

    def test_only_after_the_window_and_only_once(self, city):
        code = a_dossier(city)
        assert tick(city, "carry_over", date(2024, 3, 31)) == 0
        assert tick(city, "carry_over", date(2024, 4, 1)) == 1
        assert tick(city, "carry_over", date(2024, 7, 1)) == 0
        with city.look() as session:
            line = session.exec(select(DossierLog).where(DossierLog.action == "carry_over")).one()
        assert "Bước 1" in line.reason
        assert "31/03/2024" in line.reason
        assert look_at(city, code).state is DossierState.IDENTIFIED


class TestStep2Clock:
    """Returned ideas not corrected within the term lapse; undecided ones are put before the standing unit."""

    def test_a_returned_idea_lapses_the_day_after_its_term(self, city):
        """15 working days from Monday 04/03/2024 end on Monday 25/03/2024."""
        code = a_dossier(city)
        act(city, code, "guide", Role.COMMUNE)
        act(city, code, "submit_idea", Role.PRODUCER)
        act(city, code, "send_back_idea", Role.COMMUNE, reason="thiếu ảnh")
        assert look_at(city, code).due_on == date(2024, 3, 25)
        assert tick(city, "lapse_idea", date(2024, 3, 25)) == 0
        assert tick(city, "lapse_idea", date(2024, 3, 26)) == 1
        assert look_at(city, code).state is DossierState.IDEA_LAPSED

    def test_an_undecided_idea_is_referred_when_the_window_has_closed(self, city):
        code = a_dossier(city)
        act(city, code, "guide", Role.COMMUNE)
        act(city, code, "submit_idea", Role.PRODUCER)
        assert tick(city, "refer_undecided_idea", date(2024, 4, 30)) == 0
        assert tick(city, "refer_undecided_idea", date(2024, 5, 1)) == 1
        assert look_at(city, code).state is DossierState.IDEA_REFERRED


class TestStep3Clock:
    """Accepted ideas without a business plan at the window's end lapse; returned plans likewise."""

    def test_an_accepted_idea_has_until_the_end_of_the_window(self, city):
        code = to_accepted(city)
        assert look_at(city, code).due_on == date(2024, 5, 31)
        assert tick(city, "lapse_accepted_idea", date(2024, 5, 31)) == 0
        assert tick(city, "lapse_accepted_idea", date(2024, 6, 1)) == 1
        assert look_at(city, code).state is DossierState.BUSINESS_PLAN_LAPSED

    def test_one_accepted_after_the_window_waits_for_the_next_year(self, city):
        """A dossier may take two calendar years: no window, no lapse."""
        code = a_dossier(city, today=date(2024, 6, 3))
        for action, role in (("guide", Role.COMMUNE), ("submit_idea", Role.PRODUCER), ("refer_idea", Role.COMMUNE)):
            act(city, code, action, role, date(2024, 6, 3))
        act(city, code, "accept_idea", Role.STANDING_UNIT, date(2024, 6, 3), paper=paper())
        assert look_at(city, code).due_on is None
        assert tick(city, "lapse_accepted_idea", date(2024, 12, 31)) == 0

    def test_a_returned_plan_lapses(self, city):
        code = to_accepted(city)
        act(city, code, "submit_business_plan", Role.PRODUCER, date(2024, 4, 8))
        returned = act(
            city, code, "return_business_plan", Role.STANDING_UNIT, date(2024, 4, 8), reason="chưa có thị trường"
        )
        assert returned.due_on is not None
        assert tick(city, "lapse_business_plan", returned.due_on) == 0
        assert tick(city, "lapse_business_plan", date.fromordinal(returned.due_on.toordinal() + 1)) == 1


class TestStep4Clock:
    """All mandatory documents valid makes ready; a document that expires takes it back."""

    def test_ready_only_with_every_document_and_back_when_one_expires(self, city):
        code = to_implementing(city)
        june = date(2024, 6, 3)
        assert tick(city, "make_ready", june) == 0
        with city.look() as session:
            assert missing_documents(session, city.cycle(session, UONG_BI, june), find_dossier(session, code), june)
        give_documents(city, code, june, valid_until=date(2024, 8, 31))
        assert tick(city, "make_ready", june) == 1
        assert tick(city, "take_back_expired", date(2024, 8, 31)) == 0, "the last day still counts"
        assert tick(city, "take_back_expired", date(2024, 9, 1)) == 1
        assert look_at(city, code).state is DossierState.IMPLEMENTING

    def test_a_product_without_a_group_is_never_ready(self, city):
        code = a_dossier(city, product_group=None)
        with city.look() as session:
            cycle = city.cycle(session, UONG_BI, MARCH)
            assert missing_documents(session, cycle, find_dossier(session, code), MARCH) == [
                "Chưa xác định nhóm sản phẩm (1-6)"
            ]

    def test_a_document_with_wrong_dates_or_kind_is_refused_with_every_reason(self, city):
        code = to_implementing(city)
        with pytest.raises(Refused) as refused, city.work() as session:
            record_document(
                session, city.cycle(session, UONG_BI, MARCH), find_dossier(session, code), kind="giay_la", number="",
                issuer="x",
                issued_on=date(2025, 1, 1), valid_until=date(2024, 1, 1), actor="Bà Mẫu", today=MARCH, at=AT,
            )  # fmt: skip
        assert len(refused.value.missing) == 4

    def test_refreshing_the_set_says_the_same_as_recording(self, city):
        code = to_implementing(city)
        give_documents(city, code, date(2024, 6, 3), valid_until=None)
        before = look_at(city, code)
        with city.work() as session:
            refresh_documents(session, city.cycle(session, UONG_BI, date(2024, 6, 4)), date(2024, 6, 4))
        after = look_at(city, code)
        assert (before.documents_missing, before.documents_valid_until) == (0, date(9999, 12, 31))
        assert (after.documents_missing, after.documents_valid_until) == (0, date(9999, 12, 31))


class TestStep5And6:
    """Scores become stars by the regime of the day; recognition gives 36 months, renewal its window."""

    def test_from_ready_to_promotion_and_to_expiry(self, city):
        code = to_implementing(city)
        give_documents(city, code, date(2024, 6, 3), valid_until=None)
        tick(city, "make_ready", date(2024, 6, 3))
        autumn = date(2024, 10, 7)
        act(city, code, "submit_dossier", Role.PRODUCER, autumn)
        received = act(city, code, "receive_dossier", Role.COMMUNE, autumn)
        assert received.due_on == date(2024, 10, 28), "15 working days of the commune"
        act(city, code, "propose", Role.COMMUNE, autumn, paper=paper("30/TTr-UBND", autumn))
        act(city, code, "check_dossier", Role.STANDING_UNIT, autumn)
        act(city, code, "start_scoring", Role.STANDING_UNIT, autumn)
        scored = act(
            city, code, "record_score", Role.COUNCIL, autumn, paper=paper("1/BB-HĐ", autumn), score=Decimal("69.999")
        )
        assert (scored.star_rank, scored.level) == (3, Level.DISTRICT), "no rounding before the comparison with 70"
        day = date(2024, 11, 29)
        recognised = act(city, code, "recognise", Role.AUTHORITY, day, paper=paper("99/QĐ-UBND", day))
        assert (recognised.recognised_on, recognised.expires_on) == (day, date(2027, 11, 29))
        assert recognised.renewal_opens_on == date(2027, 6, 2)
        assert tick(city, "start_promotion", day) == 1
        assert tick(city, "call_for_renewal", date(2027, 6, 1)) == 0
        assert tick(city, "call_for_renewal", date(2027, 6, 2)) == 1
        assert look_at(city, code).due_on == recognised.renewal_closes_on
        assert tick(city, "expire", date(2027, 11, 29)) == 0
        assert tick(city, "expire", date(2027, 11, 30)) == 1

    def test_a_score_out_of_range_is_refused(self, city):
        code = a_dossier(city)
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, MARCH)

            from ocop_workflow.rulebook.dossiers.lifecycle import find

            rule = find("record_score", DossierState.SCORING)
            with pytest.raises(Refused, match="0-100"):
                regime, decision = cycle.rules.regime(MARCH), by(Role.COUNCIL, MARCH, score=Decimal(101))
                decided_facts(cycle, regime, rule, find_dossier(session, code), decision)


class TestDueDaysOfANewYear:
    """What waits without a last day gets one when a new year's window is known."""

    def give(self, city, today: date) -> int:
        with city.work() as session:
            return give_due_days(session, city.cycle(session, UONG_BI, today), Step.OUTREACH, today)

    def test_the_last_day_of_an_open_window_is_given_once(self, city):
        code = a_dossier(city)
        with city.work() as session:
            carried = find_dossier(session, code)
            carried.due_on = carried.due_basis = None
            session.add(carried)
        assert self.give(city, date(2024, 3, 5)) == 1
        assert look_at(city, code).due_on == date(2024, 3, 31)
        assert self.give(city, date(2024, 3, 6)) == 0

    def test_none_is_given_after_the_window(self, city):
        code = a_dossier(city, today=date(2024, 6, 3))
        assert self.give(city, date(2024, 7, 1)) == 0
        assert look_at(city, code).due_on is None
