"""An installation of its own for the demo: the shipped configuration, a new folder, nothing of the real one."""

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ocop_workflow.cli.server import Say, prefect_environment, prefect_server
from ocop_workflow.errors import Refused
from ocop_workflow.records.session import engine_for
from ocop_workflow.settings import PROJECT_ROOT, Settings

# What only a server with schedules and a UI needs; recording every task run alone is half of its work.
_IDLE = ("CANCELLATION_CLEANUP", "EVENT_PERSISTER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "SCHEDULER")
_PROFILE = "\n".join(
    [
        'active = "demo"',
        "[profiles.demo]",
        'PREFECT_LOGGING_TO_API_ENABLED = "false"',
        *(f'PREFECT_SERVER_SERVICES_{name}_ENABLED = "false"' for name in (*_IDLE, "TASK_RUN_RECORDER", "TRIGGERS")),
        "",
    ]
)


@contextmanager
def throw_away(keep: Path | None, plans: Collection[str]) -> Iterator[Settings]:
    """The settings of a new installation with these plans; its folder is gone at the end unless it is to be kept.

    No channels file is taken over: a demo must never write to real people.

    Raises:
        Refused: the folder to be kept has something in it already.
    """
    if keep is not None and keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise Refused(f"Thư mục {keep} đã có dữ liệu, chưa làm gì. Chọn thư mục trống hoặc chưa có.")
    folder = keep.expanduser().absolute() if keep else Path(tempfile.mkdtemp(prefix="ocop-demo-"))
    environment, env_file = dict(os.environ), Settings.model_config["env_file"]
    for name in [name for name in os.environ if name.startswith(("OCOP_", "PREFECT_"))]:
        del os.environ[name]
    Settings.model_config["env_file"] = None
    settings = Settings(config_dir=folder / "config", var_dir=folder, prefect_port=0)
    try:
        shutil.copytree(PROJECT_ROOT / "config", settings.config_dir, ignore=_other_plans(plans))
        yield settings
    finally:
        os.environ.clear()
        os.environ.update(environment)
        Settings.model_config["env_file"] = env_file
        engine_for(settings.database_url).dispose()
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _other_plans(plans: Collection[str]) -> Callable[[str, Iterable[str]], list[str]]:
    def ignored(folder: str, names: Iterable[str]) -> list[str]:
        if Path(folder).name != "plans":
            return []
        return [name for name in names if name.removesuffix(".yaml") not in plans]

    return ignored


@contextmanager
def with_prefect(settings: Settings, say: Say) -> Iterator[None]:
    """A Prefect server for this block, quiet and light; enter it before Prefect is imported."""
    profiles = settings.var_dir / "prefect" / "profiles.toml"
    profiles.parent.mkdir(parents=True)
    profiles.write_text(_PROFILE, encoding="utf-8")
    with prefect_server(settings, say) as api_url:
        os.environ |= settings.environment() | prefect_environment(settings, api_url)
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        from flows.no_heartbeats import no_heartbeats

        with no_heartbeats():
            yield
