"""What the whole suite shares: a PostgreSQL of its own, a Prefect server of its own, and nothing of the user's."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from ocop_workflow.cli.server import prefect_environment, prefect_server
from ocop_workflow.records.schema import upgrade
from ocop_workflow.records.session import engine_for
from ocop_workflow.settings import Settings
from tests.postgres import NoPostgres, new_database, postgres_server

hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no broken rule
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Put Prefect's home away before anything imports it, so that no test touches the profile of the person at work."""
    for name in [name for name in os.environ if name.startswith(("PREFECT_", "OCOP_"))]:
        if name != "OCOP_TEST_PG_URL":
            del os.environ[name]
    Settings.model_config["env_file"] = None
    config.stash[_HOME] = home = Path(tempfile.mkdtemp(prefix="ocop-test-"))
    os.environ |= {"PREFECT_HOME": str(home / "prefect"), "DO_NOT_TRACK": "1"}
    os.environ |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_SERVER_EPHEMERAL_ENABLED": "false"}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


_HOME = pytest.StashKey[Path]()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep the tests that need the Prefect server on one worker: it starts slowly and its SQLite wants peace."""
    if "prefect_api" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("prefect"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of an empty PostgreSQL database for this worker (SQLAlchemy with psycopg 3); ended with the worker.

    OCOP_TEST_PG_URL names a server instead; then each worker gets a database of its own there.
    """
    try:
        with postgres_server(os.environ.get("OCOP_TEST_PG_URL")) as url:
            yield url
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def prefect_api(pytestconfig: pytest.Config, testrun_uid: str) -> Iterator[str]:
    """API address of one real Prefect server for the run, the one that `ocop up` would start; flows here talk to it."""
    only_one = Path(tempfile.gettempdir()) / f"ocop-prefect-{testrun_uid}"
    try:
        only_one.touch(exist_ok=False)
    except FileExistsError:
        pytest.fail(
            "a second worker starts a Prefect server: pytest-xdist did not honour xdist_group (see pyproject.toml)"
        )
    settings = Settings(var_dir=pytestconfig.stash[_HOME], prefect_port=0)
    try:
        with prefect_server(settings) as api_url, pytest.MonkeyPatch.context() as patch:
            for name, value in prefect_environment(settings, api_url).items():
                patch.setenv(name, value)
            from prefect.settings import PREFECT_API_URL, temporary_settings

            with temporary_settings(updates={PREFECT_API_URL: api_url}):  # Prefect may have been imported before
                yield api_url
    finally:
        only_one.unlink()


# --- fresh databases --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied: migrating takes half a second, copying nothing."""
    file = tmp_path_factory.mktemp("template") / "ocop.sqlite3"
    upgrade(f"sqlite:///{file}")
    engine_for(f"sqlite:///{file}").dispose()  # the last connection writes the WAL back
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database, to be copied."""
    with new_database(postgres_url) as url:
        upgrade(url)
        engine_for(url).dispose()  # a database with a connection cannot be copied
        yield url


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh migrated SQLite database."""
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'ocop.sqlite3')}"
    yield url
    engine_for(url).dispose()


@pytest.fixture
def postgres_database(postgres_template: str) -> Iterator[str]:
    """The URL of a fresh migrated PostgreSQL database."""
    with new_database(postgres_template, copy=True) as url:
        yield url
        engine_for(url).dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh migrated database, once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
