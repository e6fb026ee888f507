"""The delivery sweep: every few minutes, what is owed leaves the house, and a day that was left undone is done."""

from datetime import date

from prefect import flow
from prefect.logging import get_run_logger

from flows import tasks
from flows.pages import delivery_in_words
from flows.request import ALL_OPEN, RunRequest, day_of, run_name, stage
from flows.tasks import office
from ocop_workflow.errors import OcopError
from ocop_workflow.operations.cycle.sweep import Sweep, sweep

TITLE = "Gửi thông báo"


@flow(name=TITLE, flow_run_name=run_name)
def delivery_sweep(request: RunRequest = ALL_OPEN) -> Sweep:
    """Vài phút một lần: rà nốt chu trình mà lượt trong ngày đã bỏ dở hoặc bỏ lỡ, rồi gửi thông báo còn nợ.

    Args:
        request: Để trống; hoặc ngày làm việc của lượt chạy.
    """
    today = day_of(request)
    with stage(request):
        done = _what_is_owed(request, today)
        get_run_logger().info(delivery_in_words(tasks.deliver(None, today), request.dry_run))
    if done.failed:
        raise OcopError("Có chu trình chưa rà được.\n" + "\n".join(f"  - {line}" for line in done.failed))
    return done


def _what_is_owed(request: RunRequest, today: date) -> Sweep:
    """Go through the cycles that the watch of the day has not ticked off, once it has had its time."""
    at_work, say = office(), get_run_logger()
    if not at_work.settings.day_has_begun():
        return Sweep(today=today, note=f"Trước {at_work.settings.day_begins:%H:%M}: chưa rà nốt việc của ngày.")
    done = sweep(
        at_work.work,
        at_work.rules,
        today=today,
        now=at_work.settings.now,
        localities=request.localities,
        only_owed=True,
        on_error=lambda cycle, error: say.error(f"{cycle}: chưa rà được", exc_info=error),
    )
    for cycle in done.cycles:
        say.info(f"{cycle.cycle}: lượt trong ngày chưa xong, đã rà; {cycle.lines_owed} việc phải nhắc")
    return done
