"""Logs carry counts and codes; planted secrets and personal data occur in none of them."""

import json
import logging
import logging.config
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlmodel import Session

from ocop_workflow.logs import JsonLines, configure, discreet
from ocop_workflow.settings import PROJECT_ROOT
from tests.cli.conftest import BAC_KAN, UONG_BI, Ocop

CANARIES = {
    "password of the database": ("postgresql+psycopg://ocop:C4narY-pw@db:5432/ocop is away", "C4narY-pw"),
    "token in a chat address": ("tgram://123456789:C4narYtoken/-100123 refused", "C4narYtoken"),
    "webhook": ("POST https://hooks.example.vn/services/C4narYC4narYC4narY0123 failed", "C4narYC4narYC4narY0123"),
    "query of a webhook": ("https://zns.example.vn/send?access=C4narY", "C4narY"),
    "password in words": ("PREFECT_API_AUTH_STRING=admin:C4narY failed", "C4narY"),
    "header": ("Authorization: Basic QzRuYXJZOng=", "QzRuYXJZOng"),
    "e-mail": ("550 no such user c4nary@xa-mau.gov.vn", "c4nary"),
    "telephone": ("người đại diện, điện thoại 0912 345 678", "345 678"),
    "identity card": ("CCCD 001099012345", "001099012345"),
    "a row that PostgreSQL quotes": (
        "DETAIL:  Key (locality, search_key)=(mau.mau, nguyen thi c4nary) already exists.",
        "nguyen thi c4nary",
    ),
}


@pytest.mark.parametrize(("line", "canary"), CANARIES.values(), ids=CANARIES)
def test_a_planted_secret_is_struck_out(line: str, canary: str):
    assert canary in line
    assert canary not in discreet(line)


@pytest.mark.parametrize(
    "line",
    [
        "quang-ninh.uong-bi.2024: TB-2024-000123, HS-000012, 139/KH-UBND, hạn 18/03/2024, 1.234.567 đồng",
        "2026-11-25T07:45:04.269302+00:00 http://127.0.0.1:4200/api sqlite:////srv/ocop/o.sqlite3 0 7 1 1,4,7,10 *",
    ],
)
def test_what_an_operator_needs_stays(line: str):
    assert discreet(line) == line


class TestJsonLines:
    @pytest.fixture
    def logged(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
        """A fresh configuration; what was logged, as objects."""
        logger = logging.getLogger("ocop_workflow")
        monkeypatch.setattr(logger, "handlers", [])
        monkeypatch.setattr(logger, "propagate", True)
        configure("json", "info")
        logger.handlers[0].setStream(stream := __import__("io").StringIO())  # type: ignore[attr-defined]
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]

    def test_a_sweep_says_what_it_did_in_counts(self, april: Ocop, logged):
        april("sweep", "--today", "2024-04-22", "--json")
        lines = logged()
        assert {line.get("cycle") for line in lines if line["message"].startswith("đã rà")} == {BAC_KAN, UONG_BI}
        assert next(line["sent"] for line in lines if line["message"] == "đã gửi thông báo") > 0
        assert {line["level"] for line in lines} == {"info"}

    def test_an_error_of_the_database_carries_nobodys_number(
        self, april: Ocop, logged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """A canary as the value of a statement, and one in the words of the driver."""

        def fail(session: Session, *_: object, **__: object) -> None:
            session.connection().exec_driver_sql("INSERT INTO producer (id) VALUES (?)", ("001099012345",))

        monkeypatch.setattr("ocop_workflow.operations.cycle.step_work.give", fail)
        answer = april("sweep", "--today", "2024-04-22")
        assert answer.code == 1
        assert len(logged()) >= 2
        assert "IntegrityError" in logged()[0]["error"]
        log = tmp_path / "var" / "log"
        everything = json.dumps(logged()) + answer.out + answer.err
        everything += "".join(file.read_text() for file in log.rglob("*") if file.is_file())
        assert "001099012345" not in everything

    def test_a_value_that_is_no_text_stays_what_it_is(self):
        record = logging.makeLogRecord({"msg": "x", "count": 3, "none": None})
        assert {"count": 3, "none": None}.items() <= json.loads(JsonLines().format(record)).items()


def test_the_configuration_for_prefect_is_one_that_logging_takes(capsys: pytest.CaptureFixture[str]):
    """A wrong one silences Prefect without a word."""
    pytest.importorskip("prefect")
    shipped = YAML(typ="safe").load(PROJECT_ROOT / "deploy" / "logging.yaml")
    before = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in shipped["loggers"]
    }
    try:
        logging.config.DictConfigurator(shipped).configure()
        assert logging.getLogger("prefect.flow_runs").handlers
        assert logging.getLogger("ocop_workflow").handlers
    finally:
        for name, (handlers, propagate) in before.items():
            logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
