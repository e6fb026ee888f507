"""Bước 1 · Tuyên truyền, hướng dẫn về OCOP: who tells communes and producers, and which products they find."""

from prefect import flow

from flows.request import RunRequest, run_name
from flows.step_run import step_run
from ocop_workflow.operations.cycle.results import potential_products
from ocop_workflow.operations.cycle.summary import StepSummary
from ocop_workflow.operations.dossiers.promotion_results import products_to_invite
from ocop_workflow.vocabulary import Step


@flow(name=Step.OUTREACH.title, flow_run_name=run_name)
def step1_outreach(request: RunRequest) -> StepSummary:
    """Giao việc tuyên truyền, hướng dẫn và khảo sát sản phẩm tiềm năng; theo dõi từng xã, phường.

    Args:
        request: Chu trình, ngày làm việc, chạy thử hay chạy thật.
    """
    with step_run(Step.OUTREACH, request) as run:
        run.assign("truyền thông, hướng dẫn; khảo sát sản phẩm tiềm năng ở từng xã, phường")
        # Surveys with a result are closed; when the window has closed, what nobody guided is carried over.
        run.advance()
        run.remind("đơn vị truyền thông, xã chưa khảo sát, xã còn sản phẩm chưa được hướng dẫn")
        run.deliver()
        run.result(potential_products, products_to_invite)
    return run.summary
