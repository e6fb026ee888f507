"""What monitoring sees: exit codes, numbers without names, faults of a running installation with what to do."""

import json
import re
import socket
import sqlite3
import sys
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ocop_workflow.cli.metrics import as_text
from ocop_workflow.cli.prefect_api import PrefectApi
from ocop_workflow.library.deployment_file import load_deployments
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.vitals import vitals
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.settings import load_settings
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, TODAY, a_cycle, dossiers
from tests.cli.conftest import Ocop

only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who listens where")
MONDAY = ("--today", "2024-04-22")


def found(ocop: Ocop, check: str, *words: str) -> dict[str, str]:
    """One check of the doctor."""
    return next(one for one in ocop("doctor", "--json", *words).json if one["check"] == check)


class TestTheDayThatNobodyDid:
    def test_a_new_installation_is_told_a_running_one_is_well_a_stopped_one_is_wrong(self, april: Ocop):
        assert found(april, "sweep", *MONDAY)["health"] == "look"
        april("sweep", *MONDAY)
        assert found(april, "sweep", *MONDAY)["health"] == "good"
        assert found(april, "sweep", "--today", "2024-04-23")["health"] == "good", "Tuesday's may still come"
        stopped = found(april, "sweep", "--today", "2024-04-24")
        assert (stopped["health"], "ocop sweep" in stopped["todo"]) == ("wrong", True)
        assert "22/04/2024" in stopped["found"]


