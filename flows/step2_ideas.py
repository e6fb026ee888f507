"""Bước 2 · Nhận ý tưởng sản phẩm: communes receive and check, the standing unit appraises, nobody waits for ever."""

from prefect import flow

from flows.request import RunRequest, run_name
from flows.step_run import step_run
from ocop_workflow.operations.cycle.results import ideas
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.vocabulary import Step


@flow(name=Step.IDEAS.title, flow_run_name=run_name)
def step2_ideas(request: RunRequest) -> StepSummary:
    """Giao việc tiếp nhận, thẩm định ý tưởng; xử lý ý tưởng quá hạn; đôn đốc nơi để ý tưởng chờ lâu.

    Args:
        request: Chu trình, ngày làm việc, chạy thử hay chạy thật.
    """
    with step_run(Step.IDEAS, request) as run:
        run.assign("xã, phường tiếp nhận, kiểm tra; cơ quan thường trực thẩm định")
        # Returned ideas lapse after their term; when the window has closed, undecided ones go to the standing unit.
        run.advance()
        run.remind("xã, phường và cơ quan thường trực đang giữ ý tưởng; chủ thể phải hoàn thiện, qua xã")
        run.deliver()
        run.result(ideas)
    return run.summary
