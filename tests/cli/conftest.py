"""The command line as an officer meets it: words in, what is printed and the exit code out."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ocop_workflow.cli.main import main
from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.library.regimes import load_regimes
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.session import engine_for
from ocop_workflow.settings import PROJECT_ROOT, load_settings
from ocop_workflow.vocabulary import Step

CONFIG = PROJECT_ROOT / "config"
UONG_BI = "quang-ninh.uong-bi.2024"
BAC_KAN = "bac-kan.bac-kan.2024"
REGISTER = CONFIG / "registers" / "bac-kan.bac-kan.2018-2022.csv"
PLANS = [str(CONFIG / "plans" / f"{code}.yaml") for code in (BAC_KAN, UONG_BI)]


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Ocop = Callable[..., Answer]


def run(*words: object) -> Answer:
    """One command, in this process, through the same door as the installed `ocop`."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session", autouse=True)
def rules_read_once() -> Iterator[None]:
    """Every command is a process that reads the calendar and the regimes; here they are all one process."""
    with pytest.MonkeyPatch.context() as patch:
        for load in (load_calendar, load_regimes):
            patch.setattr(f"ocop_workflow.office.{load.__name__}", cache(load))
        yield


@pytest.fixture
def ocop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Ocop]:
    """The command line of an installation without a database yet."""
    monkeypatch.setenv("OCOP_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("OCOP_REPLAY_YEAR", "2024")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)  # another test of this process may have a server
    yield run
    engine_for(f"sqlite:///{tmp_path / 'var' / 'ocop.sqlite3'}").dispose()


@pytest.fixture(scope="session")
def april_in_both_cities(rules_read_once: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database set up by commands, with what a run of 22 April 2024 raises in Uông Bí."""
    var = tmp_path_factory.mktemp("april")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCOP_VAR_DIR", str(var))
        for words in (
            ("db", "upgrade"),
            ("plan", "apply", *PLANS, "--by", "Nguyễn Văn A"),
            ("cycle", "open", BAC_KAN, "--today", "2024-03-01"),
            ("cycle", "open", UONG_BI, "--today", "2024-03-01"),
        ):
            answer = run(*words)
            assert answer.code == 0, answer.err
        office, today = Office(load_settings()), date(2024, 4, 22)
        with office.work() as session:
            cycle = running(session, UONG_BI, office.rules, today)
            for step in Step:
                raise_assignments(session, cycle, step, today)
            raise_reports(session, cycle, today)
            remind(session, cycle, today=today, at=office.settings.now(), steps=tuple(Step), reports=True)
        engine_for(office.settings.database_url).dispose()
    return var / "ocop.sqlite3"


@pytest.fixture
def april(ocop: Ocop, april_in_both_cities: Path, tmp_path: Path) -> Ocop:
    """The command line on that database."""
    (tmp_path / "var").mkdir()
    shutil.copy(april_in_both_cities, tmp_path / "var" / "ocop.sqlite3")
    return ocop
