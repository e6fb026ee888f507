"""A small country under a Prefect server on PostgreSQL with real workers: started, hurt and counted by the campaign."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

import sqlalchemy as sa
from sqlmodel import select

from ocop_workflow.cli.server import prefect_environment
from ocop_workflow.operations.cycle.sweep import owed_today, sweep
from ocop_workflow.records.log import verify
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.schema import upgrade
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.records.tables import Assignment, Cycle, Report, Unit
from ocop_workflow.settings import Settings
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, a_cycle, a_plan, dossiers, rules
from tests.postgres import new_database

ROOT = Path(__file__).parents[2]
MONDAY = date(2024, 6, 17)
PATIENCE = 900.0


class Sink:
    """Where every notice of the country arrives; counts how often each came."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, body: bytes) -> None:
        found = re.search(r"TB-\d{4}-\d{6}", json.loads(body)["message"])
        assert found
        with self._lock:
            self.codes[found.group()] += 1


@contextmanager
def a_sink() -> Iterator[tuple[Sink, int]]:
    """A web receiver on loopback and its port."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sink.take(self.rfile.read(int(self.headers["Content-Length"] or 0)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield sink, server.server_port
        finally:
            server.shutdown()


@dataclass
class Program:
    """A process of ours with its log; known and ended by its pid."""

    argv: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> "Program":
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.argv],
                cwd=self.log.parent, env=self.environment, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        return self

    def kill(self) -> None:
        """kill -9, of this process alone."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """End it and everything it started."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def children(self) -> list[int]:
        """The pids of the flow processes that a worker has started."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                after_name = stat.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(after_name[1]) == self.process.pid and after_name[0] != "Z":
                found.append(int(stat.parent.name))
        return found


@dataclass
class Country:
    """So many small localities («mẫu») in a database of their own, and what has become of them."""

    database: str
    folder: Path
    sink: Sink
    settings: Settings

    def done(self) -> int:
        """How many localities were gone through whole on the day."""
        with reading(self.database) as session:
            return len(session.exec(select(Cycle)).all()) - len(owed_today(session, MONDAY))

    def wait_for(self, what: str, reached: Callable[[], bool]) -> float:
        """Wait until it is so; the seconds it took."""
        begun = time.monotonic()
        while not reached():
            assert time.monotonic() - begun < PATIENCE, f"{what}: not within {PATIENCE:.0f} s ({self.done()} done)"
            time.sleep(0.2)
        return time.monotonic() - begun

    def must_be_whole(self, number: int) -> None:
        """Every locality done, each with exactly what one alone is owed; every notice sent, none twice unsaid."""
        with reading(self.database) as session:
            assert owed_today(session, MONDAY) == []
            assert verify(session).faults == ()
            for table in (Assignment, Report, NoticeLine):
                counts = Counter(session.exec(select(table.cycle_id)))
                assert len(counts) == number
                assert set(counts.values()) == {_of_one_alone()[table.__name__]}, table.__name__
            notices = session.exec(select(Notice)).all()
        assert {notice.state for notice in notices} == {"sent"}
        assert set(self.sink.codes) == {notice.code for notice in notices}
        doubled = {code for code, times in self.sink.codes.items() if times > 1}
        assert doubled <= {notice.code for notice in notices if notice.may_be_doubled}


@contextmanager
def a_country(postgres: str, folder: Path, number: int) -> Iterator[Country]:
    """A new country of `number` localities whose desks all report to a sink."""
    with new_database(postgres) as url, a_sink() as (sink, port):
        upgrade(url)
        with unit_of_work(url) as session:
            for n in range(number):
                _a_locality(session, n)
            tags = ", ".join(
                f"{u.locality}.{u.code}{head}" for u in session.exec(select(Unit)) for head in ("", ".head")
            )
        channels = folder / "channels.yaml"
        channels.write_text(f"version: 1\nurls:\n  - json://127.0.0.1:{port}/:\n      tag: {tags}\n", "utf-8")
        settings = Settings(database_url=url, var_dir=folder / "var", channels_file=channels, day_begins="00:00")
        try:
            yield Country(url, folder, sink, settings)
        finally:
            engine_for(url).dispose()


def _a_locality(session, n: int) -> None:
    cycle = a_cycle(session, a_plan(code=f"mau.mau-{n:02}.2024", locality=f"mau.mau-{n:02}"))
    dossiers(session, cycle, 3, S.BUSINESS_PLAN_APPROVED)


_alone: dict[str, int] = {}


def _of_one_alone() -> dict[str, int]:
    """What one locality is owed on the day, by a sweep of it alone that nothing disturbs."""
    if not _alone:
        url = "sqlite:///file:alone?mode=memory&cache=shared&uri=true"
        upgrade(url)
        with unit_of_work(url) as session:
            _a_locality(session, 0)
        sweep(lambda: unit_of_work(url), rules(), today=MONDAY, now=lambda: AT)
        with reading(url) as session:
            for table in (Assignment, Report, NoticeLine):
                _alone[table.__name__] = session.exec(select(sa.func.count()).select_from(table)).one()
    return _alone


def prefect_programs(postgres: str, folder: Path, port: int, database: str) -> tuple[dict[str, str], list[str]]:
    """The environment of everything that speaks to the server, and how the server itself is started."""
    api_url = f"http://127.0.0.1:{port}/api"
    here = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "OCOP_"))}
    at = sa.make_url(postgres).set(drivername="postgresql+asyncpg", database=database)
    environment = here | prefect_environment(Settings(var_dir=folder), api_url) | {
        "PYTHONPATH": str(ROOT),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": at.render_as_string(hide_password=False),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    }  # fmt: skip
    app = ["uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1", "--port", str(port)]
    return environment | {"PREFECT__SERVER_FINAL": "1"}, app
