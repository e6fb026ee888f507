"""The clock of an office that sent a dossier back for a supplement: where the plan says so, it goes on."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.rulebook.dossiers.waits import SENT_BACK, DueDay, resumed_day
from ocop_workflow.vocabulary import AfterSupplement, DossierState


def goes_on(
    session: Session, running: RunningCycle, state: DossierState, dossier: Dossier, today: date, anew: DueDay | None
) -> dict[str, Any]:
    """The last day in a state that the dossier comes back to, when its term goes on; `anew` is the term from today.

    Empty where the term begins anew: it is the first time, what went before ended otherwise, or the plan says so.
    """
    if anew is None or anew.term_days is None:
        return {}
    if running.plan.due_days.after_supplement is not AfterSupplement.RESUME:
        return {}
    stays = stays_in(session, dossier, state)
    return resumed_day(anew.term_days, stays, today, running.calendar, anew.source).columns() if stays else {}


def stays_in(session: Session, dossier: Dossier, state: DossierState) -> list[tuple[date, date]]:
    """The times that the dossier lay in the state and was sent back, since the last time it went on from there."""
    lines = select(DossierLog).where(DossierLog.dossier_id == dossier.id).order_by(col(DossierLog.seq))
    stays: list[tuple[date, date]] = []
    came_in: date | None = None
    for line in session.exec(lines):
        if line.target == state and line.source != state:
            came_in = line.on_day
        elif line.source == state and line.target != state and came_in is not None:
            stays = [*stays, (came_in, line.on_day)] if line.target in SENT_BACK else []
    return stays
