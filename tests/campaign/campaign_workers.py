"""Beyond one worker: 34 shards on two workers, and what kill -9 of each part leaves to the next tick.

Run by `make campaign-workers`; needs an installed PostgreSQL with pg_trgm (Debian: postgresql). Each test prints what
it measured. A small machine needs about a quarter of an hour; CAMPAIGN_SHARDS=8 makes it a short one.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.campaign.country import MONDAY, ROOT, Country, Program, a_country, prefect_programs
from tests.postgres import NoPostgres, postgres_server

pytestmark = pytest.mark.timeout(3000)

SHARDS = int(os.environ.get("CAMPAIGN_SHARDS", "34"))
CYCLE = "Chu trình OCOP thường niên/Hằng quý"
WATCH = "Theo dõi báo cáo/Mỗi ngày làm việc"
TICK = "Gửi thông báo/Vài phút một lần"
TICK_SECONDS = 20.0
"""Between two ticks of the delivery sweep here; five minutes in earnest."""
FIRE = """
import sys
from prefect.deployments import run_deployment
for name in sys.argv[2:]:
    run_deployment(name, parameters={"request": {"today": sys.argv[1]}}, timeout=0, as_subflow=False)
"""


@dataclass
class Prefect:
    """The server and the means to hurt it."""

    postgres: str
    folder: Path
    environment: dict[str, str]
    server: Program

    def start(self) -> float:
        begun = time.monotonic()
        self.server.start()
        while not self._answers():
            assert self.server.process.poll() is None, self.server.log.read_text()[-3000:]
            time.sleep(0.2)
        return time.monotonic() - begun

    def register(self, country: Country) -> None:
        """As an operator does: `ocop deployment register`."""
        self._ocop(country, "-m", "ocop_workflow.cli.main", "deployment", "register")

    def fire(self, country: Country, *names: str) -> None:
        """What a schedule does at its hour: a run of each deployment named."""
        self._ocop(country, "-c", FIRE, MONDAY.isoformat(), *names)

    def worker(self, country: Country, name: str, limit: int) -> Program:
        argv = [
            "prefect",
            "worker",
            "start",
            "--pool",
            "ocop",
            "--type",
            "process",
            "--limit",
            str(limit),
            "--name",
            name,
        ]
        return Program(argv, self.environment | country.settings.environment(), self.folder / f"{name}.log").start()

    def drop_database(self) -> None:
        """DROP DATABASE prefect, as after the loss of its machine."""
        url = make_url(self.postgres).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS prefect WITH (FORCE)")
            admin.execute("CREATE DATABASE prefect")

    def _ocop(self, country: Country, *argv: str) -> None:
        environment = self.environment | country.settings.environment()
        done = subprocess.run(
            [sys.executable, *argv], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.environment['PREFECT_API_URL']}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    """A Prefect server on a PostgreSQL of its own."""
    folder = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        with postgres_server(os.environ.get("OCOP_TEST_PG_URL")) as postgres:
            environment, app = prefect_programs(postgres, folder, port, "prefect")
            made = Prefect(postgres, folder, environment, Program(app, environment, folder / "server.log"))
            made.drop_database()
            say(f"Prefect server on PostgreSQL: first start {made.start():.0f} s")
            try:
                yield made
            finally:
                made.server.end()
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def country(prefect: Prefect, tmp_path: Path) -> Iterator[Country]:
    """A new country, its deployments registered."""
    with a_country(prefect.postgres, tmp_path, SHARDS) as made:
        prefect.register(made)
        yield made


@contextmanager
def workers(prefect: Prefect, country: Country, number: int, limit: int = 3) -> Iterator[list[Program]]:
    """So many process workers, all ended afterwards with what they started."""
    started = [prefect.worker(country, f"may-{n}", limit) for n in range(number)]
    try:
        yield started
    finally:
        for one in started:
            one.end()


def say(line: str) -> None:
    print(f"\n  {line}", flush=True)


def tick_until_whole(prefect: Prefect, country: Country, since: float, what: str) -> None:
    """Let the delivery sweep tick until nothing is owed; print the time since the kill."""
    while country.done() < SHARDS:
        prefect.fire(country, TICK)
        again_at = time.monotonic() + TICK_SECONDS
        while country.done() < SHARDS and time.monotonic() < again_at:
            time.sleep(0.2)
    say(f"{what}: everything gone through {time.monotonic() - since:.0f} s after the kill")
    prefect.fire(country, TICK)
    country.wait_for("everything sent", lambda: all_sent(country))
    say(f"{what}: everything sent {time.monotonic() - since:.0f} s after the kill")
    country.must_be_whole(SHARDS)


def all_sent(country: Country) -> bool:
    """Whether no notice waits; what was on its way when its sender died waits for its lease, which is let run out."""
    with psycopg.connect(make_url(country.database).set(drivername="postgresql").render_as_string(False)) as db:
        db.execute(
            "UPDATE notice SET lease_until = now() - interval '1 second' WHERE lease_until < now() + interval '14 min'"
        )
        return db.execute("SELECT count(*) FROM notice WHERE state <> 'sent'").fetchone() == (0,)


def in_mid_run(country: Country) -> None:
    """Some localities done, most not."""
    country.wait_for("mid-run", lambda: country.done() >= max(2, SHARDS // 8))


class TestThirtyFourShardsOnTwoWorkers:
    def test_a_quarter_fired_by_two_schedulers_at_once_is_done_once(self, prefect: Prefect, country: Country):
        with workers(prefect, country, 2):
            begun = time.monotonic()
            prefect.fire(country, CYCLE, CYCLE)
            took = country.wait_for("all shards", lambda: country.done() == SHARDS)
            say(f"annual cycle, {SHARDS} shards fired twice, 2 workers x 3: {took:.0f} s")
            country.wait_for("everything sent", lambda: all_sent(country))
            say(f"annual cycle: everything sent {time.monotonic() - begun:.0f} s after the firing")
            country.must_be_whole(SHARDS)

    def test_one_worker_and_two(self, prefect: Prefect, tmp_path: Path):
        """Each worker takes one run at a time, so that two workers are twice the machines."""
        took = {}
        few = max(6, SHARDS // 4)
        for number in (1, 2):
            folder = tmp_path / str(number)
            folder.mkdir()
            with a_country(prefect.postgres, folder, few) as country:
                prefect.register(country)
                with workers(prefect, country, number, limit=1) as machines:
                    prefect.fire(country, WATCH)
                    country.wait_for("the first shard", lambda: country.done() == 1)
                    took[number] = country.wait_for("all shards", lambda: country.done() == few)
                    # A run ended with its worker would stand as running for two minutes, and who fires anew would
                    # be handed that one.
                    country.wait_for("the end of all runs", lambda: not any(one.children() for one in machines))
        say(f"daily watch, {few - 1} shards after the first: 1 worker {took[1]:.0f} s, 2 workers {took[2]:.0f} s, "
            f"{took[1] / took[2]:.2f} times as fast")  # fmt: skip


class TestKilled:
    """kill -9 in mid-run; nothing lost, nothing doubled, the next tick completes."""

    def test_a_flow_process(self, prefect: Prefect, country: Country):
        with workers(prefect, country, 2) as machines:
            prefect.fire(country, WATCH)
            in_mid_run(country)
            victims = [pid for machine in machines for pid in machine.children()[:1]]
            assert victims
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            tick_until_whole(prefect, country, time.monotonic(), f"{len(victims)} flow processes killed")

    def test_a_worker_with_all_that_it_runs(self, prefect: Prefect, country: Country):
        """As when its machine is lost; the other worker is alone then."""
        with workers(prefect, country, 2) as machines:
            prefect.fire(country, WATCH)
            in_mid_run(country)
            victims = machines[0].children()
            machines[0].kill()
            for pid in victims:
                os.kill(pid, signal.SIGKILL)
            tick_until_whole(prefect, country, time.monotonic(), f"a worker and its {len(victims)} runs killed")

    def test_the_server(self, prefect: Prefect, country: Country):
        with workers(prefect, country, 2):
            prefect.fire(country, WATCH)
            in_mid_run(country)
            prefect.server.kill()
            since = time.monotonic()
            time.sleep(15)
            say(f"the server is started again after 15 s; it answers after {prefect.start():.0f} s")
            tick_until_whole(prefect, country, since, "server killed")

    def test_prefects_database_dropped(self, prefect: Prefect, country: Country):
        """P26 in one line: delete Prefect, register again, and the next tick finds in our tables what is owed."""
        with workers(prefect, country, 2):
            prefect.fire(country, WATCH)
            in_mid_run(country)
            prefect.server.kill()
        since = time.monotonic()
        prefect.drop_database()
        say(f"Prefect's database dropped; a new server answers after {prefect.start():.0f} s")
        prefect.register(country)
        with workers(prefect, country, 2):
            tick_until_whole(prefect, country, since, "Prefect's database dropped")
