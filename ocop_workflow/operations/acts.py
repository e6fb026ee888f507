"""A line in the log of acts: who did what to which row, on which day."""

from datetime import date, datetime

from sqlmodel import Session

from ocop_workflow.records.tables import ActLog


def note_act(
    session: Session, actor: str, action: str, subject: str, subject_id: int, detail: str, today: date, at: datetime
) -> None:
    """Append one line in the transaction of the act itself."""
    session.add(
        ActLog(at=at, on_day=today, actor=actor, action=action, subject=subject, subject_id=subject_id, detail=detail)
    )
