"""The two shipped plans, each read once."""

from pathlib import Path

import pytest

from ocop_workflow.library.plans import PlanFile, load_plan

CONFIG = Path(__file__).parents[2] / "config"
CODES = ("bac-kan.bac-kan.2024", "quang-ninh.uong-bi.2024")


@pytest.fixture(scope="session")
def shipped() -> dict[str, PlanFile]:
    return {code: load_plan(CONFIG / "plans" / f"{code}.yaml") for code in CODES}


@pytest.fixture(params=CODES)
def plan_file(request, shipped) -> PlanFile:
    return shipped[request.param]


@pytest.fixture
def uong_bi(shipped):
    return shipped["quang-ninh.uong-bi.2024"].plan


@pytest.fixture
def bac_kan(shipped):
    return shipped["bac-kan.bac-kan.2024"].plan
