"""Runs a flow in this process: seen in the Prefect of a running `ocop up`, else in a server of its own."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from ocop_workflow.cli.at_work import AtWork
from ocop_workflow.cli.server import prefect_environment, prefect_server
from ocop_workflow.cli.show import print_json, say

if TYPE_CHECKING:
    from ocop_workflow.settings import Settings


def run_cycle(desk: AtWork, cycle: str | None, *, today: date | None, dry_run: bool, as_json: bool) -> None:
    """Run the annual cycle and show its summary.

    Raises:
        OcopError: a cycle could not be run. NotReady: no Prefect server could be started.
    """
    with desk.look() as session:
        if cycle is not None:  # said before a server is started for nothing
            desk.running(session, cycle)
    with _prefect(desk.office.settings, quiet=as_json):
        from flows.annual_cycle import annual_cycle
        from flows.request import RunRequest
        from ocop_workflow.cli.run_page import show_cycle_run

        summary = annual_cycle(RunRequest(cycle=cycle, today=today, dry_run=dry_run))
    print_json(summary) if as_json else show_cycle_run(summary)


def run_step(
    desk: AtWork, number: int, cycle: str | None, *, today: date | None, dry_run: bool, deliver: bool, as_json: bool
) -> None:
    """Run one step for one cycle and show its summary; raises as `run_cycle` does."""
    with desk.look() as session:
        code = desk.running(session, cycle).plan.code
    with _prefect(desk.office.settings, quiet=as_json):
        from flows.annual_cycle import SIX_STEPS
        from flows.request import RunRequest
        from ocop_workflow.cli.run_page import show_step_run

        request = RunRequest(cycle=code, today=today, dry_run=dry_run, deliver=deliver)
        summary = SIX_STEPS[number - 1](request)
    print_json(summary) if as_json else show_step_run(summary)


@contextmanager
def _prefect(settings: "Settings", *, quiet: bool) -> Iterator[None]:
    """A Prefect server for the flows of this block; must be entered before Prefect is imported."""
    own_port = settings.model_copy(update={"prefect_port": 0})  # a server for this run alone never meets a taken port
    with prefect_server(own_port, lambda line: say(line, to_errors=True)) as api_url:
        for name in [name for name in os.environ if name.startswith("PREFECT_")]:
            del os.environ[name]
        os.environ |= prefect_environment(settings, api_url)
        # The summary is what the officer reads; the lines of the run stand in Prefect.
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "DEBUG" if os.environ.get("OCOP_DEBUG") else "CRITICAL"
        try:
            yield
        finally:
            _send_logs()


def _send_logs() -> None:
    """Let Prefect's own handlers send what they hold while the server still answers."""
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        for handler in logging.getLogger(name).handlers:
            handler.flush()
