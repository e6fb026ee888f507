"""An office of its own for each story, on the one Prefect server of the run; no flow here touches another's records."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import PREFECT_LOGGING_TO_API_ENABLED, temporary_settings
from sqlmodel import Session, select

from flows.no_heartbeats import no_heartbeats
from ocop_workflow.library.headings import load_headings
from ocop_workflow.library.plans import load_plan
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.dossiers.imports import import_register
from ocop_workflow.operations.plans.plans import apply_plan
from ocop_workflow.papers.register import read_register
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.session import engine_for
from ocop_workflow.records.tables import Unit
from ocop_workflow.settings import Settings
from tests.builders import dump

CONFIG = Path(__file__).resolve().parents[2] / "config"
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BEGUN = date(2024, 1, 2)
UONG_BI = "quang-ninh.uong-bi.2024"
BAC_KAN = "bac-kan.bac-kan.2024"
REGISTER = "bac-kan.bac-kan.2018-2022.csv"

OpenOffice = Callable[..., Office]


@dataclass(frozen=True)
class Desk:
    """A desk and what it was sent."""

    unit: str
    desk: str
    title: str
    body: str


@contextmanager
def office_at(url: str, folder: Path, **settings: Any) -> Iterator[Office]:
    """The office of a database and a folder, the way a served flow finds it: by the environment."""
    chosen = Settings(database_url=url, var_dir=folder, **settings)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in chosen.environment().items():
            patch.setenv(name, value)
        yield Office(chosen)


@pytest.fixture(scope="session")
def prefect_at_once(prefect_api: str) -> Iterator[str]:
    """The server, without the second that each flow waits for its heartbeat thread."""
    with no_heartbeats(), temporary_settings(updates={PREFECT_LOGGING_TO_API_ENABLED: False}):
        yield prefect_api


@pytest.fixture
def an_office(prefect_at_once: str, sqlite_database: str, tmp_path: Path) -> Iterator[Office]:
    """An empty office with a fresh SQLite database."""
    with office_at(sqlite_database, tmp_path / "var") as office:
        yield office


@pytest.fixture
def any_office(prefect_at_once: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """An empty office with a fresh database, once on SQLite and once on PostgreSQL."""
    with office_at(database, tmp_path / "var") as office:
        yield office


@pytest.fixture(scope="module")
def module_office(
    prefect_at_once: str, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenOffice]:
    """Open offices that live as long as the module: for a long story that many tests look at."""

    @contextmanager
    def open_office(**settings: Any) -> Iterator[Office]:
        folder = tmp_path_factory.mktemp("office")
        url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'ocop.sqlite3')}"
        with office_at(url, folder / "var", **settings) as office:
            yield office
        engine_for(url).dispose()

    yield open_office


def open_real_cycle(office: Office, code: str, *, register: bool = False) -> None:
    """Apply a shipped plan and open its cycle; with `register` also the real products of Bắc Kạn."""
    file = load_plan(CONFIG / "plans" / f"{code}.yaml")
    with office.work() as session:
        apply_plan(session, file.plan, file.text, file.sha256, actor="mẫu", today=BEGUN, at=AT)
        open_cycle(session, code, actor="mẫu", today=BEGUN, at=AT)
    if register:
        read = read_register(CONFIG / "registers" / REGISTER, load_headings(CONFIG / "registers" / "headings.yaml"))
        with office.work() as session:
            cycle = running(session, code, office.rules, BEGUN)
            import_register(session, cycle, read.rows, file=REGISTER, source="sổ thật", actor="mẫu", today=BEGUN, at=AT)


def everything(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the office's database."""
    with office.look() as session:
        return dump(session)


def mails(office: Office) -> list[Path]:
    """The messages in the mailbox folder."""
    return sorted(office.settings.mailbox_dir.rglob("*.txt"))


def sent(session: Session) -> list[Desk]:
    """What was sent to which desk."""
    rows = select(Notice, Unit).where(Notice.unit_id == Unit.id, Notice.state == "sent").order_by(Notice.id)
    return [
        Desk(unit.code, str(notice.desk), notice.title or "", notice.body or "") for notice, unit in session.exec(rows)
    ]
