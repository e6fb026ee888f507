"""`ocop unit`: the units of a locality with their days, and reorganisations that close some and open others."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, InCycle, Today, a_day
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.rulebook.text import vn_date

app = Verbs()


@app.command("list")
def list_all(
    cycle: InCycle = None,
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Chỉ đơn vị đang hoạt động ngày này.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê đơn vị của địa phương: mã, thời gian hoạt động, nhập từ đâu, nhập vào đâu.

    Ví dụ: ocop unit list --cycle tra-vinh.chau-thanh.2025 --on 2025-07-01
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.units.lineage import list_units

    with desk.look() as session:
        rows = list_units(session, desk.running(session, cycle).cycle.locality, on)
    columns = [
        Column("Mã", lambda row: row.code, whole=True),
        Column("Đơn vị", lambda row: row.name, wide=True),
        Column("Mã danh mục", lambda row: row.list_code, whole=True),
        Column("Từ", lambda row: row.valid_from, whole=True),
        Column("Đến hết", lambda row: row.valid_to, whole=True),
        Column("Tiếp nối", lambda row: row.came_from),
        Column("Nhập vào", lambda row: row.went_to),
    ]
    listing(rows, columns, as_json=as_json, title="đơn vị", empty="Không có đơn vị nào như vậy.")


@app.command()
def succeed(
    lineage: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sắp xếp đơn vị (config/units/lineage-….yaml).")],
    by: By,
    cycle: InCycle = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem sẽ thay đổi gì, không ghi.")] = False,
    today: Today = None,
) -> None:
    """Áp dụng một lần sắp xếp đơn vị: đơn vị cũ kết thúc, việc còn dở chuyển cho đơn vị kế thừa, hạn không đổi.

    Ví dụ: ocop unit succeed config/units/lineage-2025-07-01.yaml --cycle tra-vinh.chau-thanh.2025
    --by "Nguyễn Văn A" --today 2025-07-01 --dry-run
    """
    desk = at_work.start(today)
    from contextlib import nullcontext

    from ocop_workflow.library.lineages import load_lineage
    from ocop_workflow.operations.units import lineage as units

    read = load_lineage(lineage)
    with desk.office.rehearsal() if dry_run else nullcontext(), desk.work() as session:
        locality = desk.running(session, cycle).cycle.locality
        done = units.succeed(session, read, locality, actor=by, today=desk.today, at=desk.now())
    if not (done.opened or done.closed or any((done.passed.reports, done.passed.assignments, done.passed.dossiers))):
        say(f"{locality}: việc sắp xếp {read.code} đã áp dụng từ trước, không có gì thay đổi.")
        return
    say(f"{locality}, từ ngày {vn_date(read.from_day)}{' (chạy thử, chưa ghi gì)' if dry_run else ''}:")
    say(f"  mở {len(done.opened)} đơn vị: {', '.join(done.opened) or 'không có'}")
    say(f"  kết thúc {len(done.closed)} đơn vị: {', '.join(done.closed) or 'không có'}")
    passed = done.passed
    say(
        f"  chuyển cho đơn vị kế thừa, hạn không đổi: {passed.reports} báo cáo, {passed.assignments} nhiệm vụ,"
        f" {passed.dossiers} hồ sơ đang xử lý"
    )
    if done.absent:
        say(f"  không có trong địa phương, bỏ qua: {', '.join(done.absent)}")
    say(f"  quy tắc kế thừa (thiết lập): {read.inheritance.why}")
