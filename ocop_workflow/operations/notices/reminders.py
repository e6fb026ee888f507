"""Finding what must be told: one line per desk, subject, visit and rung, raised once as a set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.sets import constant, insert_missing, is_one_of, table_of, worked_out_once
from ocop_workflow.records.tables import Assignment, Report
from ocop_workflow.rulebook.dossiers.waits import WAITS, Wait
from ocop_workflow.rulebook.notices.ladder import LADDER_DESKS, Climb, climbs, request_climb
from ocop_workflow.vocabulary import AssignmentState, Desk, Level, NoticeState, Part, Role, Rung, Step, Subject

_FIELDS = ("cycle_id", "unit_id", "desk", "subject", "subject_id", "visit", "rung", "raised_on")


@dataclass(frozen=True)
class Reminded:
    """How many lines were newly owed, and how many notices carry them."""

    lines: int
    late_lines: int
    notices: int


@dataclass(frozen=True)
class _Awaited:
    """A kind of subject: which rows are awaited, whose duty they are, and by when."""

    subject: Subject
    rows: sa.Select[Any]
    id: Any
    visit: Any
    unit_id: Any
    due_on: Any
    part: Any | None = None


def remind(
    session: Session,
    running: RunningCycle,
    *,
    today: date,
    at: datetime,
    steps: Sequence[Step] = (),
    reports: bool = False,
) -> Reminded:
    """Raise every line that the ladder owes on the day and put each into a notice; nothing is raised twice.

    Looks at the assignments of `steps`, the dossiers that wait in them, and all reports if asked. A cycle that is
    closed, or whose plan is not in force, chases nobody; one whose period is over lets the ladder come to its end.
    """
    if not running.chases(today):
        return Reminded(0, 0, 0)
    awaited = [_assignments(running, steps)] if steps else []
    awaited += [*_dossiers(running, steps)] if running.drives_clock(today) else []
    awaited += [_reports(running)] if reports else []
    standing = climbs(running.plan.ladder, today, running.calendar)
    polite = request_climb(running.plan.ladder, today, running.calendar)
    lines = late = 0
    for kind in awaited:
        for climb in standing:
            raised = _raise(session, running, kind, climb, today, is_request=False)
            lines += raised
            late += raised if climb.is_late else 0
        if kind.part is not None:
            lines += _raise(session, running, kind, polite, today, is_request=True)
    return Reminded(lines, late, _put_into_notices(session, running, today, running.sending_moment(at, today)))


def _assignments(running: RunningCycle, steps: Sequence[Step]) -> _Awaited:
    columns = table_of(Assignment).c
    rows = sa.select().where(
        columns.cycle_id == running.id,
        is_one_of(columns.state, (AssignmentState.OPEN,)),
        columns.step.in_([int(step) for step in steps]),
    )
    return _Awaited(Subject.ASSIGNMENT, rows, columns.id, sa.literal(0), columns.unit_id, columns.due_on, columns.part)


def _reports(running: RunningCycle) -> _Awaited:
    columns = table_of(Report).c
    rows = sa.select().where(columns.cycle_id == running.id, is_one_of(columns.state, AWAITED))
    return _Awaited(Subject.REPORT, rows, columns.id, columns.visit, columns.unit_id, columns.due_on, columns.part)


def _dossiers(running: RunningCycle, steps: Sequence[Step]) -> list[_Awaited]:
    """Dossiers that wait: each entry into a state is a visit of its own, told to whoever answers in that role."""
    columns = table_of(Dossier).c
    kinds = []
    for role in Role:
        asked = [_asked(wait, role) for wait in WAITS if role in (wait.on, wait.above) and wait.step in steps]
        if not asked:
            continue
        rows = sa.select().where(columns.locality == running.cycle.locality, sa.or_(*asked))
        unit_id = _unit_of(running, role)
        kinds.append(_Awaited(Subject.DOSSIER, rows, columns.id, columns.log_seq, unit_id, columns.due_on))
    return kinds


def _asked(wait: Wait, role: Role) -> Any:
    """The dossiers that wait for the role in a state; at some levels they wait for another."""
    columns = table_of(Dossier).c
    stands = columns.state == wait.state
    if wait.above is None:
        return stands
    levels = [level for level in Level if wait.awaited(level) is role]
    return sa.and_(stands, columns.level.in_(levels))


def _unit_of(running: RunningCycle, role: Role) -> Any:
    """The unit that is told: see `RunningCycle.unit_id_of`."""
    columns = table_of(Dossier).c
    fixed = constant(columns.commune_id, running.unit_id_of(role, None))
    if role in (Role.COMMUNE, Role.PRODUCER):
        return sa.func.coalesce(columns.commune_id, fixed)
    follows = running.unit_id_of(role, None, Level.CENTRAL)
    if follows == running.unit_id_of(role, None):
        return fixed
    return sa.case((columns.level.in_(running.higher_levels), constant(columns.commune_id, follows)), else_=fixed)


def _raise(
    session: Session, running: RunningCycle, kind: _Awaited, climb: Climb, today: date, *, is_request: bool
) -> int:
    raised = 0
    columns = table_of(NoticeLine).c
    bodies = {"standing_unit": running.cycle.standing_unit_id, "leader": running.cycle.leader_id}
    for body, desk in LADDER_DESKS[climb.rung]:
        unit_id = kind.unit_id if body == "unit" else constant(columns.unit_id, bodies[body])
        rows = kind.rows.add_columns(
            constant(columns.cycle_id, running.id),
            unit_id,
            constant(columns.desk, desk),
            constant(columns.subject, kind.subject),
            kind.id,
            kind.visit,
            constant(columns.rung, climb.rung),
            constant(columns.raised_on, today),
        ).where(kind.due_on <= climb.due_to)
        if climb.due_from is not None:
            rows = rows.where(kind.due_on >= climb.due_from)
        if kind.part is not None:
            rows = rows.where(kind.part == Part.REQUEST if is_request else kind.part != Part.REQUEST)
        if climb.rung is Rung.BEFORE_SECOND:
            rows = rows.where(~_acknowledged(kind, unit_id, desk))
        raised += insert_missing(session, NoticeLine, _FIELDS, rows)
    return raised


def _acknowledged(kind: _Awaited, unit_id: Any, desk: Desk) -> sa.Exists:
    """The desk has confirmed that it read the first reminder: the second one is spared, lateness is not."""
    lines, notices = table_of(NoticeLine).alias("read_line").c, table_of(Notice).alias("read_notice").c
    return sa.exists().where(
        lines.unit_id == unit_id,
        lines.desk == desk,
        lines.subject == kind.subject,
        lines.subject_id == kind.id,
        lines.visit == kind.visit,
        lines.rung == Rung.BEFORE_FIRST,
        notices.id == lines.notice_id,
        notices.acknowledged_on.is_not(None),
    )


def _put_into_notices(session: Session, running: RunningCycle, today: date, at: datetime) -> int:
    """One digest per desk and run: lines join the notice of the day that nobody has begun to send, or a new one."""
    lines, notices = table_of(NoticeLine), table_of(Notice)
    loose = (lines.c.cycle_id == running.id, lines.c.notice_id.is_(None))
    open_notices = (
        sa.select(notices.c.unit_id, notices.c.desk, sa.func.max(notices.c.id).label("id"))
        .where(
            notices.c.cycle_id == running.id,
            notices.c.raised_on == today,
            notices.c.state == NoticeState.OWED,
            notices.c.attempts == 0,
            notices.c.held_at.is_(None),
        )
        .group_by(notices.c.unit_id, notices.c.desk)
    )
    waiting = worked_out_once(open_notices, "waiting")
    same_desk = (waiting.c.unit_id == lines.c.unit_id, waiting.c.desk == lines.c.desk)
    new = (
        sa.select(
            lines.c.cycle_id,
            lines.c.unit_id,
            lines.c.desk,
            constant(notices.c.raised_on, today),
            constant(notices.c.state, NoticeState.OWED),
            constant(notices.c.attempts, 0),
            constant(notices.c.next_attempt_at, at),
            constant(notices.c.may_be_doubled, False),
        )
        .select_from(lines.outerjoin(waiting, sa.and_(*same_desk)))
        .where(*loose, waiting.c.id.is_(None))
    )
    names = ("cycle_id", "unit_id", "desk", "raised_on", "state", "attempts", "next_attempt_at", "may_be_doubled")
    made = session.execute(notices.insert().from_select(names, new.distinct()).returning(notices.c.id)).all()
    session.execute(sa.update(lines).where(*loose, *same_desk).values(notice_id=waiting.c.id))
    return len(made)
