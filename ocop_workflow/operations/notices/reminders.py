"""Finding what must be told: one line per desk, subject, visit and rung, raised once as a set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.due_lines import of_assignments, of_dossiers, of_reports
from ocop_workflow.records.given import as_given
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.sets import constant, put, table_of, worked_out_once
from ocop_workflow.rulebook.dossiers.waits import WAITS
from ocop_workflow.rulebook.notices.ladder import LADDER_DESKS, Climb, climbs, request_climb
from ocop_workflow.vocabulary import Level, NoticeState, Role, Rung, Step


@dataclass(frozen=True)
class Reminded:
    """How many lines were newly owed, and how many notices carry them."""

    lines: int
    late_lines: int
    notices: int


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
    here: dict[str, Any] = {"cycle_id": running.id, "raised_on": today}
    awaited: list[tuple[sa.Insert, dict[str, Any]]] = []
    if steps:
        awaited.append((of_assignments(), here | {"steps": [int(step) for step in steps]}))
    if running.drives_clock(today) and (waits := _waits(running, steps)):
        awaited.append((of_dossiers(), here | {"locality": running.cycle.locality, "waits": waits}))
    if reports:
        awaited.append((of_reports(), here))
    ladder, calendar = running.plan.ladder, running.calendar
    standing = (*climbs(ladder, today, calendar), request_climb(ladder, today, calendar))
    early = {"rungs": _rungs(running, [climb for climb in standing if not climb.is_late])}
    passed = {"rungs": _rungs(running, [climb for climb in standing if climb.is_late])}
    lines = sum(put(session, statement, values | early) for statement, values in awaited)
    late = sum(put(session, statement, values | passed) for statement, values in awaited)
    notices = _put_into_notices(session, running, today, running.sending_moment(at, today))
    return Reminded(lines + late, late, notices)


def _rungs(running: RunningCycle, standing: Sequence[Climb]) -> list[dict[str, Any]]:
    """Each rung as often as it tells desks."""
    bodies = {"standing_unit": running.cycle.standing_unit_id, "leader": running.cycle.leader_id}
    told = [(climb, *who) for climb in standing for who in LADDER_DESKS[climb.rung]]
    return as_given(
        {
            "place": place,
            "rung": climb.rung,
            "desk": desk,
            "unit_id": bodies.get(body),
            "due_from": climb.due_from or date.min,
            "due_to": climb.due_to,
            "is_request": climb.rung is Rung.REQUEST,
        }
        for place, (climb, body, desk) in enumerate(told)
    )


def _waits(running: RunningCycle, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Whom a dossier waits for, by state and level."""
    asked = ((wait, level, wait.awaited(level)) for wait in WAITS if wait.step in steps for level in Level)
    return as_given(
        {
            "state": wait.state,
            "level": level,
            "unit_id": running.unit_id_of(role, None, level),
            "is_of_commune": role in (Role.COMMUNE, Role.PRODUCER),
        }
        for wait, level, role in asked
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
