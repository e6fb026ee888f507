"""The five shipped plans, each read once."""

from pathlib import Path

import pytest

from ocop_workflow.library.plans import PlanFile, load_plan

CONFIG = Path(__file__).parents[2] / "config"
BAC_KAN, UONG_BI = "bac-kan.bac-kan.2024", "quang-ninh.uong-bi.2024"
CHAU_THANH, QUANG_NINH, CAM_PHA = "tra-vinh.chau-thanh.2025", "quang-binh.quang-ninh.2020", "quang-ninh.cam-pha.2016"
CODES = (BAC_KAN, QUANG_NINH, CAM_PHA, UONG_BI, CHAU_THANH)


@pytest.fixture(scope="session")
def shipped() -> dict[str, PlanFile]:
    return {code: load_plan(CONFIG / "plans" / f"{code}.yaml") for code in CODES}


@pytest.fixture(params=CODES)
def plan_file(request, shipped) -> PlanFile:
    return shipped[request.param]


@pytest.fixture
def uong_bi(shipped):
    return shipped[UONG_BI].plan


@pytest.fixture
def bac_kan(shipped):
    return shipped[BAC_KAN].plan


@pytest.fixture
def chau_thanh(shipped):
    return shipped[CHAU_THANH].plan


@pytest.fixture
def quang_ninh(shipped):
    return shipped[QUANG_NINH].plan


@pytest.fixture
def cam_pha(shipped):
    return shipped[CAM_PHA].plan
