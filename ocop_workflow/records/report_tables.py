"""What reports say and what becomes of them: forms as they were, filings with their values, calls, exceptions, lineage.

A filing is a row that is never changed again except by its acceptance; its values and the form it followed are never
changed at all. A past report therefore reads as it was, whatever was corrected later.
"""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import Thousandths, UtcDateTime, word
from ocop_workflow.vocabulary import Succession


class ReportFormText(SQLModel, table=True):
    """A form as it was when a report was first filed on it."""

    __tablename__ = "report_form"
    __table_args__ = (sa.UniqueConstraint("sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str
    sha256: str
    data: str


class ReportFiling(SQLModel, table=True):
    """One filing of a report: the n-th, in which visit, for which correction; `accepted_on` closes it."""

    __tablename__ = "report_filing"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "number"),
        sa.UniqueConstraint("report_id", "visit"),
    )

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    number: int
    visit: int
    correction: int
    form_id: int | None = Field(default=None, foreign_key="report_form.id")
    content_sha256: str
    is_nothing: bool
    content: str | None = None
    paper_no: str | None = None
    paper_on: date | None = None
    filed_on: date
    filed_by: str
    filed_at: datetime = Field(sa_type=UtcDateTime)
    accepted_on: date | None = None
    accepted_by: str | None = None


class ReportValue(SQLModel, table=True):
    """The value of one indicator or section in one filing: a number, or a text (days as ISO text)."""

    __tablename__ = "report_value"

    filing_id: int = Field(foreign_key="report_filing.id", primary_key=True)
    code: str = Field(primary_key=True)
    number: Decimal | None = Field(default=None, sa_type=Thousandths)
    text: str | None = None


class ReportException(SQLModel, table=True):
    """A unit is excused from a report: by whom, on which paper, why; `lifted_on` takes it back."""

    __tablename__ = "report_exception"
    __table_args__ = (sa.Index("ix_report_exception_report_id", "report_id"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id")
    signer: str
    reason: str
    paper_no: str
    paper_on: date
    given_on: date
    given_by: str
    lifted_on: date | None = None
    lifted_by: str | None = None


class ReportCall(SQLModel, table=True):
    """One order to report out of turn (báo cáo đột xuất); it is closed when nobody is awaited any more, unasked."""

    __tablename__ = "report_call"
    __table_args__ = (sa.UniqueConstraint("cycle_id", "period"), sa.UniqueConstraint("cycle_id", "number", "issued_on"))

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    period: str
    number: str
    issued_on: date
    signer: str
    subject: str
    due_on: date
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    called_on: date
    called_by: str


class UnitSuccession(SQLModel, table=True):
    """A unit that closed and one that took its place, from a day on; the heir is the one that its open duties go to."""

    __tablename__ = "unit_succession"

    predecessor_id: int = Field(foreign_key="unit.id", primary_key=True)
    successor_id: int = Field(foreign_key="unit.id", primary_key=True)
    kind: Succession = Field(sa_type=word(Succession))
    from_day: date
    is_heir: bool
    source: str
    recorded_on: date
    recorded_by: str
