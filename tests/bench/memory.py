"""Memory of one job, in a process of its own: `python -m tests.bench.memory tests.bench.bench_memory:advance URL`.

A job is a function of strings. It loads what an idle worker has loaded and returns what is to be done once; what that
returns in turn is told back. The memory of a database server is not the worker's and is not in the figure.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Memory:
    """What the process of a job held, in MB (2^20 bytes), and how long the job took, in seconds."""

    idle: float
    most: float
    seconds: float
    told: object = None

    @property
    def over(self) -> float:
        """What the job needed over an idle worker."""
        return self.most - self.idle


def memory_of(job: str, *given: str) -> Memory:
    """Do the job («module:function») once in a new process.

    Raises:
        AssertionError: the process failed; with what it said.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", job, *given],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Memory(**json.loads(done.stdout.splitlines()[-1]))


def main(job: str, *given: str) -> None:
    """Measure in this process and print what memory_of reads."""
    module, _, name = job.partition(":")
    work: Callable[[], object] = getattr(import_module(module), name)(*given)
    gc.collect()
    idle = _now_and_forget_the_most()
    begun = time.perf_counter()
    told = work()
    took = time.perf_counter() - begun
    print(json.dumps({"idle": idle, "most": _most(), "seconds": took, "told": told}))


def _now_and_forget_the_most() -> float:
    if not _STATUS.exists():
        return _most()
    Path("/proc/self/clear_refs").write_text("5")  # the kernel begins the greatest value anew
    return _of_status("VmRSS")


def _most() -> float:
    # A child begins with the ru_maxrss of its parent on Linux: the large parent here would hide what a job needs.
    if _STATUS.exists():
        return _of_status("VmHWM")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes on macOS


def _of_status(name: str) -> float:
    return int(_STATUS.read_text().partition(f"{name}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
