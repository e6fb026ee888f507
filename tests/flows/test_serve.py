"""`python -m flows.serve`: all nine flows are served from a process of its own, with the schedules of the year."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments import run_deployment

from flows.annual_cycle import SIX_STEPS, TITLE
from ocop_workflow.office import Office
from ocop_workflow.records.tables import Assignment
from tests.flows.conftest import UONG_BI, open_real_cycle

pytestmark = pytest.mark.timeout(300)

ROOT = Path(__file__).resolve().parents[2]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PATIENCE_S = 90
ALL_SERVED = DeploymentFilter(tags=DeploymentFilterTags(all_=["ocop"]))


@pytest.fixture
def served(an_office: Office, tmp_path: Path) -> Iterator[dict[str, DeploymentResponse]]:
    """The deployments of a serving process, by flow name; taken away afterwards."""
    open_real_cycle(an_office, UONG_BI)
    with (tmp_path / "serve.log").open("wb") as log:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        with get_client(sync_client=True) as client:
            yield _wait_for_all(client, process)
            for deployment in client.read_deployments(deployment_filter=ALL_SERVED):
                client.delete_deployment(deployment.id)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_all(client, process):
    give_up_at = time.monotonic() + PATIENCE_S
    found = []
    while len(found) < 9 and time.monotonic() < give_up_at:
        assert process.poll() is None, "the serving process has ended"
        found = client.read_deployments(deployment_filter=ALL_SERVED)
        time.sleep(0.5)
    return {client.read_flow(deployment.flow_id).name: deployment for deployment in found}


def test_nine_flows_three_schedules_and_a_run_by_hand(an_office: Office, served) -> None:
    assert set(served) == {step.name for step in SIX_STEPS} | {TITLE, "Theo dõi báo cáo", "Gửi thông báo"}
    schedules = {
        name: [(one.schedule.cron, one.schedule.timezone, one.slug) for one in deployment.schedules]
        for name, deployment in served.items()
        if deployment.schedules
    }
    assert schedules == {
        TITLE: [("0 7 1 1,4,7,10 *", "Asia/Ho_Chi_Minh", "chu-trinh")],
        "Theo dõi báo cáo": [("0 7 * * 1-6", "Asia/Ho_Chi_Minh", "theo-doi")],
        "Gửi thông báo": [("*/5 * * * *", "Asia/Ho_Chi_Minh", "gui")],
    }

    quarter = _first_scheduled(served[TITLE]).astimezone(HANOI)
    assert (quarter.month in (1, 4, 7, 10), quarter.day, quarter.hour, quarter.minute) == (True, 1, 7, 0)
    assert quarter > datetime.now(UTC)
    watch = _first_scheduled(served["Theo dõi báo cáo"]).astimezone(HANOI)
    assert (watch.weekday() < 6, watch.hour) == (True, 7)

    asked = {"request": {"cycle": UONG_BI, "today": "2024-04-19"}}
    by_hand = "Bước 2 · Nhận ý tưởng sản phẩm/Chạy khi cần"
    run = run_deployment(by_hand, parameters=asked, timeout=PATIENCE_S, as_subflow=False)
    assert run.state is not None
    assert run.state.is_completed(), run.state
    with an_office.look() as session:
        raised = session.connection().execute(Assignment.__table__.select()).all()  # type: ignore[attr-defined]
    assert raised, "the served process works on the database of its environment"


def _first_scheduled(deployment: DeploymentResponse) -> datetime:
    """When the next scheduled run is due; Prefect makes it some seconds after the deployment."""
    only_this = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))
    give_up_at = time.monotonic() + PATIENCE_S
    with get_client(sync_client=True) as client:
        while time.monotonic() < give_up_at:
            runs = [run for run in client.read_flow_runs(deployment_filter=only_this) if run.auto_scheduled]
            if runs:
                return min(run.expected_start_time for run in runs if run.expected_start_time)
            time.sleep(0.5)
    pytest.fail(f"no scheduled run within {PATIENCE_S} s")
