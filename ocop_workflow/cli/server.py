"""The local Prefect server: on loopback, in our own folder, sending nothing out. Prefect is not imported here."""

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ocop_workflow.cli.children import Child, sole_owner
from ocop_workflow.errors import NotReady
from ocop_workflow.settings import PROJECT_ROOT, Settings

HOST = "127.0.0.1"
START_SECONDS = 180.0
"""The first start migrates Prefect's own database: about 20 seconds, more on a busy machine."""

Say = Callable[[str], None]


@contextmanager
def prefect_server(settings: Settings, say: Say = lambda line: None) -> Iterator[str]:
    """Give the API address of a local Prefect server: the one of a running `ocop up`, else one for this block only.

    Raises:
        NotReady: the port is taken, or the server does not come up; the message says what to do.
    """
    if running := running_server(settings):
        yield running
        return
    with sole_owner(settings.var_dir):
        server, api_url = start_server(settings, say)
        try:
            yield api_url
        finally:
            stop_server(settings, server)


def running_server(settings: Settings) -> str | None:
    """API address of the server that an `ocop up` in the same folder keeps, None if none answers."""
    with suppress(FileNotFoundError):
        api_url = _address_file(settings).read_text(encoding="utf-8")
        return api_url if _is_healthy(api_url) else None
    return None


def start_server(settings: Settings, say: Say) -> tuple[Child, str]:
    """Start the server and wait until it answers; the caller holds `sole_owner` and calls `stop_server`.

    Raises:
        NotReady: as in `prefect_server`; nothing is left running.
    """
    server, api_url = _server_child(settings)
    server.end_orphan()
    _refuse_taken_port(settings)
    say("Đang khởi động máy chủ Prefect cục bộ (lần đầu khoảng 20 giây)…")
    try:
        server.start()
        _wait_until_healthy(server, api_url, say)
        _address_file(settings).write_text(api_url, encoding="utf-8")
    except BaseException:
        stop_server(settings, server)
        raise
    say(f"Máy chủ Prefect đã sẵn sàng: {api_url.removesuffix('/api')}")
    return server, api_url


def stop_server(settings: Settings, server: Child) -> None:
    """End the server and forget its address."""
    _address_file(settings).unlink(missing_ok=True)
    server.stop()


def prefect_environment(settings: Settings, api_url: str) -> dict[str, str]:
    """All that Prefect, as server or client, must know; set it before Prefect is imported."""
    page = api_url.removesuffix("/api")
    direct = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), HOST, "localhost"]))
    return {
        "PREFECT_HOME": str(settings.var_dir / "prefect"),
        "PREFECT_API_URL": api_url,
        # The pages are copied there; Prefect's own place is the program's folder, which a service may not write.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.var_dir / "prefect" / "ui"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",  # no second server behind our back
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the V2 pages call an outside host
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",  # pages of other sites must not steer the server…
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{page},{page.replace(HOST, 'localhost')}",  # …nor read it
        "PREFECT_CLI_PROMPT": "false",
        "NO_PROXY": direct,
        "no_proxy": direct,
    }


def child_environment(settings: Settings, api_url: str) -> dict[str, str]:
    """The environment of a child: ours, without the Prefect settings of the person at work, plus this installation."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return inherited | settings.environment() | prefect_environment(settings, api_url)


def _server_child(settings: Settings) -> tuple[Child, str]:
    port = settings.prefect_port or _free_port()
    api_url = f"http://{HOST}:{port}/api"
    # Uvicorn itself, not `prefect server start`: one process less between us and the one that holds the port.
    app = ["--factory", "prefect.server.api.server:create_app", "--host", HOST, "--port", str(port)]
    argv = [sys.executable, "-m", "uvicorn", *app, "--timeout-keep-alive", "5", "--timeout-graceful-shutdown", "3"]
    environment = child_environment(settings, api_url) | {"PREFECT__SERVER_FINAL": "1"}
    return Child("prefect-server", argv, environment, settings.var_dir, PROJECT_ROOT), api_url


def _address_file(settings: Settings) -> Path:
    return settings.var_dir / "run" / "prefect-server.url"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, settings.prefect_port))
        except OSError as error:
            raise NotReady(
                f"Không dùng được cổng {settings.prefect_port} trên {HOST} ({error.strerror}): một chương trình khác"
                f" đang giữ cổng này. Chọn cổng khác, ví dụ: OCOP_PREFECT_PORT={settings.prefect_port + 10} make run"
            ) from None


def _is_healthy(api_url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback is never behind a proxy
    try:
        with opener.open(f"{api_url}/health", timeout=2) as answer:
            return bool(answer.read().strip() == b"true")
    except OSError:
        return False


def _wait_until_healthy(server: Child, api_url: str, say: Say) -> None:
    started = time.monotonic()
    told = 0
    while not _is_healthy(api_url):
        waited = time.monotonic() - started
        if server.return_code is not None or waited > START_SECONDS:
            ended = "không trả lời" if server.return_code is None else f"đã dừng với mã {server.return_code}"
            raise NotReady(
                f"Máy chủ Prefect {ended} sau {waited:.0f} giây. Xem {server.log_file}; những dòng cuối:\n"
                f"{server.last_lines()}"
            )
        if waited - told >= 5:
            told = round(waited)
            say(f"  … đã chờ {told} giây")
        time.sleep(0.25)
