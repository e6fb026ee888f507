"""A run that cannot be right ends as Failed, says in Vietnamese what to do, and has written nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect.states import State

from flows.annual_cycle import annual_cycle
from flows.report_watch import report_watch
from flows.request import RunRequest
from flows.step2_ideas import step2_ideas
from ocop_workflow.errors import OcopError, Refused
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle import step_work
from ocop_workflow.operations.cycle.cycles import close_cycle
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.cycle.step_work import FACTS
from tests.flows.conftest import AT, BAC_KAN, UONG_BI, everything, office_at, open_real_cycle

TODAY = date(2024, 4, 19)


@pytest.mark.parametrize(
    ("flow", "request_", "words"),
    [
        (step2_ideas, RunRequest(cycle="uong-bi", today=TODAY), ("Không tìm thấy chu trình «uong-bi»", UONG_BI)),
        (step2_ideas, RunRequest(today=TODAY), ("Chưa ghi mã chu trình", UONG_BI)),
        (step2_ideas, RunRequest(cycle=UONG_BI, today=date(2023, 12, 31)), ("trước khi chu trình", "01/01/2024")),
        (step2_ideas, RunRequest(cycle=UONG_BI, today=date(2100, 1, 1)), ("chưa đến", "Chạy thử")),
        (report_watch, RunRequest(today=date(2100, 1, 1)), ("01/01/2100 chưa đến",)),
        (step2_ideas, RunRequest(cycle=UONG_BI, today=date(2012, 1, 2)), ("khung pháp lý", "02/01/2012")),
        (annual_cycle, RunRequest(cycle="sai", today=TODAY), ("sai: Không tìm thấy chu trình «sai»",)),
    ],
)
def test_it_says_what_is_wrong_and_writes_nothing(
    an_office: Office, flow: Any, request_: RunRequest, words: tuple[str, ...]
) -> None:
    open_real_cycle(an_office, UONG_BI)
    before = everything(an_office)
    state: State[Any] = flow(request_, return_state=True)
    assert state.is_failed()
    for word in words:
        assert word in (state.message or "")
    assert everything(an_office) == before


def test_a_day_ahead_may_be_looked_at_in_a_dry_run(an_office: Office) -> None:
    open_real_cycle(an_office, UONG_BI)
    before = everything(an_office)
    summary = step2_ideas(RunRequest(cycle=UONG_BI, today=date(2030, 1, 7), dry_run=True))
    assert "kỳ đã hết" in summary.standing
    assert everything(an_office) == before


def test_without_a_database_it_says_what_to_run(prefect_at_once: str, tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite3"
    with office_at(f"sqlite:///{file}", tmp_path):
        state = report_watch(RunRequest(today=TODAY), return_state=True)
    assert state.is_failed()
    assert "ocop db upgrade" in (state.message or "")
    assert not file.exists()


def test_a_move_that_is_a_persons_is_not_made_by_a_flow(an_office: Office) -> None:
    open_real_cycle(an_office, UONG_BI)
    for move in ("recognise", "accept_idea", "khong-co"):
        assert move not in FACTS
        with an_office.look() as session, pytest.raises(Refused, match="không phải bước chuyển do lịch"):
            step_work.move(session, running(session, UONG_BI, an_office.rules, TODAY), move, today=TODAY, at=AT)


def test_one_locality_that_fails_does_not_stop_the_others(an_office: Office) -> None:
    """The plan of one city can no longer be read; the other city is run and told, and the run says which failed."""
    open_real_cycle(an_office, BAC_KAN)
    open_real_cycle(an_office, UONG_BI)
    with an_office.work() as session:
        session.connection().exec_driver_sql(f"UPDATE plan_version SET data = '{{}}' WHERE code = '{BAC_KAN}'")
    with pytest.raises(OcopError, match=f"- {BAC_KAN}: "):
        report_watch(RunRequest(today=TODAY))
    with an_office.look() as session:
        sent = session.connection().exec_driver_sql("SELECT count(*) FROM notice WHERE state = 'sent'").scalar_one()
    assert sent > 0


class TestAfterThePeriod:
    """A cycle whose period is over raises no new duty and chases nobody; its dossiers still move."""

    @pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
    def test_nothing_is_raised_and_nobody_chased(self, an_office: Office, closed: bool) -> None:
        open_real_cycle(an_office, UONG_BI)
        if closed:
            with an_office.work() as session:
                close_cycle(session, UONG_BI, actor="mẫu", reason="hết kỳ", today=date(2025, 1, 2), at=AT)
        before = everything(an_office)
        summary = annual_cycle(RunRequest(cycle=UONG_BI, today=date(2025, 1, 6)))
        after = everything(an_office)
        assert len(after.pop("cycle_tick")) == 1 + len(before.pop("cycle_tick")), "it was looked at, and no more"
        assert after == before
        for step in summary.steps:
            assert (step.assignments_raised, step.reports_raised, step.lines_owed) == (0, 0, 0)
            assert ("đã đóng" if closed else "kỳ đã hết ngày 31/12/2024") in step.standing
