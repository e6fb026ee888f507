"""The texts of criteria that an installation brings itself; the package ships codes, headings and points only."""

from sqlmodel import Field, SQLModel

from ocop_workflow.records.columns import word
from ocop_workflow.vocabulary import CriteriaText


class CriteriaTextLine(SQLModel, table=True):
    """A text of a set by its place: `seq` counts the lines of the set, `place` the answers or notes of a row."""

    __tablename__ = "criteria_text"

    regime: str = Field(primary_key=True)
    set_number: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    code: str
    kind: CriteriaText = Field(sa_type=word(CriteriaText))
    place: int
    text: str
