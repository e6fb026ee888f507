"""The process is killed between the commit and the delivery: nothing is lost, at most one message is repeated."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlmodel import select

from flows.report_watch import report_watch
from flows.request import RunRequest
from ocop_workflow.office import Office
from ocop_workflow.operations.notices import outbox, outbox_claims
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import NoticeState
from tests.flows.conftest import UONG_BI, office_at, open_real_cycle

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2024, 4, 19)
KILL_AT = 4

RUN = f"""
from datetime import date
from flows.report_watch import report_watch
from flows.request import RunRequest
report_watch(RunRequest(today=date({TODAY.year}, {TODAY.month}, {TODAY.day})))
"""


class Receiver:
    """A web receiver that keeps the code of each notice and, at one of them, kills the sender before it answers."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.victim: subprocess.Popen[bytes] | None = None
        self.known = Event()

    def take(self, body: bytes) -> None:
        found = re.search(r"TB-\d{4}-\d{6}", json.loads(body)["message"])
        assert found
        self.codes.append(found.group())
        if len(self.codes) == KILL_AT:
            assert self.known.wait(60)
            assert self.victim is not None
            os.kill(self.victim.pid, signal.SIGKILL)


@contextmanager
def a_receiver() -> Iterator[tuple[Receiver, int]]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.take(self.rfile.read(int(self.headers["Content-Length"] or 0)))
            try:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass  # the sender is dead, as it should be

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield receiver, server.server_port
        finally:
            server.shutdown()


def write_channels(path: Path, units: list[Unit], port: int) -> None:
    """Every desk of the units is reached by the receiver."""
    tags = [f"{unit.locality}.{unit.code}{head}" for unit in units for head in ("", ".head")]
    path.write_text(f"version: 1\nurls:\n  - json://127.0.0.1:{port}/:\n      tag: {', '.join(tags)}\n", "utf-8")


@pytest.mark.timeout(300)
def test_killed_while_it_delivers(prefect_at_once: str, sqlite_database: str, tmp_path: Path) -> None:
    channels = tmp_path / "channels.yaml"
    with a_receiver() as (receiver, port), office_at(sqlite_database, tmp_path / "var") as plain:
        open_real_cycle(plain, UONG_BI)
        with plain.look() as session:
            write_channels(channels, list(session.exec(select(Unit))), port)
        with office_at(sqlite_database, tmp_path / "var", channels_file=channels) as office:
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            receiver.victim = subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, env=environment)
            receiver.known.set()
            assert receiver.victim.wait(200) == -signal.SIGKILL
            owed = codes(office)
            assert len(owed) > KILL_AT
            assert set(receiver.codes) < owed
            in_hand = codes(office, NoticeState.SENDING)
            assert in_hand == {receiver.codes[-1]}, "the one that was on its way is known as such"

            report_watch(RunRequest(today=TODAY))
            assert codes(office) == owed, "the second run owes nothing new"
            assert not in_hand & codes(office, NoticeState.SENT), "what is in somebody's hand is left alone"
            for lease, left in ((outbox_claims.RESERVED_FOR, in_hand), (outbox_claims.LEASE, set())):
                later = office.settings.now() + lease + timedelta(seconds=1)
                with office.channels() as targets:
                    outbox.deliver(office.work, targets, today=TODAY, now=lambda later=later: later)
                assert codes(office, NoticeState.SENT) == owed - left
            assert Counter(receiver.codes) == Counter(list(owed)) + Counter(list(in_hand))
            with office.look() as session:
                doubled = session.exec(select(Notice).where(Notice.may_be_doubled)).all()
                assert {notice.code for notice in doubled} == in_hand


def codes(office: Office, state: NoticeState | None = None) -> set[str]:
    with office.look() as session:
        notices = session.exec(select(Notice)).all()
        return {notice.code for notice in notices if state is None or notice.state is state}
