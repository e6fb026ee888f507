"""`ocop up` keeps two children alive and leaves none behind, however it ends."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from ocop_workflow.cli.children import Child, sole_owner
from ocop_workflow.cli.server import child_environment, prefect_server
from ocop_workflow.errors import NotReady
from ocop_workflow.settings import PROJECT_ROOT, Settings

PATIENCE_SECONDS = 30
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")


def _child(var_dir: Path, code: str, name: str = "trial") -> Child:
    return Child(name, [sys.executable, "-c", code], os.environ, var_dir, var_dir)


def _is_alive(pid: int) -> bool:
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.startswith("Z")


def _wait(what, *, seconds: float = PATIENCE_SECONDS):
    give_up_at = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < give_up_at, f"did not happen within {seconds} s"
        time.sleep(0.05)
    return answer


def _pid_in(file: Path) -> int | None:
    return int(file.read_text().split()[0]) if file.exists() and file.read_text() else None


def _start_supervisor(tmp_path: Path, body: str) -> subprocess.Popen[str]:
    code = "import sys, time\nfrom pathlib import Path\nfrom ocop_workflow.cli.children import Child, sole_owner\n"
    code += f"var = Path({str(tmp_path)!r})\n{body}"
    return subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)


KEEPER = """
with sole_owner(var):
    Child("trial", [sys.executable, "-c", "import time; time.sleep(600)"], {}, var, var).start()
    time.sleep(600)
"""


class TestNoChildStaysBehind:
    """A server without its supervisor would hold the port and run flows that nobody sees."""

    def test_stopping_ends_the_child_and_what_it_started(self, tmp_path):
        grandchild = (
            "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
        )
        child = _child(tmp_path, f"{grandchild}; open('grandchild', 'w').write(str(p.pid)); time.sleep(600)")
        child.start()
        grandchild_pid = _wait(lambda: _pid_in(tmp_path / "grandchild"))
        child.stop()
        assert child.return_code == -signal.SIGTERM
        _wait(lambda: not _is_alive(grandchild_pid))
        assert not child.pid_file.exists()

    def test_a_child_that_does_not_listen_is_killed(self, tmp_path, monkeypatch):
        monkeypatch.setattr("ocop_workflow.cli.children.PATIENCE_SECONDS", 0.2)
        deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); open('deaf', 'w').close(); time.sleep(600)"
        child = _child(tmp_path, deaf)
        child.start()
        _wait((tmp_path / "deaf").exists)
        child.stop()
        assert child.return_code == -signal.SIGKILL

    @on_linux
    def test_kill_9_of_the_supervisor_ends_the_child(self, tmp_path):
        supervisor = _start_supervisor(tmp_path, KEEPER)
        pid = _wait(lambda: _pid_in(tmp_path / "run" / "trial.pid"))
        supervisor.kill()
        supervisor.communicate()
        _wait(lambda: not _is_alive(pid))

    def test_an_orphan_is_ended_at_the_next_start(self, tmp_path):
        first, second = (_child(tmp_path, "import time; time.sleep(600)") for _ in range(2))
        first.start()
        second.start()  # knows the first one by the pid file only, as after a crash
        assert first._process is not None
        assert first._process.wait(PATIENCE_SECONDS) == -signal.SIGTERM
        assert second.return_code is None
        second.stop()

    def test_a_stranger_with_the_same_pid_is_left_alone(self, tmp_path):
        stranger, child = (_child(tmp_path, "import time; time.sleep(600)", name) for name in ("stranger", "trial"))
        stranger.start()
        child.pid_file.write_text(f"{stranger.pid} born-at-another-time")
        child.start()
        assert stranger.return_code is None
        child.stop()
        stranger.stop()


class TestOneSupervisorPerFolder:
    """Two servers on one SQLite file, or two that serve the same flows, would disturb each other."""

    def test_the_second_is_told_who_is_at_work(self, tmp_path):
        supervisor = _start_supervisor(tmp_path, "with sole_owner(var): print('held', flush=True); time.sleep(600)")
        try:
            assert supervisor.stdout is not None
            assert supervisor.stdout.readline() == "held\n"
            with pytest.raises(NotReady, match=rf"pid {supervisor.pid}\b.*OCOP_VAR_DIR"), sole_owner(tmp_path):
                pass
        finally:
            supervisor.kill()
            supervisor.communicate()

    def test_the_folder_is_free_again_after_kill_9(self, tmp_path):
        supervisor = _start_supervisor(tmp_path, "with sole_owner(var): print('held', flush=True); time.sleep(600)")
        assert supervisor.stdout is not None
        supervisor.stdout.readline()
        supervisor.kill()
        supervisor.communicate()
        with sole_owner(tmp_path):
            pass


class TestStart:
    """What can stand in the way is said, with what to do."""

    def test_a_port_in_other_hands_is_named(self, tmp_path):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with (
                pytest.raises(NotReady, match=f"cổng {port} .*OCOP_PREFECT_PORT="),
                prefect_server(Settings(var_dir=tmp_path, prefect_port=port)),
            ):
                pass

    def test_children_do_not_see_the_prefect_settings_of_the_person_at_work(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example.org/api")
        monkeypatch.setenv("PREFECT_PROFILE", "work")
        seen = child_environment(Settings(var_dir=tmp_path, replay_year=2024), "http://127.0.0.1:4200/api")
        assert seen["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
        assert seen["PREFECT_HOME"] == str(tmp_path / "prefect")
        assert "PREFECT_PROFILE" not in seen
        assert (seen["OCOP_VAR_DIR"], seen["OCOP_REPLAY_YEAR"]) == (str(tmp_path), "2024")


class TestSupervision:
    """The loop that `ocop up` stays in."""

    def test_a_dead_child_comes_back_after_growing_pauses_until_it_is_told_to_stop(self, tmp_path):
        body = """
