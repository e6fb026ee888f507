"""The shape of an official plan as data: every duty keeps its clause and its printed words beside our reading.

What the document does not print is either empty or a setting that says so (`not_in_plan: true` and `why`).
"""

from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from ocop_workflow.errors import NotFound
from ocop_workflow.rulebook.days.due import DueRule
from ocop_workflow.rulebook.plans.plan_document import (
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
)
from ocop_workflow.rulebook.plans.plan_entries import (
    Baseline,
    Duty,
    Event,
    NamedProduct,
    NotADuty,
    NotExecutable,
    OwnDuty,
    OwnReport,
    ReportDuty,
    Target,
)
from ocop_workflow.rulebook.plans.plan_settings import (
    Contact,
    DueDays,
    InForce,
    Ladder,
    Letterhead,
    Roles,
    Terms,
    Windows,
)
from ocop_workflow.rulebook.plans.plan_soundness import disagreements
from ocop_workflow.vocabulary import Role, Step

__all__ = ["SURVEY_DUTY", "Duty", "OwnDuty", "Plan", "ReportDuty", "Setting", "Target"]

SURVEY_DUTY = "own.survey"
"""The local duty «khảo sát sản phẩm tiềm năng»: the facts close it when a commune has identified a product."""


class Plan(Shape):
    """An official plan (kế hoạch, thông báo kết luận) of one locality, complete for its organising section.

    `year` is the year that the plan is read for; in the file it is the last one, which stands in the code. A plan of
    several `years` has a cycle in each of them: `in_year` reads it for one. `organising` is the clause of the section
    that gives the duties where that is not called «Tổ chức thực hiện».
    """

    code: Code
    locality: Code
    locality_name: Text
    level: Literal["district", "commune", "province"]
    year: int = Field(ge=2013, le=2100)
    years: tuple[int, ...] = ()
    source: Text
    organising: Text | None = None
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
    own_reports: tuple[OwnReport, ...] = ()
    targets: tuple[Target, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    events: tuple[Event, ...] = ()
    products: tuple[NamedProduct, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    windows: Windows
    due_days: DueDays
    ladder: Ladder
    terms: Terms
    contact: Contact
    letterhead: Letterhead | None = None
    not_executable: tuple[NotExecutable, ...] = ()
    not_a_duty: tuple[NotADuty, ...] = ()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if mistakes := disagreements(self):
            # Raised this way, pydantic keeps the place of each mistake, and the file's reader its line.
            raise ValidationError.from_exception_data("Plan", mistakes)
        return self

    @property
    def cycle_years(self) -> tuple[int, ...]:
        """The years that have a cycle under this plan, oldest first."""
        return self.years or (self.year,)

    @property
    def cycle_code(self) -> str:
        """The cycle of the locality in the plan's year."""
        return f"{self.locality}.{self.year}"

    def in_year(self, year: int) -> Self:
        """The same plan read for one of its years.

        Raises:
            NotFound: it is no year of this plan; the message names those that are.
        """
        if year not in self.cycle_years:
            raise NotFound(f"năm của kế hoạch {self.code}", year, f"Các năm: {', '.join(map(str, self.cycle_years))}.")
        return self.model_copy(update={"year": year})

    def days_in_force(self) -> tuple[date, date]:
        """The first and last day in the plan's year on which it may give duties and be chased, both inclusive.

        The first year begins when the document does, and the last one may run on; between them a year is a year.
        """
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        if self.year == self.cycle_years[0]:
            first = self.in_force.from_
        if self.year == self.cycle_years[-1]:
            last = max(last, self.in_force.to)
        return first, last

    @cached_property
    def all_reports(self) -> tuple[ReportDuty, ...]:
        """The printed reporting duties, then the locality's own."""
        return (*self.reports, *(own.as_duty for own in self.own_reports))

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

    def rule_of(self, duty: Duty | ReportDuty | OwnReport) -> DueRule | None:
        """When the duty is due, with what the plan settles for all its due days; None where it has no day.

        A window is a matter of periodic reports, and none is closed in a month of its own.
        """
        if duty.due is None:
            return None
        settled: dict[str, object] = {"roll": duty.due.roll or self.due_days.roll}
        cut_off = self.due_days.cut_off
        if cut_off and not isinstance(duty, Duty) and duty.due.cut_off_day is None and duty.due.month is None:
            settled["cut_off_day"] = cut_off.day
        return duty.due.model_copy(update=settled)

    def unit_in_role(self, role: Role) -> str | None:
        """The unit that fills a role, or None where the plan gives none."""
        return {
            Role.STANDING_UNIT: self.roles.standing_unit,
            Role.AUTHORITY: self.roles.authority,
            Role.LEADER: self.roles.leader,
            Role.COUNCIL: self.roles.council or self.roles.standing_unit,
            Role.STEERING_BODY: self.roles.steering_body,
        }.get(role)
