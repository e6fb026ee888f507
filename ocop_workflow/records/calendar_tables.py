"""The table of official letters on days off that an installation has loaded."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime


class CalendarLetter(SQLModel, table=True):
    """An official letter on days off as it was loaded; of two that name one day, the later one holds.

    `data` is its reading as JSON. A corrected reading of the same letter takes the place of the one before, which stays
    as it was, no longer in force.
    """

    __tablename__ = "calendar_letter"
    __table_args__ = (
        sa.Index(
            "uq_calendar_letter_in_force",
            "number",
            "issued_on",
            unique=True,
            sqlite_where=sa.text("is_in_force"),
            postgresql_where=sa.text("is_in_force"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str
    issued_on: date
    issuer: str
    data: str
    text: str
    sha256: str
    is_in_force: bool = True
    loaded_on: date
    loaded_by: str
    loaded_at: datetime = Field(sa_type=UtcDateTime)
