"""A copy of the whole database as it stood at one moment, taken while others write, and brought back verified."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import make_url

from ocop_workflow.errors import BadInput, Mistake, NotReady, Refused
from ocop_workflow.records import postgres_programs
from ocop_workflow.records.manifest import (
    NAME,
    Contents,
    Manifest,
    check_file,
    contents_of,
    differences,
    sha256_of_file,
)
from ocop_workflow.records.schema import METADATA, VERSION_TABLE
from ocop_workflow.records.session import engine_for


def backup(url: str, into: Path, *, at: datetime, program: str, postgres_bin: Path | None = None) -> Path:
    """Write a backup into a new folder of `into`; the folder, which appears only when it is whole.

    Raises:
        NotReady: the database cannot be copied (not a file, no pg_dump), or there is no room.
    """
    name = f"ocop-{at.astimezone(UTC):%Y%m%dT%H%M%S}.{at.microsecond // 1000:03d}Z"
    done, half = into / name, into / f".{name}.{os.getpid()}"
    try:
        half.mkdir(parents=True)
        half.chmod(0o700)  # it holds names and telephone numbers
        if _is_postgresql(url):
            file = half / "ocop.dump"
            contents, schema = _dump_postgresql(url, file, postgres_bin)
        else:
            file = half / "ocop.sqlite3"
            contents, schema = _copy_sqlite(url, file)
        manifest = Manifest(
            program=program, made_at=at, database=_kind(url), schema_version=schema, file=file.name,
            bytes=file.stat().st_size, sha256=sha256_of_file(file), contents=contents,
        )  # fmt: skip
        (half / NAME).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        half.rename(done)
    except OSError as error:
        raise NotReady(
            f"Không ghi được bản sao lưu vào {into} ({error.strerror}). Kiểm tra quyền và chỗ trống."
        ) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return done


def restore(url: str, folder: Path, manifest: Manifest, postgres_bin: Path | None = None) -> None:
    """Bring the backup into a database where nothing of ours is yet, and compare it with its manifest.

    Raises:
        Refused: the backup is of the other kind of database, or there is something at the address already.
        BadInput: the file is not what the manifest says, or what came back is not; nothing of it stays.
    """
    if manifest.database != _kind(url):
        raise Refused(
            f"Bản sao lưu là của {manifest.database}, OCOP_DATABASE_URL là {_kind(url)}: chỉ phục hồi cùng loại."
        )
    file = check_file(folder, manifest)
    require_nothing_at(url)
    if _is_postgresql(url):
        arguments = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(file)]
        with engine_for(url).connect() as connection:
            postgres_programs.run("pg_restore", arguments, _raw(connection), postgres_bin)
    else:
        shutil.copyfile(file, Path(make_url(url).database or ""))
    with engine_for(url).connect() as connection:
        wrong = differences(manifest.contents, contents_of(connection, list(manifest.contents.rows)))
    if wrong:
        _remove(url, manifest)
        raise BadInput(f"Bản sao lưu {folder.name}", [Mistake(file=manifest.file, why=why) for why in wrong])


def require_nothing_at(url: str) -> None:
    """Refuse an address where tables of ours stand: a restore never writes over anything."""
    if not _is_postgresql(url):
        # A WAL that was left behind would be read into the restored file.
        for path in (Path(f"{make_url(url).database}{end}") for end in ("", "-wal", "-shm")):
            if path.exists():
                raise Refused(f"{path} đã có: phục hồi không ghi đè. Chuyển tệp cũ đi nơi khác, rồi làm lại.")
        return
    with engine_for(url).connect() as connection:
        if {*METADATA.tables, VERSION_TABLE} & set(sa.inspect(connection).get_table_names()):
            raise Refused("Cơ sở dữ liệu đích đã có bảng: phục hồi không ghi đè. Tạo cơ sở dữ liệu trống (createdb).")


def _copy_sqlite(url: str, into: Path) -> tuple[Contents, str]:
    """One snapshot by SQLite's own backup; writers go on, in WAL nobody waits."""
    source = make_url(url).database
    if not source or not Path(source).exists():
        raise NotReady(f"Chưa có cơ sở dữ liệu ở {source}: không có gì để sao lưu.")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(into)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, without a WAL beside it
    engine = sa.create_engine(f"sqlite:///{into}")
    with engine.connect() as connection:
        found = _measured(connection)
    engine.dispose()
    return found


def _dump_postgresql(url: str, into: Path, postgres_bin: Path | None) -> tuple[Contents, str]:
    """Dump and count in one exported snapshot, so that the manifest is exact while others write."""
    with engine_for(url).connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        found = _measured(connection)
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={into}"]
        postgres_programs.run("pg_dump", arguments, _raw(connection), postgres_bin)
    return found


def _measured(connection: sa.Connection) -> tuple[Contents, str]:
    version = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if version is None:
        raise NotReady("Cơ sở dữ liệu chưa có bảng của chương trình: không có gì để sao lưu. Chạy «ocop db upgrade».")
    there = set(sa.inspect(connection).get_table_names())
    return contents_of(connection, sorted(there & METADATA.tables.keys())), version


def _raw(connection: sa.Connection) -> psycopg.Connection:
    raw: Any = connection.connection.dbapi_connection
    return cast(psycopg.Connection, raw)


def _remove(url: str, manifest: Manifest) -> None:
    """Take away what a restore brought that turned out wrong."""
    if not _is_postgresql(url):
        engine_for(url).dispose()
        Path(make_url(url).database or "").unlink(missing_ok=True)
        return
    with engine_for(url).begin() as connection:
        for name in (*manifest.contents.rows, VERSION_TABLE):
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}" CASCADE')


def _is_postgresql(url: str) -> bool:
    return make_url(url).get_backend_name() == "postgresql"


def _kind(url: str) -> str:
    return "postgresql" if _is_postgresql(url) else "sqlite"
