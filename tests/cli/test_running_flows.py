"""The verbs that run a flow: seen in a real Prefect server, and a dry run that writes nothing."""

import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import UONG_BI, Ocop

ON = ("--today", "2024-04-22")


@pytest.fixture
def with_prefect(april: Ocop, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ocop:
    """The command line beside a running server: its var folder, our database."""
    monkeypatch.setenv("OCOP_DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'ocop.sqlite3'}")
    monkeypatch.setenv("OCOP_VAR_DIR", str(Path(os.environ["PREFECT_HOME"]).parent))
    before = dict(os.environ)
    yield april
    for name in [name for name in os.environ if name not in before]:
        del os.environ[name]
    os.environ |= before


def _dump(tmp_path: Path) -> list[str]:
    with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
        return list(database.iterdump())


class TestRunningAStep:
    def test_a_dry_run_shows_what_the_run_then_does_and_writes_nothing(self, with_prefect: Ocop, tmp_path: Path):
        before = _dump(tmp_path)
        rehearsed = with_prefect("step", "run", "1", "-c", UONG_BI, *ON, "--dry-run", "--json")
        assert rehearsed.code == 0, rehearsed.err
        assert _dump(tmp_path) == before
        real = with_prefect("step", "run", "1", "-c", UONG_BI, *ON, "--json")
        assert real.json["late"] == rehearsed.json["late"]
        assert real.json["step"] == 1
        assert real.json["delivered"]["sent"] > 0

    def test_the_annual_cycle_is_told_step_by_step_for_people(self, with_prefect: Ocop):
        shown = with_prefect("cycle", "run", UONG_BI, *ON)
        assert shown.code == 0, shown.err
        for step in ("Bước 1", "Bước 6", "Đang quá hạn", "Thông báo:"):
            assert step in shown.out
        again = with_prefect("cycle", "run", UONG_BI, *ON, "--json").json
        assert sum(step["assignments_raised"] + step["lines_owed"] for step in again["steps"]) == 0

    def test_a_cycle_that_is_not_there_starts_nothing(self, with_prefect: Ocop):
        answer = with_prefect("step", "run", "2", "-c", "ha-noi.2024")
        assert answer.code == 1
        assert "Không tìm thấy chu trình «ha-noi.2024»" in answer.err
