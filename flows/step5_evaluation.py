"""Bước 5 · Đánh giá và phân hạng sản phẩm: the commune checks, the council scores, the authority decides."""

from prefect import flow

from flows.request import RunRequest, run_name
from flows.step_run import step_run
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.operations.evaluation.evaluation_results import rounds, stars
from ocop_workflow.vocabulary import Step


@flow(name=Step.EVALUATION.title, flow_run_name=run_name)
def step5_evaluation(request: RunRequest) -> StepSummary:
    """Giao việc tham gia đánh giá; chuyển hồ sơ lỡ đợt sang đợt sau; đôn đốc xã, Hội đồng, cấp quyết định.

    Args:
        request: Chu trình, ngày làm việc, chạy thử hay chạy thật.
    """
    with step_run(Step.EVALUATION, request) as run:
        run.assign("tham gia đánh giá, tổ chức Hội đồng, trình quyết định")
        # The round of the regime is closed: what the commune has not proposed waits for the next one.
        run.advance()
        run.remind("xã, phường, Hội đồng, cấp quyết định đang giữ hồ sơ; chủ thể phải bổ sung, qua xã")
        run.deliver()
        run.result(rounds, stars)
    return run.summary
