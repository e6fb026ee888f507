"""`ocop doctor`: is this installation sound, and what to do where it is not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import typer

from ocop_workflow.cli.at_work import say_day
from ocop_workflow.cli.options import AsJson, Today
from ocop_workflow.cli.show import Column, print_json, say, table
from ocop_workflow.errors import NotReady, OcopError
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import NoticeState, Word

if TYPE_CHECKING:
    from ocop_workflow.office import Office

STALE = timedelta(days=1)
"""A notice whose next attempt is overdue by this much shows that nothing delivers."""
NEXT_YEAR_FROM_MONTH = 12


class Health(Word):
    """What a check found."""

    GOOD = "good", "tốt"
    LOOK = "look", "nên xem"
    WRONG = "wrong", "hỏng"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    check: str
    label: str
    health: Health
    found: str
    todo: str = ""


Finding = tuple[Health, str, str]


def doctor(as_json: AsJson = False, today: Today = None) -> None:
    """Kiểm tra cài đặt: dữ liệu, kế hoạch, lịch, kênh gửi, thông báo, Prefect; mã thoát 1 nếu có điều hỏng.

    Ví dụ: ocop doctor
    """
    from ocop_workflow.office import Office

    office = Office.open()
    say_day(office, today, quiet=as_json)
    found = examine(office, today or office.settings.today())
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


def examine(office: "Office", today: date) -> list[Check]:
    """Look at everything; a check that cannot be made says why, and the others are made all the same."""
    checks: list[tuple[str, str, Callable[[Office, date], Finding]]] = [
        ("database", "Cơ sở dữ liệu", _database),
        ("calendar", "Lịch làm việc", _calendar),
        ("regime", "Khung pháp lý", _regime),
        ("plans", "Kế hoạch", _plans),
        ("cycles", "Chu trình", _cycles),
        ("channels", "Kênh gửi thông báo", _channels),
        ("notices", "Thông báo", _notices),
        ("prefect", "Prefect", _prefect),
    ]
    found = []
    for name, label, look in checks:
        try:
            found.append(Check(name, label, *look(office, today)))
        except OcopError as error:
            found.append(Check(name, label, Health.WRONG, str(error)))
    return found


def _database(office: "Office", today: date) -> Finding:
    from ocop_workflow.cli.db import place
    from ocop_workflow.records.schema import SchemaState, state

    found = state(office.settings.database_url)
    where = place(office.settings.database_url)
    if found is SchemaState.CURRENT:
        return Health.GOOD, where, ""
    return Health.WRONG, where, found.value


def _calendar(office: "Office", today: date) -> Finding:
    """From December on the next year's days off must be known, and no open due day may hang on another calendar."""
    from ocop_workflow.operations.due_recount import is_stale
    from ocop_workflow.records.schema import SchemaState, state

    calendar = office.calendar()
    known = f"có ngày nghỉ chính thức từ {vn_date(calendar.known_from)} đến {vn_date(calendar.known_to)}"
    if calendar.is_provisional(today):
        return Health.WRONG, known, f"ocop calendar load: nạp thông báo nghỉ lễ, Tết năm {today.year}"
    if state(office.settings.database_url) is SchemaState.CURRENT:
        with office.look() as session:
            stale = is_stale(session, office.rules, today)
        if stale:
            return Health.WRONG, f"{known}; có hạn tính theo lịch cũ", "ocop calendar recount --dry-run"
    needed = today.year + (today.month >= NEXT_YEAR_FROM_MONTH)
    if calendar.known_to.year < needed:
        return (
            Health.LOOK,
            known,
            f"ocop calendar load: nạp thông báo nghỉ lễ, Tết năm {needed}; hạn sau đó là tạm tính",
        )
    return Health.GOOD, known, ""


def _regime(office: "Office", today: date) -> Finding:
    return Health.GOOD, f"{office.rules.regime(today).number} áp dụng ngày {vn_date(today)}", ""


