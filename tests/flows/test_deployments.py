"""deploy/prefect.yaml on a real server with a real worker: registered in place, run once per locality."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, DeploymentFilterTags
from prefect.deployments import run_deployment
from prefect.states import Scheduled

from flows.automations import NAME, ensure_automations
from flows.deployments import load_deployables
from flows.registration import register
from ocop_workflow.errors import BadInput
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.sweep import owed_today
from ocop_workflow.records.session import unit_of_work
from tests.builders import a_cycle, a_plan

pytestmark = pytest.mark.timeout(300)

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy" / "prefect.yaml"
WATCH = "Theo dõi báo cáo/Mỗi ngày làm việc"
OURS = DeploymentFilter(tags=DeploymentFilterTags(all_=["ocop"]))
MONDAY = datetime(2024, 6, 17, tzinfo=UTC).date()


def edited(tmp_path: Path, old: str, new: str):
    """The shipped file with one thing changed."""
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "prefect.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


class TestTheFile:
    """What Prefect would take in silence is refused with the place."""

    def test_every_flow_is_deployed_with_a_name_and_a_description(self):
        found = load_deployables(SHIPPED)
        flows = {path.stem for path in (ROOT / "flows").glob("*.py") if "@flow(" in path.read_text("utf-8")}
        assert {one.entry.entrypoint.split(".")[1] for one in found} == flows
        assert all(one.entry.description for one in found)
        assert {s.timezone for one in found for s in one.entry.schedules} == {"Asia/Ho_Chi_Minh"}

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            (
                "    tags: [ocop, gui]",
                "    concurency_limit: 3\n    tags: [ocop, gui]",
                r"dòng \d+: .*concurency_limit",
            ),
            ("parameters: {}", "parameters: {yearr: 2024}", "không có tham số «yearr»"),
            ("parameters: {}", "parameters: {request: {todya: 2024-01-01}}", r"request\.todya"),
            ("flows.annual_cycle.annual_cycle", "flows.annual_cycle.anual_cycle", "không có luồng"),
            ("Asia/Ho_Chi_Minh", "Asia/Hanoi", r"dòng \d+: .*không có múi giờ «Asia/Hanoi»"),
            ('"*/5 * * * *"', '"*/5 * * 13 *"', "không phải là cron"),
            ("tags: [ocop, chu-trinh]", "tags: [chu-trinh]", "thiếu thẻ «ocop»"),
            ("flows.step2_ideas.step2_ideas", "flows.step1_outreach.step1_outreach", "ghi hai lần"),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, old: str, new: str, says: str):
        with pytest.raises(BadInput, match=says):
            load_deployables(edited(tmp_path, old, new))


@pytest.fixture
def clean_server(prefect_at_once: str) -> Iterator[str]:
    """The server of the run, without any deployment of ours before and after."""
    yield prefect_at_once
    with get_client(sync_client=True) as client:
        for deployment in client.read_deployments(deployment_filter=OURS):
            client.delete_deployment(deployment.id)


def standing() -> dict[str, object]:
    """What the server holds: ids, when each was last written, its schedules."""
    with get_client(sync_client=True) as client:
        return {
            str(one.id): (
                one.name,
                one.updated,
                one.work_pool_name,
                tuple((s.id, s.slug, s.active) for s in one.schedules),
            )
            for one in client.read_deployments(deployment_filter=OURS)
        }


class TestRegistering:
    def test_twice_changes_nothing_what_is_gone_is_taken_away_and_a_paused_schedule_stays_paused(
        self, clean_server: str, tmp_path: Path
    ):
        ids, changes = register(load_deployables(SHIPPED), pooled=True)
        assert len([change for change in changes if change.startswith("thêm «")]) == len(ids) == 9
        first = standing()
        assert register(load_deployables(SHIPPED), pooled=True) == (ids, [])
        assert standing() == first

        with get_client(sync_client=True) as client:
            (schedule,) = client.read_deployment_schedules(ids[WATCH])
            client.update_deployment_schedule(ids[WATCH], schedule.id, active=False)
            late = client.create_flow_run_from_deployment(
                ids[WATCH], state=Scheduled(scheduled_time=datetime.now(UTC) - timedelta(hours=3))
            )
            changed = edited(tmp_path, "cron: 0 7 * * 1-6", "cron: 30 6 * * 1-6")
            changed.write_text(changed.read_text("utf-8").partition("\n  - name: Chạy khi cần")[0], "utf-8")
            again, changes = register(load_deployables(changed), pooled=True)
            assert again == {name: id_ for name, id_ in ids.items() if "Bước" not in name}
            assert sum("gỡ" in change for change in changes) == 6
            assert [change for change in changes if "gỡ" not in change] == [
                f"«{WATCH}»: sửa lịch «theo-doi»: 30 6 * * 1-6"
            ]
            (now,) = client.read_deployment_schedules(ids[WATCH])
            assert (now.id, now.slug, now.active, now.schedule.cron) == (schedule.id, "theo-doi", False, "30 6 * * 1-6")
            assert client.read_flow_run(late.id).state.is_scheduled(), "a run that is late is not lost"
            client.delete_flow_run(late.id)
        assert len(standing()) == 3

    def test_the_automation_is_put_in_place_once_and_stays_off_when_it_was_switched_off(self, clean_server: str):
        assert len(ensure_automations()) == 1
        with get_client(sync_client=True) as client:
            (made,) = client.read_automations_by_name(NAME)
            client.pause_automation(made.id)
            assert ensure_automations() == []
            (still,) = client.read_automations_by_name(NAME)
            assert (still.id, still.enabled) == (made.id, False)
            client.delete_automation(made.id)


@contextmanager
def a_worker(log: Path) -> Iterator[None]:
    """A process worker of the pool, as an operator starts it."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PREFECT_WORKER_QUERY_SECONDS": "1"}
    command = [
        sys.executable,
        "-m",
        "prefect",
        "worker",
        "start",
        "--pool",
        "ocop",
        "--type",
        "process",
        "--limit",
        "3",
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=log.parent, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None


class TestAWorker:
    """A triggered run on a pool hands each locality to a run of its own; a scheduled run appears by itself."""

    def test_one_run_per_locality_and_each_of_them_once(self, an_office: Office, clean_server: str, tmp_path: Path):
        with unit_of_work(an_office.settings.database_url) as session:
            for n in range(2):
                a_cycle(session, a_plan(code=f"mau.mau-{n}.2024", locality=f"mau.mau-{n}"))
        ids, _ = register(load_deployables(SHIPPED), pooled=True)
        with a_worker(tmp_path / "worker.log"), get_client(sync_client=True) as client:
            asked = {"request": {"today": MONDAY.isoformat()}}
            parent = run_deployment(ids[WATCH], parameters=asked, timeout=0, as_subflow=False)
            only = DeploymentFilter(id=DeploymentFilterId(any_=[ids[WATCH]]))
            by_hand = _wait_for(client, only, 3)
            assert {run.state_name for run in by_hand} == {"Completed"}, (tmp_path / "worker.log").read_text()
            shards = {run.parameters["request"]["localities"][0] for run in by_hand if run.id != parent.id}
            assert shards == {"mau.mau-0", "mau.mau-1"}
            scheduled = [run for run in client.read_flow_runs(deployment_filter=only) if run.auto_scheduled]
            assert scheduled
            assert {run.state_name for run in scheduled} == {"Scheduled"}
        with an_office.look() as session:
            assert owed_today(session, MONDAY) == []


def _wait_for(client, only: DeploymentFilter, number: int):
    """So many runs that nobody scheduled, all of them ended."""
    give_up_at = time.monotonic() + 120
    while True:
        runs = [run for run in client.read_flow_runs(deployment_filter=only) if not run.auto_scheduled]
        if (len(runs) == number and all(run.state.is_final() for run in runs)) or time.monotonic() > give_up_at:
            return runs
        time.sleep(0.5)
