"""`ocop demo`: the year of two real plans in about a minute, in data that is thrown away afterwards."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ocop_workflow.cli.show import say

if TYPE_CHECKING:
    from ocop_workflow.cli.server import Say


def demo(keep: Path | None = None, say: "Say" = say) -> None:
    """Run the flows over the quarters of 2024 with sample decisions of people, and tell what happened.

    `keep` is a new or empty folder for database, mailbox and logs; without it everything is removed at the end.

    Raises:
        Refused: that folder has something in it. NotReady: the Prefect server does not come up.
    """
    from ocop_workflow.cli.demo.apart import throw_away, with_prefect
    from ocop_workflow.cli.demo.story import tell
    from ocop_workflow.cli.demo.year import BAC_KAN, BEGINS_ON, UONG_BI
    from ocop_workflow.cli.prepare import prepare
    from ocop_workflow.office import Office

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways of stopping tidy up
    try:
        with throw_away(keep, (UONG_BI, BAC_KAN)) as settings, ThreadPoolExecutor(1) as beside:
            office = Office(settings)
            said: list[str] = []
            prepared = beside.submit(prepare, office, said.append, BEGINS_ON)  # while the server starts
            with with_prefect(settings, say):
                prepared.result()
                tell(office, said, kept=keep is not None)
    except KeyboardInterrupt:
        say("Đã dừng trình diễn.")
        raise SystemExit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)
