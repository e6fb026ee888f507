"""Runs that follow each other in a process that somebody watches: without the sign of life that each run would give."""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings


@contextmanager
def no_heartbeats() -> Iterator[None]:
    """Switch heartbeats off inside the block: at its end every run waits up to a second for the last one."""
    with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
