"""Does the locked set of libraries really work together? It once installed cleanly and scheduled nothing."""

import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

import prefect
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.schedules import CronSchedule

SECONDS_TO_SCHEDULE = 30


class TestPrefectServer:
    """The server that `ocop up` starts: prefect.server.api.server with the locked FastAPI and SQLAlchemy."""

    def test_it_starts_and_is_the_version_that_is_installed(self, prefect_api):
        with get_client(sync_client=True) as client:
            assert client.api_version() == prefect.__version__

    def test_a_cron_deployment_gets_a_scheduled_run(self, prefect_api):
        """Prefect 3.8 with SQLAlchemy 2.1 fails here and nowhere else: deployed, visible, never scheduled."""
        schedule = CronSchedule(cron="0 7 1 1,4,7,10 *", timezone="Asia/Ho_Chi_Minh")
        with get_client(sync_client=True) as client:
            flow_id = client.create_flow_from_name("canary")
            deployment_id = client.create_deployment(
                flow_id=flow_id,
                name="canary",
                schedules=[DeploymentScheduleCreate(schedule=schedule, active=True, slug="quarter")],
            )
            try:
                runs = _wait_for_runs(client, deployment_id)
            finally:
                client.delete_deployment(deployment_id)
        assert runs, f"no run was scheduled within {SECONDS_TO_SCHEDULE} s"
        first = min(run.expected_start_time for run in runs)
        assert {run.state.name for run in runs} == {"Scheduled"}
        assert (first.day, first.hour, first > datetime.now(UTC)) == (1, 0, True), "07:00 in Viet Nam is 00:00 UTC"


class TestNothingGoesOut:
    """The server is for this machine only: pages of other sites may neither steer nor read it."""

    def test_a_change_without_the_token_of_the_page_is_refused(self, prefect_api):
        request = urllib.request.Request(
            f"{prefect_api}/flows/", b'{"name": "x"}', {"Content-Type": "application/json"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 403

    @pytest.mark.parametrize(("origin", "allowed"), [("https://example.org", False), ("own", True)])
    def test_only_its_own_page_may_read_answers(self, prefect_api, origin, allowed):
        own = prefect_api.removesuffix("/api")
        request = urllib.request.Request(f"{prefect_api}/health", headers={"Origin": own if allowed else origin})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == (own if allowed else None)

    def test_analytics_and_the_page_that_calls_outside_are_off(self, prefect_api):
        from prefect.settings import get_current_settings

        server = get_current_settings().server
        assert not server.analytics_enabled
        assert not server.ui.v2_enabled


def _wait_for_runs(client, deployment_id):
    give_up_at = time.monotonic() + SECONDS_TO_SCHEDULE
    only_this = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    while True:
        runs = client.read_flow_runs(deployment_filter=only_this)
        if runs or time.monotonic() > give_up_at:
            return runs
        time.sleep(0.5)