def _plans(office: "Office", today: date) -> Finding:
    from ocop_workflow.library.plans import load_plan
    from ocop_workflow.operations.lookup import applied_plans
    from ocop_workflow.records.schema import require_current

    require_current(office.settings.database_url)
    folder = office.settings.config_dir / "plans"
    files = [load_plan(folder / f"{code}.yaml") for code in office.settings.plans]
    with office.look() as session:
        applied = {version.code: version.sha256 for version in applied_plans(session)}
    edited = [file.path.name for file in files if applied.get(file.plan.code, file.sha256) != file.sha256]
    new = [file.path.name for file in files if file.plan.code not in applied]
    todo = "ocop plan apply " + " ".join(f"config/plans/{name}" for name in (*edited, *new))
    if edited:
        return Health.WRONG, f"tệp đã sửa sau khi áp dụng: {', '.join(edited)}", todo
    if new:
        return Health.LOOK, f"chưa áp dụng: {', '.join(new)}", todo
    return Health.GOOD, f"{len(files)} kế hoạch đã áp dụng đúng văn bản trong tệp", ""


def _cycles(office: "Office", today: date) -> Finding:
    from ocop_workflow.operations.lookup import list_cycles
    from ocop_workflow.records.schema import require_current

    require_current(office.settings.database_url)
    with office.look() as session:
        cycles = list_cycles(session, today)
    over = [cycle.code for cycle in cycles if cycle.waits_to_be_closed]
    if over:
        return Health.LOOK, f"hết kỳ, chờ đóng: {', '.join(over)}", "ocop cycle status, rồi ocop cycle close"
    opened = [cycle.code for cycle in cycles if cycle.state.value == "open"]
    if not opened:
        return Health.LOOK, "không có chu trình nào đang mở", "ocop cycle open"
    return Health.GOOD, f"đang mở: {', '.join(opened)}", ""


def _channels(office: "Office", today: date) -> Finding:
    import os

    settings = office.settings
    if settings.channels_file is not None:
        office.channels().close()
        return Health.GOOD, f"{settings.channels_file}: đọc được", ""
    folder = next(one for one in (settings.mailbox_dir, *settings.mailbox_dir.parents) if one.exists())
    if not os.access(folder, os.W_OK):
        return Health.WRONG, f"không ghi được vào hộp thư thử {settings.mailbox_dir}", f"Cấp quyền ghi vào {folder}"
    return (
        Health.LOOK,
        f"hộp thư thử {settings.mailbox_dir}, chưa gửi ra ngoài",
        "Khai báo OCOP_CHANNELS_FILE khi chạy thật",
    )


def _notices(office: "Office", today: date) -> Finding:
    from ocop_workflow.operations.notice_lookup import UNSENT, list_notices
    from ocop_workflow.records.schema import require_current

    require_current(office.settings.database_url)
    with office.look() as session:
        rows = list_notices(session, states=(*UNSENT, NoticeState.GIVEN_UP))
    given_up = sum(row.state is NoticeState.GIVEN_UP for row in rows)
    homeless = sum(row.state is NoticeState.NO_TARGET for row in rows)
    waiting = len(rows) - given_up - homeless
    too_long = office.settings.now() - STALE
    stale = sum(row.next_attempt_at is not None and row.next_attempt_at < too_long for row in rows)
    said = f"{waiting} chờ gửi, {homeless} chưa có kênh nhận, {given_up} gửi không được"
    if given_up:
        return Health.WRONG, said, "ocop notice list --state given_up: sửa kênh, báo đơn vị bằng cách khác"
    if stale:
        return (
            Health.WRONG,
            f"{said}; {stale} chờ quá một ngày",
            "Không có gì đang gửi: ocop notice deliver, kiểm tra ocop up",
        )
    if homeless:
        return Health.LOOK, said, "ocop notice list --state no_target: bổ sung kênh của đơn vị"
    return Health.GOOD, said, ""


def _prefect(office: "Office", today: date) -> Finding:
    from ocop_workflow.cli.children import sole_owner
    from ocop_workflow.cli.server import running_server

    if api_url := running_server(office.settings):
        return Health.GOOD, f"đang chạy: {api_url.removesuffix('/api')}", ""
    try:
        with sole_owner(office.settings.var_dir):
            pass
    except NotReady:
        return Health.WRONG, "một tiến trình ocop đang chạy nhưng Prefect không trả lời", "Khởi động lại: ocop up"
    return Health.LOOK, "không chạy trên máy này: không có gì được chạy theo lịch", "ocop up"
