"""A day's work for whole cycles without a scheduler: give, move, chase; and which cycles are still owed a day.

Like delivery, a sweep is handed the unit of work: each part of it commits by itself, so that a killed sweep has lost
nothing and the next one, wherever it runs, goes on from there. Two at once do no harm.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from ocop_workflow.errors import OcopError
from ocop_workflow.operations.cycle import step_work
from ocop_workflow.operations.cycle.running import Rules, open_cycles, running
from ocop_workflow.operations.cycle.step_work import MOVES, Given
from ocop_workflow.operations.cycle.summary import MoveCount
from ocop_workflow.operations.days.calendar_letters import calendar_in_force
from ocop_workflow.operations.notices import reminders
from ocop_workflow.operations.notices.outbox import Work
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import Cycle
from ocop_workflow.records.tick_tables import CycleTick
from ocop_workflow.vocabulary import Step


class Swept(BaseModel):
    """What one sweep did for one cycle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cycle: str
    assignments_raised: int
    reports_raised: int
    moves: tuple[MoveCount, ...]
    lines_owed: int
    notices_raised: int


class Sweep(BaseModel):
    """One sweep over cycles: what was done, where it failed, or why nothing is done today."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    today: date
    note: str = ""
    cycles: tuple[Swept, ...] = ()
    failed: tuple[str, ...] = ()


def sweep(
    work: Work,
    rules: Rules,
    *,
    today: date,
    now: Callable[[], datetime],
    localities: Sequence[str] = (),
    only_owed: bool = False,
    on_error: Callable[[str, Exception], None] = lambda cycle, error: None,
) -> Sweep:
    """Do the day's work of every open cycle, or of those of the localities; with `only_owed` where it is not done yet.

    On a day off nobody is chased. What fails in one cycle is reported and does not stop the others.

    Raises:
        NotFound: a locality has no open cycle.
    """
    with work() as session:
        why = calendar_in_force(session, rules.calendar).why_off(today)
    if why:
        return Sweep(today=today, note=f"Hôm nay không phải ngày làm việc ({why}): không giao việc, không nhắc.")
    with work() as session:
        codes = [cycle.code for cycle in open_cycles(session, today, localities)]
    done, failed = [], []
    for code in codes:
        try:
            if only_owed and _is_done(work, code, today):
                continue
            done.append(sweep_cycle(work, rules, code, today=today, now=now))
        except Exception as error:
            on_error(code, error)
            failed.append(f"{code}: {error if isinstance(error, OcopError) else repr(error)}")
    note = rules.no_regime(today) if codes else "Không có chu trình nào đang mở: chạy «ocop cycle open»."
    return Sweep(today=today, note=note, cycles=tuple(done), failed=tuple(failed))


def sweep_cycle(work: Work, rules: Rules, code: str, *, today: date, now: Callable[[], datetime]) -> Swept:
    """The whole day of one cycle: every step's duties given, its clock moved, everybody chased, the day ticked off."""
    given = Given()
    for step in Step:
        with work() as session:
            given += step_work.give(session, running(session, code, rules, today), step, today)
    moves = [move for step in Step for move in advance(work, rules, code, step, today=today, at=now())]
    with work() as session:
        cycle, at = running(session, code, rules, today), now()
        told = reminders.remind(session, cycle, today=today, at=at, steps=tuple(Step), reports=True)
        tick(session, code, today, at)
    return Swept(
        cycle=code,
        assignments_raised=given.assignments,
        reports_raised=given.reports,
        moves=tuple(moves),
        lines_owed=told.lines,
        notices_raised=told.notices,
    )


def advance(work: Work, rules: Rules, code: str, step: Step, *, today: date, at: datetime) -> tuple[MoveCount, ...]:
    """Do what the clock and the facts move in one step, in order, each in a transaction of its own.

    Every move cites the regime of its day: before the first one nothing moves.
    """
    if rules.no_regime(today):
        return ()
    counts = []
    for name in MOVES[step]:
        with work() as session:
            counts.append(step_work.move(session, running(session, code, rules, today), name, today=today, at=at))
    return tuple(count for count in counts if count is not None)


def tick(session: Session, code: str, today: date, at: datetime) -> None:
    """Write down that the cycle was gone through whole on the day; the first time of the day stays."""
    cycle, ticks = table_of(Cycle).c, table_of(CycleTick).c
    row = sa.select(cycle.id, constant(ticks.on_day, today), constant(ticks.done_at, at)).where(cycle.code == code)
    insert_missing(session, CycleTick, ("cycle_id", "on_day", "done_at"), row)


def owed_today(session: Session, today: date) -> list[str]:
    """The open cycles that nobody has gone through on the day, in order: owed minus made."""
    done = select(CycleTick.cycle_id).where(CycleTick.on_day == today)
    return [cycle.code for cycle in open_cycles(session, today) if cycle.id not in set(session.exec(done))]


def last_tick(session: Session) -> CycleTick | None:
    """The newest day on which any cycle was gone through."""
    return session.exec(select(CycleTick).order_by(col(CycleTick.on_day).desc(), col(CycleTick.done_at).desc())).first()


def _is_done(work: Work, code: str, today: date) -> bool:
    with work() as session:
        of_cycle = select(CycleTick).join(Cycle, col(Cycle.id) == CycleTick.cycle_id)
        return session.exec(of_cycle.where(Cycle.code == code, CycleTick.on_day == today)).first() is not None
