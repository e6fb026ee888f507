"""`ocop calendar feed`: the due days of each unit as files that calendars of people read."""

from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import OfUnit, Today
from ocop_workflow.cli.show import say


def feed(
    to: Annotated[Path, typer.Option("--to", metavar="THƯ_MỤC", help="Thư mục nhận tệp .ics; tệp có sẵn bị thay.")],
    unit: OfUnit = None,
    cycle: Annotated[
        str | None,
        typer.Option("--cycle", "-c", metavar="MÃ", help="Chỉ chu trình này; mặc định: mọi chu trình mở."),
    ] = None,
    today: Today = None,
) -> None:
    """Ghi hạn của từng đơn vị thành tệp lịch .ics để mở bằng Outlook, Google Calendar, điện thoại.

    Mỗi đơn vị một tệp <địa phương>.<đơn vị>.ics, tên không đổi qua các năm: đặt thư mục sau một máy chủ web thì đơn vị
    đăng ký một lần. Mỗi hạn là một sự kiện cả ngày với điều khoản, nguyên văn, cách tính; hạn tạm tính ghi là tạm tính;
    việc đã xong vẫn giữ, ghi «Đã …»; việc không còn phải làm thì hủy.

    Ví dụ: ocop calendar feed --to lich --unit phong-kinh-te
    """
    desk = at_work.start(today)
    from ocop_workflow.errors import NotFound, NotReady
    from ocop_workflow.operations.cycle.running import open_cycle_codes
    from ocop_workflow.operations.days.feeds import feeds
    from ocop_workflow.papers.due_feed import due_feed
    from ocop_workflow.papers.files import write_whole

    with desk.look() as session:
        codes = [cycle] if cycle else open_cycle_codes(session, begun_by=desk.today)
        found = feeds(session, [desk.running(session, code) for code in codes], desk.today, unit)
    if unit and not found:
        raise NotFound("hạn nào của đơn vị", unit, "Mã đơn vị: xem «ocop plan show».")
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotReady(f"Không tạo được thư mục {to}: {error.strerror}.") from None
    at = desk.now()
    write_whole({to / one.file_name: due_feed(one, at) for one in found})
    say(f"Đã ghi {len(found)} tệp lịch vào {to}, {sum(len(one.events) for one in found)} hạn.")
