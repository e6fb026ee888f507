"""The shape of an official plan as data: every duty keeps its clause and its printed words beside our reading.

What the document does not print is either empty or a setting that says so (`not_in_plan: true` and `why`).
"""

from datetime import date
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from ocop_workflow.rulebook.calendar import DueRule
from ocop_workflow.rulebook.plan_document import (
    Code,
    Document,
    Governance,
    Group,
    LegalBasis,
    Recipient,
    Setting,
    Shape,
    Text,
    Unit,
    explain,
)
from ocop_workflow.rulebook.plan_settings import Contact, InForce, Ladder, Roles, Terms, Windows
from ocop_workflow.rulebook.plan_soundness import disagreements
from ocop_workflow.vocabulary import Cadence, Part, Programme, Role, Step, Wording

SURVEY_DUTY = "own.survey"
"""The local duty «khảo sát sản phẩm tiềm năng»: the facts close it when a commune has identified a product."""


class Duty(Shape):
    """One bullet, unbulleted paragraph or printed item of the organising section."""

    code: Code
    clause: Text
    quote: Text
    lead: tuple[Code, ...] = ()
    coordinate: tuple[Code, ...] = ()
    request: tuple[Code, ...] = ()
    wording: Wording
    programme: Programme
    steps: tuple[Step, ...] = Field(min_length=1)
    deadline_quote: Text | None = None
    due: DueRule | None = None
    deliverable: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _has_a_unit(self) -> Self:
        if not (self.lead or self.coordinate or self.request):
            raise ValueError("nhiệm vụ phải có ít nhất một đơn vị chủ trì, phối hợp hoặc được đề nghị")
        if Step.ACROSS in self.steps and len(self.steps) > 1:
            raise ValueError("bước 0 (xuyên suốt) không đi cùng bước khác")
        return self

    def parts(self) -> tuple[tuple[Code, Part], ...]:
        """Every unit or group of the duty with its part."""
        return (
            *((code, Part.LEAD) for code in self.lead),
            *((code, Part.COORDINATE) for code in self.coordinate),
            *((code, Part.REQUEST) for code in self.request),
        )


class OwnDuty(Setting):
    """A duty that the cycle needs and the document does not print: the locality gives it by its own setting."""

    code: Code
    text: Text
    lead: tuple[Code, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)


class ReportDue(DueRule):
    """The due day of a report; a day that the document does not print is a setting and says why."""

    not_in_plan: bool = False
    why: Text | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        explain(self.not_in_plan, self.why)
        return self


class ReportDuty(Shape):
    """A reporting duty: who reports to whom, how often, by when; one entry per cadence."""

    code: Code
    clause: Text
    quote: Text
    reporters: tuple[Code, ...] = Field(min_length=1, alias="from")
    to: Code
    through: Code | None = None
    cadence: Cadence
    programme: Programme
    due: ReportDue | None = None
    note: Text | None = None


class Target(Shape):
    """A measurable target as printed; `value` is None where the text gives no number."""

    code: Code
    clause: Text
    quote: Text
    measures: Text
    comparator: Literal[">", "≥", "=", "<", "≤"] | None = None
    value: float | None = None
    unit: Text
    programme: Programme
    due_on: date | None = None
    note: Text | None = None


class Event(Shape):
    """A named event of the document, such as a fair; the date only where it is printed."""

    code: Code
    name: Text
    step: Step
    clause: Text
    quote: Text
    on: date | None = None


class NotExecutable(Shape):
    """Words of the organising section that give no duty, with the reason."""

    clause: Text
    quote: Text
    reason: Text


class Plan(Shape):
    """An official plan (kế hoạch) of one locality, complete for its section «Tổ chức thực hiện»."""

    code: Code
    locality: Code
    locality_name: Text
    level: Literal["district", "commune", "province"]
    year: int = Field(ge=2013, le=2100)
    source: Text
    document: Document
    in_force: InForce
    legal_bases: tuple[LegalBasis, ...] = ()
    units: tuple[Unit, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    roles: Roles
    governance: tuple[Governance, ...] = ()
    duties: tuple[Duty, ...] = Field(min_length=1)
    own_duties: tuple[OwnDuty, ...] = ()
    reports: tuple[ReportDuty, ...] = ()
    targets: tuple[Target, ...] = ()
    events: tuple[Event, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    windows: Windows
    ladder: Ladder
    terms: Terms
    contact: Contact
    not_executable: tuple[NotExecutable, ...] = ()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if mistakes := disagreements(self):
            # Raised this way, pydantic keeps the place of each mistake, and the file's reader its line.
            raise ValidationError.from_exception_data("Plan", mistakes)
        return self

    def members(self, code: str) -> tuple[str, ...]:
        """The units that a code stands for: itself, or the units of the group."""
        for group in self.groups:
            if group.code == code:
                return group.units
        return (code,)

    def name_of(self, code: str) -> str:
        """The name that people read for a unit, or the printed name of a group."""
        names = {unit.code: unit.name for unit in self.units} | {
            group.code: group.printed_as[0] for group in self.groups
        }
        return names[code]

    def window(self, step: Step) -> tuple[date, date]:
        """The first and last day of a step in the plan's year, both inclusive."""
        for window in self.windows.steps:
            if window.step is step:
                return window.in_year(self.year)
        return (date(self.year, 1, 1), date(self.year, 12, 31))

    def unit_in_role(self, role: Role) -> str | None:
        """The unit that fills a role, or None where the plan gives none."""
        return {
            Role.STANDING_UNIT: self.roles.standing_unit,
            Role.AUTHORITY: self.roles.authority,
            Role.LEADER: self.roles.leader,
            Role.COUNCIL: self.roles.council or self.roles.standing_unit,
            Role.STEERING_BODY: self.roles.steering_body,
        }.get(role)
