"""What all benchmarks share: fresh databases, as many as one asks for, of the kinds that this machine has."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench.paired import postgres_copy


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
        request.getfixturevalue("postgres_template")
    except pytest.skip.Exception as reason:
        print(f"\nPostgreSQL is not measured: {reason}")
        return ("sqlite",)
    return "sqlite", "postgresql"
