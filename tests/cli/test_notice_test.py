"""`ocop notice test`: a channel is tried before a notice depends on it, and nothing is written down of it."""

from pathlib import Path

import pytest

from ocop_workflow.settings import Settings
from tests.cli.conftest import Ocop

DESK = "quang-ninh.uong-bi.phong-kinh-te"


@pytest.fixture
def channels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A channels file with a folder as the desk's channel; the folder's name stands in `.env` only."""
    (tmp_path / ".env").write_text(f"OCOP_HOP_THU='{tmp_path}/thu mau'\nOCOP_REPLAY_YEAR=2024\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.delenv("OCOP_HOP_THU", raising=False)
    file = tmp_path / "channels.yaml"
    file.write_text(f"urls:\n  - mailbox://${{OCOP_HOP_THU}}:\n      tag: {DESK}\n", encoding="utf-8")
    monkeypatch.setenv("OCOP_CHANNELS_FILE", str(file))
    return file


class TestATrial:
    def test_it_goes_by_the_channels_file_whose_secrets_stand_in_env_and_needs_no_database(
        self, ocop: Ocop, channels: Path, tmp_path: Path
    ):
        answer = ocop("notice", "test", DESK)
        assert answer.code == 0, answer.err
        (mail,) = (tmp_path / "thu mau").rglob("*.txt")
        code = answer.out.split("mã ")[1].split(";")[0]
        assert code in mail.read_text(encoding="utf-8")
        assert not (tmp_path / "var" / "ocop.sqlite3").exists()

    def test_the_environment_goes_before_env(
        self, ocop: Ocop, channels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("OCOP_HOP_THU", str(tmp_path / "khac"))
        assert ocop("notice", "test", DESK).code == 0
        assert list((tmp_path / "khac").rglob("*.txt"))
        assert not (tmp_path / "thu mau").exists()

    def test_a_desk_without_a_channel(self, ocop: Ocop, channels: Path):
        answer = ocop("notice", "test", f"{DESK}.head")
        assert answer.code == 1
        assert f"{DESK}.head" in answer.err

    def test_a_channel_that_does_not_take_it(self, ocop: Ocop, channels: Path, tmp_path: Path):
        (tmp_path / "thu mau").write_text("không phải thư mục", encoding="utf-8")
        answer = ocop("notice", "test", DESK)
        assert answer.code == 1
        assert "mailbox: " in answer.out
        assert "Đã gửi" not in answer.out
