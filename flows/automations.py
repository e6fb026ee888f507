"""What Prefect may do by itself, for the eyes of whoever runs it: a run without a sign of life is called crashed.

No duty rests on this. Events can be lost and an automation with them; what a dead run left undone is found in our own
tables (`operations.sweep.owed_today`), whatever Prefect says of the run.
"""

from datetime import timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events import EventTrigger
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, Posture
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY

NAME = "OCOP: lượt chạy không còn dấu hiệu sống"
_HEARTBEAT = "prefect.flow-run.heartbeat"
_ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
_BEATS_MISSED = 3
_DEFAULT_SECONDS = 180


def ensure_automations() -> list[str]:
    """Put the automation in place, or change it where it differs; one that is switched off stays off."""
    wanted = lost_runs()
    with get_client(sync_client=True) as client:
        standing = client.read_automations_by_name(NAME)
        if not standing:
            client.create_automation(wanted)
            return [f"thêm tự động «{NAME}»"]
        found = standing[0]
        if _said(found) == _said(wanted):
            return []
        client.update_automation(found.id, wanted.model_copy(update={"enabled": found.enabled}))
        return [f"sửa tự động «{NAME}»"]


def lost_runs() -> AutomationCore:
    """Three heartbeats missed: the machine is gone, or the process; less would hit runs that are merely slow."""
    seconds = _BEATS_MISSED * (PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() or _DEFAULT_SECONDS)
    return AutomationCore(
        name=NAME,
        description="Chỉ đánh dấu để người vận hành thấy; việc dở dang được lượt rà sau tự tìm và làm nốt.",
        trigger=EventTrigger(
            after={_HEARTBEAT},
            expect={_HEARTBEAT, *_ENDS},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=seconds),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message=f"Không còn dấu hiệu sống trong {seconds} giây")],
    )


def _said(automation: AutomationCore) -> object:
    said = automation.model_dump(mode="json", include={"description", "trigger", "actions"})
    trigger = said["trigger"]
    return {**said, "trigger": {k: sorted(v) if isinstance(v, list) else v for k, v in trigger.items() if k != "id"}}
