"""What producers file as content in steps 2 and 3, version by version, and how it was appraised."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import AppraisalOutcome, Role


class FiledForm(SQLModel, table=True):
    """One version of a form that was filed for a dossier: field codes and values as JSON; a correction is the next."""

    __tablename__ = "filed_form"
    __table_args__ = (sa.UniqueConstraint("dossier_id", "form", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id")
    form: str
    version: int
    content: str
    filed_on: date
    filed_by: str
    filed_at: datetime = Field(sa_type=UtcDateTime)


class Appraisal(SQLModel, table=True):
    """What somebody concluded on a filed form, with remarks by field as JSON; append-only by use."""

    id: int | None = Field(default=None, primary_key=True)
    filed_form_id: int = Field(foreign_key="filed_form.id", index=True)
    outcome: AppraisalOutcome = Field(sa_type=word(AppraisalOutcome))
    role: Role = Field(sa_type=word(Role))
    appraised_on: date
    appraised_by: str
    conclusion: str
    remarks: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
