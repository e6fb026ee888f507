"""Bước 3 · Nhận phương án sản xuất kinh doanh: an accepted idea owes a plan, by the last day of the window."""

from prefect import flow

from flows.request import RunRequest, run_name
from flows.step_run import step_run
from ocop_workflow.operations.cycle.results import business_plans, training_owed
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.vocabulary import Step


@flow(name=Step.BUSINESS_PLANS.title, flow_run_name=run_name)
def step3_business_plans(request: RunRequest) -> StepSummary:
    """Giao việc tiếp nhận, thẩm định phương án; ghi hạn cho chủ thể có ý tưởng được chấp nhận; đôn đốc qua xã.

    Args:
        request: Chu trình, ngày làm việc, chạy thử hay chạy thật.
    """
    with step_run(Step.BUSINESS_PLANS, request) as run:
        # Producers whose idea was accepted get the last day for the plan that they owe.
        run.assign("tiếp nhận, thẩm định phương án; chủ thể có ý tưởng được chấp nhận nộp phương án")
        # The window has closed without a plan, or a returned plan was not corrected within the term.
        run.advance()
        run.remind("chủ thể còn nợ phương án, qua xã, phường; cơ quan thường trực đang thẩm định")
        run.deliver()
        run.result(business_plans, training_owed)
    return run.summary
