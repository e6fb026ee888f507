"""Sheets are sealed by the database: none in after the count, none changed ever; a sheet and a count at once."""

import pytest
import sqlalchemy as sa
from sqlmodel import select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.evaluation.ballots import count_ballots
from ocop_workflow.records.score_tables import Ballot, ScoreSheet, SessionDossier
from ocop_workflow.records.session import reading, unit_of_work
from tests.councils import a_province, a_sitting, answers, by, hand_in, rules, sitting_of
from tests.records.test_at_once import at_once

EVERYBODY = ("m1", "m2", "m3")


@pytest.fixture
def counted(database):
    """Two dossiers before three members: the first is concluded, of the second one sheet is in."""
    with unit_of_work(database) as session:
        first, second = a_sitting(session, a_province(session), 2, scoring=3)
        for who in EVERYBODY:
            hand_in(session, who, {first: answers("60")})
        hand_in(session, "m1", {second: answers("60")})
        count_ballots(session, rules(), sitting_of(session), [first], by())
    return database


STATEMENTS = {
    "UPDATE score_sheet SET total = 9000": "phiếu đã nộp không sửa",
    "UPDATE score_sheet SET answers = '{}' WHERE entry_id = 2": "phiếu đã nộp không sửa",
    "UPDATE score_sheet SET returned_on = '2026-11-20' WHERE entry_id = 1": "phiếu đã nộp không sửa",
    "DELETE FROM score_sheet": "phiếu đã nộp không sửa",
    """INSERT INTO score_sheet (entry_id, member_id, ballot, turn, answers, total, gate_rank, source, submitted_on,
    submitted_by, submitted_at) SELECT 1, 4, 1, 1, answers, total, gate_rank, source, submitted_on, submitted_by,
    submitted_at FROM score_sheet WHERE id = 1""": "lượt chấm này đã kiểm phiếu",
    "UPDATE ballot SET total_sum = 30000": "kết quả kiểm phiếu không sửa",
    "DELETE FROM ballot": "kết quả kiểm phiếu không sửa",
    "UPDATE session_dossier SET star_rank = 5 WHERE id = 1": "hồ sơ đã có kết luận",
    "UPDATE session_dossier SET concluded_on = NULL WHERE id = 1": "hồ sơ đã có kết luận",
    "DELETE FROM session_dossier WHERE id = 1": "hồ sơ đã có kết luận",
}


def test_the_database_itself_refuses(counted):
    for statement, why in STATEMENTS.items():
        with pytest.raises(sa.exc.IntegrityError) as refusal, unit_of_work(counted) as session:
            session.connection().exec_driver_sql(statement)
        assert why in str(refusal.value.orig), statement


def test_the_line_of_the_log_is_the_only_thing_written_after_the_conclusion(counted):
    write = sa.text("UPDATE session_dossier SET recorded_seq = :seq WHERE id = 1")
    with unit_of_work(counted) as session:
        session.execute(write, {"seq": 3})
    with pytest.raises(sa.exc.IntegrityError), unit_of_work(counted) as session:
        session.execute(write, {"seq": 4})


class TestAtOnce:
    """Natural keys and locks, not «if not exists»."""

    def test_one_member_at_two_desks_has_one_sheet(self, counted):
        def desk(total):
            def act():
                with unit_of_work(counted) as session:
                    return hand_in(session, "m2", {"HS-000002": answers(total)}).added

            return act

        results = at_once(desk("61"), desk("62"), desk("61"))
        assert results.count(1) == 1
        assert all(isinstance(one, Conflict | Refused) or one in (0, 1) for one in results)
        with reading(counted) as session:
            assert len(session.exec(select(ScoreSheet).where(ScoreSheet.entry_id == 2)).all()) == 2

    def test_a_sheet_that_comes_with_the_count_is_counted_or_refused_never_lost(self, counted):
        with unit_of_work(counted) as session:
            hand_in(session, "m2", {"HS-000002": answers("61")})

        def score():
            with unit_of_work(counted) as session:
                return hand_in(session, "m3", {"HS-000002": answers("63")}).added

        def close():
            with unit_of_work(counted) as session:
                return len(count_ballots(session, rules(), sitting_of(session), ["HS-000002"], by()))

        scored, closed = at_once(score, close)
        with reading(counted) as session:
            sheets = len(session.exec(select(ScoreSheet).where(ScoreSheet.entry_id == 2)).all())
            ballot = session.get(Ballot, (2, 1))
            concluded = session.get_one(SessionDossier, 2).concluded_on
        assert scored == 1
        assert sheets == 3
        assert (closed == 1) is (ballot is not None) is (concluded is not None)
        assert ballot is None or ballot.sheets == 3

    def test_two_who_count_at_once_count_once(self, counted):
        with unit_of_work(counted) as session:
            for who in ("m2", "m3"):
                hand_in(session, who, {"HS-000002": answers("61")})

        def close():
            with unit_of_work(counted) as session:
                return len(count_ballots(session, rules(), sitting_of(session), [], by()))

        results = at_once(close, close)
        assert sorted(map(str, results))[0] == "1"
        assert sum(one == 1 for one in results) == 1
