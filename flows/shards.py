"""One run per locality: a run on a work pool hands every locality to a run of its own, which any worker may take.

Nobody waits for the shards, and nothing is remembered of them: a shard that dies leaves its cycle without the day's
tick, and the next delivery sweep, or the next watch, goes through it.
"""

from datetime import date
from uuid import UUID

from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.deployments import run_deployment

from flows.request import RunRequest


def on_a_pool() -> bool:
    """Whether other workers could take a part of this run; a served or a local run has none."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return run is not None and run.deployment_id is not None and bool(run.work_pool_name)


def hand_out(request: RunRequest, locality: str, today: date) -> str:
    """Let a run of the same deployment do the locality; the name of that run.

    Two parents of one hour (two schedulers, a run that Prefect started again) hand out the same run, unless that one
    has ended already: who asks again after a failure gets a new one.
    """
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow_run is not None
    parent = context.flow_run
    hour = f"{parent.expected_start_time:%Y-%m-%dT%H}" if parent.expected_start_time else str(parent.id)
    run = _run(request.for_locality(locality, today), parent.deployment_id, f"{locality} {today} {hour}")
    if run.state is not None and run.state.is_final():
        run = _run(request.for_locality(locality, today), parent.deployment_id, f"{locality} {today} {parent.id}")
    return run.name


def _run(request: RunRequest, deployment: UUID | None, key: str) -> FlowRun:
    assert deployment is not None, "only a run of a deployment is on a pool"
    run = run_deployment(
        deployment,
        parameters={"request": request.model_dump(mode="json")},
        timeout=0,
        as_subflow=False,
        idempotency_key=f"{deployment} {key}",
        tags=["ocop", "dia-phuong"],
    )
    assert isinstance(run, FlowRun)  # outside an event loop Prefect answers at once
    return run
