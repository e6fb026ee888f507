"""A plan that changes while its cycle runs: seen before it is done, then done with every change named."""

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
    def test_a_dry_run_names_the_changes_and_keeps_nothing(self, april: Ocop, later_window: Path):
        before = april("assignment", "list", "-c", UONG_BI, *DAY, "--json").json
        shown = april("plan", "apply", later_window, "--dry-run", *DAY)
        assert shown.code == 0, shown.err
        assert "CHẠY THỬ: không lưu gì." in shown.out
        assert "31/05/2024" in shown.out
        assert april("assignment", "list", "-c", UONG_BI, *DAY, "--json").json == before

    def test_applying_it_moves_the_days_of_the_open_duties(self, april: Ocop, later_window: Path):
        shown = april("plan", "apply", later_window, *DAY)
        assert "Thay đổi trong chu trình đang chạy" in shown.out
        assert "đổi hạn" in shown.out
        due = {
            line["due_on"] for line in april("assignment", "list", "-c", UONG_BI, "--step", "1", *DAY, "--json").json
        }
        assert "2024-05-31" in due
        assert "không có gì thay đổi" in april("plan", "apply", later_window, *DAY).out
