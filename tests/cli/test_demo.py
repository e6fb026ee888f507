"""`ocop demo` tells a whole year, in data of its own, and leaves nothing behind."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ocop_workflow.cli.demo.apart import throw_away
from ocop_workflow.cli.demo.product_stories import STORIES
from ocop_workflow.errors import Refused
from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.settings import PROJECT_ROOT, Settings, load_settings

PATIENCE_SECONDS = 600


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One run of the demo in a process of its own, and the folder where its temporary files may lie."""
    folder = tmp_path_factory.mktemp("demo")
    environment = os.environ | {"TMPDIR": str(folder), "COLUMNS": "100", "OCOP_VAR_DIR": str(folder / "real")}
    ran = subprocess.run(
        [sys.executable, "-m", "ocop_workflow.cli.main", "demo"],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return ran, folder


def _part(text: str, begins: str, ends: str) -> str:
    return text.partition(begins)[2].partition(ends)[0]


def _counts(text: str, row: str) -> list[int]:
    """The numbers of the first table row that begins with these words."""
    line = next(line for line in text.splitlines() if line.startswith(row))
    return [int(number) for number in re.findall(r"(?<=\s)\d+(?=\s|$)", line)]


@pytest.mark.xdist_group("prefect")  # a second Prefect server beside that of the run would only slow both
@pytest.mark.timeout(PATIENCE_SECONDS)
class TestTheYear:
    """Reports go late and the right units are told; real products move; twice is once."""

    def test_it_ends_by_itself_and_well(self, told):
        ran, _ = told
        assert ran.returncode == 0, ran.stderr
        assert ran.stderr == ""

    def test_it_says_what_is_real_and_what_is_sample(self, told):
        opening = _part(told[0].stdout, "TRÌNH DIỄN", "QUÝ I ")
        assert "THẬT:" in opening
        assert "MẪU:" in opening

    def test_late_monthly_reports_climb_from_the_unit_to_its_head_and_to_the_leader(self, told):
        first_quarter = _part(told[0].stdout, "━━ QUÝ I ", "━━ QUÝ II ")
        unit, head, leader = (
            _counts(first_quarter, f"quá hạn: {whom}") for whom in ("đơn vị", "báo cáo thủ trưởng", "báo cáo cơ quan")
        )
        assert len(unit) == 1
        assert len(head) == 2
        assert len(leader) == 4
        assert unit[0] > head[0] > leader[0] > 0

    def test_a_notice_is_shown_as_its_reader_gets_it(self, told):
        notice = "\n".join(line for line in told[0].stdout.splitlines() if line.startswith("  │"))
        for words in ("Kính gửi: UBND phường", "hạn 18/03/2024, quá hạn 1 ngày", "«", "Đề nghị:", "Mã: TB-2024-"):
            assert words in notice

    def test_a_real_product_goes_through_all_six_steps(self, told):
        lines = re.findall(
            r"^\d\d/\d\d/2024 +(\d) ", _part(told[0].stdout, "Nhật ký của HS-", "Chạy lại"), re.MULTILINE
        )
        assert sorted(set(lines)) == list("123456")
        assert lines == sorted(lines)

    def test_products_end_in_many_ways(self, told):
        for state in ("Ý tưởng hết hiệu lực", "Phương án SXKD hết hiệu lực", "Không công nhận"):
            before, after = _counts(told[0].stdout, state)  # the quarter in which the first one ends so
            assert (before, after > 0) == (0, True)

    def test_the_last_quarter_run_again_changes_nothing(self, told):
        again = _part(told[0].stdout, "Chạy lại quý IV", "Kiểm tra nhật ký")
        assert "0 nhiệm vụ mới, 0 báo cáo mới, 0 hồ sơ chuyển, 0 thông báo mới, 0 thông báo gửi." in again
        assert "Cơ sở dữ liệu không đổi một dòng nào." in again

    def test_the_log_of_the_dossiers_holds_together(self, told):
        assert re.search(r"57 hồ sơ, \d+ dòng, không có chỗ nào bị sửa, xóa, chèn", told[0].stdout)

    def test_no_line_is_wider_than_the_terminal(self, told):
        assert [line for line in told[0].stdout.splitlines() if len(line) > 100] == []

    def test_no_folder_stays_behind(self, told):
        assert list(told[1].iterdir()) == []

    @pytest.mark.skipif(sys.platform != "linux", reason="reads the environment of processes from /proc")
    def test_no_process_stays_behind(self, told):
        left = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if str(told[1]).encode() in (process / "environ").read_bytes():
                    left.append((process / "cmdline").read_bytes())
            except OSError:
                continue  # ended, or somebody else's
        assert left == []


class TestApart:
    """A demo must not touch the real installation, and least of all write to real people."""

    def test_no_setting_of_the_real_installation_is_taken_over(self, monkeypatch, tmp_path):
        env_file = tmp_path / ".env"
        env_file.write_text(f"OCOP_CHANNELS_FILE={tmp_path}/real-channels.yaml\n")
        monkeypatch.setitem(Settings.model_config, "env_file", env_file)
        monkeypatch.setenv("OCOP_DATABASE_URL", "postgresql://real/ocop")
        monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example.org/api")
        with throw_away(None, ("bac-kan.bac-kan.2024",)) as settings:
            os.environ |= settings.environment()
            for seen in (settings, load_settings()):
                assert seen.channels_file is None
                assert seen.database_url == f"sqlite:///{settings.var_dir / 'ocop.sqlite3'}"
            assert "PREFECT_API_URL" not in os.environ
            assert [file.stem for file in (settings.config_dir / "plans").iterdir()] == ["bac-kan.bac-kan.2024"]
        assert not settings.var_dir.exists()
        assert os.environ["OCOP_DATABASE_URL"] == "postgresql://real/ocop"
        assert os.environ["PREFECT_API_URL"] == "https://prefect.example.org/api"
        assert "OCOP_VAR_DIR" not in os.environ

    def test_a_folder_to_keep_stays(self, tmp_path):
        with throw_away(tmp_path / "kept", ()) as settings:
            (settings.var_dir / "something").touch()
        assert (tmp_path / "kept" / "something").exists()

    def test_a_folder_with_data_is_refused_and_left_as_it_is(self, tmp_path):
        (tmp_path / "data").touch()
        with pytest.raises(Refused, match="đã có dữ liệu"), throw_away(tmp_path, ()):
            pass
        assert [file.name for file in tmp_path.iterdir()] == ["data"]


class TestStories:
    """Sample decisions look like those of an office."""

    def test_nobody_decides_on_a_day_off(self):
        calendar = load_calendar(PROJECT_ROOT / "config" / "calendar")
        assert {deed.on for story in STORIES for deed in story if not calendar.is_working(deed.on)} == set()

    def test_the_days_of_a_story_follow_each_other(self):
        assert [story for story in STORIES if list(story) != sorted(story, key=lambda deed: deed.on)] == []
