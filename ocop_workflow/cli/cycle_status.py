"""What `ocop cycle status` shows of a cycle on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ocop_workflow.cli.show import Column, facts, heading, print_json, say, table
from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.cycles import StillOpen, still_open
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import count_states, notices_waiting, standing_of, window_of
from ocop_workflow.operations.reports.reports import list_reports
from ocop_workflow.vocabulary import DossierState, Step


@dataclass(frozen=True)
class StateNow:
    """How many dossiers stand in a state."""

    state: DossierState
    count: int


@dataclass
class LateUnit:
    """What a unit is late with on the day."""

    unit: str
    unit_code: str
    assignments: int = 0
    reports: int = 0
    most_days_late: int = 0


@dataclass(frozen=True)
class StepNow:
    """A step's months and its open assignments."""

    step: Step
    title: str
    window: str
    open_assignments: int


@dataclass(frozen=True)
class CycleStatus:
    """A cycle on a day."""

    cycle: str
    locality_name: str
    today: date
    standing: str
    waits_to_be_closed: bool
    still_open: StillOpen
    notices_waiting: int
    steps: tuple[StepNow, ...]
    dossiers: tuple[StateNow, ...]
    late_units: tuple[LateUnit, ...]


def status_of(session: Session, running: RunningCycle, today: date) -> CycleStatus:
    """Look at everything that is open in the cycle."""
    late: dict[str, LateUnit] = {}
    assignments = list_assignments(session, running, today)
    for line in assignments:
        if line.days_late:
            unit = late.setdefault(line.unit_code, LateUnit(line.unit, line.unit_code))
            unit.assignments += 1
            unit.most_days_late = max(unit.most_days_late, line.days_late)
    for report in list_reports(session, running, today, late_only=True):
        unit = late.setdefault(report.unit_code, LateUnit(report.unit, report.unit_code))
        unit.reports += 1
        unit.most_days_late = max(unit.most_days_late, report.days_late)
    open_steps = [line.step for line in assignments if line.state.value == "open"]
    counts = count_states(session, running)
    return CycleStatus(
        cycle=running.plan.code,
        locality_name=running.cycle.locality_name,
        today=today,
        standing=standing_of(running, today),
        waits_to_be_closed=running.cycle.state.value == "open" and today > running.cycle.ends_on,
        still_open=still_open(session, running.cycle),
        notices_waiting=notices_waiting(session, running),
        steps=tuple(
            StepNow(step, step.title, window_of(running, step, today), open_steps.count(step)) for step in Step
        ),
        dossiers=tuple(StateNow(state, counts[state]) for state in DossierState if state in counts),
        late_units=tuple(sorted(late.values(), key=lambda unit: (-unit.most_days_late, unit.unit))),
    )


def show_status(session: Session, cycles: Sequence[RunningCycle], today: date, *, as_json: bool) -> None:
    """The status of each cycle, as JSON or as tables."""
    found = [status_of(session, running, today) for running in cycles]
    if as_json:
        print_json(found)
        return
    if not found:
        say("Chưa mở chu trình nào. Chạy «ocop cycle open KẾ_HOẠCH».")
    for place, status in enumerate(found):
        if place:
            say()
        _show(status)


def _show(status: CycleStatus) -> None:
    heading(f"{status.locality_name} · {status.cycle}")
    facts(
        [
            ("Hôm nay", f"{status.today:%d/%m/%Y}: {status.standing}"),
            ("Nhiệm vụ chưa xong", status.still_open.assignments),
            ("Báo cáo chưa xong", status.still_open.reports),
            ("Hồ sơ chưa kết thúc", status.still_open.dossiers),
            ("Thông báo chờ gửi", status.notices_waiting),
            (
                "Việc cần làm",
                f"ocop cycle close {status.cycle} --reason … --by …" if status.waits_to_be_closed else None,
            ),
        ]
    )
    table(
        status.steps,
        [
            Column("Bước", lambda row: row.title),
            Column("Thời gian", lambda row: row.window.replace("; thiết lập của địa phương", "")),
            Column("Nhiệm vụ đang mở", lambda row: row.open_assignments, right=True),
        ],
        title="Các bước",
    )
    table(
        status.dossiers,
        [Column("Trạng thái", lambda row: row.state), Column("Số hồ sơ", lambda row: row.count, right=True)],
        title="Hồ sơ",
        empty="Chưa có hồ sơ nào.",
    )
    table(
        status.late_units,
        [
            Column("Đơn vị", lambda row: row.unit),
            Column("Nhiệm vụ", lambda row: row.assignments or None, right=True),
            Column("Báo cáo", lambda row: row.reports or None, right=True),
            Column("Lâu nhất (ngày)", lambda row: row.most_days_late, right=True),
        ],
        title="Đơn vị có việc quá hạn",
        empty="Không đơn vị nào quá hạn.",
    )
