"""Two at once: of two deciders exactly one wins, two clocks move each dossier once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.cycle.clock import advance
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.log import lines_of, verify
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role
from tests.builders import AT, TODAY, a_cycle, a_decision, dossiers, rules


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Let all begin at the same moment; each one's result, or the refusal that it met."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait(timeout=30)
        try:
            return act()
        except (Conflict, Refused) as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def referred(database):
    """Eight ideas that wait for the standing unit's word."""
    with unit_of_work(database) as session:
        cycle = a_cycle(session)
        return database, cycle.cycle.code, dossiers(session, cycle, 8, S.IDEA_REFERRED)


def decision(
    database: str,
    cycle: str,
    dossier_id: int,
    action: str,
    actor: str,
    version: int | None = None,
    role: Role = Role.STANDING_UNIT,
) -> Callable[[], str]:
    def act() -> str:
        with unit_of_work(database) as session:
            made = a_decision(role, actor=actor, version=version)
            decide(session, running(session, cycle, rules(), TODAY), str(dossier_id), action, made)
        return actor

    return act


class TestTwoDeciders:
    """When two people decide at once, exactly one wins and the other is told."""

    def test_one_wins_and_the_other_learns_who_did_it(self, referred):
        """Both have the same version of the dossier before their eyes."""
        database, cycle, ids = referred
        for dossier_id in ids:
            with reading(database) as session:
                seen = session.get_one(Dossier, dossier_id).version
            results = at_once(
                decision(database, cycle, dossier_id, "accept_idea", "Bà Một", seen),
                decision(database, cycle, dossier_id, "reject_idea", "Ông Hai", seen),
            )

            (winner,) = [result for result in results if isinstance(result, str)]
            (loser,) = [result for result in results if isinstance(result, Conflict)]
            assert winner in str(loser)
            with reading(database) as session:
                assert lines_of(session, dossier_id)[-1].actor == winner
        with reading(database) as session:
            assert verify(session).faults == ()

    def test_who_looked_at_nothing_is_refused_or_told_but_never_decides_over_a_decision(self, referred):
        database, cycle, ids = referred
        for dossier_id in ids:
            results = at_once(
                decision(database, cycle, dossier_id, "accept_idea", "Bà Một"),
                decision(database, cycle, dossier_id, "reject_idea", "Ông Hai"),
            )
            assert sorted(isinstance(result, str) for result in results) == [False, True]
        with reading(database) as session:
            decided = session.exec(select(DossierLog).where(sa.column("action").in_(("accept_idea", "reject_idea"))))
            assert sorted(line.dossier_id for line in decided) == ids

    @pytest.mark.parametrize("first_one_keeps_it", [True, False])
    def test_the_second_waits_for_the_end_of_the_first(self, referred, first_one_keeps_it):
        """It is judged by what the first one really did: kept it, or gave it up."""
        database, cycle, (dossier_id, *_) = referred
        with ThreadPoolExecutor(1) as pool:
            second: Future[str]
            with unit_of_work(database) as session:
                made = a_decision(Role.STANDING_UNIT, actor="Bà Một", version=None)
                decide(session, running(session, cycle, rules(), TODAY), str(dossier_id), "accept_idea", made)
                with reading(database) as other:
                    seen = other.get_one(Dossier, dossier_id).version
                second = pool.submit(decision(database, cycle, dossier_id, "reject_idea", "Ông Hai", seen))
                with pytest.raises(TimeoutError):
                    second.result(timeout=0.4)
                if not first_one_keeps_it:
                    session.rollback()
            if first_one_keeps_it:
                with pytest.raises(Conflict, match="Bà Một"):
                    second.result(timeout=30)
            else:
                assert second.result(timeout=30) == "Ông Hai"

    def test_a_move_that_leaves_the_state_as_it_was_is_still_a_move(self, database):
        """The clock carries a dossier to the next round while the commune, who saw the old round, receives it."""
        yesterday = TODAY - timedelta(days=1)
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            (dossier_id,) = dossiers(session, cycle, 1, S.SUBMITTED, round_closes_on=yesterday)
            code, seen = cycle.cycle.code, session.get_one(Dossier, dossier_id).version
        commune = decision(database, code, dossier_id, "receive_dossier", "Bà Một", seen, Role.COMMUNE)

        with ThreadPoolExecutor(1) as pool:
            with unit_of_work(database) as session:
                cycle = running(session, code, rules(), TODAY)
                assert advance(session, cycle, "to_next_round", today=TODAY, at=AT).count == 1
                received = pool.submit(commune)
                with pytest.raises(TimeoutError):
                    received.result(timeout=0.4)
            with pytest.raises(Conflict, match="tự động"):
                received.result(timeout=30)


class TestTwoClocks:
    """Flows are idempotent sweeps; two at once must be harmless."""

    def test_each_dossier_moves_once_with_one_line(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            ids = dossiers(session, cycle, 200, S.BUSINESS_PLAN_APPROVED)
            code = cycle.cycle.code

        def clock() -> int:
            with unit_of_work(database) as session:
                return advance(
                    session, running(session, code, rules(), TODAY), "start_implementation", today=TODAY, at=AT
                ).count

        assert sorted(at_once(*[clock] * 3)) == [0, 0, 200]
        with reading(database) as session:
            moves = session.exec(select(DossierLog.dossier_id).where(DossierLog.action == "start_implementation"))
            assert sorted(moves) == ids
            assert verify(session).faults == ()

    def test_a_clock_and_a_person_do_not_both_move_one_dossier(self, database):
        """The commune refers the ideas one by one while the clock refers what the commune left undone."""
        after_the_window = TODAY.replace(month=7)
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            ids = dossiers(session, cycle, 6, S.IDEA_SUBMITTED)
            code = cycle.cycle.code

        def clock() -> int:
            with unit_of_work(database) as session:
                cycle = running(session, code, rules(), after_the_window)
                return advance(session, cycle, "refer_undecided_idea", today=after_the_window, at=AT).count

        def commune() -> int:
            moved = 0
            for dossier_id in ids:
                with unit_of_work(database) as session:
                    cycle = running(session, code, rules(), after_the_window)
                    made = a_decision(Role.COMMUNE, today=after_the_window)
                    try:
                        decide(session, cycle, str(dossier_id), "refer_idea", made)
                        moved += 1
                    except (Conflict, Refused):
                        session.rollback()
            return moved

        by_clock, by_commune = at_once(clock, commune)
        assert by_clock + by_commune == len(ids)
        with reading(database) as session:
            assert set(session.exec(select(Dossier.state))) == {S.IDEA_REFERRED}
            assert verify(session).faults == ()
