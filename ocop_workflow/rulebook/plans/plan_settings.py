"""What no plan prints and every cycle needs: the locality's own settings, each marked and explained as such."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from ocop_workflow.rulebook.days.due import DayOfMonth
from ocop_workflow.rulebook.plans.plan_document import Code, MonthDay, Setting, Shape, Text
from ocop_workflow.vocabulary import AfterSupplement, Role, Roll, Step

Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class InForce(Setting):
    """From which day the plan may give duties, where the document leaves its date blank."""

    from_: date = Field(alias="from")
    to: date


class Roles(Setting):
    """Which unit fills which role of the cycle."""

    standing_unit: Code
    authority: Code
    leader: Code
    council: Code | None = None
    steering_body: Code | None = None


class Window(Shape):
    """The months of a step, as month and day of the cycle's year, both inclusive."""

    step: Step
    opens: MonthDay
    closes: MonthDay

    def in_year(self, year: int) -> tuple[date, date]:
        """First and last day; raises ValueError for a day that the year does not have."""
        return date.fromisoformat(f"{year}-{self.opens}"), date.fromisoformat(f"{year}-{self.closes}")


class Windows(Setting):
    """The local months of the six steps; no plan read so far prints them."""

    steps: tuple[Window, ...] = Field(min_length=6, max_length=6)


class CutOff(Shape):
    """The day of a period's last month on which its figures are closed, and which text says so.

    The figures of a period then run from the day after the cut-off before it. `confidence` says how good the reading
    of the source is.
    """

    day: DayOfMonth
    source: Text
    confidence: Text
    note: Text | None = None


class DueDays(Setting):
    """What holds for every due day of the plan that does not say otherwise itself.

    `roll` is what happens when a due day is not a working day; `cut_off` the reporting window of periodic reports,
    without it figures are closed with the period; `after_supplement` what becomes of an office's term when a dossier
    that it sent back comes in again.
    """

    roll: Roll
    cut_off: CutOff | None = None
    after_supplement: AfterSupplement = AfterSupplement.RESTART


class OfficeHours(Setting):
    """Between which hours of a working day notices are sent; one that is owed at night waits for the morning."""

    from_: Hour = Field(alias="from")
    to: Hour

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.to <= self.from_:
            raise ValueError("giờ kết thúc phải sau giờ bắt đầu")
        return self

    @property
    def opens(self) -> time:
        """The first moment of the day."""
        return time.fromisoformat(self.from_)

    @property
    def closes(self) -> time:
        """The moment after the last."""
        return time.fromisoformat(self.to)


class Ladder(Setting):
    """Reminders before and notices after the due day, in working days; without `office_hours` sent at any hour."""

    remind_before: tuple[int, ...] = (3, 1)
    to_unit_after: int = 1
    to_head_after: int = 3
    to_leader_after: int = 7
    office_hours: OfficeHours | None = None


class Terms(Setting):
    """How long a dossier or a returned report may wait in each state, in working days; no plan so far prints them."""

    idea_check: int = Field(ge=1)
    idea_appraisal: int = Field(ge=1)
    idea_correction: int = Field(ge=1)
    business_plan_appraisal: int = Field(ge=1)
    business_plan_correction: int = Field(ge=1)
    dossier_reception: int = Field(ge=1)
    commune_review: int = Field(ge=1)
    dossier_correction: int = Field(ge=1)
    higher_review: int = Field(ge=1)
    scoring: int = Field(ge=1)
    decision: int = Field(ge=1)
    revocation: int = Field(ge=1)
    report_correction: int = Field(ge=1)
    most_returns: int | None = Field(default=3, ge=1)
    """How often a form may be given back before it must be decided; None: as often as needed."""

    def days(self, name: str) -> int:
        """The working days of a term by its name."""
        value: int = getattr(self, name)
        return value


class Contact(Setting):
    """Whom a recipient of a notice can call; empty until the locality fills it in."""

    name: Text | None = None
    phone: Text | None = None


class Issuer(Shape):
    """How the papers of a role are headed and signed; what is left out is a blank on the paper.

    `symbol` stands in the number («BC-PKT») and behind «Lưu: VT»; `signs_as` are the lines of the signature block.
    """

    role: Role
    superior: Text | None = None
    body: Text | None = None
    symbol: Text | None = None
    signs_as: tuple[Text, ...] = ()


class Letterhead(Setting):
    """What heads and ends the papers that the cycle's bodies issue themselves."""

    place: Text | None = None
    issuers: tuple[Issuer, ...] = ()

    def of(self, role: Role) -> Issuer:
        """What the plan's file says of a role, or nothing but blanks."""
        return next((issuer for issuer in self.issuers if issuer.role is role), Issuer(role=role))
