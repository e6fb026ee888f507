"""The engine and the one unit of work: a transaction that the roof opens and commits."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlmodel import Session

from ocop_workflow.errors import NotReady
from ocop_workflow.records.columns import sha256_of

BUSY_SECONDS = 30
_KINDS = "OCOP_DATABASE_URL phải dạng sqlite:///… hoặc postgresql://NGƯỜI:MẬT_KHẨU@MÁY/TÊN."
_rehearsal: ContextVar[sa.Connection | None] = ContextVar("rehearsal", default=None)


@lru_cache(maxsize=8)
def engine_for(url: str) -> sa.Engine:
    """One engine per database and process.

    Raises:
        NotReady: the URL is not understood or its driver is missing.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise NotReady(f"Không dùng được {parsed.get_backend_name()}. {_KINDS}")
        if parsed.get_backend_name() == "postgresql":
            engine = sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **_options())
            sa.event.listen(engine, "connect", _prepare_postgresql)
            return engine
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **_options()
        )
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise NotReady(f"Địa chỉ cơ sở dữ liệu không dùng được ({error}). {_KINDS}") from None
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _options() -> dict[str, Any]:
    # An error of the database must not carry people's names and numbers into a log.
    return {"json_serializer": lambda value: json.dumps(value, ensure_ascii=False), "hide_parameters": True}


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    connection.create_function("sha256_hex", 1, sha256_of, deterministic=True)
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _: Any) -> None:
    """Our statements take milliseconds; one that PostgreSQL expects too many rows from it would compile for 200."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _begin_sqlite(connection: sa.Connection) -> None:
    """A read that turns into a write fails at once on SQLite, so a writing transaction says so at its start."""
    reads_only = connection.get_execution_options().get("ocop_reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


@contextmanager
def unit_of_work(url: str) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back whole on any error; inside a rehearsal never kept.

    Its rows can still be read afterwards, as they were at the commit.
    """
    with _session(_rehearsal.get() or engine_for(url)) as session:
        yield session
        session.commit()


@contextmanager
def reading(url: str) -> Iterator[Session]:
    """A session that only looks; it sees what a rehearsal around it has done."""
    with _session(_rehearsal.get() or engine_for(url).execution_options(ocop_reads_only=True)) as session:
        yield session


def _session(bind: sa.Engine | sa.Connection) -> Session:
    return Session(bind, expire_on_commit=False, join_transaction_mode="create_savepoint")


@contextmanager
def rehearsal(url: str) -> Iterator[None]:
    """Everything inside happens and is then undone: what a dry run shows is what a run would do.

    One rehearsal inside another is part of it: it sees what happened before, and the outer one undoes it all.
    """
    if is_rehearsal():
        yield
        return
    with engine_for(url).connect() as connection:
        outer = connection.begin()
        token = _rehearsal.set(connection)
        try:
            yield
        finally:
            _rehearsal.reset(token)
            outer.rollback()


def is_rehearsal() -> bool:
    """Whether nothing of what happens now will be kept."""
    return _rehearsal.get() is not None
