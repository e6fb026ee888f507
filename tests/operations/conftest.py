"""The two real cities on a fresh database, with the day as an argument."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from ocop_workflow.library.plans import PlanFile, load_plan
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, running
from ocop_workflow.operations.plans.plans import apply_plan
from ocop_workflow.records.session import reading, unit_of_work
from tests import builders

CONFIG = Path(__file__).resolve().parents[2] / "config"
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
UONG_BI = "quang-ninh.uong-bi.2024"
BAC_KAN = "bac-kan.bac-kan.2024"


@dataclass(frozen=True)
class City:
    """An office at its database."""

    url: str
    rules: Rules

    def work(self) -> AbstractContextManager[Session]:
        return unit_of_work(self.url)

    def look(self) -> AbstractContextManager[Session]:
        return reading(self.url)

    def cycle(self, session: Session, code: str, today: date) -> RunningCycle:
        return running(session, code, self.rules, today)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return builders.rules()


@pytest.fixture(scope="session")
def plan_files() -> dict[str, PlanFile]:
    return {code: load_plan(CONFIG / "plans" / f"{code}.yaml") for code in (BAC_KAN, UONG_BI)}


@pytest.fixture
def city(database: str, rules: Rules, plan_files: dict[str, PlanFile]) -> Iterator[City]:
    """Both plans applied and their cycles open, on SQLite and on PostgreSQL."""
    city = City(database, rules)
    with city.work() as session:
        for file in plan_files.values():
            apply_plan(session, file.plan, file.text, file.sha256, actor="mẫu", today=date(2024, 1, 2), at=AT)
            open_cycle(session, file.plan.code, actor="mẫu", today=date(2024, 1, 2), at=AT)
    yield city


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: AT
