"""Serve all flows with their schedules from this process: `python -m flows.serve`."""

import asyncio
from typing import Any
from uuid import UUID

from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

from flows.deployments import load_deployables
from flows.registration import register
from flows.tasks import office

AT_ONCE = 2


class _Registered(RunnerDeployment):
    """A deployment that stands on the server already: the runner learns its id and writes nothing anew."""

    registered_id: UUID

    async def aapply(self, *_: Any, **__: Any) -> UUID:
        """Where Prefect would write the deployment with its schedules, a paused one active again."""
        return self.registered_id


def main() -> None:
    """Register what deploy/prefect.yaml says and serve it until the process is told to stop.

    What a stop lets pass is run late, not dropped (`pause_on_shutdown`).
    """
    deployables = load_deployables(office().settings.deployments_file)
    ids, changes = register(deployables, pooled=False)
    runner = Runner(pause_on_shutdown=False, limit=AT_ONCE)
    for one in deployables:
        runner.add_deployment(_Registered(name=one.entry.name, registered_id=ids[one.full_name]))
    print("\n".join(["Đang phục vụ:", *ids, *(f"  ({change})" for change in changes)]), flush=True)
    asyncio.run(runner.start())


if __name__ == "__main__":
    main()
