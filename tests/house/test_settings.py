"""Where things are and what day it is."""

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.settings import PROJECT_ROOT, Settings, load_settings, same_day_in


class TestToday:
    """The plans shipped are of past years, so «today» may be the same day of their year."""

    @pytest.mark.parametrize(
        ("today", "year", "expected"),
        [
            (date(2026, 11, 22), 2024, date(2024, 11, 22)),
            (date(2028, 2, 29), 2024, date(2024, 2, 29)),
            (date(2028, 2, 29), 2023, date(2023, 2, 28)),
            (date(2023, 2, 28), 2024, date(2024, 2, 28)),
        ],
    )
    def test_it_is_the_same_day_of_the_replayed_year(self, today, year, expected):
        assert same_day_in(year, today) == expected

    def test_without_a_replayed_year_it_is_the_day_in_viet_nam(self):
        around = {(datetime.now(UTC) + timedelta(hours=7, seconds=s)).date() for s in (-2, 2)}
        assert Settings().today() in around

    def test_the_zone_of_the_machine_does_not_matter(self):
        code = "from ocop_workflow.settings import Settings; print(Settings().today(), Settings().now().utcoffset())"
        seen = {
            subprocess.check_output(
                [sys.executable, "-c", code], cwd=PROJECT_ROOT, text=True, env=os.environ | {"TZ": zone}
            )
            for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")  # a day apart, always
        }
        assert len(seen) == 1 and seen.pop().endswith(" 0:00:00\n")

    def test_stamps_are_never_replayed(self):
        assert abs(Settings(replay_year=2024).now().timestamp() - time.time()) < 5


class TestPlaces:
    """One installation, wherever the command is typed."""

    def test_a_relative_path_counts_from_the_project(self, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        settings = Settings()
        assert settings.config_dir == PROJECT_ROOT / "config"
        assert settings.database_url == f"sqlite:///{PROJECT_ROOT / 'var' / 'ocop.sqlite3'}"
        assert Settings(channels_file="secret/channels.yaml").channels_file == PROJECT_ROOT / "secret/channels.yaml"

    def test_the_embedded_database_follows_the_data_folder(self, tmp_path):
        assert Settings(var_dir=tmp_path).database_url == f"sqlite:///{tmp_path / 'ocop.sqlite3'}"

    @pytest.mark.parametrize(
        ("given", "used"),
        [
            ("postgresql://a:b@db/ocop", "postgresql+psycopg://a:b@db/ocop"),
            ("postgres://db/ocop", "postgresql+psycopg://db/ocop"),
            ("postgresql+psycopg://db/ocop", "postgresql+psycopg://db/ocop"),
            ("sqlite:///data/x.db", f"sqlite:///{PROJECT_ROOT / 'data' / 'x.db'}"),
            ("sqlite:////data/x.db", "sqlite:////data/x.db"),
            ("sqlite:///:memory:", "sqlite:///:memory:"),
        ],
    )
    def test_a_database_address_names_the_driver_we_have(self, monkeypatch, given, used):
        monkeypatch.setenv("OCOP_DATABASE_URL", given)
        assert Settings().database_url == used

    def test_a_child_sees_the_same_installation(self, monkeypatch, tmp_path):
        settings = Settings(var_dir=tmp_path, replay_year=2024, prefect_port=4242)
        for name, value in settings.environment().items():
            monkeypatch.setenv(name, value)
        assert Settings() == settings


class TestMistakes:
    """A wrong setting is named; a secret is not shown."""

    def test_every_wrong_variable_is_listed_without_its_value(self, monkeypatch):
        monkeypatch.setenv("OCOP_PREFECT_PORT", "mat-khau-1")
        monkeypatch.setenv("OCOP_REPLAY_YEAR", "mat-khau-2")
        with pytest.raises(BadInput) as refused:
            load_settings()
        assert {mistake.file for mistake in refused.value.mistakes} == {"OCOP_PREFECT_PORT", "OCOP_REPLAY_YEAR"}
        assert "mat-khau" not in str(refused.value)

    def test_the_password_of_the_database_is_not_printed_with_the_settings(self):
        assert "mat-khau" not in repr(Settings(database_url="postgresql://ocop:mat-khau@db/ocop"))
