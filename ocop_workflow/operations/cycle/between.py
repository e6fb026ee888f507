"""What happened between two days: who was told on which rung, which dossiers moved; nothing is changed here."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import ActLog
from ocop_workflow.vocabulary import Desk, NoticeState, Role, Rung


@dataclass(frozen=True)
class Told:
    """How many lines of one rung were sent, by who received them."""

    rung: Rung
    unit: int
    head: int
    standing_unit: int
    leader: int


def told_by_rung(session: Session, running: RunningCycle, since: date, until: date) -> list[Told]:
    """The lines of notices that were sent, raised in [since, until], one entry for every rung."""
    cycle = running.cycle
    rows = (
        select(NoticeLine.rung, NoticeLine.desk, NoticeLine.unit_id, sa.func.count())
        .join(Notice, col(Notice.id) == col(NoticeLine.notice_id))
        .where(NoticeLine.cycle_id == running.id, Notice.state == NoticeState.SENT)
        .where(col(NoticeLine.raised_on).between(since, until))
        .group_by(col(NoticeLine.rung), col(NoticeLine.desk), col(NoticeLine.unit_id))
    )
    counts = {rung: {"unit": 0, "head": 0, "standing_unit": 0, "leader": 0} for rung in Rung}
    for rung, desk, unit_id, count in session.exec(rows):
        if desk is Desk.HEAD:
            who = "leader" if unit_id == cycle.leader_id else "head"
        else:
            who = "standing_unit" if rung is Rung.LATE_LEADER and unit_id == cycle.standing_unit_id else "unit"
        counts[Rung(rung)][who] += count
    return [Told(rung, **found) for rung, found in counts.items()]


def first_told(session: Session, running: RunningCycle, rung: Rung) -> Notice:
    """The first notice of the cycle that was sent with a line of this rung.

    Raises:
        NotFound: nobody was told on this rung.
    """
    carries = sa.exists().where(col(NoticeLine.notice_id) == col(Notice.id), col(NoticeLine.rung) == rung)
    sent = select(Notice).where(Notice.cycle_id == running.id, Notice.state == NoticeState.SENT, carries)
    notice = session.exec(sent.order_by(col(Notice.id)).limit(1)).first()
    if notice is None:
        raise NotFound("thông báo đã gửi ở bậc", rung.label)
    return notice


@dataclass(frozen=True)
class MovesDone:
    """Moves of dossiers in the log: decided by people, made by the clock."""

    by_people: int
    by_clock: int


def moves_done(session: Session, running: RunningCycle, since: date, until: date) -> MovesDone:
    """How many moves the log of the locality's dossiers has in [since, until]; beginnings are not counted."""
    by_clock = col(DossierLog.role) == Role.CLOCK
    rows = (
        select(by_clock, sa.func.count())
        .join(Dossier, col(Dossier.id) == col(DossierLog.dossier_id))
        .where(Dossier.locality == running.cycle.locality, DossierLog.source != "")
        .where(col(DossierLog.on_day).between(since, until))
        .group_by(by_clock)
    )
    found = {bool(moved_by_clock): count for moved_by_clock, count in session.exec(rows)}
    return MovesDone(found.get(False, 0), found.get(True, 0))


def acts_done(session: Session, action: str, since: date, until: date) -> int:
    """How often the log of acts has an action such as «report_returned» in [since, until]."""
    acts = select(sa.func.count()).where(ActLog.action == action, col(ActLog.on_day).between(since, until))
    return session.exec(acts).one()
