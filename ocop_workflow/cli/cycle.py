"""`ocop cycle`: a locality's year, opened, looked at, run, closed."""

from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, Today
from ocop_workflow.cli.show import Column, listing, say

app = Verbs()


@app.command("open")
def open_one(
    plan: Annotated[str, typer.Argument(metavar="KẾ_HOẠCH", help="Mã kế hoạch đã áp dụng.")],
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người mở; mặc định: tài khoản máy.")] = "",
    today: Today = None,
) -> None:
    """Mở chu trình của một kế hoạch đã áp dụng; mở lần nữa sau khi sửa kế hoạch thì cập nhật theo bản mới.

    Ví dụ: ocop cycle open bac-kan.bac-kan.2024
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.cycles import open_cycle
    from ocop_workflow.operations.cycle.summary import standing_of

    with desk.work() as session:
        cycle, is_new = open_cycle(session, plan, actor=by.strip() or at_work.user(), today=desk.today, at=desk.now())
        standing = standing_of(desk.running(session, cycle.code), desk.today)
        what = "đã mở" if is_new else "đang mở từ trước, theo bản kế hoạch mới nhất"
        say(f"Chu trình {cycle.code} ({cycle.locality_name}): {what}. Hôm nay: {standing}.")
        say(f"Tiếp theo: ocop cycle run {cycle.code}")


@app.command("list")
def list_all(as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê các chu trình.

    Ví dụ: ocop cycle list --json
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.lookup import list_cycles

    with desk.look() as session:
        rows = list_cycles(session, desk.today)
    columns = [
        Column("Chu trình", lambda row: row.code, whole=True),
        Column("Địa phương", lambda row: row.locality_name),
        Column("Trạng thái", lambda row: "Hết kỳ, chờ đóng" if row.waits_to_be_closed else row.state),
        Column("Hiệu lực từ", lambda row: row.in_force_from, whole=True),
        Column("Đến hết", lambda row: row.ends_on, whole=True),
    ]
    listing(
        rows,
        columns,
        as_json=as_json,
        title="chu trình",
        empty="Chưa mở chu trình nào. Chạy «ocop cycle open KẾ_HOẠCH».",
    )


@app.command()
def status(
    code: Annotated[str | None, typer.Argument(metavar="[MÃ]", help="Mã chu trình; bỏ trống: mọi chu trình.")] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Xem chu trình đang ở đâu: việc còn mở, đơn vị quá hạn, hồ sơ theo trạng thái, thông báo chờ gửi.

    Ví dụ: ocop cycle status bac-kan.bac-kan.2024 --today 2024-10-01
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.cli.cycle_status import show_status
    from ocop_workflow.operations.cycle.lookup import list_cycles

    with desk.look() as session:
        codes = [code] if code else [cycle.code for cycle in list_cycles(session, desk.today)]
        show_status(session, [desk.running(session, one) for one in codes], desk.today, as_json=as_json)


@app.command()
def close(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã chu trình đã hết kỳ.")],
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do, căn cứ đóng chu trình.")],
    by: By,
    today: Today = None,
) -> None:
    """Đóng chu trình đã hết kỳ; việc còn mở được giữ nguyên trong sổ và được đếm lại.

    Ví dụ: ocop cycle close bac-kan.bac-kan.2024 --reason "Đã tổng kết năm" --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.cycles import close_cycle

    with desk.work() as session:
        _, left = close_cycle(session, code, actor=by, reason=reason, today=desk.today, at=desk.now())
    say(
        f"Đã đóng chu trình {code}. Còn lại, giữ nguyên trong sổ: {left.assignments} nhiệm vụ chưa xong, "
        f"{left.reports} báo cáo chưa xong, {left.dossiers} hồ sơ chưa kết thúc (chuyển tiếp theo chu trình sau)."
    )


@app.command()
def run(
    code: Annotated[
        str | None, typer.Argument(metavar="[MÃ]", help="Mã chu trình; bỏ trống: mọi chu trình đang mở.")
    ] = None,
    today: Today = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tính và cho xem tất cả, không ghi, không gửi.")] = False,
    as_json: AsJson = False,
) -> None:
    """Chạy chu trình thường niên: cả sáu bước cho một ngày, rồi gửi thông báo.

    Ví dụ: ocop cycle run bac-kan.bac-kan.2024 --today 2024-10-01 --dry-run
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.cli.flow_run import run_cycle

    run_cycle(desk, code, today=today, dry_run=dry_run, as_json=as_json)
