"""The demo told from January to December: run, let people act, tell; then the same runs once more."""

import hashlib
import time
from collections.abc import Sequence
from datetime import date

from sqlmodel import SQLModel

from ocop_workflow.cli.demo import account, whole_year
from ocop_workflow.cli.demo.people import People
from ocop_workflow.cli.demo.year import BAC_KAN, BEGINS_ON, QUARTERS, UONG_BI, Quarter, Run, day_before, runs_of
from ocop_workflow.cli.show import heading, say
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.summary import CycleSummary, DeliveryCount, StepSummary
from ocop_workflow.records import log
from ocop_workflow.records.session import engine_for
from ocop_workflow.rulebook.text import vn_date

CYCLES = (UONG_BI, BAC_KAN)


def tell(office: Office, prepared: Sequence[str], *, kept: bool) -> None:
    """Run the year and print its account; a Prefect server answers already."""
    began = time.monotonic()
    account.opening(prepared, BEGINS_ON)
    people = [People(office, cycle) for cycle in CYCLES]
    standing: list[account.States] = [account.states(office, BAC_KAN, BEGINS_ON)]
    for quarter in QUARTERS:
        say()
        heading(f"━━ {quarter.name.upper()} · {vn_date(quarter.starts_on)} – {vn_date(quarter.ends_on)} ━━")
        done: list[tuple[Run, CycleSummary]] = []
        for run in runs_of(quarter, office):
            _act(people, day_before(run.on))
            done.append((run, _run(run)))
        _act(people, quarter.ends_on)
        standing.append(account.states(office, BAC_KAN, quarter.ends_on))
        account.quarter(office, quarter, done, standing[-2], standing[-1])
    say()
    heading("━━ CẢ NĂM ━━")
    whole_year.year(office, CYCLES, QUARTERS)
    whole_year.products(office, standing)
    _once_more(office, QUARTERS[-1])
    _checks(office)
    if kept:
        say(
            f"Dữ liệu và hộp thư thử được giữ tại {office.settings.var_dir} (thông báo: {office.settings.mailbox_dir})."
        )
    else:
        say("Dữ liệu và hộp thư thử của trình diễn đã được xóa; muốn giữ lại để xem: ocop demo --keep THƯ_MỤC")
    say(f"Xong sau {time.monotonic() - began:.0f} giây.")


def _act(people: Sequence[People], until: date) -> None:
    for crowd in people:
        crowd.act_until(until)


def _run(run: Run) -> CycleSummary:
    """One Prefect flow for one day."""
    from flows.annual_cycle import SIX_STEPS, annual_cycle
    from flows.report_watch import report_watch
    from flows.request import RunRequest

    request = RunRequest(cycle=run.cycle, today=run.on)
    if run.step:
        return _as_cycle(SIX_STEPS[run.step - 1](request))
    return (annual_cycle if run.flow == "annual_cycle" else report_watch)(request)


def _as_cycle(step: StepSummary) -> CycleSummary:
    """The summary of one step in the shape of a run over cycles."""
    return CycleSummary(
        title=step.title,
        today=step.today,
        is_replay=step.is_replay,
        dry_run=step.dry_run,
        note="",
        steps=(step,),
        failed=(),
        delivered=step.delivered,
    )


def _once_more(office: Office, quarter: Quarter) -> None:
    """Run the first and the last run of the quarter again and say what that changed."""
    before = _fingerprint(office)
    again = [_run(run) for run in _first_and_last(list(runs_of(quarter, office)))]
    steps = [step for summary in again for step in summary.steps]
    say()
    heading("Chạy lại quý IV (chu trình thường niên và theo dõi báo cáo, cùng ngày)")
    counts = [
        (sum(step.assignments_raised for step in steps), "nhiệm vụ mới"),
        (sum(step.reports_raised for step in steps), "báo cáo mới"),
        (sum(move.count for step in steps for move in step.moves), "hồ sơ chuyển"),
        (sum(step.notices_raised for step in steps), "thông báo mới"),
        (sum((summary.delivered or DeliveryCount()).sent for summary in again), "thông báo gửi"),
    ]
    say(", ".join(f"{count} {words}" for count, words in counts) + ".")
    same = before == _fingerprint(office)
    say("Cơ sở dữ liệu không đổi một dòng nào." if same else "CƠ SỞ DỮ LIỆU ĐÃ THAY ĐỔI.")


def _first_and_last(runs: Sequence[Run]) -> tuple[Run, Run]:
    return runs[0], runs[-1]


def _fingerprint(office: Office) -> str:
    """A hash over every row of every table."""
    digest = hashlib.sha256()
    with engine_for(office.settings.database_url).connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = connection.execute(table.select().order_by(*table.primary_key.columns))
            digest.update(repr((table.name, rows.all())).encode())
    return digest.hexdigest()


def _checks(office: Office) -> None:
    with office.look() as session:
        check = log.verify(session)
    say()
    found = "không có chỗ nào bị sửa, xóa, chèn" if not check.faults else f"CÓ {len(check.faults)} CHỖ SAI"
    say(f"Kiểm tra nhật ký hồ sơ (ocop log verify): {check.dossiers} hồ sơ, {check.lines} dòng, {found}.")
