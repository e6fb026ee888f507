"""A plan that changes while its cycle runs: seen before it is done, then done with every change named."""

import hashlib
from pathlib import Path

import pytest

from ocop_workflow.library.plans import load_plan
from ocop_workflow.settings import PROJECT_ROOT
from tests.cli.conftest import PLANS, UONG_BI, Ocop

DAY = ("--today", "2024-04-22")


@pytest.fixture
def later_window(tmp_path: Path) -> Path:
    """The Uông Bí plan with a later end of step 1, which is the locality's own setting."""
    (tmp_path / "config" / "plans").mkdir(parents=True)
    (tmp_path / "config" / "sources").symlink_to(PROJECT_ROOT / "config" / "sources")
    shipped = Path(next(plan for plan in PLANS if UONG_BI in plan))
    closes = load_plan(shipped).plan.windows.steps[0].closes
    before, windows, after = shipped.read_text(encoding="utf-8").partition("\nwindows:")
    changed = tmp_path / "config" / "plans" / shipped.name
    changed.write_text(before + windows + after.replace(closes, "05-31", 1), encoding="utf-8")
    return changed


class TestAChangedPlan:
    def test_diff_names_the_changes_and_keeps_nothing(self, april: Ocop, later_window: Path):
        before = april("assignment", "list", "-c", UONG_BI, *DAY, "--json").json
        shown = april("plan", "diff", later_window, *DAY)
        assert shown.code == 0, shown.err
        assert "thiết lập của địa phương: đổi 1" in shown.out
        assert "31/05/2024" in shown.out
        assert "Chưa lưu gì. Áp dụng: ocop plan apply" in shown.out
        assert april("assignment", "list", "-c", UONG_BI, *DAY, "--json").json == before
        assert len(april("plan", "versions", UONG_BI, "--json").json) == 1

    def test_what_diff_shows_is_what_apply_does(self, april: Ocop, later_window: Path):
        shown = april("plan", "diff", later_window, *DAY, "--json").json
        assert {change["kind"] for change in shown["cycle_changes"]} == {"moved"}
        assert shown["differences"][0]["part"] == "settings"
        april("plan", "apply", later_window, *DAY)
        due = {row["id"]: row["due_on"] for row in april("assignment", "list", "-c", UONG_BI, *DAY, "--json").json}
        moved = {change["subject_id"]: change["due_after"] for change in shown["cycle_changes"]}
        assert {number: due[number] for number in moved} == moved

    def test_applying_it_moves_the_days_of_the_open_duties(self, april: Ocop, later_window: Path):
        shown = april("plan", "apply", later_window, *DAY)
        assert "Thay đổi trong chu trình đang chạy" in shown.out
        assert "đổi hạn" in shown.out
        due = {
            line["due_on"] for line in april("assignment", "list", "-c", UONG_BI, "--step", "1", *DAY, "--json").json
        }
        assert "2024-05-31" in due
        assert "không có gì thay đổi" in april("plan", "apply", later_window, *DAY).out
        assert "đúng là văn bản đang áp dụng" in april("plan", "diff", later_window, *DAY).out


class TestVersions:
    """«each applied version is kept with its hash, and "which version was in force on day D" can be asked»."""

    def test_each_version_has_its_hash_and_what_it_changed(self, april: Ocop, later_window: Path):
        april("plan", "apply", later_window, *DAY, "--by", "Bà Mẫu")
        first, second = april("plan", "versions", UONG_BI, "--json").json
        assert second["sha256"] == hashlib.sha256(later_window.read_bytes()).hexdigest()
        assert (first["until"], second["until"]) == (second["applied_on"], None)
        assert (second["applied_by"], second["changes"]) == ("Bà Mẫu", "đơn vị, thiết lập: đổi 1")

    def test_the_one_in_force_on_a_day_can_be_asked_and_read(self, april: Ocop, later_window: Path):
        april("plan", "apply", later_window, *DAY)
        april("plan", "apply", next(plan for plan in PLANS if UONG_BI in plan), "--today", "2024-06-03")
        _, changed, back = april("plan", "versions", UONG_BI, "--json").json
        asked = {
            day: april("plan", "versions", UONG_BI, "--on", day, "--json").json[0]["version"]
            for day in ("2024-04-22", "2024-06-02", "2024-06-03", "2024-12-31")
        }
        assert list(asked.values()) == [changed["version"]] * 2 + [back["version"]] * 2
        text = april("plan", "versions", UONG_BI, "--on", "2024-05-01", "--text").out
        assert text.strip() == later_window.read_text(encoding="utf-8").strip()

    def test_no_version_yet_on_that_day(self, april: Ocop):
        answer = april("plan", "versions", UONG_BI, "--on", "2019-01-01")
        assert answer.code == 1
        assert "Bản đầu áp dụng ngày" in answer.err
        assert april("plan", "versions", "khong.co.2024").code == 1
        assert april("plan", "versions", UONG_BI, "--text").code == 2


class TestTwoFiles:
    """Two plans of other levels or years need no database."""

    def test_what_one_has_and_the_other_not(self, ocop: Ocop):
        shown = ocop("plan", "diff", *PLANS)
        assert shown.code == 0, shown.err
        assert "bac-kan.bac-kan.2024 → quang-ninh.uong-bi.2024" in shown.out
        assert "chế độ báo cáo: thêm 8" in shown.out
        found = ocop("plan", "diff", *PLANS, "--json").json["differences"]
        assert {row["difference"] for row in found} == {"same", "changed", "dropped", "added"}
        assert all("giống" in row["how"] for row in found if row["old"] and row["new"] and row["part"] != "settings")