class TestTheClock:
    def test_a_machine_whose_clock_was_ahead_is_found_out(self, april: Ocop, tmp_path: Path):
        assert found(april, "clock")["health"] == "good"
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            database.execute(
                "INSERT INTO act_log (at, on_day, actor, action, subject, subject_id, detail)"
                " VALUES ('2090-01-01 00:00:00.000000', '2024-04-22', 'x', 'x', 'x', 1, '')"
            )
        wrong = found(april, "clock")
        assert (wrong["health"], "timedatectl" in wrong["todo"]) == ("wrong", True)

    def test_it_is_held_against_the_clock_of_the_database_server(
        self, postgres_database: str, ocop: Ocop, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("OCOP_DATABASE_URL", postgres_database)
        assert found(ocop, "clock")["health"] == "good"
        now = load_settings().now()
        monkeypatch.setattr("ocop_workflow.settings.Settings.now", lambda _: now - timedelta(hours=2))
        wrong = found(ocop, "clock")
        assert wrong["health"] == "wrong"
        assert re.search(r"lệch -7\d{3} giây", wrong["found"])


class Prefect(BaseHTTPRequestHandler):
    """The answers of a Prefect server that the doctor asks for; `doors` says who is let in."""

    doors: dict[str, Any]

    def do_GET(self) -> None:
        if self.path.startswith("/api/csrf-token"):
            self._answer({"token": "t"})
        elif self.path == "/api/admin/version" and self.doors["auth"] and not self.headers["Authorization"]:
            self.send_error(401)
        else:
            self._answer(True)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.doors["auth"] and self.headers["Authorization"] != self.doors["auth"]:
            self.send_error(401)
        elif self.headers["Prefect-Csrf-Token"] != "t":
            self.send_error(403)
        else:
            self._answer(self.doors["deployments"])

    def _answer(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class TestPrefect:
    """Reachable, let in, the schedules there, closed to others."""

    @pytest.fixture
    def server(self, ocop: Ocop, monkeypatch: pytest.MonkeyPatch):
        office = Office(load_settings())
        entries = load_deployments(office.settings.deployments_file).deployments
        doors = {
            "auth": None,
            "deployments": [
                {"entrypoint": e.entrypoint, "name": e.name, "paused": False,
                 "schedules": [{"slug": s.slug, "active": True} for s in e.schedules]}
                for e in entries
            ],
        }  # fmt: skip
        monkeypatch.setattr(Prefect, "doors", doors, raising=False)
        with ThreadingHTTPServer(("127.0.0.1", 0), Prefect) as http:
            Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            url = f"http://127.0.0.1:{http.server_port}/api"
            monkeypatch.setenv("PREFECT_API_URL", url)
            yield doors, lambda: found(ocop, "prefect")
            http.shutdown()

    def test_all_is_there(self, server):
        assert server[1]()["health"] == "good"

    def test_a_deployment_or_a_schedule_that_is_missing(self, server):
        doors, look = server
        doors["deployments"][0]["schedules"] = []
        doors["deployments"].pop()
        answer = look()
        assert (answer["health"], answer["todo"]) == ("wrong", "ocop deployment register")
        assert "annual_cycle, step6_promotion" in answer["found"]

    def test_a_paused_schedule_is_pointed_out_and_not_wrong(self, server):
        doors, look = server
        doors["deployments"][1]["schedules"][0]["active"] = False
        assert (look()["health"], "theo-doi" in look()["found"]) == ("look", True)

    def test_a_password_that_is_missing_or_wrong(self, server, monkeypatch: pytest.MonkeyPatch):
        doors, look = server
        doors["auth"] = "Basic YWRtaW46c2VjcmV0"
        assert "PREFECT_API_AUTH_STRING" in look()["found"]
        monkeypatch.setenv("PREFECT_API_AUTH_STRING", "admin:secret")
        assert look()["health"] == "good"

    def test_a_server_without_a_password_that_others_can_reach(self, server, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(PrefectApi, "is_on_this_machine", property(lambda _: False))
        answer = server[1]()
        assert (answer["health"], "PREFECT_SERVER_API_AUTH_STRING" in answer["todo"]) == ("look", True)

    @only_on_linux
    @pytest.mark.parametrize(("host", "health"), [("127.0.0.1", "good"), ("0.0.0.0", "look"), ("::", "look")])
    def test_a_server_that_we_call_by_loopback_but_that_listens_to_everybody(
        self, server, host: str, health: str, monkeypatch: pytest.MonkeyPatch
    ):
        class Listening(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        with Listening((host, 0), Prefect) as http:
            Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{http.server_port}/api")
            assert server[1]()["health"] == health
            server[0]["auth"] = "Basic YWRtaW46c2VjcmV0"
            monkeypatch.setenv("PREFECT_API_AUTH_STRING", "admin:secret")
            assert server[1]()["health"] == "good"
            http.shutdown()

    def test_a_server_that_does_not_answer(self, ocop: Ocop, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
        answer = found(ocop, "prefect")
        assert (answer["health"], "không trả lời" in answer["found"]) == ("wrong", True)


class TestMetrics:
    """Prometheus' text form; counts and times, no name of anybody."""

    def test_the_numbers_are_those_of_the_records(self, database: str):
        with unit_of_work(database) as session:
            dossiers(session, a_cycle(session), 3, S.SCORED)
        with reading(database) as session:
            text = as_text(vitals(session, TODAY), TODAY, AT)
        values = {
            (sample.name, sample.labels.get("state")): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        assert values["ocop_dossiers", "scored"] == 3
        assert values["ocop_dossiers", "withdrawn"] == 0
        assert (values["ocop_cycles_open", None], values["ocop_cycles_gone_through_today", None]) == (1, 0)

    def test_after_a_sweep_and_as_a_file_for_a_collector(self, april: Ocop, tmp_path: Path):
        april("sweep", *MONDAY)
        assert april("metrics", "--to", tmp_path / "ocop.prom", *MONDAY).code == 0
        text = (tmp_path / "ocop.prom").read_text()
        assert "ocop_cycles_gone_through_today 2.0" in text
        assert "ocop_reports_late" in text
        assert not re.search(r"Uông|phuong-|xa-", text)
        assert list(tmp_path.glob(".*half")) == []


class TestADatabaseThatIsNone:
    @pytest.mark.parametrize(
        ("url", "says"),
        [
            ("khong-phai-dia-chi", "OCOP_DATABASE_URL"),
            ("mysql://ocop:s3cret-canary@h/ocop", "sqlite:///… hoặc postgresql://"),
            ("postgresql://ocop:s3cret-canary@127.0.0.1:1/ocop", "máy chủ dữ liệu"),
        ],
    )
    def test_is_said_with_what_to_set_and_without_the_password(self, ocop: Ocop, monkeypatch, url: str, says: str):
        monkeypatch.setenv("OCOP_DATABASE_URL", url)
        for words in (("db", "status"), ("sweep",), ("metrics",), ("doctor",)):
            answer = ocop(*words)
            assert answer.code == 1
            said = " ".join((answer.out + answer.err).split())
            assert "s3cret-canary" not in said
        assert says in ocop("db", "status").err
