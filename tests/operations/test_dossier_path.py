"""One dossier through commune, province and centre, back to the province, with its letters, told on one page."""

from decimal import Decimal

import pytest

from ocop_workflow.errors import Refused
from ocop_workflow.operations.dossiers.dossier_path import path_of
from ocop_workflow.operations.dossiers.dossiers import decide, find_dossier
from ocop_workflow.operations.evaluation.assessments import assess, assessments_of, commune_rows
from ocop_workflow.operations.evaluation.ballots import count_ballots
from ocop_workflow.operations.evaluation.council_results import record_results
from ocop_workflow.operations.evaluation.councils import declare_council, find_council, find_member
from ocop_workflow.operations.evaluation.docket import put_on_docket
from ocop_workflow.operations.evaluation.evaluation_explained import explain
from ocop_workflow.operations.evaluation.forwarding_letters import forwarding_letter
from ocop_workflow.operations.evaluation.rounds import find_round, open_round
from ocop_workflow.operations.evaluation.score_sheets import SheetIn, submit_sheets
from ocop_workflow.operations.evaluation.sittings import convene, find_session
from ocop_workflow.operations.notices.letters import Ordered
from ocop_workflow.papers.official_docx import official_docx
from ocop_workflow.records.dossier_tables import dossier_code
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.evaluation.council import CouncilFile
from ocop_workflow.vocabulary import AssessmentKind, DossierState, Level, Role
from tests.builders import a_decision, dossiers
from tests.councils import DAY, SET, a_province, answers, by, practice, rules


def scored(session, code, level, area, number, total):
    """A council of three of that level gives every sheet this total; the result is on the dossier."""
    seats = [
        {"code": f"m{n}", "name": f"Ủy viên Mẫu {n}", "title": "mẫu", "unit": f"Đơn vị Mẫu {n}",
         "post": "chair" if n == 1 else "member"}
        for n in (1, 2, 3)
    ]  # fmt: skip
    decision = {"number": "9/QĐ-MẪU", "date": "2026-07-01", "issuer": "mẫu"}
    file = {"code": f"{area}.hd", "level": level, "area": area, "name": f"Hội đồng {level.label.lower()} (mẫu)",
            "decision": decision, "members": seats}  # fmt: skip
    standing = by(Role.STANDING_UNIT)
    declare_council(session, CouncilFile.model_validate(file), practice(), by(Role.AUTHORITY))
    open_round(session, rules(), level=level, area=area, year=2026, number=number, by=standing)
    council = find_council(session, f"{area}.hd")
    convene(session, find_round(session, f"{area}.2026-{number}"), council, DAY, standing)
    sitting = find_session(session, f"{area}.2026-{number}.1")
    assert put_on_docket(session, rules(), sitting, (), standing).added == 1
    for who in ("m1", "m2", "m3"):
        member = find_member(session, council.id or 0, who)
        submit_sheets(session, rules(), sitting, member, [SheetIn(code, answers(total))], by(), source="mẫu")
    count_ballots(session, rules(), sitting, (), by())
    record_results(session, rules(), sitting, by(paper=Paper(f"12/BB-{area}", DAY)))


@pytest.fixture
def filed(sqlite_database):
    """A dossier that its commune is looking at."""
    with unit_of_work(sqlite_database) as session:
        cycle = a_province(session)
        (dossier_id,) = dossiers(session, cycle, 1, DossierState.READY, today=DAY, criteria_set=SET)
        code = dossier_code(dossier_id)
        for action, role in (("submit_dossier", Role.PRODUCER), ("receive_dossier", Role.COMMUNE)):
            decide(session, cycle, code, action, a_decision(role, today=DAY))
        yield session, cycle, code


def move(session, cycle, code, *actions):
    for action, role in actions:
        decide(session, cycle, code, action, a_decision(role, today=DAY, paper=Paper(f"7/{action}", DAY)))


TO_THE_COUNCIL = (("check_dossier", Role.STANDING_UNIT), ("start_scoring", Role.STANDING_UNIT))


