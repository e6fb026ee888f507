"""The annual cycle: what runs across the year, then the six steps in order, then one delivery."""

from prefect import flow

from flows.request import ALL_OPEN, RunRequest, run_name
from flows.step1_outreach import step1_outreach
from flows.step2_ideas import step2_ideas
from flows.step3_business_plans import step3_business_plans
from flows.step4_implementation import step4_implementation
from flows.step5_evaluation import step5_evaluation
from flows.step6_promotion import step6_promotion
from flows.step_run import step_run
from flows.whole_run import whole_run
from ocop_workflow.operations.cycle.results import reports_by_unit
from ocop_workflow.operations.cycle.summary import CycleSummary, StepSummary
from ocop_workflow.vocabulary import Step

SIX_STEPS = (
    step1_outreach,
    step2_ideas,
    step3_business_plans,
    step4_implementation,
    step5_evaluation,
    step6_promotion,
)

TITLE = "Chu trình OCOP thường niên"


@flow(name=TITLE, flow_run_name=run_name)
def annual_cycle(request: RunRequest = ALL_OPEN) -> CycleSummary:
    """Chạy phần xuyên suốt và sáu bước cho từng chu trình, rồi gửi thông báo một lần; chạy lại không làm gì hai lần.

    Args:
        request: Chu trình (để trống: mọi chu trình đang mở), ngày làm việc, chạy thử hay chạy thật.
    """
    with whole_run(TITLE, request, 1 + len(SIX_STEPS)) as run:
        steps = SIX_STEPS if run.may_move_dossiers() else ()
        run.share_out()
        for cycle in run.cycles:
            with run.apart(cycle) as part:
                run.add(across_the_year(part))
                for step in steps:
                    run.add(step(part))
        run.deliver()
    return run.summary


def across_the_year(request: RunRequest) -> StepSummary:
    """What belongs to no single step: steering, funds, monitoring, and the reports that the plan asks for."""
    with step_run(Step.ACROSS, request, reports=True, is_part=True) as run:
        run.assign("chỉ đạo, kinh phí, giám sát; báo cáo định kỳ của từng đơn vị")
        run.remind("đơn vị còn nợ báo cáo hoặc nhiệm vụ xuyên suốt")
        run.result(reports_by_unit)
    return run.summary
