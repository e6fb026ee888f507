"""Consolidated reports as they were made, and for each of their figures the rows that it was counted from."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import Thousandths, UtcDateTime


class Consolidation(SQLModel, table=True):
    """One consolidated report of a period: the n-th correction of it (0 is the first), whole as it was in `data`.

    `plan_version_id` and `signer` give its head and its end, `replaces` says what it corrects. Only
    `paper_no` and `paper_on` are ever written later: the number that the office gave it.
    """

    __table_args__ = (sa.UniqueConstraint("cycle_id", "period", "correction"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    period: str
    correction: int
    figures_from: date
    figures_to: date
    content_sha256: str
    data: str
    reason: str
    replaces: str = ""
    plan_version_id: int = Field(foreign_key="plan_version.id")
    signer: str | None = None
    paper_no: str | None = None
    paper_on: date | None = None
    made_on: date
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def code(self) -> str:
        """What people call it by: TH-000012."""
        return f"TH-{self.id or 0:06d}"


class ConsolidationSource(SQLModel, table=True):
    """One row that a figure was counted from, called as it was called then; never changed."""

    __tablename__ = "consolidation_source"

    consolidation_id: int = Field(foreign_key="consolidation.id", primary_key=True)
    figure: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True)
    unit: str
    label: str
    value: Decimal = Field(sa_type=Thousandths)
