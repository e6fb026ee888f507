"""The schema of the database: which version it has, and how it gets the one that this program needs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from ocop_workflow.errors import NotReady
from ocop_workflow.records import (
    append_only,
    calendar_tables,
    certificate_tables,
    consolidation_tables,
    council_tables,
    criteria_tables,
    delegation_tables,
    dossier_tables,
    form_tables,
    notice_tables,
    report_tables,
    score_tables,
    tables,
    tick_tables,
)
from ocop_workflow.records.session import engine_for

METADATA = SQLModel.metadata
TABLE_MODULES = (
    tables,
    dossier_tables,
    certificate_tables,
    council_tables,
    score_tables,
    form_tables,
    notice_tables,
    report_tables,
    tick_tables,
    calendar_tables,
    consolidation_tables,
    delegation_tables,
    criteria_tables,
)
"""Named, so that every table is in METADATA whoever imports this module."""
VERSION_TABLE = "ocop_alembic_version"
"""Not Alembic's own name: Prefect keeps that one when it shares a PostgreSQL."""
MIGRATIONS = Path(__file__).with_name("migrations")

_LOCK_KEY = 0x0C09
_one_at_a_time = threading.Lock()  # the context of Alembic is global to the process


class SchemaState(Enum):
    """What stands at a database address, with what a person should do about it."""

    CURRENT = ""
    MISSING = "Chưa có cơ sở dữ liệu. Chạy «ocop db upgrade», hoặc «make run» để chạy tất cả."
    OLD = "Cơ sở dữ liệu có lược đồ cũ hơn chương trình. Sao lưu rồi chạy «ocop db upgrade»."
    UNGUARDED = (
        "Khóa chống sửa, xóa nhật ký, phiếu chấm đã bị gỡ. Chạy «ocop db upgrade» để đặt lại, "
        "rồi «ocop log verify» để kiểm tra."
    )
    NEWER = (
        "Cơ sở dữ liệu do một bản chương trình mới hơn tạo ra; bản này không được ghi vào đó. "
        "Cập nhật chương trình, hoặc chỉ OCOP_DATABASE_URL tới cơ sở dữ liệu khác."
    )
    FORKED = (
        "Chương trình này có hai nhánh nâng lược đồ (hai tệp migration cuối): bản cài bị trộn từ hai bản. "
        "Cài lại đúng một bản phát hành; dữ liệu chưa bị đụng tới."
    )
    UNKNOWN = (
        "Cơ sở dữ liệu có bảng của chương trình nhưng không ghi lược đồ phiên bản nào. "
        "Phục hồi từ bản sao lưu, hoặc chỉ OCOP_DATABASE_URL tới một cơ sở dữ liệu trống."
    )


def state(url: str) -> SchemaState:
    """Look at the database and change nothing; a database file that is not there is not made.

    Raises:
        NotReady: the address is wrong or nobody answers there.
    """
    file = make_url(url).database if url.startswith("sqlite") else None
    if file and file != ":memory:" and not Path(file).exists():
        return SchemaState.MISSING
    with _connected(url, reads_only=True) as connection:
        return _state(connection)


def require_current(url: str) -> None:
    """Refuse to work on any other schema than this program's own.

    Raises:
        NotReady: it says what to run.
    """
    found = state(url)
    if found is not SchemaState.CURRENT:
        raise NotReady(found.value)


def upgrade(url: str) -> bool:
    """Create the database or bring it to this program's schema, whole or not at all; return whether anything changed.

    Of two processes at once the second waits and finds nothing to do.

    Raises:
        NotReady: the database is of a newer program, is not ours, or does not answer.
    """
    with _one_at_a_time, _connected(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY)))
        found = _state(connection)
        if found is SchemaState.CURRENT:
            return False
        if found in (SchemaState.NEWER, SchemaState.UNKNOWN, SchemaState.FORKED):
            raise NotReady(found.value)
        command.upgrade(config(connection), "head")
        append_only.guard(connection)
        return True


def config(connection: sa.Connection) -> Config:
    """What Alembic needs to work inside a transaction of ours; there is no alembic.ini."""
    made = Config(attributes={"connection": connection, "metadata": METADATA, "version_table": VERSION_TABLE})
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def _state(connection: sa.Connection) -> SchemaState:
    heads, known = _migrations(MIGRATIONS)
    if len(heads) > 1:
        return SchemaState.FORKED
    found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_heads()
    if not found:
        ours = METADATA.tables.keys() & set(sa.inspect(connection).get_table_names())
        return SchemaState.UNKNOWN if ours else SchemaState.MISSING
    if not known.issuperset(found):
        return SchemaState.NEWER
    if heads != set(found):
        return SchemaState.OLD
    return SchemaState.CURRENT if append_only.is_guarded(connection) else SchemaState.UNGUARDED


@cache
def _migrations(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The last migrations and all of them, as this process began with: newer files beside it are not its program."""
    script = ScriptDirectory(str(folder))
    return frozenset(script.get_heads()), frozenset(revision.revision for revision in script.walk_revisions())


@contextmanager
def _connected(url: str, *, reads_only: bool = False) -> Iterator[sa.Connection]:
    """One transaction; on SQLite without the foreign keys, because rebuilding a table would trip over them."""
    try:
        opened = engine_for(url).execution_options(ocop_reads_only=reads_only).connect()
    except (sa.exc.DBAPIError, OSError) as error:
        why = str(getattr(error, "orig", error)).partition("\n")[0]
        raise NotReady(f"Không mở được cơ sở dữ liệu ({why}). Kiểm tra OCOP_DATABASE_URL và máy chủ dữ liệu.") from None
    with opened as connection:
        if reads_only or connection.dialect.name == "postgresql":
            with connection.begin():
                yield connection
            return
        raw = connection.connection.cursor()
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise NotReady(f"Nâng cấp lược đồ để lại {len(broken)} tham chiếu hỏng; không có gì được thay đổi.")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
            raw.close()
