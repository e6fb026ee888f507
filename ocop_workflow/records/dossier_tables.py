"""The tables of producers, dossiers, their documents and their append-only log."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import ActivityKind, DossierState, Level, ProducerType, Registration, Role, SupportTopic


class Producer(SQLModel, table=True):
    """A producer (chủ thể OCOP): cooperative, group, enterprise, farm, household."""

    __table_args__ = (sa.UniqueConstraint("locality", "search_key"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    name: str
    search_key: str
    type: ProducerType | None = Field(default=None, sa_type=word(ProducerType))
    commune_id: int | None = Field(default=None, foreign_key="unit.id")
    representative: str | None = None
    phone: str | None = None
    tax_code: str | None = None
    address: str | None = None


class Dossier(SQLModel, table=True):
    """One product's file. `state`, `log_seq` and `log_hash` are written by `transitions.apply` alone.

    The days of its certificate (`expires_on` to `replaced_on`) are copies of the register of certificates for the
    clock to compare; `operations.certificates` keeps them. `due_term_days`: the last day is so many working days after
    `due_since`; None where it is a fixed day.
    """

    __table_args__ = (
        sa.UniqueConstraint("locality", "source", "source_id"),
        sa.Index("ix_dossier_state", "locality", "state"),
        sa.Index(
            "ix_dossier_previous",
            "previous_id",
            sqlite_where=sa.text("previous_id IS NOT NULL"),
            postgresql_where=sa.text("previous_id IS NOT NULL"),
        ),
        sa.CheckConstraint("star_rank BETWEEN 0 AND 5", name="star_rank"),
        sa.CheckConstraint("product_group BETWEEN 1 AND 6", name="product_group"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    product_name: str
    search_key: str
    producer_id: int | None = Field(default=None, foreign_key="producer.id")
    commune_id: int | None = Field(default=None, foreign_key="unit.id")
    product_group: int | None = None
    criteria_set: str | None = None
    """The score sheet with its regime, «QD26_2026.05»: numbers mean other products under other rules."""
    registration: Registration = Field(default=Registration.FIRST, sa_type=word(Registration))
    previous_id: int | None = Field(default=None, foreign_key="dossier.id")
    opened_in_year: int
    source: str
    source_id: str
    note: str | None = None

    state: DossierState = Field(sa_type=word(DossierState))
    state_since: date
    due_on: date | None = None
    due_basis: str | None = None
    due_is_provisional: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    due_since: date | None = None
    due_term_days: int | None = None
    level: Level = Field(default=Level.DISTRICT, sa_type=word(Level))
    version: int = 1

    documents_missing: int | None = None
    documents_valid_until: date | None = None
    filed_on: date | None = None
    """When the dossier for evaluation was filed; decides which rules go with it."""
    round_closes_on: date | None = None
    result_of: Level | None = Field(default=None, sa_type=word(Level, "result_of"))
    """The level whose council gave the score."""
    score: Decimal | None = Field(default=None, sa_type=sa.Numeric(6, 3))
    star_rank: int | None = None
    decides_here: bool | None = None
    forwards_here: bool | None = None
    decision_no: str | None = None
    recognised_on: date | None = None
    expires_on: date | None = None
    expires_basis: str | None = None
    renewal_opens_on: date | None = None
    renewal_closes_on: date | None = None
    replaced_on: date | None = None

    log_seq: int = 0
    log_hash: str = ""

    @property
    def code(self) -> str:
        """What people call the dossier by: HS-000123."""
        return dossier_code(self.id or 0)


def dossier_code(dossier_id: int) -> str:
    """«HS-000123»."""
    return f"HS-{dossier_id:06d}"


def whole_code(written: str) -> str:
    """«HS-000123» for what people write: 123, hs-123."""
    return f"HS-{written.strip().upper().removeprefix('HS-').zfill(6)}"


class DossierLog(SQLModel, table=True):
    """One move that happened; append-only, each line hashed over the line before it."""

    __tablename__ = "dossier_log"

    dossier_id: int = Field(foreign_key="dossier.id", primary_key=True)
    seq: int = Field(primary_key=True)
    action: str
    source: str
    target: str
    step: int
    role: Role = Field(sa_type=word(Role))
    actor: str
    at: datetime = Field(sa_type=UtcDateTime)
    on_day: date
    clause: str
    reason: str
    paper_no: str
    paper_on: date | None = None
    facts: str
    hash: str


class Market(SQLModel, table=True):
    """Where products are shown and sold: a fair, a point of sale, a chain of shops, a platform."""

    __table_args__ = (sa.UniqueConstraint("locality", "kind", "search_key", "starts_on"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    kind: ActivityKind = Field(sa_type=word(ActivityKind))
    name: str
    search_key: str
    starts_on: date
    ends_on: date | None = None
    venue: str | None = None
    stands: int | None = None
    event_code: str | None = None
    source: str
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class Activity(SQLModel, table=True):
    """Something done for or by a product: guidance, training, support, inspection, fair, sales channel, sales.

    `topic` and `unit_id` say what a support measure is about and which office gives it; `market_id` where a product
    took part, once a day.
    """

    __table_args__ = (
        sa.Index(
            "uq_activity_market_day",
            "market_id",
            "dossier_id",
            "on_day",
            unique=True,
            sqlite_where=sa.text("market_id IS NOT NULL"),
            postgresql_where=sa.text("market_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    kind: ActivityKind = Field(sa_type=word(ActivityKind))
    on_day: date
    name: str
    amount_vnd: int | None = Field(default=None, sa_type=sa.BigInteger)
    paper_no: str | None = None
    topic: SupportTopic | None = Field(default=None, sa_type=word(SupportTopic))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    market_id: int | None = Field(default=None, foreign_key="market.id")
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class DossierDocument(SQLModel, table=True):
    """A document of a dossier with its number, issuer and validity."""

    __tablename__ = "dossier_document"
    __table_args__ = (sa.UniqueConstraint("dossier_id", "kind", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    kind: str
    number: str
    issuer: str
    issued_on: date
    valid_until: date | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
