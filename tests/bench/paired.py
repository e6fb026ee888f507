"""Ours against a limit, in one run, interleaved: medians and ratios, with growth over N. Seconds are never asserted."""

import gc
import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from ocop_workflow.records.session import engine_for
from tests.postgres import new_database

_FILLED = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"  # noqa: E501
REPEATS = int(os.environ.get("OCOP_BENCH_REPEATS", "3"))


@contextmanager
def sqlite_copy(template: str, folder: Path) -> Iterator[str]:
    """A copy of an SQLite database, thrown away at the end."""
    source = Path(template.removeprefix("sqlite:///"))
    copy = folder / f"copy-{time.monotonic_ns()}.sqlite3"
    copy.write_bytes(source.read_bytes())
    url = f"sqlite:///{copy}"
    try:
        yield url
    finally:
        engine_for(url).dispose()
        for file in folder.glob(f"{copy.name}*"):
            file.unlink()


@contextmanager
def postgres_copy(template: str) -> Iterator[str]:
    """A copy of a PostgreSQL database, dropped at the end."""
    engine_for(template).dispose()  # a database with a connection cannot be copied
    with new_database(template, copy=True) as url:
        try:
            yield url
        finally:
            engine_for(url).dispose()


@contextmanager
def copy_of(template: str, folder: Path) -> Iterator[str]:
    """A copy of a database, thrown away at the end."""
    with postgres_copy(template) if template.startswith("postgresql") else sqlite_copy(template, folder) as url:
        yield url


def settle(url: str) -> None:
    """What a server does by itself after a bulk load: statistics, so that both sides plan alike.

    As by itself it leaves empty tables alone: told that a table is empty, PostgreSQL plans the check of a foreign key
    as a walk through it and keeps to that in the session, however the table grows.
    """
    with engine_for(url).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            for name in connection.exec_driver_sql(_FILLED).scalars().all():
                connection.exec_driver_sql(f'VACUUM ANALYZE "{name}"')
        else:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    engine_for(url).dispose()


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(*ways: Callable[[], float], repeats: int = REPEATS) -> list[float]:
    """The median of each way over rounds in which every way has its turn; the first round warms up and is dropped."""
    took: list[list[float]] = [[] for _ in ways]
    for turn in range(repeats + 1):
        for way, times in zip(ways, took, strict=True):
            found = way()
            if turn:
                times.append(found)
    return [statistics.median(times) for times in took]


@dataclass
class Figures:
    """A table of medians and ratios, printed when it is whole."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """One line; numbers are rounded as one reads them."""
        self.rows.append([shown(cell) for cell in cells])

    def show(self) -> None:
        """Print it."""
        table = Table(title=f"{self.title}\n{machine()}", title_justify="left")
        for place, column in enumerate(self.columns):
            table.add_column(column, justify="left" if place == 0 else "right")
        for row in self.rows:
            table.add_row(*row)
        Console(width=150, file=sys.stdout).print(table)


def shown(cell: object) -> str:
    """«0.0340» for a figure, «12,345» for a count."""
    if isinstance(cell, float):
        return f"{cell:.1f}" if cell >= 100 else f"{cell:.2f}" if cell >= 1 else f"{cell:.4f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def machine() -> str:
    """Where it was measured."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {sa.__version__}, medians of up to {REPEATS} interleaved rounds"
    )
