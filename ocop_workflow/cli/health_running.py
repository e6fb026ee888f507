"""What `ocop doctor` looks at of an installation at work: its last sweep, its clock, Prefect's schedules."""

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ocop_workflow.cli.health import Finding, Health
from ocop_workflow.cli.prefect_api import PrefectApi
from ocop_workflow.errors import NotReady
from ocop_workflow.rulebook.text import vn_date

if TYPE_CHECKING:
    from ocop_workflow.office import Office

MOST_SECONDS_APART = 60


def sweeps(office: "Office", today: date) -> Finding:
    """Every open cycle must have been gone through on the last working day before today."""
    from ocop_workflow.operations.cycle.vitals import vitals
    from ocop_workflow.records.schema import require_current

    require_current(office.settings.database_url)
    with office.look() as session:
        seen = vitals(session, today).last_gone_through
    if not seen:
        return Health.GOOD, "không có chu trình nào phải rà", ""
    never = [code for code, day in seen.items() if day is None]
    days = [day for day in seen.values() if day is not None]
    if not days:
        return Health.LOOK, "chưa chu trình nào được rà lần nào", "ocop sweep, hoặc ocop up để chạy theo lịch"
    since = office.calendar().add_working_days(today, -1)
    behind = [code for code, day in seen.items() if day is not None and day < since]
    said = f"lần rà gần nhất: ngày {vn_date(max(days))}"
    if behind:
        return (
            Health.WRONG,
            f"{said}; chưa rà từ trước ngày {vn_date(since)}: {', '.join(behind[:5])}",
            "Không có gì đang rà: ocop sweep; kiểm tra ocop up, bộ hẹn giờ hoặc các máy chạy",
        )
    return (
        (Health.LOOK, f"{said}; chưa rà lần nào: {', '.join(never[:5])}", "ocop sweep")
        if never
        else (Health.GOOD, said, "")
    )


def clock(office: "Office", today: date) -> Finding:
    """The clock of this machine beside that of the database server, and beside what was written last."""
    import sqlalchemy as sa

    from ocop_workflow.operations.cycle.vitals import vitals
    from ocop_workflow.records.schema import require_current

    require_current(office.settings.database_url)
    with office.look() as session:
        last = vitals(session, today).last_act_at
        on_server = session.get_bind().dialect.name == "postgresql"
        there = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one() if on_server else None
    now = office.settings.now()
    apart = (now - there).total_seconds() if there else 0.0
    if abs(apart) > MOST_SECONDS_APART:
        return (
            Health.WRONG,
            f"lệch {apart:+.0f} giây so với máy chủ dữ liệu",
            "Bật đồng bộ giờ: timedatectl set-ntp true",
        )
    if last is not None and last > now + timedelta(seconds=MOST_SECONDS_APART):
        return (
            Health.WRONG,
            f"việc ghi gần nhất mang giờ ở sau bây giờ ({last.astimezone(office.settings.timezone):%H:%M %d/%m/%Y})",
            "Đồng hồ máy chạy chậm hoặc từng chạy nhanh: timedatectl set-ntp true",
        )
    return (
        Health.GOOD,
        f"{now.astimezone(office.settings.timezone):%H:%M %d/%m/%Y} ({office.settings.timezone.key})",
        "",
    )


def prefect(office: "Office", today: date) -> Finding:
    """Whether a server answers, lets only us in, keeps the same time, and has every schedule of the file."""
    from ocop_workflow.cli.children import sole_owner
    from ocop_workflow.cli.server import running_server

    own = running_server(office.settings)
    url = own or os.environ.get("PREFECT_API_URL")
    if url:
        return _server(office, PrefectApi.at(url), is_own=own is not None)
    try:
        with sole_owner(office.settings.var_dir):
            pass
    except NotReady:
        return Health.WRONG, "một tiến trình ocop đang chạy nhưng Prefect không trả lời", "Khởi động lại: ocop up"
    return (
        Health.LOOK,
        "không có máy chủ Prefect: không có gì được chạy theo lịch, trừ khi có bộ hẹn giờ gọi «ocop sweep»",
        "ocop up; hoặc đặt PREFECT_API_URL; hoặc bật ocop-sweep.timer",
    )


def _server(office: "Office", api: PrefectApi, *, is_own: bool) -> Finding:
    there = api.clock()
    apart = (office.settings.now() - there).total_seconds() if there else 0.0
    where = f"đang chạy: {api.url.removesuffix('/api')}"
    if abs(apart) > MOST_SECONDS_APART:
        return (
            Health.WRONG,
            f"{where}; giờ lệch {apart:+.0f} giây so với máy này",
            "timedatectl set-ntp true ở cả hai máy",
        )
    missing, paused = _schedules(office, api)
    if missing:
        todo = "Khởi động lại: ocop up" if is_own else "ocop deployment register"
        return Health.WRONG, f"{where}; chưa đăng ký: {', '.join(missing)}", todo
    if api.is_within_reach_of_others and api.is_open_to_anybody():
        todo = (
            "Đặt PREFECT_SERVER_API_AUTH_STRING ở máy chủ, PREFECT_API_AUTH_STRING ở các máy chạy; xem deploy/README.md"
        )
        return Health.LOOK, f"{where}; không có mật khẩu mà gọi được từ máy khác", todo
    if paused:
        return Health.LOOK, f"{where}; lịch đang tạm dừng: {', '.join(paused)}", "Bật lại trong trang Prefect khi cần"
    return Health.GOOD, f"{where}; đủ lịch chạy", ""


def _schedules(office: "Office", api: PrefectApi) -> tuple[list[str], list[str]]:
    """Which deployments of the file the server lacks, and which schedules are paused."""
    from ocop_workflow.library.deployment_file import MANAGED, load_deployments

    there = {(one["entrypoint"], one["name"]): one for one in api.deployments(MANAGED)}
    missing, paused = [], []
    for entry in load_deployments(office.settings.deployments_file).deployments:
        found = there.get((entry.entrypoint, entry.name))
        slugs = {s["slug"]: s["active"] for s in found["schedules"]} if found else {}
        wanted = [schedule.slug for schedule in entry.schedules]
        if found is None or not set(wanted) <= slugs.keys():
            missing.append(entry.entrypoint.rpartition(".")[2])
        paused += [slug for slug in wanted if slugs.get(slug) is False or (found or {}).get("paused")]
    return missing, paused
