"""`ocop step`: one step of the cycle, run now."""

from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, InCycle, Today

app = Verbs()


@app.command()
def run(
    number: Annotated[int, typer.Argument(metavar="1-6", min=1, max=6, help="Bước.")],
    cycle: InCycle = None,
    today: Today = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tính và cho xem tất cả, không ghi, không gửi.")] = False,
    hold: Annotated[bool, typer.Option("--hold", help="Ghi thông báo nhưng chưa gửi.")] = False,
    as_json: AsJson = False,
) -> None:
    """Chạy một bước cho một ngày: giao việc, chuyển hồ sơ, đôn đốc, gửi; chạy lại không làm gì hai lần.

    Ví dụ: ocop step run 2 --cycle bac-kan.bac-kan.2024 --today 2024-10-01 --dry-run
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.cli.flow_run import run_step

    run_step(desk, number, cycle, today=today, dry_run=dry_run, deliver=not hold, as_json=as_json)
