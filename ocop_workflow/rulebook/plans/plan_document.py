"""What an official document says of itself: head, foot, bodies and groups it names, whom it is sent to."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ocop_workflow.vocabulary import UnitKind

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Shape(BaseModel):
    """Closed by default: an unknown key in a file is a mistake, not a surprise."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Setting(Shape):
    """A value that the document does not print; the locality answers for it."""

    not_in_plan: Literal[True]
    why: Text


def explain(not_in_plan: bool, why: str | None) -> None:
    if not_in_plan and why is None:
        raise ValueError("điều văn bản không in (not_in_plan) thì phải ghi lý do ở khóa why")


class PrintedDate(Shape):
    """A date as printed; a blank in the document stays empty."""

    day: int | None = Field(default=None, ge=1, le=31)
    month: int | None = Field(default=None, ge=1, le=12)
    year: int | None = Field(default=None, ge=1990, le=2100)


class Signature(Shape):
    """The signature block as printed, line by line."""

    capacity: tuple[Text, ...]
    name: Text | None = None


class Period(Shape):
    """The years that the document says it is for; a blank end stays empty."""

    from_: int | None = Field(default=None, alias="from", ge=2000, le=2100)
    to: int = Field(ge=2000, le=2100)
    quote: Text


class Meeting(Shape):
    """The meeting whose conclusions the document announces."""

    held_on: date
    chair: Text
    post: Text
    quote: Text


class Document(Shape):
    """What the head and the foot of the document say of itself; `head` are the lines of number and date as printed."""

    kind: Text
    head: tuple[Text, ...] = ()
    number: str | None = None
    issued: PrintedDate
    issuer: Text | None
    title: Text
    period: Period | None = None
    meeting: Meeting | None = None
    signature: Signature | None = None

    @property
    def cited(self) -> str:
        """«Kế hoạch số 46/KH-UBND ngày 11 tháng 5 năm 2023», as far as it is printed; blanks stay blank."""
        number, issued = self.number, self.issued
        said = [self.kind]
        if number:
            said.append(f"số {'……' if number.startswith('/') else ''}{number}")
        if issued.day or issued.month or issued.year:
            said.append(f"ngày {issued.day or '……'} tháng {issued.month or '……'} năm {issued.year or '……'}")
        return " ".join(said)


class LegalBasis(Shape):
    """A document that the plan rests on, identified by number, date and issuer as printed.

    `is_cited_only`: the text names it, and the plan does not rest on it.
    """

    number: Text | None = None
    issued_on: date | None = None
    issuer: Text | None = None
    title: Text | None = None
    quote: Text
    is_cited_only: bool = False
    note: Text | None = None


class Unit(Shape):
    """A body that can be given a duty; `printed_as` are the names that the document uses."""

    code: Code
    name: Text
    kind: UnitKind
    printed_as: tuple[Text, ...] = ()
    list_code: str | None = None
    valid_to: date | None = None
    not_in_plan: bool = False
    why: Text | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        explain(self.not_in_plan, self.why)
        return self


class Group(Shape):
    """A collective name of the document («UBND các xã, phường») and the real units it stands for."""

    code: Code
    printed_as: tuple[Text, ...]
    units: tuple[Code, ...] = Field(min_length=1)
    not_in_plan: bool = False
    why: Text


class Governance(Shape):
    """A body that steers, scores or helps, or a post in it, as far as the document prints it.

    `role` is the post's place in the body; `units` are those that fill it, or the body itself where no role is given.
    """

    body: Text
    kind: Literal["steering_body", "council", "support_team"] = "steering_body"
    role: Literal["chair", "standing_deputy", "deputy", "member"] | None = None
    post: Text | None = None
    units: tuple[Code, ...] = ()
    clause: Text
    quote: Text
    note: Text | None = None


class Recipient(Shape):
    """A line of «Nơi nhận»; the marker says why they get a copy, it is not a duty."""

    printed: Text
    marker: Text | None = None
    units: tuple[Code, ...] = ()
