"""Bước 6 · Xúc tiến thương mại: recognised products go to market, and their certificates are watched."""

from prefect import flow

from flows.request import RunRequest, run_name
from flows.step_run import step_run
from ocop_workflow.operations.certificates.certificate_results import certificates, inspections
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.operations.dossiers.promotion_results import carried_over, participation, targets
from ocop_workflow.vocabulary import Step


@flow(name=Step.PROMOTION.title, flow_run_name=run_name)
def step6_promotion(request: RunRequest) -> StepSummary:
    """Giao việc xúc tiến thương mại; theo dõi hiệu lực giấy chứng nhận; tổng kết mục tiêu và việc chuyển sang năm sau.

    Args:
        request: Chu trình, ngày làm việc, chạy thử hay chạy thật.
    """
    with step_run(Step.PROMOTION, request) as run:
        run.assign("hội chợ, điểm bán hàng, thương mại điện tử, quà tặng, truyền thông; kiểm tra điểm bán hàng")
        # What has ended comes first: such a certificate is neither promoted nor called for renewal.
        run.advance()
        run.remind("chủ thể và xã, phường trước kỳ đánh giá lại; cơ quan thường trực về hội chợ; cấp xử lý thu hồi")
        run.deliver()
        run.result(participation, targets, certificates, inspections, carried_over)
    return run.summary
