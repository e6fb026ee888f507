"""`ocop doctor`: is this installation sound, and what to do where it is not."""

import typer

from ocop_workflow.cli.at_work import say_day
from ocop_workflow.cli.options import AsJson, Today
from ocop_workflow.cli.show import Column, print_json, say, table


def doctor(as_json: AsJson = False, today: Today = None) -> None:
    """Kiểm tra cài đặt: dữ liệu, đồng hồ, lịch, kế hoạch, lượt rà, kênh gửi, thông báo, Prefect; mã thoát 1 nếu hỏng.

    Ví dụ: ocop doctor

    Ví dụ: ocop doctor --json (cho hệ thống giám sát)
    """
    from ocop_workflow.cli.health import Health, examine
    from ocop_workflow.cli.health_looks import LOOKS
    from ocop_workflow.office import Office

    office = Office.open()
    say_day(office, today, quiet=as_json)
    found = examine(office, today or office.settings.today(), LOOKS)
    if as_json:
        print_json(found)
    else:
        columns = [
            Column("Mục", lambda check: check.label),
            Column("Kết quả", lambda check: check.health, whole=True),
            Column("Thấy", lambda check: check.found),
            Column("Việc cần làm", lambda check: check.todo),
        ]
        table(found, columns)
        wrong = sum(check.health is Health.WRONG for check in found)
        say(f"{wrong} điều hỏng." if wrong else "Không có điều gì hỏng.")
    if any(check.health is Health.WRONG for check in found):
        raise typer.Exit(1)
