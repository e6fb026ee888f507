"""`ocop notice quarantine`: what a restore holds back, because it may already have been sent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, Today
from ocop_workflow.cli.show import Column, listing, say

if TYPE_CHECKING:
    from ocop_workflow.operations.notices.quarantine import Quarantine
    from ocop_workflow.records.notice_tables import Notice

app = Verbs(help="Thông báo bị giữ sau khi phục hồi: xem, cho gửi, hoặc bỏ vì đã gửi.")

Codes = Annotated[list[str] | None, typer.Argument(metavar="[MÃ]…", help="Mã thông báo, ví dụ TB-2024-000012.")]
All = Annotated[bool, typer.Option("--all", help="Mọi thông báo đang bị giữ.")]


@app.command("list")
def list_all(as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê thông báo đang bị giữ: đối chiếu với nhật ký máy chủ thư trước khi cho gửi.

    Ví dụ: ocop notice quarantine list
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.notices.notice_lookup import list_notices

    with desk.look() as session:
        rows = [row for row in list_notices(session) if row.held_at is not None]
    columns = [
        Column("Mã", lambda row: row.code, whole=True),
        Column("Đơn vị", lambda row: row.unit + (" (thủ trưởng)" if row.desk.value == "head" else "")),
        Column("Lập ngày", lambda row: row.raised_on, whole=True),
        Column("Giữ từ", lambda row: desk.clock(row.held_at)),
    ]
    listing(rows, columns, as_json=as_json, title="thông báo bị giữ", empty="Không có thông báo nào bị giữ.")


@app.command()
def release(by: By, codes: Codes = None, every: All = False, today: Today = None) -> None:
    """Cho gửi những thông báo này trong lần gửi tới.

    Ví dụ: ocop notice quarantine release TB-2024-000012 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.notices import quarantine

    with desk.work() as session:
        chosen = _chosen(quarantine.held_notices(session), codes, every)
        number = quarantine.release(session, chosen, actor=by, today=desk.today, at=desk.now())
    say(f"{number} thông báo sẽ được gửi trong lần gửi tới (ocop notice deliver).")


@app.command()
def withdraw(
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Căn cứ cho biết thông báo đã gửi.")],
    codes: Codes = None,
    every: All = False,
    today: Today = None,
) -> None:
    """Không gửi những thông báo này nữa, vì đã gửi trước khi mất dữ liệu.

    Ví dụ: ocop notice quarantine withdraw --all --by "Nguyễn Văn A" --reason "Nhật ký máy chủ thư ngày 22/04"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.notices import quarantine

    with desk.work() as session:
        chosen = _chosen(quarantine.held_notices(session), codes, every)
        number = quarantine.withdraw(session, chosen, actor=by, reason=reason, today=desk.today, at=desk.now())
    say(f"{number} thông báo được ghi là không gửi nữa: {reason}")


@app.command()
def begin(
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Phục hồi từ đâu, về lúc nào.")],
    today: Today = None,
) -> None:
    """Giữ lại mọi thông báo chưa gửi, sau khi phục hồi bằng công cụ khác; «ocop db restore» đã tự làm.

    Dừng mọi tiến trình gửi trước khi chạy lệnh này.

    Ví dụ: ocop notice quarantine begin --by "Nguyễn Văn A" --reason "Phục hồi máy ảo về 02:00"
    """
    desk = at_work.start(today)
    say_held(hold(desk, by, reason))


def hold(desk: at_work.AtWork, by: str, reason: str) -> "Quarantine":
    """Hold everything unsent and everything owed by now."""
    from ocop_workflow.operations.notices import quarantine

    return quarantine.begin(desk.work, desk.office.rules, actor=by, reason=reason, today=desk.today, now=desk.now)


def say_held(left: "Quarantine") -> None:
    """What is held and which codes follow, and what to do; exit code 1 where a cycle could not be gone through."""
    say(f"Hồ sơ lập từ nay mang mã cách quãng sau {left.last_dossier}, vì những mã kế tiếp có thể đã ghi trên giấy tờ.")
    say(
        f"{left.held} thông báo bị giữ, chưa gửi: có thể đã gửi trước khi mất dữ liệu. Xem: ocop notice quarantine list"
    )
    for line in left.failed:
        say(f"Chưa rà được {line}", to_errors=True)
    if left.failed:
        say("Sửa rồi chạy «ocop notice quarantine begin» TRƯỚC KHI bật lại việc gửi.", to_errors=True)
        raise typer.Exit(1)


def _chosen(held: Sequence["Notice"], codes: list[str] | None, every: bool) -> list[str]:
    """The codes named, or all that are held; neither or both is wrong use."""
    if every == bool(codes):
        raise typer.BadParameter("ghi mã thông báo, hoặc --all")
    return codes or [notice.code for notice in held]
