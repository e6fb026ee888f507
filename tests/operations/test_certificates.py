"""The register of certificates: one decision, many products; numbers that never come back; one for each product."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.certificates.certificate_again import reissue
from ocop_workflow.operations.certificates.certificate_check import check_register
from ocop_workflow.operations.certificates.certificate_papers import certificates_of, decision_of, decision_paper
from ocop_workflow.operations.certificates.certificate_register import find_certificates, one_certificate, verification
from ocop_workflow.operations.certificates.extensions import extend
from ocop_workflow.operations.certificates.national_export import HEADINGS, national_register
from ocop_workflow.operations.certificates.product_codes import give_codes
from ocop_workflow.operations.certificates.radar import radar, round_loads
from ocop_workflow.operations.certificates.recognition import recognise, to_recognise
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.operations.plans.measures import count
from ocop_workflow.records.certificate_tables import Certificate, ProductCode, RecognitionDecision
from ocop_workflow.records.dossier_tables import Activity, Dossier, DossierDocument
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import (
    ActivityKind,
    CertificateAct,
    CertificateStatus,
    Measure,
    Registration,
    Role,
)
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, OFFICER, TODAY, a_cycle, a_dossier, a_plan, dossiers

SIGNED = date(2024, 6, 13)
UNITS = [
    {"code": "ubnd", "name": "UBND thành phố Mẫu", "kind": "peoples_committee"},
    {"code": "kinh-te", "name": "Phòng Kinh tế", "kind": "office"},
    {"code": "xa-mot", "name": "UBND xã Mẫu Một", "kind": "commune", "list_code": "06811"},
    {"code": "xa-hai", "name": "UBND xã Mẫu Hai", "kind": "commune", "list_code": "06814"},
    {"code": "nong-dan", "name": "Hội Nông dân thành phố Mẫu", "kind": "front_and_unions"},
]


@pytest.fixture
def desk(database):
    """An office in Quảng Ninh (code 22) whose communes have codes, and its session."""
    with unit_of_work(database) as session:
        yield session, a_cycle(session, a_plan(units=UNITS, code="quang-ninh.mau.2024", locality="quang-ninh.mau"))


def scored(session: Session, cycle: RunningCycle, number: int = 1, **facts: object) -> list[Dossier]:
    ids = dossiers(session, cycle, number, S.SCORED, star_rank=3, score=61, decides_here=True)
    if facts:
        session.execute(sa.update(Dossier).where(Dossier.id.in_(ids)).values(**facts))
        session.expire_all()
    return [session.get_one(Dossier, one) for one in ids]


def a_paper(number: str = "99/QĐ-UBND", on: date = SIGNED, **said: object) -> Decision:
    decision = Decision(OFFICER, Role.AUTHORITY, max(TODAY, on), AT, paper=Paper(number, on))
    return replace(decision, signer="Nguyễn Văn Mẫu", signer_post="Phó Chủ tịch", **said)


def lines(session: Session, cycle: RunningCycle, day: date = TODAY):
    return [one.line for one in find_certificates(session, day, cycle.rules.regime(day))]


class TestOneDecision:
    """Number, date and signer; many products, all or none."""

    def test_recognises_many_products_and_registers_their_certificates(self, desk):
        session, cycle = desk
        two = scored(session, cycle, 2)
        done = recognise(session, cycle, [dossier.code for dossier in two], a_paper())

        assert {dossier.state for dossier in done} == {S.RECOGNISED}
        first, second = lines(session, cycle)
        assert (first.number, second.number) == ("1/GCN-OCOP.2024", "2/GCN-OCOP.2024")
        assert (first.code, second.code) == ("22-06811-1-2024", "22-06811-2-2024")
        assert (first.issued_on, first.valid_until) == (SIGNED, date(2027, 6, 13))
        assert (first.decision_no, first.signer) == ("99/QĐ-UBND", "Phó Chủ tịch, Nguyễn Văn Mẫu")
        assert len(session.exec(select(RecognitionDecision)).all()) == 1
        assert check_register(session) == []

    def test_a_single_decision_goes_by_the_same_door(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        decide(session, cycle, one.code, "recognise", a_paper())

        assert [line.number for line in lines(session, cycle)] == ["1/GCN-OCOP.2024"]

    def test_one_that_cannot_be_recognised_stops_all_and_every_reason_is_told(self, desk):
        session, cycle = desk
        good, low, far = scored(session, cycle, 3)
        session.execute(sa.update(Dossier).where(Dossier.id == low.id).values(star_rank=2))
        session.execute(sa.update(Dossier).where(Dossier.id == far.id).values(decides_here=False))
        session.expire_all()
        early = a_dossier(session, cycle, S.SCORING)
        with pytest.raises(Refused) as refused:
            recognise(session, cycle, [d.code for d in (good, low, far, early)], a_paper())

        assert [line.partition(":")[0] for line in refused.value.missing] == [low.code, far.code, early.code]
        assert session.get_one(Dossier, good.id).state is S.SCORED
        assert lines(session, cycle) == []

    def test_a_decision_of_tomorrow_is_refused(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        tomorrow = replace(a_paper(), paper=Paper("1/QĐ", date(2024, 6, 15)))
        with pytest.raises(Refused, match="ở sau hôm nay"):
            recognise(session, cycle, [one.code], tomorrow)

    def test_all_that_wait_for_it_can_be_named_at_once(self, desk):
        session, cycle = desk
        scored(session, cycle, 2)
        scored(session, cycle, star_rank=2)

        assert len(to_recognise(session, cycle)) == 2

    def test_its_paper_lists_every_product_with_its_qr_code(self, desk):
        session, cycle = desk
        recognise(session, cycle, [d.code for d in scored(session, cycle, 2)], a_paper())
        decision = decision_of(session, cycle, "99/QĐ-UBND")
        paper = decision_paper(cycle, decision, certificates_of(session, cycle, decision, TODAY), TODAY)

        assert (paper.number, paper.symbol, paper.dated) == ("99", "QĐ-UBND", SIGNED)
        products, codes = (appendix.body[0] for appendix in paper.appendices)
        assert [row[2] for row in products.rows] == ["22-06811-1-2024", "22-06811-2-2024"]
        assert [row[1].png[:8] for row in codes.rows] == [b"\x89PNG\r\n\x1a\n"] * 2


class TestNumbersAndCodes:
    """Never given twice, also after a revocation; counted by commune and year."""

    def test_each_commune_counts_for_itself_and_each_year_anew(self, desk):
        session, cycle = desk
        one, two, three = scored(session, cycle, 3)
        commune = session.execute(sa.text("SELECT id FROM unit WHERE code = 'xa-hai'")).scalar_one()
        session.execute(sa.update(Dossier).where(Dossier.id == two.id).values(commune_id=commune))
        session.expire_all()
        recognise(session, cycle, [one.code, two.code], a_paper())
        give_codes(session, cycle, [three.id], year=2025, actor=OFFICER, today=TODAY)

        codes = {code.dossier_id: code.code for code in session.exec(select(ProductCode))}
        assert codes == {one.id: "22-06811-1-2024", two.id: "22-06814-1-2024", three.id: "22-06811-1-2025"}

    def test_after_a_revocation_the_next_product_gets_the_next_number(self, desk):
        session, cycle = desk
        (gone,) = scored(session, cycle)
        recognise(session, cycle, [gone.code], a_paper())
        revoke(session, cycle, gone)
        (after,) = scored(session, cycle)
        recognise(session, cycle, [after.code], a_paper("100/QĐ-UBND"))

        assert one_certificate(session, after.code, TODAY, cycle.rules.regime(TODAY)).line.number == "2/GCN-OCOP.2024"
        assert session.get_one(ProductCode, after.id).code == "22-06811-2-2024"

    def test_a_code_that_is_there_stays(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        assert give_codes(session, cycle, [one.id], year=2024, actor=OFFICER, today=TODAY) == 1
        assert give_codes(session, cycle, [one.id], year=2024, actor=OFFICER, today=TODAY) == 0

    def test_a_commune_without_a_code_keeps_no_product_from_being_recognised(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            (one,) = scored(session, cycle)
            recognise(session, cycle, [one.code], a_paper())
            assert [(line.number, line.code) for line in lines(session, cycle)] == [("1/GCN-OCOP.2024", None)]


def revoke(session: Session, cycle: RunningCycle, dossier: Dossier, day: date = TODAY) -> None:
    commune = Decision(OFFICER, Role.COMMUNE, day, AT, "ngừng sản xuất", Paper("5/BC-UBND", day))
    decide(session, cycle, dossier.code, "confirm_stopped", commune)
    decision = Decision(OFFICER, Role.AUTHORITY, day, AT, "ngừng sản xuất", Paper("101/QĐ-UBND", day))
    decide(session, cycle, dossier.code, "revoke", decision)


def again(session: Session, cycle: RunningCycle, dossier: Dossier, **facts: object) -> Dossier:
    """A dossier of the same product, scored anew."""
    (new,) = scored(session, cycle)
    session.execute(
        sa.update(Dossier)
        .where(Dossier.id == new.id)
        .values(previous_id=dossier.id, registration=Registration.RE_EVALUATION, filed_on=TODAY, **facts)
    )
    session.expire_all()
    return session.get_one(Dossier, new.id)


class TestOneValidCertificateOfAProduct:
    """Promise: at most one; a new one replaces the old, and the old dossier is asked for nothing more."""

    def test_a_new_certificate_ends_the_old_one(self, desk):
        session, cycle = desk
        (old,) = scored(session, cycle)
        recognise(session, cycle, [old.code], a_paper())
        new = again(session, cycle, old)
        recognise(session, cycle, [new.code], a_paper("200/QĐ-UBND", date(2027, 3, 1)))

        session.refresh(old)
        assert old.state is S.SUPERSEDED
        assert [line.status for line in lines(session, cycle, date(2027, 3, 1))] == [
            CertificateStatus.REPLACED,
            CertificateStatus.VALID,
        ]
        assert [line.status for line in lines(session, cycle, date(2027, 2, 28))] == [CertificateStatus.VALID]
        assert check_register(session) == []

    def test_the_database_refuses_a_second_one(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        (other,) = scored(session, cycle)
        second = Certificate(
            locality=cycle.cycle.locality, dossier_id=other.id, product_id=one.id, product_name="cùng sản phẩm"
        )
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.add(second)
            session.flush()

    def test_two_dossiers_of_one_product_in_one_decision_are_refused(self, desk):
        session, cycle = desk
        (old,) = scored(session, cycle)
        recognise(session, cycle, [old.code], a_paper())
        two = [again(session, cycle, old).code for _ in range(2)]
        with pytest.raises(Refused, match="hai hồ sơ"):
            recognise(session, cycle, two, a_paper("201/QĐ-UBND"))

    def test_not_while_the_old_one_is_being_revoked(self, desk):
        session, cycle = desk
        (old,) = scored(session, cycle)
        recognise(session, cycle, [old.code], a_paper())
        commune = Decision(OFFICER, Role.COMMUNE, TODAY, AT, "x", Paper("5/BC", TODAY), ground="law_violation")
        decide(session, cycle, old.code, "propose_revocation", commune)
        with pytest.raises(Refused, match="thu hồi"):
            recognise(session, cycle, [again(session, cycle, old).code], a_paper("201/QĐ-UBND"))

    def test_a_revoked_upgrade_does_not_bring_the_old_certificate_back(self, desk):
        session, cycle = desk
        (old,) = scored(session, cycle)
        recognise(session, cycle, [old.code], a_paper())
        new = again(session, cycle, old)
        recognise(session, cycle, [new.code], a_paper("201/QĐ-UBND"))
        assert count(session, cycle, Measure.CERTIFIED_PRODUCTS, None, TODAY).part == 1
        revoke(session, cycle, session.get_one(Dossier, new.id))

        assert count(session, cycle, Measure.CERTIFIED_PRODUCTS, None, TODAY).part == 0
        assert not any(line.is_in_force for line in lines(session, cycle))


class TestAWithdrawnMark:
    """It is shown everywhere at once."""

    def test_in_list_show_verify_export_and_targets(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        revoke(session, cycle, one)

        regime = cycle.rules.regime(TODAY)
        assert [line.status for line in lines(session, cycle)] == [CertificateStatus.REVOKED]
        found = one_certificate(session, "22-06811-1-2024", TODAY, regime)
        assert not found.line.is_in_force
        assert national_register(session, cycle, TODAY).rows[0][-1] == "Đã thu hồi"
        assert count(session, cycle, Measure.CERTIFIED_PRODUCTS, None, TODAY).part == 0
        assert radar(session, cycle, TODAY) == []
        before = one_certificate(session, one.code, date(2024, 6, 13), regime)
        assert before.line.is_in_force
        assert check_register(session) == []


class TestAnExtension:
    """26/2026/QĐ-TTg, Đ.12: until the result, at most 180 days after the last day."""

    DAY = date(2026, 6, 1)

    def certified(self, session: Session, cycle: RunningCycle) -> Dossier:
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper(on=date(2023, 7, 1)))
        return one

    def ask(self) -> Decision:
        return replace(a_paper("30/XN-UBND", self.DAY), reason="không kịp kỳ nộp")

    def test_needs_a_dossier_of_re_evaluation_and_a_paper(self, desk):
        session, cycle = desk
        one = self.certified(session, cycle)
        found = one_certificate(session, one.code, self.DAY, cycle.rules.regime(self.DAY))
        with pytest.raises(Refused) as refused:
            extend(session, cycle, found.certificate, replace(self.ask(), paper=None))

        assert len(refused.value.missing) == 2

    def test_keeps_the_certificate_and_the_clock_waits_as_long(self, desk):
        session, cycle = desk
        one = self.certified(session, cycle)
        new = again(session, cycle, one)
        found = one_certificate(session, one.code, self.DAY, cycle.rules.regime(self.DAY))
        extend(session, cycle, found.certificate, self.ask())

        session.refresh(one)
        assert one.expires_on == date(2026, 12, 28)
        after = date(2026, 9, 1)
        line = one_certificate(session, one.code, after, cycle.rules.regime(after)).line
        assert (line.status, line.valid_until) == (CertificateStatus.EXTENDED, date(2026, 12, 28))
        assert check_register(session) == []

        session.execute(sa.update(Dossier).where(Dossier.id == new.id).values(star_rank=2))
        session.expire_all()
        result = a_paper("31/QĐ-UBND", date(2026, 9, 15))
        decide(session, cycle, new.code, "decline", result)

        session.refresh(one)
        assert one.expires_on == date(2026, 9, 15)
        line = one_certificate(session, one.code, date(2026, 9, 16), cycle.rules.regime(after)).line
        assert line.status is CertificateStatus.EXPIRED
        assert check_register(session) == []

    def test_an_older_regime_knows_none(self, desk):
        session, cycle = desk
        one = self.certified(session, cycle)
        again(session, cycle, one)
        day = date(2024, 6, 14)
        found = one_certificate(session, one.code, day, cycle.rules.regime(day))
        with pytest.raises(Refused, match="không có quy định kéo dài"):
            extend(session, cycle, found.certificate, a_paper("1/XN", day))


class TestIssuedAgain:
    """Lost, spoiled, a name put right: the number and the last day stay, the history keeps the old name."""

    def test_the_name_changes_and_the_number_stays(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        found = one_certificate(session, one.code, TODAY, cycle.rules.regime(TODAY))
        times = reissue(session, cycle, found.certificate, a_paper(reason="đổi tên"), producer="HTX Mẫu Mới")

        line = one_certificate(session, one.code, TODAY, cycle.rules.regime(TODAY)).line
        assert times == 1
        assert (line.number, line.producer, line.valid_until) == ("1/GCN-OCOP.2024", "HTX Mẫu Mới", date(2027, 6, 13))
        assert check_register(session) == []


class TestTheRadar:
    """What needs something, the most pressing first."""

    def test_a_paper_that_ends_earlier_is_named_before_the_window_opens(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        assert radar(session, cycle, TODAY) == []
        session.add(
            DossierDocument(
                dossier_id=one.id, kind="food_safety_certificate", number="7/ATTP", issuer="mẫu",
                issued_on=date(2023, 1, 1), valid_until=date(2024, 7, 1), recorded_by=OFFICER, recorded_at=AT,
            )
        )  # fmt: skip
        session.flush()

        (line,) = radar(session, cycle, TODAY)
        assert line.certificate.status is CertificateStatus.VALID
        assert [paper.number for paper in line.papers] == ["7/ATTP"]

    def test_each_round_gets_what_ends_before_the_next_one_comes_too_late(self, desk):
        session, cycle = desk
        three = scored(session, cycle, 3)
        recognise(session, cycle, [d.code for d in three], a_paper(on=date(2024, 3, 15)))
        day = date(2026, 9, 1)
        loads = round_loads(session, cycle, day, 2)

        assert [(load.round.proposal_by, len(load.certificates), load.over) for load in loads.rounds] == [
            (date(2026, 10, 29), 3, 1)
        ]


class TestTheNationalRegister:
    """QĐ 5277/QĐ-BNNMT, PTNT_OCOP."""

    def test_has_its_fields_and_the_revenue_of_the_year_in_millions(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        for day, amount in ((date(2023, 12, 31), 5_000_000), (date(2024, 1, 1), 1_500_000), (TODAY, 250_000_000)):
            session.add(
                Activity(
                    dossier_id=one.id, kind=ActivityKind.SALES, on_day=day, name="bán", amount_vnd=amount,
                    recorded_by=OFFICER, recorded_at=AT,
                )
            )  # fmt: skip
        session.flush()
        register = national_register(session, cycle, TODAY)

        (row,) = register.rows
        assert len(HEADINGS) == len(row) == 9
        assert row[0] == "22-06811-1-2024"
        assert (row[2], row[5], str(row[7])) == (2024, "3*", "251.5")

    def test_the_qr_text_says_what_the_certificate_says_and_whom_to_ask(self, desk):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        text = verification(cycle, lines(session, cycle)[0])

        for said in ("1/GCN-OCOP.2024", one.product_name, "HTX Mẫu", "3 sao", "22-06811-1-2024", "13/06/2027"):
            assert said in text
        assert "Hỏi Phòng Kinh tế" in text


class TestTwoAtOnce:
    """A number that was taken meanwhile is a conflict to be told, and nothing is kept."""

    def test_a_number_taken_by_hand_is_no_silent_double(self, desk):
        session, cycle = desk
        one, two = scored(session, cycle, 2)
        recognise(session, cycle, [one.code], a_paper())
        session.execute(sa.update(Certificate).values(number="2/GCN-OCOP.2024"))
        with pytest.raises(Conflict, match="chưa ghi gì"), session.begin_nested():
            recognise(session, cycle, [two.code], a_paper("100/QĐ-UBND"))


class TestTheCheck:
    """`ocop certificate check` sees what somebody changed behind the register's back."""

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda session: session.execute(sa.update(Certificate).values(valid_until=date(2030, 1, 1))),
            lambda session: session.execute(sa.update(Dossier).values(expires_on=date(2030, 1, 1))),
            lambda session: session.execute(
                sa.update(Certificate).values(ended_on=TODAY, ended_by=CertificateAct.REVOKED)
            ),
        ],
    )
    def test_a_day_that_was_changed_is_found(self, desk, spoil: Callable[[Session], object]):
        session, cycle = desk
        (one,) = scored(session, cycle)
        recognise(session, cycle, [one.code], a_paper())
        spoil(session)
        session.expire_all()

        assert {fault.dossier for fault in check_register(session)} == {one.code}
