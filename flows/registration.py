"""Brings a Prefect server to what deploy/prefect.yaml says, in place: twice is once, and no run is lost or doubled.

Prefect's own `deploy` writes everything anew: a schedule that a coordinator paused becomes active again, what is gone
from the file stays, and a schedule that gets a new id makes its runs a second time. Here what is alike is left alone, a
schedule is changed by its slug, and what bears our tag and is no longer in the file is taken away. Runs that are late
stay, and are run.
"""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectNotFound
from prefect.utilities.callables import parameter_schema

from flows.deployments import Deployable
from ocop_workflow.library.deployment_file import MANAGED, ScheduleEntry

PAGE = 200


def register(
    deployables: Sequence[Deployable], *, pooled: bool, pool_type: str = "process"
) -> tuple[dict[str, UUID], list[str]]:
    """Register every entry and take away what is gone; return the ids by name, and in words what was changed.

    With `pooled` the runs go to the entry's work pool, which is made where it is missing; without it whoever serves
    the deployments runs them.
    """
    ids: dict[str, UUID] = {}
    changes: list[str] = []
    with get_client(sync_client=True) as client:
        if pooled:
            for name in sorted({one.entry.work_pool.name for one in deployables}):
                changes += _ensure_pool(client, name, pool_type)
        standing = {(one.flow_id, one.name): one for one in _managed(client)}
        for deployable in deployables:
            key = (client.create_flow(deployable.flow), deployable.entry.name)
            wanted = _wanted(deployable, pooled)
            found = standing.pop(key, None) or _by_name(client, deployable.full_name)
            if found is None:
                ids[deployable.full_name] = _create(client, key, wanted, deployable.entry.schedules)
                changes.append(f"thêm «{deployable.full_name}»")
            else:
                ids[deployable.full_name] = found.id
                changes += [f"«{deployable.full_name}»: {what}" for what in _change(client, found, wanted, deployable)]
        for gone in standing.values():
            client.delete_deployment(gone.id)
            changes.append(f"gỡ «{gone.name}» (không còn trong tệp)")
    return ids, changes


def _ensure_pool(client: SyncPrefectClient, name: str, pool_type: str) -> list[str]:
    try:
        client.read_work_pool(name)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=name, type=pool_type, description="OCOP"))
        return [f"thêm nhóm máy chạy «{name}» ({pool_type})"]
    return []


def _managed(client: SyncPrefectClient) -> Iterable[DeploymentResponse]:
    """Everything on the server that bears our tag."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[MANAGED]))
    offset = 0
    while page := client.read_deployments(deployment_filter=ours, limit=PAGE, offset=offset):
        yield from page
        offset += len(page)


def _by_name(client: SyncPrefectClient, full_name: str) -> DeploymentResponse | None:
    """A deployment of that name whose tag somebody took away."""
    try:
        return client.read_deployment_by_name(full_name)
    except ObjectNotFound:
        return None


def _wanted(deployable: Deployable, pooled: bool) -> dict[str, Any]:
    """What the server should know of the deployment, without its schedules."""
    entry = deployable.entry
    return {
        "version": version("ocop-workflow"),
        "description": entry.description,
        "tags": list(entry.tags),
        "parameters": entry.parameters,
        "entrypoint": entry.entrypoint,
        "path": None,
        "pull_steps": None,
        "enforce_parameter_schema": True,
        "parameter_openapi_schema": parameter_schema(deployable.flow).model_dump_for_openapi(),
        "concurrency_limit": entry.concurrency_limit,
        "work_pool_name": entry.work_pool.name if pooled else None,
        "work_queue_name": (entry.work_pool.work_queue_name or "default") if pooled else None,
        "job_variables": entry.work_pool.job_variables if pooled else {},
    }


def _create(
    client: SyncPrefectClient, key: tuple[UUID, str], wanted: dict[str, Any], schedules: Sequence[ScheduleEntry]
) -> UUID:
    return client.create_deployment(
        flow_id=key[0], name=key[1], schedules=[_new(one) for one in schedules],
        **{name: value for name, value in wanted.items() if value is not None},
    )  # fmt: skip


def _change(
    client: SyncPrefectClient, found: DeploymentResponse, wanted: dict[str, Any], deployable: Deployable
) -> list[str]:
    """Write what differs and nothing else; in words what that was."""
    limit = found.global_concurrency_limit.limit if found.global_concurrency_limit else None
    stands = {**found.model_dump(), "concurrency_limit": limit}
    differs = {name: value for name, value in wanted.items() if (stands.get(name) or None) != (value or None)}
    if differs:
        kept = {"tags": wanted["tags"], **differs}  # an update without tags would clear them
        client.update_deployment(found.id, DeploymentUpdate(**kept))
    changes = [f"sửa {', '.join(differs)}"] if differs else []
    known = {schedule.slug: schedule for schedule in found.schedules}
    for entry in deployable.entry.schedules:
        stands_as = known.pop(entry.slug, None)
        if stands_as is None:
            client.create_deployment_schedules(found.id, [_new(entry)])
            changes.append(f"thêm lịch «{entry.slug}»")
        elif (stands_as.schedule, stands_as.parameters) != (_cron(entry), entry.parameters):
            client.update_deployment_schedule(
                found.id, stands_as.id, schedule=_cron(entry), parameters=entry.parameters
            )
            changes.append(f"sửa lịch «{entry.slug}»: {entry.cron}")
    for gone in known.values():
        client.delete_deployment_schedule(found.id, gone.id)
        changes.append(f"gỡ lịch «{gone.slug or gone.schedule}»")
    return changes


def _new(entry: ScheduleEntry) -> DeploymentScheduleCreate:
    return DeploymentScheduleCreate(
        schedule=_cron(entry), active=entry.active, slug=entry.slug, parameters=entry.parameters
    )


def _cron(entry: ScheduleEntry) -> CronSchedule:
    return CronSchedule(cron=entry.cron, timezone=entry.timezone)