def test_the_centre_gives_less_than_90_and_the_province_decides(filed):
    session, cycle, code = filed
    letter = forwarding_letter(session, cycle, practice(), "propose", (), DAY, Ordered())
    assert (letter.to, letter.codes) == (Level.PROVINCE, (code,))
    assert letter.paper.head.body == "UBND xã Mẫu Một"
    move(session, cycle, code, ("propose", Role.COMMUNE), *TO_THE_COUNCIL)
    scored(session, code, Level.PROVINCE, "mau", 2, "92")

    letter = forwarding_letter(session, cycle, practice(), "forward", [code], DAY, Ordered("15", DAY))
    said = " ".join(str(getattr(block, "text", "")) for block in letter.paper.body)
    assert letter.to is Level.CENTRAL
    assert "Báo cáo đánh giá của Hội đồng" in said
    assert "biên bản 12/BB-mau" in letter.paper.body[1].rows[0][-1]
    assert official_docx(letter.paper)[:2] == b"PK"
    move(
        session, cycle, code, ("forward", Role.AUTHORITY), ("receive_forwarded", Role.STANDING_UNIT), TO_THE_COUNCIL[1]
    )
    scored(session, code, Level.CENTRAL, "vn", 1, "88")

    dossier = find_dossier(session, code)
    assert (dossier.result_of, dossier.level, dossier.star_rank) == (Level.CENTRAL, Level.PROVINCE, 4)
    assert explain(session, rules(), dossier, DAY).tally.score == Decimal(88)
    move(session, cycle, code, ("recognise", Role.AUTHORITY))

    told = path_of(session, rules(), find_dossier(session, code), DAY)
    assert told.levels == (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL)
    results = [(stop.level, stop.outcome) for stop in told.stops if stop.what == "Ghi kết quả chấm điểm"]
    assert [level for level, _ in results] == [Level.PROVINCE, Level.CENTRAL]
    assert "92 điểm, 5 sao" in results[0][1]
    assert "thuộc diện chuyển cấp trên" in results[0][1]
    assert "88 điểm, 4 sao" in results[1][1]
    assert "trả kết quả về cấp tỉnh quyết định" in results[1][1]
    assert told.stops[-1].paper == "7/recognise ngày 20/11/2026"


def test_both_speak_on_the_same_criteria_before_the_council(filed):
    """Mẫu số 02 asks for all of them, Mẫu số 03 for the four contents only."""
    session, cycle, code = filed
    dossier = find_dossier(session, code)
    rows = commune_rows(rules().criteria_set(SET), practice())
    assert [row.criterion.code for row in rows] == ["1.1", "3.3", "2.1", "5.3"]

    def says(kind, given, role):
        return assess(session, rules(), practice(), dossier, kind, given, by(role))

    own = answers("82")
    assert says(AssessmentKind.SELF, own, Role.PRODUCER)[1] is True
    assert says(AssessmentKind.SELF, own, Role.PRODUCER)[1] is False
    four = {code: own[code] for code in ("1.1", "2.1", "3.3", "5.3")}
    made, _ = says(AssessmentKind.COMMUNE, four, Role.COMMUNE)
    assert (made.total, made.version) == (sum(map(int, four.values())) * 100, 1)
    assert says(AssessmentKind.COMMUNE, {**four, "5.3": Decimal(1)}, Role.COMMUNE)[0].version == 2
    for given, says_why in (
        ({**four, "4.1": Decimal(5)}, "4.1: không thuộc các nội dung cấp xã đánh giá"),
        ({code: four[code] for code in ("1.1", "2.1", "3.3")}, "Bản sắc, trí tuệ địa phương"),
        ({**four, "1.1": Decimal(3)}, "1.1 Nguồn nguyên liệu: 3 điểm không có trong các câu trả lời"),
    ):
        with pytest.raises(Refused, match=says_why):
            says(AssessmentKind.COMMUNE, given, Role.COMMUNE)
    with pytest.raises(Refused, match="chưa chấm"):
        says(AssessmentKind.SELF, four, Role.PRODUCER)
    with pytest.raises(Refused, match="Chủ thể OCOP"):
        says(AssessmentKind.SELF, own, Role.COMMUNE)
    assert {kind: one.version for kind, one in assessments_of(session, dossier).items()} == {
        AssessmentKind.SELF: 1,
        AssessmentKind.COMMUNE: 2,
    }
    move(session, cycle, code, ("propose", Role.COMMUNE), *TO_THE_COUNCIL)
    with pytest.raises(Refused, match="không ghi thêm đánh giá trước Hội đồng"):
        says(AssessmentKind.SELF, answers("80"), Role.PRODUCER)


def test_no_letter_for_what_may_not_go(filed):
    session, cycle, code = filed
    for action, codes, says in (
        ("forward", (code,), "chưa phải «Đã có kết quả chấm điểm»"),
        ("forward", (), "Không có hồ sơ nào chờ chuyển"),
        ("recognise", (), "Không có công văn cho việc «recognise»"),
    ):
        with pytest.raises(Refused, match=says):
            forwarding_letter(session, cycle, practice(), action, codes, DAY, Ordered())
    move(session, cycle, code, ("propose", Role.COMMUNE), *TO_THE_COUNCIL)
    scored(session, code, Level.PROVINCE, "mau", 2, "80")
    with pytest.raises(Refused, match="80 điểm, không thuộc diện chuyển cấp trên"):
        forwarding_letter(session, cycle, practice(), "forward", [code], DAY, Ordered())
