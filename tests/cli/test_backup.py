"""Backup, loss, restore as an administrator lives them: nothing that was sent is sent again, what is new goes out."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from ocop_workflow.records.session import engine_for
from tests.cli.conftest import Ocop

TODAY = ("--today", "2024-04-22")
BY = ("--by", "Nguyễn Văn A")


def mails(tmp_path: Path) -> set[Path]:
    return set((tmp_path / "var" / "mailbox").rglob("*.txt"))


@pytest.fixture
def lost_and_restored(april: Ocop, tmp_path: Path) -> Ocop:
    """A backup in the morning; then everything is sent; then the database is lost and the backup brought back."""
    assert april("db", "backup", tmp_path / "backups").code == 0
    assert april("sweep", *TODAY).code == 0
    assert len(mails(tmp_path)) > 10
    engine_for(f"sqlite:///{tmp_path / 'var' / 'ocop.sqlite3'}").dispose()
    (tmp_path / "var" / "ocop.sqlite3").rename(tmp_path / "lost.sqlite3")
    (folder,) = (tmp_path / "backups").iterdir()
    answer = april("db", "restore", folder, *BY)
    assert answer.code == 0, answer.err
    assert "thông báo bị giữ" in answer.out
    return april


class TestAfterARestore:
    def test_nothing_that_was_sent_is_sent_again(self, lost_and_restored: Ocop, tmp_path: Path):
        before = mails(tmp_path)
        for words in (("sweep",), ("sweep", "--owed"), ("notice", "deliver")):
            assert lost_and_restored(*words).code == 0
        assert mails(tmp_path) == before

    def test_what_a_person_releases_goes_out_and_what_was_sent_is_withdrawn(
        self, lost_and_restored: Ocop, tmp_path: Path
    ):
        held = lost_and_restored("notice", "quarantine", "list", "--json").json
        number = len(mails(tmp_path))
        one = held[-1]["code"]  # raised again after the restore, under a code that was never used
        assert lost_and_restored("notice", "quarantine", "release", one, *BY).code == 0
        lost_and_restored("notice", "deliver")
        assert len(mails(tmp_path)) == number + 1
        again = lost_and_restored("notice", "quarantine", "release", one, *BY)
        assert again.code == 1
        assert f"Không bị giữ: {one}" in again.err
        reason = ("--reason", "Nhật ký máy chủ thư ngày 22/04")
        assert lost_and_restored("notice", "quarantine", "withdraw", "--all", *BY, *reason).code == 0
        lost_and_restored("notice", "deliver")
        assert len(mails(tmp_path)) == number + 1
        assert lost_and_restored("notice", "quarantine", "list", "--json").json == []
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            acts = dict(database.execute("SELECT action, count(*) FROM act_log GROUP BY 1"))
        assert (acts["notice_released"], acts["notice_withdrawn"]) == (1, len(held) - 1)

    def test_codes_that_were_given_out_before_the_loss_are_not_given_again(
        self, lost_and_restored: Ocop, tmp_path: Path
    ):
        with (
            sqlite3.connect(tmp_path / "lost.sqlite3") as lost,
            sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as now,
        ):
            given = {row[0] for row in lost.execute("SELECT id FROM notice")}
            backed_up = {row[0] for row in now.execute("SELECT id FROM notice")} & given
            later = {row[0] for row in now.execute("SELECT id FROM notice")} - backed_up
        assert later
        assert min(later) > max(given)

    def test_a_dossier_entered_again_gets_a_code_that_stands_on_no_paper(self, april: Ocop, tmp_path: Path):
        def add(product: str) -> str:
            words = ("--product", product, "--commune", "Nông Thượng", "--by", "B", "-c", "bac-kan.bac-kan.2024")
            answer = april("dossier", "add", *words)
            assert answer.code == 0, answer.err
            return re.findall(r"HS-\d+", answer.out)[0]

        kept = add("Chè")
        april("db", "backup", tmp_path / "backups")
        lost = add("Miến")
        engine_for(f"sqlite:///{tmp_path / 'var' / 'ocop.sqlite3'}").dispose()
        (tmp_path / "var" / "ocop.sqlite3").rename(tmp_path / "lost.sqlite3")
        answer = april("db", "restore", next((tmp_path / "backups").iterdir()), *BY)
        assert kept in answer.out
        again = add("Miến")
        assert kept < lost < again
        assert int(again[3:]) == int(kept[3:]) + 100_001
        april("notice", "quarantine", "begin", *BY, "--reason", "lần nữa")  # nothing is reached back for
        assert add("Mật ong") > again

    def test_what_becomes_due_later_goes_out_by_itself(self, lost_and_restored: Ocop, tmp_path: Path):
        before = mails(tmp_path)
        lost_and_restored("sweep", "--today", "2024-12-02")
        assert mails(tmp_path) != before


class TestCheck:
    def test_a_sound_database_and_a_sound_backup(self, april: Ocop, tmp_path: Path):
        april("db", "backup", tmp_path / "backups")
        (folder,) = (tmp_path / "backups").iterdir()
        for words in ((), ("--backup", folder)):
            answer = april("db", "check", *words)
            assert (answer.code, "nguyên vẹn" in answer.out) == (0, True)
        (folder / "ocop.sqlite3").write_bytes(b"")
        assert april("db", "check", "--backup", folder).code == 1

    def test_a_line_of_the_log_that_was_changed(self, april: Ocop, tmp_path: Path):
        april(
            "dossier", "add", "--product", "Chè", "--commune", "Nông Thượng", "--by", "B", "-c", "bac-kan.bac-kan.2024"
        )
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            database.execute("DROP TRIGGER dossier_log_no_update")
            database.execute("UPDATE dossier_log SET actor = 'khác'")
        assert april("db", "check").code == 1  # the guard is gone: said first
        april("db", "upgrade")
        answer = april("db", "check", "--json")
        assert answer.code == 1
        assert "HS-000001" in answer.json["faults"][0]

    def test_only_the_newest_backups_are_kept(self, april: Ocop, tmp_path: Path):
        folder = tmp_path / "backups"
        april("db", "backup", folder)
        (newest,) = folder.iterdir()
        for old in ("ocop-20200101T000000.000Z", "ocop-20210101T000000.000Z"):
            shutil.copytree(newest, folder / old)
        (folder / "ocop-of-somebody-else-Z").mkdir()
        answer = april("db", "backup", folder, "--keep", "2")
        assert answer.code == 0
        left = sorted(path.name for path in folder.iterdir())
        assert len([name for name in left if name.startswith("ocop-2")]) == 2
        assert "ocop-20200101T000000.000Z" not in left
        assert "ocop-of-somebody-else-Z" in left
