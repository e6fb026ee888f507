"""What all benchmarks share: fresh databases of the kinds that this machine has, and the whole picture at the end."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from ocop_workflow.records.session import engine_for
from tests.bench.paired import machine, postgres_copy
from tests.bench.summary import SUMMARY

WRITTEN = Path(__file__).parents[2] / "var" / "bench.md"
"""Where the table of the last run lies (var/ is no part of the repository)."""


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A function that gives the URL of one more fresh migrated database of the kind named."""
    with ExitStack() as stack:
        made = iter(range(1000))

        def one_more(kind: str) -> str:
            if kind.startswith("sqlite"):
                template = request.getfixturevalue("sqlite_template")
                return f"sqlite:///{shutil.copy(template, tmp_path / f'fresh-{next(made)}.sqlite3')}"
            return stack.enter_context(postgres_copy(request.getfixturevalue("postgres_template")))

        yield one_more


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The kinds of database to measure: without a PostgreSQL, SQLite alone and a word that says so."""
    try:
        url = request.getfixturevalue("postgres_template")
    except pytest.skip.Exception as reason:
        SUMMARY.note(f"PostgreSQL was not measured: {reason}")
        print(f"\n{SUMMARY.notes[-1]}")
        return ("sqlite",)
    with engine_for(url).connect() as connection:
        version, fsync = (
            connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("server_version", "fsync")
        )
    engine_for(url).dispose()  # a database with a connection cannot be copied
    SUMMARY.note(f"PostgreSQL {version}, fsync {fsync}")
    return "sqlite", "postgresql"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print all of the run as one table, and leave it where it can be taken into README."""
    if not SUMMARY.rows:
        return
    head = f"On {datetime.now().astimezone():%d/%m/%Y}: {'; '.join((machine(), *SUMMARY.notes))}."
    whole = f"{head} Missed of the ratios to reach: {SUMMARY.missed()}.\n\n{SUMMARY.markdown()}\n"
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(whole, encoding="utf-8")
    terminalreporter.write_sep("=", "all of this run")
    terminalreporter.write(f"{whole}\nAs Markdown: {WRITTEN}\n")
