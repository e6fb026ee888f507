"""kill -9 at any moment leaves a unit of work whole or leaves nothing of it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import select

from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.log import verify
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import a_cycle, dossiers, dump

ROOT = Path(__file__).parents[2]
HALF_WAY = """
import sys, time
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import an_act
start = find("start_implementation", S.BUSINESS_PLAN_APPROVED)
with unit_of_work(sys.argv[1]) as session:
    print("moved", len(apply(session, start, act=an_act(start))), flush=True)
    time.sleep(60)
"""
TO_AND_FRO = """
import sys
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import an_act
there, back = find("make_ready", S.IMPLEMENTING), find("take_back_incomplete", S.READY)
for n in range(100_000):
    rule, missing = ((there, 0), (back, 1))[n % 2]
    with unit_of_work(sys.argv[1]) as session:
        session.connection().exec_driver_sql(f"UPDATE dossier SET documents_missing = {missing}")
        moved = len(apply(session, rule, act=an_act(rule)))
    print("moved", moved, flush=True)
"""


def killed(code: str, database: str, *, after_lines: int, seconds: float) -> list[str]:
    """Run the program, kill it so many lines and seconds later; what it had said."""
    command = [sys.executable, "-c", code, database]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        said = [child.stdout.readline() for _ in range(after_lines)]
        time.sleep(seconds)
        child.kill()
        said += child.stdout.readlines()
    assert child.returncode == -9
    return said


def until_nobody_else_is_connected(database: str) -> None:
    """PostgreSQL ends the work of a lost client by itself; here we only wait for it."""
    if database.startswith("sqlite"):
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    others += " AND backend_type = 'client backend' AND state <> 'idle'"
    give_up_at = time.monotonic() + 30
    while time.monotonic() < give_up_at:
        with reading(database) as session:
            if session.connection().exec_driver_sql(others).scalar_one() == 0:
                return
        time.sleep(0.1)
    pytest.fail("the killed program's connection did not end")


class TestAKilledProgram:
    """Killing the process at any moment and starting again loses nothing."""

    def test_leaves_nothing_of_a_unit_of_work_that_was_not_finished(self, database):
        with unit_of_work(database) as session:
            dossiers(session, a_cycle(session), 20, S.BUSINESS_PLAN_APPROVED)
        with reading(database) as session:
            before = dump(session)

        assert killed(HALF_WAY, database, after_lines=1, seconds=0) == ["moved 20\n"]

        until_nobody_else_is_connected(database)
        with reading(database) as session:
            assert dump(session) == before
        with unit_of_work(database) as session:  # and nobody is kept waiting by what it held
            dossiers(session, a_cycle(session), 1)

    def test_leaves_each_set_moved_whole_or_not_at_all(self, database):
        with unit_of_work(database) as session:
            dossiers(session, a_cycle(session), 40, S.READY)
            start = session.exec(select(Dossier.log_seq)).first()

        for seconds in (0.0, 0.013, 0.041):
            said = killed(TO_AND_FRO, database, after_lines=4, seconds=seconds)
            until_nobody_else_is_connected(database)
            with reading(database) as session:
                ((state, seq),) = set(session.exec(select(Dossier.state, Dossier.log_seq)))
                assert state in (S.READY, S.IMPLEMENTING)
                assert seq - start >= sum(line == "moved 40\n" for line in said)
                assert verify(session).faults == ()
                start = seq
