"""The minutes: who came, who did not score what, every result, and every sheet; never before the count."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.dossiers.dossiers import find_dossier
from ocop_workflow.operations.evaluation.ballots import count_ballots
from ocop_workflow.operations.evaluation.conflicts import declare_conflict
from ocop_workflow.operations.evaluation.council_results import record_results
from ocop_workflow.operations.evaluation.evaluation_explained import explain
from ocop_workflow.operations.evaluation.minutes import minutes
from ocop_workflow.operations.evaluation.sittings import record_absence
from ocop_workflow.papers.official_docx import official_docx
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import Paper
from tests.councils import DAY, a_province, a_sitting, answers, by, hand_in, member, rules, sitting_of


def drawn_up(session, *codes):
    return minutes(session, rules(), sitting_of(session), codes, place="Mẫu", drawn_up=DAY)


@pytest.fixture
def held(sqlite_database):
    """Five members, one absent, one with a conflict; the first of three dossiers is scored twice."""
    with unit_of_work(sqlite_database) as session:
        codes = a_sitting(session, a_province(session), 3, scoring=5)
        record_absence(session, sitting_of(session), member(session, "m5"), by(reason="ốm (mẫu)"))
        declare_conflict(session, member(session, "m4"), find_dossier(session, codes[1]), by(reason="mẫu"))
        for n in range(1, 5):
            sheets = {codes[0]: answers("75" if n == 1 else "62"), codes[2]: answers("71", missing=("3.4",))}
            hand_in(session, f"m{n}", sheets if n == 4 else {**sheets, codes[1]: answers("60")})
        with pytest.raises(Refused, match="chưa kiểm phiếu xong"):
            drawn_up(session)
        count_ballots(session, rules(), sitting_of(session), (), by())
        for n in range(1, 5):
            hand_in(session, f"m{n}", {codes[0]: answers("64")})
        count_ballots(session, rules(), sitting_of(session), (), by())
        record_results(session, rules(), sitting_of(session), by(paper=Paper("12/BB-HĐ", DAY)))
    return sqlite_database, codes


def read(paper) -> str:
    document = Document(BytesIO(official_docx(paper)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_they_hold_everything_that_happened(held):
    database, codes = held
    with unit_of_work(database) as session:
        text = read(drawn_up(session))
    for said in (
        "Số: 12/BB-HĐ",
        "Có mặt 4/5 thành viên chấm điểm. Điều kiện họp: từ 3/4 thành viên, có Chủ tịch",
        "vắng: ốm (mẫu)",
        f"{codes[1]} «",
        "lượt 1: lệch 13 điểm, giới hạn 10; thảo luận, chấm lại",
        "đủ điểm 4 sao, thiếu mức tối thiểu",
        "phụ lục gồm mọi phiếu chấm của 3 hồ sơ, 15 phiếu",
        "1.1: 4; 1.2: 3",
    ):
        assert said in text, said
    assert text.count("1.1: 4; 1.2: 3") == 15


def test_an_extract_shows_one_dossier_criterion_by_criterion(held):
    database, codes = held
    with unit_of_work(database) as session:
        text = read(drawn_up(session, codes[0]))
        with pytest.raises(NotFound):
            drawn_up(session, "HS-777777")
    assert codes[1] not in text
    assert text.count("Năng lực sản xuất để đáp ứng yêu cầu phân phối") == 2
    assert text.count("Tổng điểm\n75\n62\n62\n62") == 1


def test_as_it_was_before_the_second_ballot(sqlite_database):
    """The first ballot of the day before, explained as of that day, though a second one followed."""
    with unit_of_work(sqlite_database) as session:
        (code,) = a_sitting(session, a_province(session), 1, scoring=3)
        for who, total in (("m1", "75"), ("m2", "62"), ("m3", "62")):
            hand_in(session, who, {code: answers(total)})
        count_ballots(session, rules(), sitting_of(session), (), by())
        for who in ("m1", "m2", "m3"):
            hand_in(session, who, {code: answers("64")})
        later = replace(by(), today=DAY + timedelta(days=1))
        count_ballots(session, rules(), sitting_of(session), (), later)
        dossier = find_dossier(session, code)
        before, after = explain(session, rules(), dossier, DAY), explain(session, rules(), dossier, later.today)
        with pytest.raises(NotFound, match="kết quả kiểm phiếu đến ngày 19/11/2026"):
            explain(session, rules(), dossier, DAY - timedelta(days=1))
    assert (before.is_concluded, before.tally.highest, before.tally.sheets) == (False, 7500, 3)
    assert (after.is_concluded, after.result.stars, after.faults) == (True, 3, ())
    assert next(one.totals for one in after.members) == (75, 64)
    assert next(row for row in before.criteria if row.lowest != row.highest).highest > 0
