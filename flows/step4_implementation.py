"""Bước 4 · Triển khai phương án kinh doanh: support from the offices, papers from the producers, then ready."""

from prefect import flow

from flows.request import RunRequest, run_name
from flows.step_run import step_run
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.operations.dossiers.support_results import support_given
from ocop_workflow.operations.evaluation.evaluation_results import readiness
from ocop_workflow.vocabulary import Step


@flow(name=Step.IMPLEMENTATION.title, flow_run_name=run_name)
def step4_implementation(request: RunRequest) -> StepSummary:
    """Giao việc hỗ trợ, kiểm tra; đưa phương án đã duyệt vào triển khai; xét sản phẩm nào đủ tài liệu để đánh giá.

    Args:
        request: Chu trình, ngày làm việc, chạy thử hay chạy thật.
    """
    with step_run(Step.IMPLEMENTATION, request) as run:
        run.assign("an toàn thực phẩm, môi trường, nhãn mác, mã vạch, vùng nguyên liệu, tập huấn, tín dụng; kiểm tra")
        # Approved plans start; a paper that expired or is missing takes a product back before anything is made ready.
        run.advance()
        run.remind("chủ thể thiếu tài liệu hoặc tài liệu hết hiệu lực, qua xã, phường; đơn vị chậm hỗ trợ")
        run.deliver()
        run.result(readiness, support_given)
    return run.summary
