"""The deployments of deploy/prefect.yaml with the flows that they name, checked further than Prefect checks them."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from pydantic import ValidationError

from flows.request import RunRequest
from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.library.deployment_file import DeploymentEntry, load_deployments

_PARAMETER = "request"


@dataclass(frozen=True)
class Deployable:
    """One entry of the file and its flow."""

    entry: DeploymentEntry
    flow: Flow[..., Any]

    @property
    def full_name(self) -> str:
        """What Prefect calls it: flow and deployment."""
        return f"{self.flow.name}/{self.entry.name}"


def load_deployables(path: Path) -> list[Deployable]:
    """Read the file and import every flow of it.

    Raises:
        NotReady: the file cannot be opened. BadInput: a key, a flow, a parameter or a schedule is wrong.
    """
    found, mistakes = [], []
    for entry in load_deployments(path).deployments:
        module, _, name = entry.entrypoint.rpartition(".")
        flow = _flow(module, name)
        if flow is None:
            mistakes.append(Mistake(file=str(path), why=f"không có luồng «{entry.entrypoint}»", value=entry.name))
            continue
        found.append(Deployable(entry, flow))
        mistakes += [Mistake(file=str(path), why=f"{entry.entrypoint}: {why}") for why in _wrong(entry)]
    if mistakes:
        raise BadInput(f"Tệp {path.name}", mistakes)
    return found


def _flow(module: str, name: str) -> Flow[..., Any] | None:
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError:
        return None
    return found if isinstance(found, Flow) else None


def _wrong(entry: DeploymentEntry) -> Sequence[str]:
    """Every parameter that the flow does not take, and every schedule that is none."""
    wrong = []
    for parameters in (entry.parameters, *(schedule.parameters for schedule in entry.schedules)):
        wrong += [f"không có tham số «{name}»; có: {_PARAMETER}" for name in parameters if name != _PARAMETER]
        try:
            RunRequest.model_validate(parameters.get(_PARAMETER, {}))
        except ValidationError as error:
            wrong += [f"{_PARAMETER}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    for schedule in entry.schedules:
        try:
            CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
        except ValidationError:
            wrong.append(f"lịch «{schedule.cron}» không phải là cron")
    return wrong
