"""The tables: plans and units, the cycle and what is owed in it. Dossiers and notices stand in their own modules."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.rulebook.plans.plan_entries import OWN_CLAUSE, citation
from ocop_workflow.vocabulary import (
    AssignmentState,
    Cadence,
    CycleState,
    Part,
    Programme,
    ReportState,
    UnitKind,
    Wording,
)


class PlanVersion(SQLModel, table=True):
    """One application of a plan's text, kept for ever with its hash; `data` is the same plan as read then.

    `source_text` is the document that every quote was found in; without it for what was applied before it was kept.
    """

    __tablename__ = "plan_version"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(index=True)
    sha256: str
    text: str
    data: str
    source_text: str | None = None
    applied_on: date
    applied_at: datetime = Field(sa_type=UtcDateTime)
    applied_by: str


class Unit(SQLModel, table=True):
    """A body of a locality that can be given a duty."""

    __table_args__ = (sa.UniqueConstraint("locality", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    code: str
    name: str
    kind: UnitKind = Field(sa_type=word(UnitKind))
    search_key: str
    list_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Duty(SQLModel, table=True):
    """An entry of a plan, or a call for a report: its clause and words, kept beside everything raised from it."""

    __table_args__ = (sa.UniqueConstraint("plan_code", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_code: str = Field(index=True)
    code: str
    is_report: bool
    clause: str
    quote: str
    programme: Programme = Field(sa_type=word(Programme))
    wording: Wording | None = Field(default=None, sa_type=word(Wording))
    deliverable: str | None = None
    cadence: Cadence | None = Field(default=None, sa_type=word(Cadence))
    receiver: str | None = None
    is_upward: bool = False
    form: str | None = None
    call_id: int | None = Field(default=None, foreign_key="report_call.id")
    position: int
    is_in_force: bool = True

    @property
    def is_printed(self) -> bool:
        """Whether a document says it; what the locality gives by its own setting is nowhere printed."""
        return self.clause != OWN_CLAUSE

    @property
    def citation(self) -> tuple[str, str]:
        """The clause and the printed words; what is not printed stands with the clause, without quotation marks."""
        return citation(self.clause, self.quote)


class DutyUnit(SQLModel, table=True):
    """A real unit that a duty is given to; collective names are already resolved."""

    __tablename__ = "duty_unit"

    duty_id: int = Field(foreign_key="duty.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    part: Part = Field(sa_type=word(Part))


class DutyStep(SQLModel, table=True):
    """A cycle step that a duty serves; 0 = across the cycle."""

    __tablename__ = "duty_step"

    duty_id: int = Field(foreign_key="duty.id", primary_key=True)
    step: int = Field(primary_key=True)


class Cycle(SQLModel, table=True):
    """One locality's year; runs until the coordinator closes it."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    locality: str = Field(index=True)
    locality_name: str
    year: int
    plan_version_id: int = Field(foreign_key="plan_version.id")
    starts_on: date
    ends_on: date
    in_force_from: date
    state: CycleState = Field(default=CycleState.OPEN, sa_type=word(CycleState))
    standing_unit_id: int = Field(foreign_key="unit.id")
    authority_id: int = Field(foreign_key="unit.id")
    leader_id: int = Field(foreign_key="unit.id")
    council_id: int = Field(foreign_key="unit.id")


class Assignment(SQLModel, table=True):
    """A duty given to a unit in a cycle, for one step; late is asked with a day, never stored."""

    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "duty_id", "unit_id", "step"),
        sa.Index(
            "ix_assignment_open",
            "cycle_id",
            "due_on",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    duty_id: int = Field(foreign_key="duty.id")
    unit_id: int = Field(foreign_key="unit.id")
    step: int
    part: Part = Field(sa_type=word(Part))
    due_on: date
    due_basis: str
    due_is_provisional: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    state: AssignmentState = Field(default=AssignmentState.OPEN, sa_type=word(AssignmentState))
    raised_on: date
    closed_on: date | None = None
    closed_by: str | None = None
    paper_no: str | None = None
    paper_on: date | None = None
    note: str | None = None


class Report(SQLModel, table=True):
    """One report due from one unit for one period.

    `visit` counts the returns for correction, `correction` those among them that reopened an accepted report;
    `due_at` is the hour of a call that gives one; `inherited_from` is the report of the unit whose place this one took.
    `figures_from` and `figures_to` are the days whose figures it reports. `due_term_days`: the last day of the present
    visit is so many working days after `due_since`; None where the plan's rule or a person set it.
    """

    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "duty_id", "unit_id", "period"),
        sa.Index(
            "ix_report_open",
            "cycle_id",
            "due_on",
            sqlite_where=sa.text("state IN ('owed', 'returned')"),
            postgresql_where=sa.text("state IN ('owed', 'returned')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    duty_id: int = Field(foreign_key="duty.id")
    unit_id: int = Field(foreign_key="unit.id")
    part: Part = Field(sa_type=word(Part))
    period: str
    period_label: str
    period_starts_on: date
    period_ends_on: date
    figures_from: date
    figures_to: date
    due_on: date
    due_basis: str
    due_is_provisional: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    due_since: date | None = None
    due_term_days: int | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_due_on: date
    visit: int = 0
    correction: int = 0
    state: ReportState = Field(default=ReportState.OWED, sa_type=word(ReportState))
    submitted_on: date | None = None
    submitted_by: str | None = None
    first_submitted_on: date | None = None
    first_submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    inherited_from: int | None = Field(default=None, foreign_key="report.id")
    paper_no: str | None = None
    paper_on: date | None = None
    content: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    reason: str | None = None


class TargetValue(SQLModel, table=True):
    """What was reached of a target that no data can answer: the newest value that a person entered, with its source."""

    __tablename__ = "target_value"
    __table_args__ = (sa.UniqueConstraint("cycle_id", "target_code"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    target_code: str
    value: Decimal = Field(sa_type=sa.Numeric(15, 3))
    source: str
    entered_on: date
    entered_by: str
    entered_at: datetime = Field(sa_type=UtcDateTime)


class ActLog(SQLModel, table=True):
    """What people did outside the moves of dossiers: plans applied, cycles opened, duties done, reports filed."""

    __tablename__ = "act_log"
    __table_args__ = (sa.Index("ix_act_log_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    on_day: date
    actor: str
    action: str
    subject: str
    subject_id: int
    detail: str
