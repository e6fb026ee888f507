"""Cẩm Phả, 139/KH-UBND of 23/9/2015: a plan older than any regime of evaluation in force is followed all the same."""

from dataclasses import replace
from datetime import date

import pytest

from flows.annual_cycle import annual_cycle
from flows.report_watch import report_watch
from flows.request import RunRequest
from flows.tasks import office
from ocop_workflow.library.plans import load_plan
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.cycles import open_cycle
from ocop_workflow.operations.plans.plans import apply_plan
from tests.flows.conftest import AT, CONFIG, mails

CAM_PHA, BEGUN, LATE = "quang-ninh.cam-pha.2015", date(2015, 9, 23), date(2015, 9, 30)


@pytest.fixture
def no_regime(an_office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The city's plan applied, with the regimes that began later than its days."""
    file = load_plan(CONFIG / "plans" / "quang-ninh.cam-pha.2016.yaml")
    with an_office.work() as session:
        apply_plan(session, file.plan, file.text, file.sha256, actor="mẫu", today=BEGUN, at=AT)
        open_cycle(session, file.plan.code, year=2015, actor="mẫu", today=BEGUN, at=AT)
    at_work = office()
    later = tuple(regime for regime in at_work.rules.regimes if regime.valid_from > LATE)
    monkeypatch.setitem(vars(at_work), "rules", replace(at_work.rules, regimes=later))
    return an_office


@pytest.mark.parametrize("flow", [report_watch, annual_cycle])
def test_reports_are_raised_and_chased_and_the_note_says_what_is_left_out(no_regime: Office, flow) -> None:
    summary = flow(RunRequest(cycle=CAM_PHA, today=LATE))
    assert "Chưa có khung pháp lý đánh giá cho ngày 30/09/2015" in summary.note
    (across,) = summary.steps
    assert across.reports_raised > 0
    assert {late.due_on for late in across.late if "áo cáo" in late.what} == {date(2015, 9, 29)}
    assert summary.delivered.no_target + summary.delivered.sent == across.notices_raised > 0
    assert mails(no_regime)