from ocop_workflow.cli import up
child = Child("trial", [sys.executable, "-c", "open('runs', 'a').write('x'); raise SystemExit(7)"], {}, var, var)
up.FIRST_PAUSE_SECONDS = 0.1
with up._signals_interrupt():
    child.start()
    try:
        up._tend([up._Tended(child, pause=0.1)], lambda line: print(line, flush=True))
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""
        supervisor = _start_supervisor(tmp_path, body)
        _wait(lambda: (tmp_path / "runs").exists() and len((tmp_path / "runs").read_text()) >= 3)
        supervisor.send_signal(signal.SIGTERM)
        said, _ = supervisor.communicate(timeout=PATIENCE_SECONDS)
        lines = said.splitlines()
        assert supervisor.returncode == 0
        assert lines[-1] == "stopped"
        assert all("«trial» đã dừng (mã 7)" in line and "trial.log" in line for line in lines[:-1])

    def test_ocop_up_starts_a_real_server_and_sigterm_ends_it(self, tmp_path, prefect_api):
        _copy_prefect_database(tmp_path)
        code = (
            "from ocop_workflow.cli.up import up\nfrom ocop_workflow.settings import Settings\n"
            f"up(Settings(var_dir={str(tmp_path)!r}, prefect_port=0), serve=False,"
            " when_ready=lambda address: print('ready', address, flush=True))"
        )
        supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)
        assert supervisor.stdout is not None
        said = []
        for line in supervisor.stdout:
            said.append(line)
            if line.startswith("ready"):
                break
        server = _pid_in(tmp_path / "run" / "prefect-server.pid")
        assert server is not None and _is_alive(server), said
        assert (tmp_path / "prefect" / "ui" / "v1" / "index.html").exists()  # a service may write in var/ alone
        supervisor.send_signal(signal.SIGTERM)
        rest, _ = supervisor.communicate(timeout=PATIENCE_SECONDS)
        assert supervisor.returncode == 0
        assert rest.splitlines()[-1] == "Đã dừng."
        assert not _is_alive(server)


def _copy_prefect_database(var_dir: Path) -> None:
    """Spare this server the migrations that the one of the run has been through: they take most of the start."""
    (var_dir / "prefect").mkdir()
    with (
        closing(sqlite3.connect(Path(os.environ["PREFECT_HOME"]) / "prefect.db")) as migrated,
        closing(sqlite3.connect(var_dir / "prefect" / "prefect.db")) as copy,
    ):
        migrated.backup(copy)
