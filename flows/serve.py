"""Serve all flows with their schedules from this process: `python -m flows.serve`."""

from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from flows.annual_cycle import SIX_STEPS, annual_cycle
from flows.report_watch import report_watch
from flows.tasks import office

QUARTERLY = "0 7 1 1,4,7,10 *"
"""07:00 on the first day of January, April, July, October."""
WORKING_DAYS = "0 7 * * 1-6"
"""Saturdays too, for make-up working days; the flow itself asks the calendar and rests on a day off."""
AT_ONCE = 2


def deployments() -> list[RunnerDeployment]:
    """The eight deployments. A schedule has a slug, so that serving again changes it instead of adding another.

    No concurrency limit: a run that dies with its machine would hold the slot, and two runs at once do no harm.
    """
    steps = [_deployment(step, "Chạy khi cần", f"buoc-{number}") for number, step in enumerate(SIX_STEPS, start=1)]
    return [
        *steps,
        _deployment(annual_cycle, "Hằng quý", "chu-trinh", QUARTERLY),
        _deployment(report_watch, "Mỗi ngày làm việc", "theo-doi", WORKING_DAYS),
    ]


def _deployment(served: Flow[..., Any], name: str, tag: str, cron: str | None = None) -> RunnerDeployment:
    zone = office().settings.timezone.key
    schedules = [Cron(cron, timezone=zone, slug=tag)] if cron else None
    description = (served.description or "").split("\n\n")[0]
    made: RunnerDeployment = served.to_deployment(  # type: ignore[assignment]
        name, schedules=schedules, tags=["ocop", tag], description=description
    )
    return made


def main() -> None:
    """Serve until the process is told to stop; what a stop lets pass is run late, not dropped."""
    serve(*deployments(), pause_on_shutdown=False, limit=AT_ONCE)


if __name__ == "__main__":
    main()
