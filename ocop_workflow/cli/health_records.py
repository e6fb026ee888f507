"""What `ocop doctor` looks at in the records and the configuration."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ocop_workflow.cli.health import Finding, Health
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import NoticeState

if TYPE_CHECKING:
    from ocop_workflow.office import Office

STALE = timedelta(days=1)
"""A notice whose next attempt is overdue by this much shows that nothing delivers."""
NEXT_YEAR_FROM_MONTH = 12


def database(office: "Office", today: date) -> Finding:
    from ocop_workflow.cli.db import place
    from ocop_workflow.records.schema import SchemaState, state

    found = state(office.settings.database_url)
    where = place(office.settings.database_url)
    if found is SchemaState.CURRENT:
        return Health.GOOD, where, ""
    return Health.WRONG, where, found.value


def working_calendar(office: "Office", today: date) -> Finding:
    """From December on the next year's days off must be known, and no open due day may hang on another calendar."""
    from ocop_workflow.operations.days.due_recount import is_stale
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


def regime(office: "Office", today: date) -> Finding:
    return Health.GOOD, f"{office.rules.regime(today).number} áp dụng ngày {vn_date(today)}", ""


def plans(office: "Office", today: date) -> Finding:
    from ocop_workflow.library.plans import load_plan
    from ocop_workflow.operations.cycle.lookup import applied_plans
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


def cycles(office: "Office", today: date) -> Finding:
    from ocop_workflow.operations.cycle.lookup import list_cycles
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


def channels(office: "Office", today: date) -> Finding:
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


def notices(office: "Office", today: date) -> Finding:
    """Whether somebody delivers, what could not be delivered, and what a restore holds back."""
    from ocop_workflow.operations.cycle.vitals import vitals
    from ocop_workflow.records.schema import require_current

    require_current(office.settings.database_url)
    with office.look() as session:
        seen = vitals(session, today)
    count = {state: seen.notices.get(state, 0) for state in NoticeState}
    waiting = count[NoticeState.OWED] + count[NoticeState.SENDING]
    given_up, homeless = count[NoticeState.GIVEN_UP], count[NoticeState.NO_TARGET]
    said = f"{waiting} chờ gửi, {homeless} chưa có kênh nhận, {given_up} gửi không được"
    said += f", {seen.held} bị giữ lại sau phục hồi" if seen.held else ""
    if given_up:
        return Health.WRONG, said, "ocop notice list --state given_up: sửa kênh, báo đơn vị bằng cách khác"
    if seen.oldest_owed_at is not None and seen.oldest_owed_at < office.settings.now() - STALE:
        stale = f"{said}; chờ lâu nhất từ {seen.oldest_owed_at.astimezone(office.settings.timezone):%H:%M %d/%m/%Y}"
        return Health.WRONG, stale, "Không có gì đang gửi: ocop notice deliver, kiểm tra ocop up"
    if seen.held:
        return Health.LOOK, said, "ocop notice quarantine list: cho gửi, hoặc bỏ vì đã gửi"
    if homeless:
        return Health.LOOK, said, "ocop notice list --state no_target: bổ sung kênh của đơn vị"
    return Health.GOOD, said, ""
