"""A run over whole cycles: of one locality or of all that are open, delivered once at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger

from flows import tasks
from flows.pages import artifact_key, cycle_page, delivery_in_words
from flows.progress import Progress
from flows.request import RunRequest, day_in_words, day_of, stage
from flows.shards import hand_out, on_a_pool
from flows.tasks import office
from ocop_workflow.errors import OcopError
from ocop_workflow.operations.cycle.running import open_cycles
from ocop_workflow.operations.cycle.summary import CycleSummary, DeliveryCount, StepSummary
from ocop_workflow.operations.cycle.sweep import tick


@contextmanager
def whole_run(title: str, request: RunRequest, steps_each: int) -> Iterator["WholeRun"]:
    """Run `steps_each` steps for each cycle of the request; the summary is known when the block ends.

    Raises:
        OcopError: a cycle failed; the others were run and delivered all the same.
    """
    today = day_of(request)
    with stage(request):
        cycles = _cycles(request, today)
        run = WholeRun(
            title, request, today, tuple(cycles), steps_each, localities=tuple(dict.fromkeys(cycles.values()))
        )
        get_run_logger().info(f"{title}, {day_in_words(today, request.dry_run)}: {', '.join(run.cycles) or run.note}")
        yield run
    run.publish()
    if run.failed:
        raise OcopError(f"{title}: có chu trình chưa chạy được.\n" + "\n".join(f"  - {line}" for line in run.failed))


def _cycles(request: RunRequest, today: date) -> dict[str, str]:
    """The cycles of the request, each with its locality."""
    if request.cycle is not None:
        return {request.cycle: ""}
    with office().look() as session:
        return {cycle.code: cycle.locality for cycle in open_cycles(session, today, request.localities)}


@dataclass
class WholeRun:
    """Which cycles, what their steps did, and what went wrong where."""

    title: str
    request: RunRequest
    today: date
    cycles: tuple[str, ...]
    steps_each: int
    note: str = ""
    localities: tuple[str, ...] = ()
    failed: list[str] = field(default_factory=list)
    _steps: list[StepSummary] = field(default_factory=list)
    _delivered: DeliveryCount | None = None

    def __post_init__(self) -> None:
        self._progress = Progress(self._described)
        if not self.cycles:
            self.note = "Không có chu trình nào đang mở. Áp dụng kế hoạch rồi chạy «ocop cycle open»."

    @property
    def summary(self) -> CycleSummary:
        """What the run found and did so far."""
        return CycleSummary(
            title=self.title,
            today=self.today,
            is_replay=office().settings.replay_year is not None,
            dry_run=self.request.dry_run,
            note=self.note,
            steps=tuple(self._steps),
            failed=tuple(self.failed),
            delivered=self._delivered,
        )

    def may_move_dossiers(self) -> bool:
        """Whether a regime of evaluation covers the day; without one the run says that it follows duties alone."""
        if self.cycles and (why := office().rules.no_regime(self.today)):
            self.note = why
            return False
        return True

    def share_out(self) -> None:
        """On a work pool, hand each of several localities to a run of its own; then nothing is left to do here."""
        if self.request.dry_run or len(self.localities) < 2 or not self.cycles or not on_a_pool():
            return
        for locality in self.localities:
            try:
                get_run_logger().info(f"{locality}: {hand_out(self.request, locality, self.today)}")
            except Exception as error:
                self.failed.append(f"{locality}: chưa giao được cho lượt chạy riêng ({error!r})")
        self.cycles, self.note = (), f"Đã giao {len(self.localities)} địa phương, mỗi nơi một lượt chạy riêng."

    def rest(self, why: str) -> None:
        """Do nothing today, and say why."""
        self.cycles, self.note = (), why
        get_run_logger().info(why)

    @contextmanager
    def apart(self, cycle: str) -> Iterator[RunRequest]:
        """The request for one cycle, ticked off when it is through; a failure is reported and stops no other one."""
        try:
            yield self.request.only(cycle, self.today)
            with office().work() as session:
                tick(session, cycle, self.today, office().settings.now())
        except Exception as error:
            get_run_logger().exception(f"{cycle}: chưa chạy được")
            self.failed.append(f"{cycle}: {error if isinstance(error, OcopError) else repr(error)}")

    def add(self, summary: StepSummary) -> None:
        """Keep the summary of a step, one of `steps_each` of its cycle."""
        self._steps.append(summary)
        self._progress.reach(95 * len(self._steps) / (self.steps_each * len(self.cycles)))

    def deliver(self) -> None:
        """Send everything that is owed, once: each desk gets one digest."""
        if self.request.deliver and self.cycles:
            everywhere = self.request.cycle is None and not self.request.localities
            of = [None] if everywhere else self.cycles
            self._delivered = sum((tasks.deliver(cycle, self.today) for cycle in of), DeliveryCount())
            get_run_logger().info(delivery_in_words(self._delivered, self.request.dry_run))

    def publish(self) -> None:
        """Show the result in Prefect; a view, never the record."""
        key = artifact_key("chay-thu" if self.request.dry_run else "ket-qua", self._described)
        create_markdown_artifact(cycle_page(self.summary), key, description=self._described)
        self._progress.reach(100)

    @property
    def _described(self) -> str:
        which = self.request.cycle or ", ".join(self.request.localities)
        return f"{self.title}, {which or 'mọi chu trình'}"
