"""`ocop up`: keeps the Prefect server and the served flows alive until it is told to stop, then ends both."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from ocop_workflow.cli.children import Child, sole_owner
from ocop_workflow.cli.server import Say, child_environment, start_server, stop_server
from ocop_workflow.settings import PROJECT_ROOT, Settings

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
STEADY_SECONDS = 60.0
"""A child that lived this long had a good start: the next pause is the first one again."""

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    settings: Settings,
    *,
    serve: bool = True,
    when_ready: Callable[[str], None] | None = None,
    say: Say = lambda line: print(line, flush=True),
) -> None:
    """Run the local Prefect server and, with `serve`, `python -m flows.serve`; return after Ctrl-C or SIGTERM.

    `when_ready` is called once with the API address when the server answers and the flows have been started.

    Raises:
        NotReady: another supervisor is at work, the port is taken, or the server does not come up.
    """
    with sole_owner(settings.var_dir), _signals_interrupt():
        try:
            server, api_url = start_server(settings, say)
        except KeyboardInterrupt:
            return
        children = [server]
        try:
            if serve:
                argv = [sys.executable, "-m", "flows.serve"]
                environment = child_environment(settings, api_url)
                children.append(Child("flows-serve", argv, environment, settings.var_dir, PROJECT_ROOT))
                children[-1].start()
            if when_ready is not None:
                when_ready(api_url)
            _tend([_Tended(child) for child in children], say)
        except KeyboardInterrupt:
            say("Đang dừng …")
        finally:
            for child in reversed(children[1:]):
                child.stop()
            stop_server(settings, server)
        say("Đã dừng.")


@dataclass
class _Tended:
    """A child with what the supervisor remembers of it."""

    child: Child
    pause: float = FIRST_PAUSE_SECONDS
    restart_at: float | None = None
    started_at: float = 0.0


def _tend(tended: list[_Tended], say: Say) -> NoReturn:
    """Restart what dies, each time after a longer pause, and say with which code it died."""
    while True:
        for one in tended:
            now = time.monotonic()
            code = one.child.return_code
            if code is None:
                one.started_at = one.started_at or now
            elif one.restart_at is None:
                if one.started_at and now - one.started_at >= STEADY_SECONDS:
                    one.pause = FIRST_PAUSE_SECONDS
                one.restart_at = now + one.pause
                say(
                    f"Tiến trình «{one.child.name}» đã dừng (mã {code}); khởi động lại sau {one.pause:.0f} giây."
                    f" Nhật ký: {one.child.log_file}"
                )
            elif now >= one.restart_at:
                one.child.start()
                one.started_at, one.restart_at = now, None
                one.pause = min(one.pause * 2, LONGEST_PAUSE_SECONDS)
        time.sleep(0.2)


@contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Turn each stop signal into one KeyboardInterrupt; further ones must not disturb the tidying up."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for other in _STOP_SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
