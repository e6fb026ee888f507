"""Memory of each job over an idle worker: a process of its own loads what a worker has loaded and does the job once."""

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest

from ocop_workflow.notify.channels import Channels
from ocop_workflow.operations.cycle.running import RunningCycle, open_cycle_codes, running
from ocop_workflow.operations.cycle.sweep import sweep
from ocop_workflow.records.session import reading, unit_of_work
from tests.bench import (
    bench_advance,
    bench_delivery,
    bench_duties,
    bench_import,
    bench_late,
    bench_sheets,
)
from tests.bench.country import AT, TODAY, load_country, the_rules
from tests.bench.memory import memory_of
from tests.bench.paired import Figures, settle
from tests.bench.sinks import sink
from tests.bench.summary import SUMMARY
from tests.builders import a_cycle, rules

# --- in the process that is measured: each loads, and returns what is to be done --------------------------------------


def advance(url: str) -> Callable[[], object]:
    connect(url)
    return partial(bench_advance.ours, url)


def duties(url: str) -> Callable[[], object]:
    connect(url)
    return partial(bench_duties.ours, url, the_rules())


def late(url: str) -> Callable[[], object]:
    return partial(bench_late.ours, url, the_cycle(url))


def add_up(url: str) -> Callable[[], object]:
    connect(url)
    return partial(bench_sheets.ours, url)


def deliver(url: str, file: str) -> Callable[[], object]:
    import apprise  # noqa: F401  a worker that delivers has it

    connect(url)
    return partial(bench_delivery.ours, url, Channels.from_file(Path(file)))


def take_in(url: str, file: str) -> Callable[[], object]:
    return partial(bench_import.ours, url, the_cycle(url), Path(file))


def quarter(url: str) -> Callable[[], object]:
    known = the_rules()
    connect(url)

    def work() -> int:
        done = sweep(lambda: unit_of_work(url), known, today=TODAY, now=lambda: AT)
        assert not done.failed, done.failed
        return sum(one.notices_raised for one in done.cycles)

    return work


def the_cycle(url: str) -> RunningCycle:
    with reading(url) as session:
        (code,) = open_cycle_codes(session)
        return running(session, code, rules(), bench_late.TODAY)


def connect(url: str) -> None:
    with reading(url) as session:
        open_cycle_codes(session)


# --- what they work on ------------------------------------------------------------------------------------------------


@contextmanager
def digests(url: str, folder: Path):
    bench_delivery.prepare(url)
    with sink("mail") as receiver:
        line = f"mailto://127.0.0.1:{receiver.port}/{{tag}}@example.org?from=ocop@example.org"
        yield str(bench_delivery.channels_file(url, folder, line))


@contextmanager
def register(url: str, folder: Path):
    with unit_of_work(url) as session:
        a_cycle(session)
    path = folder / "danh-sach-mau.xlsx"
    bench_import.write_register(path)
    yield str(path)


@contextmanager
def plainly(prepare: Callable[[str], object], url: str, _: Path):
    prepare(url)
    yield None


def of_size(prepare: Callable[[str, int], object], number: int) -> partial[AbstractContextManager[None]]:
    return partial(plainly, lambda url: prepare(url, number))


QUARTER = "a quarter of N localities: duties, moves of the clock, digests queued"
CYCLES = 34
MOST = 300
"""What a quarter of the country may need over an idle worker, in MB."""
JOBS = (
    (bench_advance.JOB, 10_000, advance, of_size(bench_advance.prepare, 10_000)),
    (bench_advance.JOB, 100_000, advance, of_size(bench_advance.prepare, 100_000)),
    (bench_duties.JOB, CYCLES, duties, partial(plainly, partial(load_country, dossiers=False))),
    (bench_late.JOB, 600_000, late, of_size(bench_late.prepare, 600_000)),
    (bench_sheets.JOB, bench_sheets.IN_CELLS, add_up, of_size(bench_sheets.prepare, bench_sheets.IN_CELLS)),
    (bench_delivery.JOB.format(channel="mail"), bench_delivery.DIGESTS, deliver, digests),
    (bench_import.JOB, bench_import.ROWS, take_in, register),
    (QUARTER, CYCLES, quarter, partial(plainly, load_country)),
)


@pytest.mark.timeout(0)
def test_memory(fresh, databases, tmp_path):
    figures = Figures(
        "Memory of each job, in MB over the process before it (a database server is not counted)",
        ("job", "N", "database", "idle MB", "at most MB", "over idle MB", "s"),
    )
    for name, number, job, prepared in JOBS:
        for kind in databases:
            url = fresh(kind)
            with prepared(url, tmp_path) as more:
                settle(url)
                found = memory_of(f"{__name__}:{job.__name__}", url, *([more] if more else []))
            figures.add(name, number, kind, *map(round, (found.idle, found.most, found.over)), found.seconds)
            below = MOST if job is quarter else None
            SUMMARY.memory(name, number, kind, found.over, ours=found.seconds, below=below)
    figures.show()
