"""The four tasks of every step: assign, advance, remind, deliver; one per set, never one per dossier.

Each opens its own session and commits its own work, so that a run that dies in between has lost nothing and the next
one goes on from there. Only plain values cross Prefect's border.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from sqlalchemy.exc import OperationalError

from ocop_workflow.office import Office
from ocop_workflow.operations.cycle import step_work, sweep
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.cycle.step_work import Given
from ocop_workflow.operations.cycle.summary import DeliveryCount, MoveCount
from ocop_workflow.operations.notices import outbox, reminders
from ocop_workflow.settings import Settings, load_settings
from ocop_workflow.vocabulary import Step


@lru_cache(maxsize=4)
def _office(settings: Settings) -> Office:
    return Office(settings)


def office() -> Office:
    """The office of this process's settings; its calendar and regimes are read once."""
    return _office(load_settings())


def _may_pass(task: Any, run: Any, state: Any) -> bool:
    """Only a hiccup of the database is worth another try; a refusal stays a refusal."""
    return isinstance(state.data, OperationalError)


def _of_step() -> str:
    return f"{task_run.task_name} · {Step(task_run.parameters['step']).title}"


RETRYING: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": [2, 10],
    "retry_condition_fn": _may_pass,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(
    name="Giao việc",
    description="Giao nhiệm vụ của bước cho từng đơn vị của kế hoạch, kèm hạn và căn cứ; mỗi việc chỉ giao một lần.",
    task_run_name=_of_step,
    **RETRYING,
)
def assign(cycle: str, step: Step, today: date) -> Given:
    """Raise the step's assignments and last days; across the cycle (step 0) also the reports that the plan asks for."""
    at_work = office()
    with at_work.work() as session:
        return step_work.give(session, running(session, cycle, at_work.rules, today), step, today)


@task(
    name="Chuyển hồ sơ",
    description="Chuyển cùng lúc mọi hồ sơ mà lịch hoặc dữ kiện cho phép; mỗi bước chuyển đều ghi nhật ký.",
    task_run_name=_of_step,
    **RETRYING,
)
def advance(cycle: str, step: Step, today: date) -> tuple[MoveCount, ...]:
    """Do the step's moves of the clock for all dossiers of the locality, and settle its facts; each commits."""
    at_work = office()
    return sweep.advance(at_work.work, at_work.rules, cycle, step, today=today, at=at_work.settings.now())


@task(
    name="Đôn đốc",
    task_run_name="Đôn đốc",
    description="Tìm việc sắp đến hạn, quá hạn theo bậc nhắc của kế hoạch, ghi thông báo phải gửi; không nhắc hai lần.",
    **RETRYING,
)
def remind(cycle: str, steps: tuple[Step, ...], reports: bool, today: date) -> reminders.Reminded:
    """Owe a notice for everything of the steps (and the reports) that the ladder says on the day."""
    at_work = office()
    with at_work.work() as session:
        cycle_now = running(session, cycle, at_work.rules, today)
        return reminders.remind(
            session, cycle_now, today=today, at=at_work.settings.now(), steps=steps, reports=reports
        )


@task(
    name="Gửi thông báo",
    task_run_name="Gửi thông báo",
    description="Gửi các thông báo còn nợ qua kênh đã khai báo; gửi không được thì giữ lại và thử sau.",
    **RETRYING,
)
def deliver(cycle: str | None, today: date) -> DeliveryCount:
    """Send what is owed, of one cycle or of all; in a rehearsal nothing leaves the house."""
    at_work = office()
    with at_work.channels() as channels:
        return outbox.deliver(
            at_work.work, channels, today=today, now=at_work.settings.now, rules=at_work.rules, cycle=cycle
        ).count
