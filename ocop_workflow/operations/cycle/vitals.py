"""The numbers by which a running installation is watched: what waits, what is late, when it was last gone through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import open_cycles
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import ActLog, Assignment, Cycle, Report
from ocop_workflow.records.tick_tables import CycleTick
from ocop_workflow.vocabulary import AssignmentState, CycleState, DossierState, NoticeState, Part


@dataclass(frozen=True)
class Vitals:
    """All of it at one moment, in counts; no name of anybody."""

    notices: Mapping[NoticeState, int]
    held: int
    oldest_owed_at: datetime | None
    dossiers: Mapping[DossierState, int]
    late_reports: int
    late_assignments: int
    last_gone_through: Mapping[str, date | None]
    """For each open cycle that has begun, the newest day on which it was gone through whole."""
    last_tick_at: datetime | None
    last_act_at: datetime | None


def vitals(session: Session, today: date) -> Vitals:
    """Count; each number is one statement over a set."""
    waiting = (col(Notice.state).in_((NoticeState.OWED, NoticeState.SENDING)), col(Notice.held_at).is_(None))
    open_now = sa.exists().where(col(Cycle.state) == CycleState.OPEN)
    late_report = (col(Report.state).in_(AWAITED), Report.due_on < today, Report.part != Part.REQUEST)
    late_duty = (Assignment.state == AssignmentState.OPEN, Assignment.due_on < today, Assignment.part != Part.REQUEST)
    ticks = table_of(CycleTick).c
    newest = sa.select(ticks.cycle_id, sa.func.max(ticks.on_day)).group_by(ticks.cycle_id)
    days = {cycle_id: day for cycle_id, day in session.execute(newest)}
    return Vitals(
        notices=_by(session, table_of(Notice).c.state),
        held=_count(session, col(Notice.held_at).is_not(None)),
        oldest_owed_at=session.exec(select(sa.func.min(Notice.next_attempt_at)).where(*waiting)).one(),
        dossiers=_by(session, table_of(Dossier).c.state),
        late_reports=_count(session, *late_report, open_now.where(col(Cycle.id) == Report.cycle_id)),
        late_assignments=_count(session, *late_duty, open_now.where(col(Cycle.id) == Assignment.cycle_id)),
        last_gone_through={cycle.code: days.get(cycle.id) for cycle in open_cycles(session, today)},
        last_tick_at=session.exec(select(sa.func.max(CycleTick.done_at))).one(),
        last_act_at=session.exec(select(sa.func.max(ActLog.at))).one(),
    )


def _by(session: Session, column: Any) -> dict[Any, int]:
    return {value: count for value, count in session.execute(sa.select(column, sa.func.count()).group_by(column))}


def _count(session: Session, *where: Any) -> int:
    found: int = session.execute(sa.select(sa.func.count()).where(*where)).scalar_one()
    return found
