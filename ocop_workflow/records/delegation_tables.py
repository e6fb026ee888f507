"""Delegations: who receives and acts for whom, on which paper, from which day to which."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import UtcDateTime, word
from ocop_workflow.vocabulary import Desk


class Delegation(SQLModel, table=True):
    """One authorisation: what is owed to the desk of the principal goes to the desk of the deputy on its days.

    `ends_on` is the last day, inclusive; an end that came earlier is `ended_on`, the first day without it.
    """

    __table_args__ = (sa.Index("ix_delegation_desk", "unit_id", "desk", "starts_on"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str
    unit_id: int = Field(foreign_key="unit.id")
    desk: Desk = Field(sa_type=word(Desk))
    principal: str
    to_unit_id: int = Field(foreign_key="unit.id")
    to_desk: Desk = Field(sa_type=word(Desk, "to_desk"))
    deputy: str
    paper_no: str
    paper_on: date
    starts_on: date
    ends_on: date
    ended_on: date | None = None
    ended_by: str | None = None
    end_reason: str | None = None
    recorded_on: date
    recorded_by: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
