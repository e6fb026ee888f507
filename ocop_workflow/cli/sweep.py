"""`ocop sweep`: the work of the clock without Prefect, for cron or a systemd timer."""

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, Today
from ocop_workflow.cli.show import Column, print_json, say, table

if TYPE_CHECKING:
    from ocop_workflow.operations.cycle.summary import DeliveryCount
    from ocop_workflow.operations.cycle.sweep import Sweep

log = logging.getLogger(__name__)


def sweep(
    localities: Annotated[
        list[str] | None,
        typer.Option("--locality", "-l", metavar="MÃ", help="Chỉ địa phương này (ghi lại được); bỏ trống: tất cả."),
    ] = None,
    owed: Annotated[
        bool, typer.Option("--owed", help="Chỉ chu trình hôm nay chưa ai rà; rồi gửi thông báo còn nợ.")
    ] = False,
    hold: Annotated[bool, typer.Option("--hold", help="Ghi thông báo nhưng chưa gửi.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Rà mọi chu trình đang mở cho hôm nay, không cần Prefect: giao việc, chuyển hồ sơ theo lịch, đôn đốc, gửi.

    Chạy lại, chạy muộn, chạy hai nơi cùng lúc đều không làm gì hai lần. Mã thoát 1 nếu còn việc chưa xong.

    Ví dụ: ocop sweep

    Ví dụ: ocop sweep --owed (cho bộ hẹn giờ vài phút một lần)
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.sweep import sweep as sweep_all
    from ocop_workflow.operations.notices import outbox

    office = desk.office
    day = office.day(today)
    done = sweep_all(
        office.work,
        office.rules,
        today=day,
        now=desk.now,
        localities=localities or (),
        only_owed=owed,
        on_error=lambda cycle, error: log.error("%s: chưa rà được", cycle, exc_info=error),
    )
    sent = None
    if not hold:
        with office.channels() as channels:
            sent = outbox.deliver(office.work, channels, today=day, now=desk.now, rules=office.rules).count
    for one in done.cycles:
        facts = {"cycle": one.cycle, "lines": one.lines_owed, "moved": sum(move.count for move in one.moves)}
        log.info("đã rà %s", one.cycle, extra=facts)
    if sent is not None:
        log.info("đã gửi thông báo", extra=sent.model_dump())
    if as_json:
        print_json({"sweep": done, "delivered": sent})
    else:
        _show(done, sent)
    if done.failed or (sent and (sent.later or sent.given_up)):
        raise typer.Exit(1)


def _show(done: "Sweep", sent: "DeliveryCount | None") -> None:
    from ocop_workflow.cli.run_page import show_delivered

    if done.note:
        say(done.note)
    if done.cycles:
        columns = [
            Column("Chu trình", lambda row: row.cycle, whole=True),
            Column("Nhiệm vụ mới", lambda row: row.assignments_raised, right=True),
            Column("Báo cáo mới", lambda row: row.reports_raised, right=True),
            Column("Hồ sơ chuyển", lambda row: "; ".join(f"{m.label}: {m.count}" for m in row.moves if m.count) or "0"),
            Column("Phải nhắc", lambda row: row.lines_owed, right=True),
        ]
        table(done.cycles, columns)
    elif not (done.failed or done.note):
        say("Mọi chu trình đã được rà trong hôm nay.")
    for line in done.failed:
        say(f"Chưa rà được {line}", to_errors=True)
    show_delivered(sent, dry_run=False)
