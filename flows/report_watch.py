"""The report watch: on every working day, what the day moves, who is late, and who is told."""

from prefect import flow

from flows.request import ALL_OPEN, RunRequest, run_name
from flows.step_run import step_run
from flows.tasks import office
from flows.whole_run import whole_run
from ocop_workflow.operations.cycle.results import reports_by_unit
from ocop_workflow.operations.cycle.summary import CycleSummary, StepSummary
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Step

TITLE = "Theo dõi báo cáo"


@flow(name=TITLE, flow_run_name=run_name)
def report_watch(request: RunRequest = ALL_OPEN) -> CycleSummary:
    """Mỗi ngày làm việc: việc mới phải giao, hồ sơ đến lúc chuyển, ai sắp đến hạn, ai quá hạn; nhắc theo bậc.

    Args:
        request: Chu trình (để trống: mọi chu trình đang mở), ngày làm việc, chạy thử hay chạy thật.
    """
    with whole_run(TITLE, request, 1) as run:
        if why := office().calendar().why_off(run.today):
            run.rest(f"Hôm nay {vn_date(run.today)} không phải ngày làm việc ({why}): không nhắc, không gửi.")
        run.may_move_dossiers()
        run.share_out()
        for cycle in run.cycles:
            with run.apart(cycle) as part:
                run.add(watch(part))
        run.deliver()
    return run.summary


def watch(request: RunRequest) -> StepSummary:
    """One cycle's late and nearly late: its reports first, and with them the duties and dossiers of all steps."""
    with step_run(Step.ACROSS, request, title=TITLE, looks_at=tuple(Step), reports=True, is_part=True) as run:
        # A plan that comes into force within a quarter gives its duties now, not at the next quarterly run.
        run.assign("báo cáo phải nộp trong năm, nhiệm vụ của mọi bước")
        # So do the moves of the clock: a certificate expires on its day, a returned idea lapses after its term.
        run.advance()
        run.remind("đơn vị sắp đến hạn hoặc quá hạn: báo cáo, nhiệm vụ, hồ sơ của cả sáu bước")
        run.result(reports_by_unit)
    return run.summary
