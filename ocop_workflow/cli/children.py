"""Child processes that do not outlive us: ended as a group, told by Linux when we die, known by their pid file."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ocop_workflow.errors import NotReady

PATIENCE_SECONDS = 10.0
"""How long a child may take to end by itself before it is killed."""
MAX_LOG_BYTES = 5_000_000
_PR_SET_PDEATHSIG = 1


@contextmanager
def sole_owner(var_dir: Path) -> Iterator[None]:
    """Hold `var_dir` for one supervisor; the lock ends with the process, however it ends.

    Raises:
        NotReady: another supervisor holds it.
    """
    path = var_dir / "run" / "supervisor.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise NotReady(
                f"Một tiến trình ocop khác (pid {lock.read().strip() or '?'}) đang dùng thư mục {var_dir}."
                " Dừng tiến trình đó bằng Ctrl-C, hoặc đặt OCOP_VAR_DIR sang thư mục khác."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@dataclass
class Child:
    """One program under our care; output goes to var/log/<name>.log, its pid to var/run/<name>.pid."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    var_dir: Path
    cwd: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def log_file(self) -> Path:
        """Where the child's output is appended to."""
        return self.var_dir / "log" / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """Pid and birth of the running child, so that the next start knows its own orphan from a stranger."""
        return self.var_dir / "run" / f"{self.name}.pid"

    @property
    def pid(self) -> int | None:
        """Process id of the child, None before the first start."""
        return self._process.pid if self._process else None

    @property
    def return_code(self) -> int | None:
        """None while the child lives (or was never started); negative = ended by that signal."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start the child; an orphan of an earlier supervisor is ended first."""
        self.end_orphan()
        for file in (self.log_file, self.pid_file):
            file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists() and self.log_file.stat().st_size > MAX_LOG_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                env=dict(self.environment),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal reaches us only; we end the children in order
                preexec_fn=_die_with(os.getpid()),
            )
        self.pid_file.write_text(f"{self._process.pid} {_birth(self._process.pid)}", encoding="utf-8")

    def stop(self) -> None:
        """End the child and all that it started: politely, then for good."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE_SECONDS)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self.pid_file.unlink(missing_ok=True)

    def end_orphan(self) -> None:
        """End what an earlier supervisor left running, if the pid file still names that very process."""
        try:
            pid_text, birth = self.pid_file.read_text(encoding="utf-8").split(maxsplit=1)
            pid = int(pid_text)
        except (FileNotFoundError, ValueError):
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if _birth(pid) != birth:
                break
            with suppress(ProcessLookupError):
                os.killpg(pid, sign)
            give_up_at = time.monotonic() + PATIENCE_SECONDS
            while _birth(pid) == birth and time.monotonic() < give_up_at:
                time.sleep(0.1)
        self.pid_file.unlink(missing_ok=True)

    def last_lines(self, count: int = 5) -> str:
        """The end of the log, for a message that has to say why the child died."""
        with suppress(FileNotFoundError):
            return "\n".join(self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
        return ""


def _die_with(parent: int) -> Callable[[], None]:
    """What the new process does before it becomes the program: ask Linux for a SIGTERM when `parent` is gone."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between fork and now
            os._exit(1)

    return ask


def _birth(pid: int) -> str | None:
    """When the process started, as the system says it; None if there is none (or only a zombie). Tells re-used pids."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            after_name = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if after_name[0] == "Z" else after_name[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip() or None
