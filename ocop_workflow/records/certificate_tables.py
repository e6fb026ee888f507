"""The register of certificates: decisions, product codes, certificates, what happened to them, inspections."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import (
    CertificateAct,
    InspectionKind,
    InspectionResult,
    RevocationOutcome,
)


class RecognitionDecision(SQLModel, table=True):
    """A decision that recognises products, many by one paper."""

    __tablename__ = "recognition_decision"
    __table_args__ = (sa.UniqueConstraint("locality", "number", "signed_on"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    number: str
    signed_on: date
    signer: str | None = None
    signer_post: str | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class ProductCode(SQLModel, table=True):
    """A product's code (T)-(X)-(STT)-20YY; never given twice, never taken back."""

    __tablename__ = "product_code"
    __table_args__ = (sa.UniqueConstraint("province_code", "commune_code", "year", "seq"),)

    dossier_id: int = Field(foreign_key="dossier.id", primary_key=True)
    province_code: str
    commune_code: str
    year: int
    seq: int
    code: str = Field(unique=True)
    given_on: date
    actor: str


class Certificate(SQLModel, table=True):
    """One certificate of one product, with what is printed on it; its events are the truth, this is where they lead.

    `product_id` is the product's first dossier: a product that is evaluated again keeps it, and has at most one
    certificate that is not ended. `issued_on` and `valid_until` are None where a register did not say them. Expired is
    a question asked with a day.
    """

    __table_args__ = (
        sa.UniqueConstraint("locality", "number"),
        sa.Index(
            "uq_certificate_of_product",
            "product_id",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
        sa.Index("ix_certificate_valid_until", "locality", "valid_until"),
        sa.CheckConstraint("star_rank BETWEEN 3 AND 5", name="star_rank"),
        sa.CheckConstraint("extended_until > valid_until", name="extension"),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_by IS NULL)", name="end"),
    )

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    dossier_id: int = Field(foreign_key="dossier.id", unique=True)
    product_id: int = Field(foreign_key="dossier.id")
    decision_id: int | None = Field(default=None, foreign_key="recognition_decision.id")
    number: str | None = None
    product_name: str
    producer_name: str | None = None
    star_rank: int | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    validity_basis: str | None = None
    extended_on: date | None = None
    extended_until: date | None = None
    ended_on: date | None = None
    ended_by: CertificateAct | None = Field(default=None, sa_type=word(CertificateAct))


class CertificateEvent(SQLModel, table=True):
    """Something that happened to a certificate; append-only. `until` is the last day that the act gives."""

    __tablename__ = "certificate_event"

    certificate_id: int = Field(foreign_key="certificate.id", primary_key=True)
    seq: int = Field(primary_key=True)
    act: CertificateAct = Field(sa_type=word(CertificateAct))
    on_day: date
    until: date | None = None
    paper_no: str | None = None
    paper_on: date | None = None
    signer: str | None = None
    reason: str
    clause: str
    actor: str
    at: datetime = Field(sa_type=UtcDateTime)


class Inspection(SQLModel, table=True):
    """A visit to a producer after recognition: planned, then held with what was found."""

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    certificate_id: int = Field(foreign_key="certificate.id", index=True)
    kind: InspectionKind = Field(sa_type=word(InspectionKind))
    unit_id: int = Field(foreign_key="unit.id")
    planned_on: date
    held_on: date | None = None
    result: InspectionResult | None = Field(default=None, sa_type=word(InspectionResult))
    finding: str | None = None
    paper_no: str | None = None
    paper_on: date | None = None
    remedy_by: date | None = None
    remedied_on: date | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class RevocationCase(SQLModel, table=True):
    """Why a certificate may be revoked and how far that is; its moves stand in the dossier's log."""

    __tablename__ = "revocation_case"
    __table_args__ = (
        sa.Index(
            "uq_revocation_case_open",
            "certificate_id",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    certificate_id: int = Field(foreign_key="certificate.id")
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    ground: str
    clause: str
    opened_on: date
    concluded_on: date | None = None
    closed_on: date | None = None
    outcome: RevocationOutcome | None = Field(default=None, sa_type=word(RevocationOutcome))
