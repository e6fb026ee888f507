"""What a run found and did, as plain values that can be shown, stored and sent over Prefect's border."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.reports import list_reports
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DossierState, NoticeState, Step


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Table(_Value):
    """A small table for people: Vietnamese headings, text cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class StateCount(_Value):
    """How many dossiers stood in a state before and after the run."""

    state: DossierState
    label: str
    before: int
    after: int


class MoveCount(_Value):
    """How many dossiers the clock moved by one rule."""

    action: str
    label: str
    count: int


class Late(_Value):
    """Something late on the day of the run."""

    unit: str
    what: str
    due_on: date
    days_late: int
    clause: str


class DeliveryCount(_Value):
    """What became of the notices that were owed at the time."""

    sent: int = 0
    no_target: int = 0
    later: int = 0
    given_up: int = 0
    withdrawn: int = 0

    def __add__(self, other: "DeliveryCount") -> "DeliveryCount":
        return DeliveryCount(**{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields})


class StepSummary(_Value):
    """One run of one step (or of the report watch) for one cycle and one day."""

    cycle: str
    locality: str
    step: Step
    title: str
    today: date
    is_replay: bool
    dry_run: bool
    window: str
    standing: str
    assignments_raised: int
    reports_raised: int
    moves: tuple[MoveCount, ...]
    states: tuple[StateCount, ...]
    late: tuple[Late, ...]
    lines_owed: int
    notices_raised: int
    notices_waiting: int
    delivered: DeliveryCount | None
    results: tuple[Table, ...]


class CycleSummary(_Value):
    """One run over whole cycles: the annual cycle, or the report watch."""

    title: str
    today: date
    is_replay: bool
    dry_run: bool
    note: str
    steps: tuple[StepSummary, ...]
    failed: tuple[str, ...]
    delivered: DeliveryCount | None


def count_states(session: Session, running: RunningCycle) -> dict[DossierState, int]:
    """How many dossiers of the locality stand in each state."""
    rows = (
        select(Dossier.state, sa.func.count())
        .where(Dossier.locality == running.cycle.locality)
        .group_by(col(Dossier.state))
    )
    return {DossierState(state): count for state, count in session.exec(rows)}


def compare_states(before: dict[DossierState, int], after: dict[DossierState, int]) -> tuple[StateCount, ...]:
    """The states that hold or held a dossier, in the order of the lifecycle."""
    return tuple(
        StateCount(state=state, label=state.label, before=before.get(state, 0), after=after.get(state, 0))
        for state in DossierState
        if before.get(state) or after.get(state)
    )


def late_things(
    session: Session, running: RunningCycle, today: date, steps: Sequence[Step], *, reports: bool
) -> tuple[Late, ...]:
    """Who is late on the day: open assignments of the steps, and reports if asked; the latest first.

    What a unit was only requested to do (đề nghị) is never late.
    """
    found = [
        Late(
            unit=line.unit,
            what=f"Nhiệm vụ số {line.id}, {line.step.title} ({line.part})",
            due_on=line.due_on,
            days_late=line.days_late,
            clause=line.clause,
        )
        for step in steps
        for line in list_assignments(session, running, today, step=step, late_only=True)
    ]
    if reports:
        found += [
            Late(
                unit=line.unit,
                what=f"Báo cáo {line.period_label} ({line.cadence})",
                due_on=line.due_on,
                days_late=line.days_late,
                clause=line.clause,
            )
            for line in list_reports(session, running, today, late_only=True)
        ]
    return tuple(sorted(found, key=lambda late: (-late.days_late, late.unit, late.what)))


def notices_waiting(session: Session, running: RunningCycle) -> int:
    """How many notices of the cycle are still to be sent."""
    waiting = (NoticeState.OWED, NoticeState.SENDING, NoticeState.NO_TARGET)
    rows = select(sa.func.count()).where(Notice.cycle_id == running.id, col(Notice.state).in_(waiting))
    return session.exec(rows).one()


def standing_of(running: RunningCycle, today: date) -> str:
    """Whether the plan gives duties on the day, in words."""
    cycle = running.cycle
    if cycle.state.value == "closed":
        return "chu trình đã đóng"
    if today > cycle.ends_on:
        tail = "việc còn nợ vẫn báo lên hết các bậc" if running.chases(today) else "không đôn đốc"
        return f"kỳ đã hết ngày {vn_date(cycle.ends_on)}: không giao việc mới, {tail}; chờ điều phối viên đóng"
    if today < cycle.in_force_from:
        return f"kế hoạch có hiệu lực từ {vn_date(cycle.in_force_from)}: chưa giao việc, chưa đôn đốc"
    return "đang chạy"


def window_of(running: RunningCycle, step: Step, today: date) -> str:
    """The months of a step and whether they are open, in words."""
    if step is Step.ACROSS:
        return f"cả năm {running.plan.year}"
    opens_on, closes_on = running.plan.window(step)
    where = "chưa mở" if today < opens_on else ("đang mở" if today <= closes_on else "đã kết thúc")
    return f"{vn_date(opens_on)} – {vn_date(closes_on)} ({where}; thiết lập của địa phương)"
