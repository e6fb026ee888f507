"""A sweep does the whole day of every open cycle without a scheduler: once, wherever and however often it runs."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.cycles import close_cycle
from ocop_workflow.operations.cycle.step_work import FACTS, MOVES
from ocop_workflow.operations.cycle.sweep import owed_today, sweep
from ocop_workflow.records.dossier_tables import DossierLog
from ocop_workflow.records.log import verify
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.records.tables import Assignment, Report
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, a_cycle, a_plan, dossiers, dump, rules

ROOT = Path(__file__).parents[2]
MONDAY = date(2024, 6, 17)
SUNDAY = date(2024, 6, 16)
LOCALITIES = 3


def localities(database: str, number: int = LOCALITIES) -> list[str]:
    """So many small localities («mẫu»), each with dossiers that the clock will move; the codes of their cycles."""
    codes = []
    with unit_of_work(database) as session:
        for n in range(number):
            cycle = a_cycle(session, a_plan(code=f"mau.mau-{n}.2024", locality=f"mau.mau-{n}"))
            dossiers(session, cycle, 4, S.BUSINESS_PLAN_APPROVED)
            dossiers(session, cycle, 3, due_on=date(2024, 3, 31))
            codes.append(cycle.cycle.code)
    return codes


def swept(database: str, today: date = MONDAY, **options):
    return sweep(lambda: unit_of_work(database), rules(), today=today, now=lambda: AT, **options)


def everything(database: str):
    with reading(database) as session:
        return dump(session)


class TestTheMovesOfTheClock:
    """One list for the step flows, the daily watch and the sweep."""

    def test_every_move_of_the_clock_is_done_in_its_own_step_and_nowhere_else(self):
        by_law = {(row.step, row.action) for row in LIFECYCLE if row.is_clock}
        done = [(step, name) for step, names in MOVES.items() for name in names if name not in FACTS]
        assert len(done) == len(set(done))
        assert set(done) == by_law


class TestASweep:
    def test_gives_moves_chases_and_ticks_the_day_off_in_every_open_cycle(self, database):
        codes = localities(database)
        done = swept(database)
        assert [one.cycle for one in done.cycles] == codes
        for one in done.cycles:
            assert one.assignments_raised > 0
            assert one.reports_raised > 0
            assert {move.action: move.count for move in one.moves}["start_implementation"] == 4
        with reading(database) as session:
            assert owed_today(session, MONDAY) == []
            assert owed_today(session, MONDAY + timedelta(days=1)) == codes

    def test_a_second_one_on_the_day_changes_nothing(self, database):
        localities(database)
        swept(database)
        before = everything(database)
        assert [one.lines_owed for one in swept(database).cycles] == [0] * LOCALITIES
        assert everything(database) == before
        assert swept(database, only_owed=True).cycles == ()

    def test_day_after_day_no_dossier_is_moved_twice_by_the_same_rule(self, sqlite_database):
        """The clock used to run once a quarter; run daily, a product that nobody guided is carried over once."""
        localities(sqlite_database, 1)
        for day in range(10):
            swept(sqlite_database, MONDAY + timedelta(days=day))
        with reading(sqlite_database) as session:
            moves = [(line.dossier_id, line.action) for line in session.exec(select(DossierLog))]
        assert ("carry_over" in {action for _, action in moves}, len(moves)) == (True, len(set(moves)))

    def test_on_a_day_off_nobody_is_given_or_told_anything(self, sqlite_database):
        localities(sqlite_database)
        before = everything(sqlite_database)
        assert "Chủ nhật" in swept(sqlite_database, SUNDAY).note
        assert everything(sqlite_database) == before

    def test_one_locality_alone(self, sqlite_database):
        codes = localities(sqlite_database)
        assert [one.cycle for one in swept(sqlite_database, localities=["mau.mau-1"]).cycles] == [codes[1]]
        with reading(sqlite_database) as session:
            assert owed_today(session, MONDAY) == [codes[0], codes[2]]
        assert [one.cycle for one in swept(sqlite_database, only_owed=True).cycles] == [codes[0], codes[2]]

    def test_an_unknown_locality_is_named_with_those_that_are_known(self, sqlite_database):
        localities(sqlite_database)
        with pytest.raises(NotFound, match=r"«ha-noi».* mau\.mau-0, mau\.mau-1, mau\.mau-2"):
            swept(sqlite_database, localities=["ha-noi"])

    def test_what_fails_in_one_cycle_is_owed_and_the_others_are_done(self, sqlite_database):
        codes = localities(sqlite_database)
        with unit_of_work(sqlite_database) as session:
            session.connection().exec_driver_sql(f"UPDATE plan_version SET data = '{{}}' WHERE code = '{codes[0]}'")
        done = swept(sqlite_database)
        assert done.failed[0].startswith(f"{codes[0]}: ")
        assert [one.cycle for one in done.cycles] == codes[1:]
        with reading(sqlite_database) as session:
            assert owed_today(session, MONDAY) == codes[:1]

    def test_a_closed_cycle_is_left_alone(self, sqlite_database):
        (code,) = localities(sqlite_database, 1)
        with unit_of_work(sqlite_database) as session:
            close_cycle(session, code, actor="mẫu", reason="Tổng kết", today=date(2025, 1, 2), at=AT)
        assert "Không có chu trình nào đang mở" in swept(sqlite_database).note


@pytest.mark.timeout(300)
class TestTwoAtOnceAndKilled:
    """Two `ocop sweep` at once, kill -9 of both at a random moment, then one more: all is there, and once."""

    def test_nothing_is_lost_and_nothing_doubled(self, database, tmp_path):
        codes = localities(database, 4)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("OCOP_")}
        environment |= {"OCOP_DATABASE_URL": database, "OCOP_VAR_DIR": str(tmp_path / "var")}
        command = [sys.executable, "-m", "ocop_workflow.cli.main", "sweep", "--today", MONDAY.isoformat()]

        def start():
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        both = [start(), start()]
        give_up_at = time.monotonic() + 60
        while not _count(database, Assignment) and time.monotonic() < give_up_at:
            time.sleep(0.01)
        both[0].kill()
        time.sleep(0.3)
        both[1].kill()
        assert {process.wait() for process in both} <= {0, -signal.SIGKILL}

        with unit_of_work(database) as session:  # what was on its way waits for its lease; here it has run out
            session.connection().exec_driver_sql("UPDATE notice SET lease_until = next_attempt_at")
        last = start()
        assert last.communicate(timeout=120)[1] == b"" and last.returncode == 0
        with reading(database) as session:
            assert owed_today(session, MONDAY) == []
            assert verify(session).faults == ()
            assert None not in {line.notice_id for line in session.exec(select(NoticeLine))}
        mails = [file.read_text("utf-8") for file in (tmp_path / "var" / "mailbox").rglob("*.txt")]
        with reading(database) as session:
            notices = session.exec(select(Notice)).all()
        assert {notice.state for notice in notices} == {"sent"}
        doubled = sum(notice.may_be_doubled for notice in notices)
        assert len(notices) <= len(mails) <= len(notices) + doubled
        # Each locality alike: what one was given, all were given, and a fresh sweep of a fresh one gives no less.
        for table in (Assignment, Report):
            assert len(set(_per_cycle(database, table))) == 1
        assert len(codes) == len(_per_cycle(database, Report))


def _count(database: str, table) -> int:
    with reading(database) as session:
        return len(session.exec(select(table)).all())


def _per_cycle(database: str, table) -> list[int]:
    with reading(database) as session:
        ids = [row.cycle_id for row in session.exec(select(table))]
    return [ids.count(one) for one in set(ids)]
