"""A backup is one moment of the database, taken while others write; a restore brings it back verified or not at all."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from ocop_workflow.errors import BadInput, NotReady, Refused
from ocop_workflow.records.backup import backup, restore
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.manifest import read_manifest
from ocop_workflow.records.schema import SchemaState, state
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.records.soundness import faults_of
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import a_cycle, an_act, dossiers, dump
from tests.postgres import new_database

AT = datetime(2024, 6, 14, 2, 30, tzinfo=UTC)


@pytest.fixture
def elsewhere(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address of the same kind of database where nothing is yet."""
    if database.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        yield url
        engine_for(url).dispose()
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield url
            engine_for(url).dispose()


def taken(database: str, tmp_path: Path) -> Path:
    return backup(database, tmp_path / "backups", at=AT, program="mẫu")


def some_records(database: str) -> None:
    with unit_of_work(database) as session:
        dossiers(session, a_cycle(session), 5, S.SCORED)


class TestABackup:
    def test_comes_back_row_for_row_with_its_log_whole(self, database: str, elsewhere: str, tmp_path: Path):
        some_records(database)
        folder = taken(database, tmp_path)
        restore(elsewhere, folder, read_manifest(folder))
        with reading(database) as before, reading(elsewhere) as after:
            assert dump(after) == dump(before)
        assert state(elsewhere) is SchemaState.CURRENT
        assert faults_of(elsewhere)[1] == ()
        assert folder.stat().st_mode & 0o077 == 0, "it holds names and telephone numbers"

    def test_is_one_moment_while_somebody_writes(self, database: str, elsewhere: str, tmp_path: Path):
        """A set of 40 is moved to and fro without pause; in every backup all 40 stand in one state with one log."""
        with unit_of_work(database) as session:
            dossiers(session, a_cycle(session), 40, S.READY)
        there, back = find("make_ready", S.IMPLEMENTING), find("take_back_incomplete", S.READY)
        stop, moved = threading.Event(), []

        def write() -> None:
            while not stop.is_set():
                for rule, missing in ((back, 1), (there, 0)):
                    with unit_of_work(database) as session:
                        session.connection().exec_driver_sql(f"UPDATE dossier SET documents_missing = {missing}")
                        moved.append(len(apply(session, rule, act=an_act(rule))))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            while len(moved) < 3:
                pass
            before = len(moved)
            folder = taken(database, tmp_path)
            while len(moved) < before + 3:  # nobody was kept waiting for the backup to be over
                pass
        finally:
            stop.set()
            writer.join()
        restore(elsewhere, folder, read_manifest(folder))
        assert faults_of(elsewhere)[1] == ()
        with reading(elsewhere) as session:
            assert len(set(session.exec(select(Dossier.state, Dossier.log_seq)))) == 1


class TestARestoreIsRefusedWhole:
    def test_where_something_stands_already(self, database: str, tmp_path: Path):
        some_records(database)
        folder = taken(database, tmp_path)
        with reading(database) as session:
            before = dump(session)
        with pytest.raises(Refused, match="không ghi đè"):
            restore(database, folder, read_manifest(folder))
        with reading(database) as session:
            assert dump(session) == before

    def test_where_a_wal_was_left_behind(self, sqlite_database: str, tmp_path: Path):
        folder = taken(sqlite_database, tmp_path)
        (tmp_path / "new.sqlite3-wal").touch()
        with pytest.raises(Refused, match=r"new\.sqlite3-wal đã có"):
            restore(f"sqlite:///{tmp_path / 'new.sqlite3'}", folder, read_manifest(folder))

    def test_when_a_byte_of_it_was_changed(self, database: str, elsewhere: str, tmp_path: Path):
        folder = taken(database, tmp_path)
        manifest = read_manifest(folder)
        file = folder / manifest.file
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
        with pytest.raises(BadInput, match="mã băm không khớp"):
            restore(elsewhere, folder, manifest)
        assert state(elsewhere) is SchemaState.MISSING

    @pytest.mark.parametrize(
        ("key", "value", "says"), [("rows", 7, "bảng dossier: 5 dòng"), ("log_heads", "0", "nhật ký")]
    )
    def test_when_it_is_not_what_the_manifest_says(self, database, elsewhere, tmp_path, key, value, says):
        some_records(database)
        folder = taken(database, tmp_path)
        path = folder / "manifest.json"
        said = json.loads(path.read_text())
        if key == "rows":
            said["contents"]["rows"]["dossier"] = value
        else:
            said["contents"][key] = value
        path.write_text(json.dumps(said))
        with pytest.raises(BadInput, match=says):
            restore(elsewhere, folder, read_manifest(folder))
        assert state(elsewhere) is SchemaState.MISSING

    def test_of_the_other_kind_of_database(self, sqlite_database: str, tmp_path: Path):
        folder = taken(sqlite_database, tmp_path)
        with pytest.raises(Refused, match="chỉ phục hồi cùng loại"):
            restore("postgresql://ocop@nowhere.invalid/ocop", folder, read_manifest(folder))


class TestWhatIsMissingIsSaid:
    def test_no_program_that_can_read_the_server(self, postgres_database: str, tmp_path: Path):
        with pytest.raises(NotReady, match=r"Cần pg_dump của PostgreSQL \d+ trở lên .*OCOP_POSTGRES_BIN"):
            backup(postgres_database, tmp_path, at=AT, program="mẫu", postgres_bin=tmp_path)
        assert list(tmp_path.glob("ocop-*")) == []

    def test_no_database(self, tmp_path: Path):
        with pytest.raises(NotReady, match="không có gì để sao lưu"):
            backup(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path, at=AT, program="mẫu")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_no_backup(self, tmp_path: Path):
        with pytest.raises(NotReady, match="ocop db backup"):
            read_manifest(tmp_path)
        (tmp_path / "manifest.json").write_text("{}")
        with pytest.raises(BadInput, match=r"manifest\.json"):
            read_manifest(tmp_path)
