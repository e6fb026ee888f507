"""deploy/prefect.yaml: which flows are deployed, with which schedules; its shape, and how it is read."""

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ocop_workflow.library.yaml_files import load_yaml

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MANAGED = "ocop"
"""The tag of everything that we register: what bears it and is not in the file is taken away."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ScheduleEntry(_Shape):
    """When a deployment runs; known by its slug, so that it is changed in place."""

    slug: str = Field(pattern=_SLUG)
    cron: str = Field(pattern=r"^\S+( \S+){4}$")
    timezone: str
    active: bool = True
    parameters: dict[str, Any] = {}

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"không có múi giờ «{value}»") from None
        return value


class PoolEntry(_Shape):
    """Which workers take the runs."""

    name: str = Field(min_length=1)
    work_queue_name: str | None = None
    job_variables: dict[str, Any] = {}


class DeploymentEntry(_Shape):
    """One flow as it is deployed."""

    name: str = Field(min_length=1)
    entrypoint: str = Field(pattern=r"^flows(\.[a-z_0-9]+){2}$")
    description: str = Field(min_length=1)
    tags: tuple[Annotated[str, Field(pattern=_SLUG)], ...]
    parameters: dict[str, Any] = {}
    schedules: tuple[ScheduleEntry, ...]
    work_pool: PoolEntry
    concurrency_limit: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _check(self) -> "DeploymentEntry":
        slugs = [one.slug for one in self.schedules]
        if len(slugs) != len(set(slugs)):
            raise ValueError("hai lịch cùng slug trong một mục")
        if MANAGED not in self.tags:
            raise ValueError(f"thiếu thẻ «{MANAGED}»: không có nó thì mục bị xóa khỏi tệp sẽ không bị gỡ khỏi Prefect")
        return self


class DeploymentFile(_Shape):
    """The whole file; the keys of Prefect's own format that we use, and no other."""

    name: str
    prefect_version: str = Field(alias="prefect-version")
    pull: tuple[()] = ()
    deployments: tuple[DeploymentEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> "DeploymentFile":
        names = [(one.entrypoint, one.name) for one in self.deployments]
        if doubled := sorted({f"{flow}, «{name}»" for flow, name in names if names.count((flow, name)) > 1}):
            raise ValueError(f"ghi hai lần: {'; '.join(doubled)}")
        return self


def load_deployments(path: Path) -> DeploymentFile:
    """Read the file; raises BadInput with lines, or NotReady, as `load_yaml` does."""
    return load_yaml(path, DeploymentFile)
