"""On which days the work of the clock was done for a cycle."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime


class CycleTick(SQLModel, table=True):
    """One day on which a cycle was gone through whole: given, moved, chased. What lacks its row is owed it."""

    __tablename__ = "cycle_tick"

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    on_day: date = Field(primary_key=True, index=True)
    done_at: datetime = Field(sa_type=UtcDateTime)
