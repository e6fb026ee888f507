"""The first run sets everything up, the second finds it there; the doctor says what is not sound."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from ocop_workflow.cli.prepare import prepare
from ocop_workflow.office import Office
from ocop_workflow.settings import load_settings
from tests.cli.conftest import BAC_KAN, PLANS, UONG_BI, Ocop

DAY = date(2024, 11, 22)
SHIPPED = {BAC_KAN, UONG_BI}


def _dump(tmp_path: Path) -> list[str]:
    with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
        return list(database.iterdump())


def _prepare() -> list[str]:
    said: list[str] = []
    prepare(Office(load_settings()), said.append, DAY)
    return said


class TestPrepare:
    """Database, both plans, their cycles, the real register; «a second make run changes nothing»."""

    def test_the_first_call_makes_everything(self, ocop: Ocop):
        said = "\n".join(_prepare())
        assert "đã tạo hoặc nâng lược đồ" in said
        assert said.count("đã áp dụng") == said.count("đã mở") == len(SHIPPED)
        assert "đã nhập 5 sản phẩm đã công nhận, 52 sản phẩm tiềm năng" in said
        assert {cycle["code"] for cycle in ocop("cycle", "list", "--json").json} == SHIPPED
        assert {line["state_since"] for line in ocop("dossier", "list", "--json").json} == {"2024-11-22"}

    def test_the_second_call_changes_nothing_and_says_so(self, ocop: Ocop, tmp_path: Path):
        _prepare()
        before = _dump(tmp_path)
        said = "\n".join(_prepare())
        assert _dump(tmp_path) == before
        assert said.count("từ trước") == 2 * len(SHIPPED) + 1
        assert "đã áp dụng," not in said

    def test_a_cycle_that_the_coordinator_closed_stays_closed(self, april: Ocop, tmp_path: Path):
        april("cycle", "close", BAC_KAN, "--by", "B", "--reason", "Đã tổng kết", "--today", "2025-01-02")
        said = "\n".join(_prepare())
        assert f"chu trình {BAC_KAN} đã đóng, giữ nguyên" in said
        assert april("dossier", "list", "--json").json == []


def _health(ocop: Ocop, *words: str) -> tuple[int, dict[str, str]]:
    answer = ocop("doctor", "--json", *words)
    return answer.code, {check["check"]: check["health"] for check in answer.json}


class TestDoctor:
    """Exit code 1 when something is wrong; every finding has something to do."""

    def test_a_sound_installation(self, april: Ocop):
        code, health = _health(april)
        assert code == 0
        assert set(health.values()) <= {"good", "look"}
        assert health["database"] == health["plans"] == health["cycles"] == health["notices"] == "good"

    def test_without_a_database_the_other_checks_are_made_all_the_same(self, ocop: Ocop):
        code, health = _health(ocop)
        assert code == 1
        assert health["database"] == "wrong"
        assert health["calendar"] == "good"

    @pytest.mark.parametrize(
        ("day", "health"),
        [("2026-11-30", "good"), ("2026-12-01", "look"), ("2027-01-04", "wrong"), ("2012-06-01", "wrong")],
    )
    def test_the_calendar_must_know_today_and_from_december_the_next_year(self, april: Ocop, day: str, health: str):
        """Days off of 2027 are not decided in the shipped calendar."""
        assert _health(april, "--today", day)[1]["calendar"] == health

    def test_a_plan_file_that_was_edited_after_it_was_applied(self, april: Ocop, tmp_path: Path, monkeypatch):
        config = tmp_path / "config"
        config.mkdir()
        shipped = Path(PLANS[0]).parents[1]
        for folder in ("calendar", "regimes", "sources", "registers"):
            (config / folder).symlink_to(shipped / folder)
        (config / "plans").mkdir()
        for plan in map(Path, PLANS):
            (config / "plans" / plan.name).write_text(plan.read_text(encoding="utf-8") + "# sửa\n", encoding="utf-8")
        monkeypatch.setenv("OCOP_CONFIG_DIR", str(config))
        answer = april("doctor")
        assert answer.code == 1
        assert "tệp đã sửa sau khi áp dụng" in " ".join(answer.out.split())

    def test_a_plan_file_that_was_never_applied_is_pointed_out(self, ocop: Ocop):
        ocop("db", "upgrade")
        assert _health(ocop)[1]["plans"] == "look"

    def test_a_cycle_whose_period_is_over_is_pointed_out(self, april: Ocop):
        assert _health(april, "--today", "2025-01-02")[1]["cycles"] == "look"

    def test_a_channels_file_that_cannot_be_read(self, april: Ocop, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("OCOP_CHANNELS_FILE", "/khong/co.yaml")
        code, health = _health(april)
        assert (code, health["channels"]) == (1, "wrong")

    def test_notices_that_nobody_sends(self, april: Ocop, tmp_path: Path):
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            database.execute("UPDATE notice SET next_attempt_at = '2024-04-22 00:00:00.000000'")
        code, health = _health(april)
        assert (code, health["notices"]) == (1, "wrong")
