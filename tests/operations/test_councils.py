"""A council session from the docket to the dossiers: conflicts, blind sheets, ballots, results."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.certificates.certificate_check import check_register
from ocop_workflow.operations.certificates.recognition import recognise, to_recognise
from ocop_workflow.operations.cycle.lookup import cycle_of
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.dossiers.dossiers import decide, find_dossier
from ocop_workflow.operations.evaluation.ballots import count_ballots
from ocop_workflow.operations.evaluation.conflicts import declare_conflict, relate
from ocop_workflow.operations.evaluation.council_results import record_results
from ocop_workflow.operations.evaluation.docket import put_on_docket, take_off_docket
from ocop_workflow.operations.evaluation.member_view import own_lines
from ocop_workflow.operations.evaluation.score_sheets import SheetIn, return_sheet
from ocop_workflow.operations.evaluation.sittings import record_absence
from ocop_workflow.records.certificate_tables import Certificate
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.log import lines_of, verify
from ocop_workflow.records.score_tables import Ballot, ScoreSheet, SessionDossier
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.records.tables import ActLog
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import BallotOutcome, DossierState, Role
from tests.councils import (
    DAY,
    FINE_SET,
    a_province,
    a_sitting,
    answers,
    by,
    hand_in,
    member,
    on_docket,
    rules,
    sitting_of,
)

EVERYBODY = [f"m{n}" for n in range(1, 10)]
MINUTES = Paper("12/BB-MẪU", DAY)


def count(session: Session, *codes: str, **how: object) -> dict[str, object]:
    return {one.code: one for one in count_ballots(session, rules(), sitting_of(session), codes, by(), **how)}


class TestASessionOfSixtyProducts:
    """A council of 9 with 60 products: one conflict, one absence, two spreads over 10, one 89,95, one exact 90, one 72
    with a missed minimum of four stars."""

    @pytest.fixture
    def held(self, database):
        """The session up to the recorded results; the dossiers that matter by name."""
        with unit_of_work(database) as session:
            cycle = a_province(session)
            plain = a_sitting(session, cycle, 58)
            (just_below,) = on_docket(session, cycle, 1, criteria_set=FINE_SET)
            (exact,) = on_docket(session, cycle, 1)
        far, farther, own, gated, *rest = plain
        with unit_of_work(database) as session:
            record_absence(session, sitting_of(session), member(session, "m9"), by(reason="đi công tác (mẫu)"))
            declare_conflict(session, member(session, "m4"), find_dossier(session, own), by(reason="góp vốn (mẫu)"))
            missing = answers("72", missing=("3.4",))
            for n, who in enumerate(EVERYBODY[:8]):
                sheets = {code: answers("65") for code in rest}
                sheets |= {
                    just_below: answers("89.95", FINE_SET),
                    exact: answers("91" if n % 2 else "89"),
                    gated: missing,
                }
                sheets |= {far: answers("75" if n == 0 else "62"), farther: answers("50" if n == 7 else "61")}
                if who != "m4":
                    sheets[own] = answers("70")
                hand_in(session, who, sheets)
        with unit_of_work(database) as session:
            first = count(session)
        with unit_of_work(database) as session:
            for who in EVERYBODY[:8]:
                hand_in(session, who, {far: answers("64"), farther: answers("60")})
            second = count(session)
        with unit_of_work(database) as session:
            recorded = record_results(session, rules(), sitting_of(session), by(paper=MINUTES))
            assert len(recorded) == 60
        return database, first, second, (far, farther, own, gated, just_below, exact)

    def test_every_dossier_ends_with_the_right_star_on_the_minutes(self, held):
        database, first, second, (far, farther, own, gated, just_below, exact) = held
        assert [code for code, one in first.items() if one.outcome is BallotOutcome.RESCORE] == [far, farther]
        assert list(second) == [far, farther]
        assert (first[own].sheets, first[far].sheets) == (7, 8)
        with reading(database) as session:
            assert verify(session).faults == ()
            scored = {dossier.code: dossier for dossier in session.exec(select(Dossier))}
            found = {
                code: (scored[code].score, scored[code].star_rank) for code in (far, own, gated, just_below, exact)
            }
            assert found == {
                far: (Decimal("64.000"), 3),
                own: (Decimal("70.000"), 4),
                gated: (Decimal("72.000"), 3),
                just_below: (Decimal("89.950"), 4),
                exact: (Decimal("90.000"), 5),
            }
            assert {dossier.state for dossier in scored.values()} == {DossierState.SCORED}
            assert (scored[exact].forwards_here, scored[exact].decides_here) == (True, False)
            assert (scored[just_below].forwards_here, scored[just_below].decides_here) == (False, True)
            line = lines_of(session, scored[gated].id or 0)[-1]
            assert (line.action, line.paper_no) == ("record_score", "12/BB-MẪU")
            entries = session.exec(select(SessionDossier)).all()
            assert all(entry.recorded_seq == scored[f"HS-{entry.dossier_id:06d}"].log_seq for entry in entries)
            # the first sheets are kept beside the second
            entry = session.exec(
                select(SessionDossier).where(SessionDossier.dossier_id == find_dossier(session, far).id)
            ).one()
            sheets = session.exec(select(ScoreSheet).where(ScoreSheet.entry_id == entry.id)).all()
            totals = {ballot: sorted(sheet.total for sheet in sheets if sheet.ballot == ballot) for ballot in (1, 2)}
            assert totals == {1: [6200] * 7 + [7500], 2: [6400] * 8}
            ballots = session.exec(select(Ballot).where(Ballot.entry_id == entry.id).order_by(Ballot.number)).all()
            assert [(one.outcome, one.lowest, one.highest) for one in ballots] == [
                (BallotOutcome.RESCORE, 6200, 7500),
                (BallotOutcome.CONCLUDED, 6400, 6400),
            ]

    def test_one_decision_puts_what_the_province_decides_into_the_register(self, held):
        database, _, _, (far, _, _, gated, just_below, exact) = held
        with unit_of_work(database) as session:
            assert record_results(session, rules(), sitting_of(session), by(paper=MINUTES)) == []
            cycle = running(session, "mau.mau.2026", rules(), DAY)
            codes = [dossier.code for dossier in to_recognise(session, cycle)]
            assert (len(codes), exact in codes) == (59, False)
            recognise(session, cycle, codes, by(Role.AUTHORITY, paper=Paper("99/QĐ-MẪU", DAY)))
            registered = session.exec(select(Certificate)).all()
            by_code = {f"HS-{one.dossier_id:06d}": one.star_rank for one in registered}
            assert len(by_code) == 59
            assert (by_code[far], by_code[gated], by_code[just_below]) == (3, 3, 4)
            assert check_register(session) == []
            assert verify(session).faults == ()


@pytest.fixture
def three(database):
    """A council of three before three dossiers."""
    with unit_of_work(database) as session:
        codes = a_sitting(session, a_province(session), 3, scoring=3)
    return database, codes


class TestBlindSheets:
    """Nobody sees another member's sheet or counts before the session closes."""

    def test_a_member_sees_his_own_sheets_and_results_only_after_the_count(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            hand_in(session, "m1", {code: answers("60") for code in codes})
            hand_in(session, "m2", {codes[0]: answers("62")})
            lines = own_lines(session, sitting_of(session), member(session, "m2"))
        assert [(line.own_total, line.score) for line in lines] == [(Decimal(62), None), (None, None), (None, None)]

    def test_a_dossier_that_he_takes_no_part_in_does_not_exist_for_him(self, three):
        """Not in the list, not in its numbers, not in a message."""
        database, codes = three
        with unit_of_work(database) as session:
            hand_in(session, "m3", {codes[1]: answers("60")})
            assert declare_conflict(
                session, member(session, "m3"), find_dossier(session, codes[1]), by(reason="người nhà (mẫu)")
            )
            lines = own_lines(session, sitting_of(session), member(session, "m3"))
            assert [(line.number, line.code) for line in lines] == [(1, codes[0]), (2, codes[2])]
            refusals = []
            for code in (codes[1], "HS-999999"):
                with pytest.raises(Refused) as refusal:
                    hand_in(session, "m3", {code: answers("60")})
                refusals.append(str(refusal.value).replace(code, "…"))
            assert refusals[0] == refusals[1]
            assert session.exec(select(ScoreSheet.return_reason)).all() == ["xung đột lợi ích"]

    def test_a_relation_to_the_producer_holds_for_each_of_his_products(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            producer = session.exec(select(Producer)).one()
            assert relate(session, member(session, "m2"), producer, by(reason="thành viên góp vốn (mẫu)"))
            assert own_lines(session, sitting_of(session), member(session, "m2")) == []
            assert not relate(session, member(session, "m2"), producer, by(reason="lần nữa"))
        assert len(codes) == 3

    def test_who_works_for_the_producer_or_its_commune_is_found(self, database):
        with unit_of_work(database) as session:
            cycle = a_province(session)
            codes = a_sitting(session, cycle, 1, scoring=3)
            session.execute(sa.text("UPDATE council_member SET unit_key = 'htx mau' WHERE code = 'm2'"))
            session.execute(sa.text("UPDATE council_member SET unit_key = 'ubnd xa mau mot' WHERE code = 'm3'"))
            codes += on_docket(session, cycle, 1)
            seen = [
                [line.code for line in own_lines(session, sitting_of(session), member(session, who))]
                for who in ("m1", "m2", "m3")
            ]
        assert seen == [codes, [], []]


class TestSheets:
    """Refused with the place and the reason, nothing lost."""

    def test_the_same_sheet_twice_is_once_and_other_figures_are_refused(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            assert hand_in(session, "m1", {codes[0]: answers("60")}).added == 1
            assert (again := hand_in(session, "m1", {codes[0]: answers("60")})).known == 1
            assert again.added == 0
            with pytest.raises(Refused, match=r"đã nộp phiếu ngày 20/11/2026 với số khác .*từ .* thành"):
                hand_in(session, "m1", {codes[0]: answers("61"), codes[1]: answers("60")})
            assert session.exec(select(ScoreSheet.total)).all() == [6000]

    def test_a_sheet_that_was_returned_is_kept_and_replaced(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            hand_in(session, "m1", {codes[0]: answers("60")})
            return_sheet(session, sitting_of(session), member(session, "m1"), find_dossier(session, codes[0]),
                         by(reason="ghi nhầm (mẫu)"))  # fmt: skip
            hand_in(session, "m1", {codes[0]: answers("61")})
            kept = session.exec(select(ScoreSheet).order_by(ScoreSheet.turn)).all()
        assert [(sheet.turn, sheet.total, sheet.return_reason) for sheet in kept] == [
            (1, 6000, "ghi nhầm (mẫu)"),
            (2, 6100, None),
        ]

    def test_an_answer_that_is_not_listed_is_refused(self, three):
        database, codes = three
        name = "1.2 Gia tăng giá trị"
        for changed, says in (
            ({"1.2": Decimal("2.5")}, f"{name}: 2,5 điểm không có trong các câu trả lời"),
            ({"1.2": Decimal(101)}, f"{name}: 101 điểm không có trong các câu trả lời"),
            ({"1.2": Decimal(-1)}, f"{name}: -1 điểm không có trong các câu trả lời"),
            ({"99.9": Decimal(1)}, "99.9: bộ QD26_2026.21 không có tiêu chí này"),
            ({"1.2": None}, f"{name}: chưa chấm"),
        ):
            wrong = {code: points for code, points in {**answers("60"), **changed}.items() if points is not None}
            with unit_of_work(database) as session, pytest.raises(Refused, match="chưa lưu gì") as refusal:
                hand_in(session, "m1", [SheetIn(codes[0], wrong, place="phieu.xlsx, dòng 7")])
            assert f"phieu.xlsx, dòng 7: {codes[0]}: {says}" in str(refusal.value)

    def test_wrong_set_wrong_ballot_strangers_and_doubles_are_refused(self, three):
        database, codes = three
        given = answers("60")
        with unit_of_work(database) as session:
            for sheets, says in (
                ([SheetIn(codes[0], given, criteria_set="QD26_2026.01")], "phiếu theo bộ «QD26_2026.01»"),
                ([SheetIn(codes[0], given, ballot=2)], "phiếu của lượt 2, hồ sơ đang ở lượt 1"),
                ([SheetIn("HS-777777", given)], "không có hồ sơ «HS-777777»"),
                ([SheetIn(codes[0], given), SheetIn(codes[0], given)], "có hai phiếu trong cùng một lần nộp"),
            ):
                with pytest.raises(Refused, match=says):
                    hand_in(session, "m1", sheets)
            with pytest.raises(NotFound, match="thành viên Hội đồng"):
                hand_in(session, "m8", {codes[0]: given})
            with pytest.raises(Refused, match="không chấm điểm"):
                hand_in(session, "tk", {codes[0]: given})
            record_absence(session, sitting_of(session), member(session, "m3"), by(reason="ốm (mẫu)"))
            with pytest.raises(Refused, match="vắng mặt"):
                hand_in(session, "m3", {codes[0]: given})
            assert session.exec(select(ScoreSheet)).all() == []


class TestTheCount:
    """Closing needs quorum and every sheet; after closing no sheet is accepted or changed."""

    def test_no_count_before_the_quorum(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            record_absence(session, sitting_of(session), member(session, "m1"), by(reason="ốm (mẫu)"))
            with pytest.raises(Refused) as refusal:
                count(session)
        assert refusal.value.missing == ("chưa đủ 3/4 thành viên: có mặt 2/3", "vắng Chủ tịch Hội đồng")
        assert "Tây Ninh" in str(refusal.value)
        assert len(codes) == 3

    def test_no_count_while_a_sheet_is_missing(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            for who in ("m1", "m2"):
                hand_in(session, who, {code: answers("60") for code in codes})
            with pytest.raises(Refused, match="thiếu phiếu của Ủy viên Mẫu 3"):
                count(session)
            assert session.exec(select(Ballot)).all() == []

    def test_one_dossier_can_be_counted_while_the_others_wait(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            for who in ("m1", "m2", "m3"):
                hand_in(session, who, {codes[1]: answers("60")})
            assert list(count(session, codes[1])) == [codes[1]]
            with pytest.raises(Refused, match="chưa kết luận 2 hồ sơ"):
                record_results(session, rules(), sitting_of(session), by(paper=MINUTES))
            with pytest.raises(Refused, match="đã kiểm phiếu, kết luận ngày 20/11/2026; không nhận thêm phiếu"):
                hand_in(session, "m1", {codes[1]: answers("61")})

    def test_a_spread_of_ten_stands_and_one_above_it_leads_to_a_new_ballot(self, three):
        database, (ten, eleven, _) = three
        with unit_of_work(database) as session:
            for who, low, high in (("m1", "60", "60"), ("m2", "65", "65"), ("m3", "70", "71")):
                hand_in(session, who, {ten: answers(low if who != "m3" else "70"), eleven: answers(high)})
            done = count(session, ten, eleven)
        assert (done[ten].outcome, done[eleven].outcome) == (BallotOutcome.CONCLUDED, BallotOutcome.RESCORE)

    def test_in_spite_of_the_spread_only_from_the_second_ballot_and_with_a_reason(self, three):
        database, (code, *_) = three
        with unit_of_work(database) as session:
            apart = {"m1": "50", "m2": "62", "m3": "62"}
            for who, total in apart.items():
                hand_in(session, who, {code: answers(total)})
            with pytest.raises(Refused, match="phải thảo luận, chấm lại một lượt"):
                count(session, code, despite_spread="giữ ý kiến (mẫu)")
            session.rollback()
        with unit_of_work(database) as session:
            for who, total in apart.items():
                hand_in(session, who, {code: answers(total)})
            count(session, code)
            for who, total in apart.items():
                hand_in(session, who, {code: answers(total)})
            done = count(session, code, despite_spread="giữ ý kiến (mẫu)")
        assert (done[code].outcome, done[code].ballot) == (BallotOutcome.CONCLUDED, 2)
        assert "Hội đồng kết luận: giữ ý kiến (mẫu)" in done[code].note

    def test_a_mean_that_is_not_a_decimal_is_cut_and_never_rounded_up(self, three):
        """89, 90 and 90: the mean is 89,666…, four stars on paper too."""
        database, (code, *_) = three
        with unit_of_work(database) as session:
            for who, total in (("m1", "89"), ("m2", "90"), ("m3", "90")):
                hand_in(session, who, {code: answers(total)})
            done = count(session, code)
            entry = session.exec(select(SessionDossier).where(SessionDossier.sheets == 3)).one()
        assert (done[code].score, done[code].star_rank) == (Decimal("89.666"), 4)
        assert (entry.total_sum, entry.band_rank, entry.gate_rank) == (26900, 4, 5)

    def test_a_ground_that_stops_the_scoring_leaves_no_star(self, three):
        database, (code, *_) = three
        with unit_of_work(database) as session:
            for who in ("m1", "m2", "m3"):
                hand_in(session, who, {code: answers("80")})
            with pytest.raises(Refused, match="không có lý do loại"):
                count(session, code, grounds={code: ["khong_co"]})
            session.rollback()
        with unit_of_work(database) as session:
            for who in ("m1", "m2", "m3"):
                hand_in(session, who, {code: answers("80")})
            assert count(session, code, grounds={code: ["forged_dossier"]})[code].star_rank == 0


class TestTheResult:
    """The clock never decides; the council's paper is the minutes, and its count is the only score."""

    def test_no_other_score_is_recorded_beside_the_council(self, three):
        database, (code, *others) = three
        with unit_of_work(database) as session:
            dossier = find_dossier(session, code)
            cycle = cycle_of(session, dossier, rules(), DAY)
            made = by(paper=MINUTES, score=Decimal(95))
            with pytest.raises(Refused, match="chưa kiểm phiếu xong lượt 1"):
                decide(session, cycle, code, "record_score", made)
            for who in ("m1", "m2", "m3"):
                hand_in(session, who, {one: answers("60") for one in (code, *others)})
            count(session)
            with pytest.raises(Refused, match="đã kết luận 60 điểm, 3 sao"):
                decide(session, cycle, code, "record_score", made)
            record_results(session, rules(), sitting_of(session), by(paper=MINUTES))
            assert {row for row in session.exec(select(Dossier.star_rank))} == {3}

    def test_only_the_council_may(self, three):
        database, codes = three
        stranger = by(Role.STANDING_UNIT, paper=MINUTES)
        with unit_of_work(database) as session:
            sitting, chair = sitting_of(session), member(session, "m1")
            for act in (
                lambda: count_ballots(session, rules(), sitting, codes, stranger),
                lambda: record_results(session, rules(), sitting, stranger),
                lambda: declare_conflict(session, chair, find_dossier(session, codes[0]), stranger),
            ):
                with pytest.raises(Refused, match="thuộc vai trò «Hội đồng"):
                    act()

    def test_what_people_did_is_in_the_log_of_acts(self, three):
        database, codes = three
        with unit_of_work(database) as session:
            for who in ("m1", "m2", "m3"):
                hand_in(session, who, {code: answers("60") for code in codes})
            count(session)
        with reading(database) as session:
            acts = [act for act in session.exec(select(ActLog.action).order_by(ActLog.id)) if act != "open_cycle"]
        assert acts[-9:] == [
            "open_round", "convene", "put_on_docket", *["submit_sheets"] * 3, *["count_ballot"] * 3,
        ]  # fmt: skip


class TestOffTheDocket:
    """A product that is withdrawn, or moves to another level, leaves the session with its reason; its sheets stay."""

    def test_it_is_scored_no_more_and_holds_up_nobody(self, three):
        database, (gone, *others) = three
        with unit_of_work(database) as session:
            hand_in(session, "m1", {gone: answers("60")})
            off = by(Role.STANDING_UNIT, reason="chủ thể rút (mẫu)")
            take_off_docket(session, sitting_of(session), find_dossier(session, gone), off)
        with unit_of_work(database) as session:
            assert [line.code for line in own_lines(session, sitting_of(session), member(session, "m1"))] == others
            with pytest.raises(Refused, match="không có hồ sơ"):
                hand_in(session, "m2", {gone: answers("60")})
            for again in (lambda: take_off_docket(session, sitting_of(session), find_dossier(session, gone), off),
                          lambda: put_on_docket(session, rules(), sitting_of(session), [gone], off)):  # fmt: skip
                with pytest.raises(Refused, match="rút khỏi phiên"):
                    again()
            for who in ("m1", "m2", "m3"):
                hand_in(session, who, {code: answers("60") for code in others})
            assert list(count(session)) == others
            assert len(record_results(session, rules(), sitting_of(session), by(paper=MINUTES))) == 2
            assert find_dossier(session, gone).state is DossierState.SCORING
            assert len(session.exec(select(ScoreSheet)).all()) == 7
            with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
                session.execute(sa.text("UPDATE session_dossier SET withdrawn_on = NULL WHERE id = 1"))
