"""One run of a step for one cycle and one day: the four tasks in the order of its checklist, and what came of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from sqlmodel import Session

from flows import tasks
from flows.pages import artifact_key, delivery_in_words, step_page
from flows.progress import Progress
from flows.request import RunRequest, day_in_words, day_of, stage
from flows.tasks import office
from ocop_workflow.errors import Refused
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle import summary as sums
from ocop_workflow.operations.cycle.running import RunningCycle, open_cycle_codes, running
from ocop_workflow.operations.cycle.step_work import MOVES, Given
from ocop_workflow.operations.cycle.summary import DeliveryCount, MoveCount, StepSummary, Table
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DossierState, Step

Result = Callable[[Session, RunningCycle, date], Sequence[Table]]


@contextmanager
def step_run(
    step: Step,
    request: RunRequest,
    *,
    title: str | None = None,
    looks_at: tuple[Step, ...] | None = None,
    reports: bool = False,
    is_part: bool = False,
) -> Iterator["StepRun"]:
    """Run a step's checklist; its summary is known when the block ends.

    `looks_at` are the steps whose assignments and dossiers are chased, by default the step itself; `reports` adds
    the reports of the plan; `is_part` says that the block is part of a whole run.

    Raises:
        NotFound, Refused, NotReady: no such cycle or not on this day, or no regime for a step of dossiers;
            nothing was written.
    """
    at_work = office()
    today = day_of(request)
    if step is not Step.ACROSS:
        at_work.rules.regime(today)
    cycle = _one_cycle(request, at_work)
    run = StepRun(at_work, step, cycle, today, request, title or step.title, looks_at or (step,), reports, is_part)
    with stage(request):
        run.begin()
        yield run
        run.finish()
    run.publish()


def _one_cycle(request: RunRequest, at_work: Office) -> str:
    if request.cycle is not None:
        return request.cycle
    with at_work.look() as session:
        codes = ", ".join(open_cycle_codes(session)) or "chưa có; chạy «ocop cycle open» trước"
    raise Refused(f"Chưa ghi mã chu trình để chạy bước này. Chu trình đang mở: {codes}.")


@dataclass
class StepRun:
    """The checklist of one step at work; each line of a flow file is one call."""

    office: Office
    step: Step
    cycle: str
    today: date
    request: RunRequest
    title: str
    looks_at: tuple[Step, ...]
    reports: bool
    is_part: bool
    _before: dict[DossierState, int] = field(default_factory=dict)
    _given: Given = field(default_factory=Given)
    _moves: list[MoveCount] = field(default_factory=list)
    _owed: tuple[int, int] = (0, 0)
    _delivered: DeliveryCount | None = None
    _results: list[Table] = field(default_factory=list)
    _summary: StepSummary | None = None
    _progress: Progress | None = None

    @property
    def summary(self) -> StepSummary:
        """What the run found and did."""
        assert self._summary is not None, "the run is not over"
        return self._summary

    def assign(self, duties: str) -> None:
        """Give the duties of the steps looked at to their units, with due days and where they come from."""
        self._given = given = sum((tasks.assign(self.cycle, step, self.today) for step in self.looks_at), Given())
        new = [f"{given.assignments} nhiệm vụ mới"]
        new += [f"{given.reports} báo cáo phải nộp"] if given.reports else []
        new += [f"{given.due_days} hồ sơ được ghi hạn"] if given.due_days else []
        self._say(20, f"Giao việc ({duties}): {', '.join(new)}")

    def advance(self) -> None:
        """Move what the clock and the facts decide in the steps looked at, in the order of `step_work.MOVES`."""
        for step in self.looks_at:
            if MOVES[step]:
                done = tasks.advance(self.cycle, step, self.today)
                self._moves += done
                self._say(50, "; ".join(f"{move.label}: {move.count}" for move in done) or "Xong")

    def remind(self, whom: str) -> None:
        """Owe a notice to whoever is near or past a due day."""
        told = tasks.remind(self.cycle, self.looks_at, self.reports, self.today)
        self._owed = (told.lines, told.notices)
        self._say(70, f"Đôn đốc ({whom}): {told.lines} việc phải nhắc, trong đó {told.late_lines} đã quá hạn")

    def deliver(self) -> None:
        """Send what is owed, unless whoever called the run does that once for all steps."""
        if self.request.deliver:
            self._delivered = tasks.deliver(self.cycle, self.today)
            self._say(85, delivery_in_words(self._delivered, self.request.dry_run))

    def result(self, *results: Result) -> None:
        """Draw up the tables in which the step results."""
        with self.office.look() as session:
            cycle = self._running(session)
            for draw in results:
                self._results += draw(session, cycle, self.today)

    def begin(self) -> None:
        """Look at the cycle as it stands before anything is done."""
        with self.office.look() as session:
            cycle = self._running(session)
            if self.today < cycle.cycle.starts_on:
                raise Refused(
                    f"Ngày {vn_date(self.today)} ở trước khi chu trình «{self.cycle}» bắt đầu"
                    f" ({vn_date(cycle.cycle.starts_on)}), chưa ghi gì. Chọn ngày khác."
                )
            self._before = sums.count_states(session, cycle)
        described = f"{self.title}, {self.cycle}"
        if not self._is_part():
            self._progress = Progress(described)
        self._say(5, f"{described}, {day_in_words(self.today, self.request.dry_run)}")

    def finish(self) -> None:
        """Put together what was found and done."""
        with self.office.look() as session:
            cycle = self._running(session)
            self._summary = StepSummary(
                cycle=self.cycle,
                locality=cycle.cycle.locality_name,
                step=self.step,
                title=self.title,
                today=self.today,
                is_replay=self.office.settings.replay_year is not None,
                dry_run=self.request.dry_run,
                window=sums.window_of(cycle, self.step, self.today),
                standing=sums.standing_of(cycle, self.today),
                assignments_raised=self._given.assignments,
                reports_raised=self._given.reports,
                moves=tuple(self._moves),
                states=sums.compare_states(self._before, sums.count_states(session, cycle)),
                late=sums.late_things(session, cycle, self.today, self.looks_at, reports=self.reports),
                lines_owed=self._owed[0],
                notices_raised=self._owed[1],
                notices_waiting=sums.notices_waiting(session, cycle),
                delivered=self._delivered,
                results=tuple(self._results),
            )

    def publish(self) -> None:
        """Show the result in Prefect; a view, never the record."""
        described = f"{self.title}, {self.cycle}"
        key = artifact_key("chay-thu" if self.request.dry_run else "ket-qua", described)
        create_markdown_artifact(step_page(self.summary), key, description=described)
        self._say(100, f"{described}: xong")

    def _running(self, session: Session) -> RunningCycle:
        return running(session, self.cycle, self.office.rules, self.today)

    def _say(self, percent: float, line: str) -> None:
        get_run_logger().info(line)
        if self._progress is not None:
            self._progress.reach(percent)

    def _is_part(self) -> bool:
        """Whether a whole run shows the progress for this one too."""
        context = FlowRunContext.get()
        run = context.flow_run if context else None
        return self.is_part or (run is not None and run.parent_task_run_id is not None)
