"""`apply`: the only writer of a dossier's state moves a set and logs every move in the same transaction."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlmodel import col, select

from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.log import lines_of, verify
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE, Transition, find
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role
from tests.builders import AT, PAPER, TODAY, a_cycle, a_dossier, an_act, dossiers, dump, shortest_way

COLUMNS = table_of(Dossier).c


def rule(action: str, source: S | None) -> Transition:
    found = find(action, source)
    assert found is not None
    return found


START = rule("start_implementation", S.BUSINESS_PLAN_APPROVED)
RECOGNISE = rule("recognise", S.SCORED)
RECOGNISABLE = {"star_rank": 4, "decides_here": True}


class TestASet:
    """Sets, not loops; one dossier is a set of one, by the same door."""

    def test_moves_whole_and_logs_each_move(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            ids = dossiers(session, cycle, 3, S.BUSINESS_PLAN_APPROVED)
            elsewhere = dossiers(session, cycle, 1, S.BUSINESS_PLAN_SUBMITTED)[0]
            before = {dossier_id: session.get_one(Dossier, dossier_id).log_seq for dossier_id in ids}

            assert apply(session, START, act=an_act(START)) == ids

        with reading(database) as session:
            for dossier_id in ids:
                dossier, last = session.get_one(Dossier, dossier_id), lines_of(session, dossier_id)[-1]
                assert (dossier.state, dossier.state_since) == (S.IMPLEMENTING, TODAY)
                assert (last.source, last.target, last.action) == (START.source, START.target, START.action)
                assert last.seq == dossier.log_seq == before[dossier_id] + 1
            assert session.get_one(Dossier, elsewhere).state is S.BUSINESS_PLAN_SUBMITTED
            assert verify(session).faults == ()

    def test_moves_once_and_a_second_call_finds_nothing(self, database):
        with unit_of_work(database) as session:
            dossiers(session, a_cycle(session), 3, S.BUSINESS_PLAN_APPROVED)
            apply(session, START, act=an_act(START))
        with unit_of_work(database) as session:
            before = dump(session)

            assert apply(session, START, act=an_act(START)) == []
            assert dump(session) == before

    def test_keeps_to_its_scope(self, database):
        with unit_of_work(database) as session:
            first, second = dossiers(session, a_cycle(session), 2, S.BUSINESS_PLAN_APPROVED)

            assert apply(session, START, COLUMNS.id == second, act=an_act(START)) == [second]
            assert session.get_one(Dossier, first).state is S.BUSINESS_PLAN_APPROVED
            assert [
                line.dossier_id for line in session.exec(select(DossierLog).where(DossierLog.action == START.action))
            ] == [second]

    def test_leaves_behind_who_misses_a_requirement(self, database):
        """Recognition needs three stars and the competence of this level; what is not known meets nothing."""
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            facts = ((3, True), (2, True), (None, True), (3, False), (3, None))
            ids = [a_dossier(session, cycle, S.SCORED, star_rank=s, decides_here=d).id for s, d in facts]

            assert apply(session, RECOGNISE, act=an_act(RECOGNISE)) == ids[:1]
            assert {session.get_one(Dossier, dossier_id).state for dossier_id in ids[1:]} == {S.SCORED}

    def test_is_undone_whole_when_anything_fails_after_it(self, database):
        with unit_of_work(database) as session:
            dossiers(session, a_cycle(session), 3, S.BUSINESS_PLAN_APPROVED)
        with reading(database) as session:
            before = dump(session)

        with pytest.raises(ZeroDivisionError), unit_of_work(database) as session:
            assert len(apply(session, START, act=an_act(START))) == 3
            raise ZeroDivisionError

        with reading(database) as session:
            assert dump(session) == before

    def test_sees_what_the_session_has_not_written_yet(self, database):
        """Otherwise a fact that was just set is judged by its old value, and then forgotten."""
        with unit_of_work(database) as session:
            dossier = a_dossier(session, a_cycle(session), S.SCORED, star_rank=4, decides_here=True)
            dossier.star_rank, dossier.note = 2, "vừa sửa"
            session.add(dossier)

            assert apply(session, RECOGNISE, act=an_act(RECOGNISE)) == []
            assert (dossier.star_rank, dossier.note) == (2, "vừa sửa")


class TestFacts:
    """A move may change facts of the dossier: constants, or another column of the dossier itself."""

    RENEW = rule("call_for_renewal", S.IN_PROMOTION)

    def test_are_set_with_the_move_and_named_in_its_line(self, database):
        closes = (date(2024, 9, 30), date(2024, 12, 31))
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            ids = [
                a_dossier(session, cycle, S.IN_PROMOTION, renewal_closes_on=on, renewal_opens_on=TODAY).id
                for on in closes
            ]
            facts = {"due_on": COLUMNS.renewal_closes_on, "due_basis": "theo giấy chứng nhận", "star_rank": 4}

            assert apply(session, self.RENEW, act=an_act(self.RENEW), facts=facts) == ids

            for dossier_id, on in zip(ids, closes, strict=True):
                dossier = session.get_one(Dossier, dossier_id)
                assert (dossier.due_on, dossier.due_basis, dossier.star_rank) == (on, "theo giấy chứng nhận", 4)
            assert json.loads(lines_of(session, ids[0])[-1].facts) == {
                "due_on": "=renewal_closes_on",
                "due_basis": "theo giấy chứng nhận",
                "star_rank": 4,
            }

    def test_the_due_day_of_the_old_state_ends_with_it(self, database):
        with unit_of_work(database) as session:
            dossier = a_dossier(session, a_cycle(session), S.SCORED, due_on=TODAY, due_basis="cũ", **RECOGNISABLE)
            assert apply(session, RECOGNISE, act=an_act(RECOGNISE))

            assert (dossier.due_on, dossier.due_basis) == (None, None)


class TestTheBeginning:
    """A rule without source logs the beginning of a dossier that was just inserted in its target state."""

    IDENTIFY = rule("identify", None)

    def test_is_the_first_line_and_happens_once(self, database):
        with unit_of_work(database) as session:
            dossier = a_dossier(session, a_cycle(session))

            (line,) = lines_of(session, dossier.id)
            assert (line.seq, line.source, line.target) == (1, "", S.IDENTIFIED)
            assert (dossier.log_seq, dossier.log_hash, dossier.version) == (1, line.hash, 1)
            assert apply(session, self.IDENTIFY, act=an_act(self.IDENTIFY)) == []

    def test_a_dossier_that_has_not_begun_does_not_move(self, database):
        """It would have a history without a beginning."""
        guide = rule("guide", S.IDENTIFIED)
        with unit_of_work(database) as session:
            begun = a_dossier(session, a_cycle(session))
            values = {"locality": begun.locality, "product_name": "x", "search_key": "x", "opened_in_year": 2024}
            session.add(Dossier(**values, source="mẫu", source_id="x", state=S.IDENTIFIED, state_since=TODAY))

            assert apply(session, guide, act=an_act(guide)) == [begun.id]


class TestALogLine:
    """Who, when, in which role, under which clause, why, on what paper."""

    def test_keeps_all_of_the_act(self, database):
        with unit_of_work(database) as session:
            dossier = a_dossier(session, a_cycle(session), S.SCORED, **RECOGNISABLE)
            act = an_act(RECOGNISE, actor="Trần Văn Mẫu", clause="26/2026/QĐ-TTg, Đ.7", reason="đạt 80 điểm")
            assert apply(session, RECOGNISE, act=act)
            dossier_id = dossier.id

        with reading(database) as session:
            line = lines_of(session, dossier_id)[-1]
        assert (line.actor, line.role, line.at, line.on_day) == ("Trần Văn Mẫu", Role.AUTHORITY, AT, TODAY)
        assert (line.clause, line.reason, line.step) == ("26/2026/QĐ-TTg, Đ.7", "đạt 80 điểm", 5)
        assert (line.paper_no, line.paper_on) == (PAPER.number, PAPER.on)


class TestTheSameOnBothDatabases:
    """A register may move from SQLite to PostgreSQL; its chain of hashes goes with it."""

    HOSTILE = (
        "dòng một\ndòng hai\r\n\ttab",
        "nháy ' \" \\ `; DROP TABLE dossier; --",
        "%s %(x)s :x ? $1 {y}",
        "Tiê\u0301ng Việt tổ hợp, 🍯, \u200b, 漢",
        "",
    )

    def test_the_same_story_gives_the_same_hashes(self, sqlite_database, postgres_database):
        chains = []
        for url in (sqlite_database, postgres_database):
            with unit_of_work(url) as session:
                cycle = a_cycle(session)
                for text in self.HOSTILE:
                    dossiers(session, cycle, 2, S.SCORED, **RECOGNISABLE)
                    act = an_act(RECOGNISE, actor=text or "x", reason=text, clause=text, paper=None)
                    assert len(apply(session, RECOGNISE, act=act, facts={"note": text, "decides_here": False})) == 2
                assert verify(session).faults == ()
                chains.append(
                    [line.model_dump() for line in session.exec(select(DossierLog).order_by(col(DossierLog.hash)))]
                )
        assert len(chains[0]) > len(self.HOSTILE)
        assert chains[0] == chains[1]

    def test_the_zone_of_the_clock_does_not_matter(self, database):
        """One instant said in Hà Nội and in UTC is one instant; whole seconds are not another."""
        hanoi = timezone(timedelta(hours=7))
        for at in (
            datetime(2024, 6, 14, 23, 59, 59, tzinfo=hanoi),
            AT.replace(microsecond=0),
            AT.replace(microsecond=7),
        ):
            with unit_of_work(database) as session:
                dossier = a_dossier(session, a_cycle(session), S.SCORED, **RECOGNISABLE)
                assert apply(session, RECOGNISE, act=replace(an_act(RECOGNISE), at=at)) == [dossier.id]
                assert lines_of(session, dossier.id)[-1].at == at
                assert verify(session).faults == ()


class TestEveryMoveOfTheLifecycle:
    """What the table allows, the database does: each row moves a dossier whose facts allow it, on both databases."""

    def test_moves_a_dossier_that_meets_its_requirements(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            for move in LIFECYCLE:
                way = (*shortest_way(move.source), move) if move.source else (move,)
                (dossier_id,) = dossiers(session, cycle, 1, way=way)

                last = lines_of(session, dossier_id)[-1]
                assert (last.action, last.source, last.target) == (move.action, move.source or "", move.target)
                assert session.get_one(Dossier, dossier_id).state is move.target
            assert verify(session).faults == ()
