"""What a plan says line by line: duties, reports, targets, baselines, events, products, and words that give no duty."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from ocop_workflow.rulebook.days.due import DueRule
from ocop_workflow.rulebook.plans.plan_document import Code, Setting, Shape, Text, explain
from ocop_workflow.vocabulary import Cadence, Measure, Part, Programme, Step, Wording

OWN_CLAUSE = "thiết lập của địa phương, không in trong kế hoạch"
"""Stands where a printed duty has its clause."""


def citation(clause: str, quote: str) -> tuple[str, str]:
    """The clause and the printed words; what is not printed stands with the clause, without quotation marks."""
    return (clause, quote) if clause != OWN_CLAUSE else (f"{clause}: {quote}", "")


class Duty(Shape):
    """One bullet, unbulleted paragraph or printed item that gives named units something to do.

    The organising section is complete; a duty that another section gives to a named unit stands beside it, and its
    clause says where.
    """

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


class FormUse(Shape):
    """The form of a report, by its code in config/report_forms/: printed in the document, or a local setting."""

    code: Code
    quote: Text | None = None
    not_in_plan: bool = False
    why: Text | None = None

    @model_validator(mode="after")
    def _says_where_from(self) -> Self:
        explain(self.not_in_plan, self.why)
        if self.not_in_plan == (self.quote is not None):
            raise ValueError(
                "biểu mẫu: hoặc văn bản in (quote), hoặc thiết lập của địa phương (not_in_plan: true, why)"
            )
        return self


class ReportDuty(Shape):
    """A reporting duty: who reports to whom, how often, by when; one entry per cadence.

    `second_half`: a half-yearly report is owed for the second half-year too, which most texts leave to the year's own.
    """

    code: Code
    clause: Text
    quote: Text
    reporters: tuple[Code, ...] = Field(min_length=1, alias="from")
    to: Code
    through: Code | None = None
    cadence: Cadence
    second_half: bool = False
    programme: Programme
    due: ReportDue | None = None
    form: FormUse | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _has_halves(self) -> Self:
        if self.second_half and self.cadence is not Cadence.HALF_YEAR:
            raise ValueError("second_half chỉ đi cùng cadence: half_year")
        return self


class OwnReport(Setting):
    """A report that the cycle needs and the document does not print, such as the city's own report to the province."""

    code: Code
    text: Text
    reporters: tuple[Code, ...] = Field(min_length=1, alias="from")
    to: Code
    through: Code | None = None
    cadence: Cadence
    second_half: bool = False
    due: DueRule
    form: Code | None = None

    @property
    def as_duty(self) -> ReportDuty:
        """The same in the shape of a printed duty; its clause says that it is none."""
        return ReportDuty.model_validate(
            {
                **self.model_dump(by_alias=True, exclude={"not_in_plan", "why", "text"}),
                "clause": OWN_CLAUSE,
                "quote": self.text,
                "programme": Programme.OCOP,
                "due": {**self.due.model_dump(), "not_in_plan": True, "why": self.why},
                "form": self.form and {"code": self.form, "not_in_plan": True, "why": self.why},
            }
        )


class Target(Shape):
    """A measurable target as printed; `value` and `comparator` are None where the text prints none.

    `of` is what a share is a share of; `min_stars` narrows a count to products of that rank; `stands` says whether it
    is a headline target, one printed inside a duty, or a threshold for single products.
    `computed_as` names what the records can count for it; without it a person enters what was reached.
    """

    code: Code
    clause: Text
    quote: Text
    measures: Text
    stands: Literal["headline", "in_text", "threshold"] = "headline"
    computed_as: Measure | None = None
    comparator: Literal[">", "≥", "=", "<", "≤"] | None = None
    value: float | None = None
    unit: Text
    of: Text | None = None
    min_stars: int | None = Field(default=None, ge=1, le=5)
    programme: Programme
    due_on: date | None = None
    note: Text | None = None


class Baseline(Shape):
    """What was already there: it looks like a target and is none. `value` and `year` only where they are printed."""

    clause: Text
    quote: Text
    measures: Text
    value: float | None = None
    unit: Text
    year: int | None = None
    note: Text | None = None


class Event(Shape):
    """A named event of the document, such as a fair; the date only where it is printed.

    `is_planned`: the document itself says «dự kiến».
    """

    code: Code
    name: Text
    step: Step
    clause: Text
    quote: Text
    on: date | None = None
    is_planned: bool = False


class NamedProduct(Shape):
    """A product that the document calls by its name."""

    name: Text
    status: Literal["existing", "in_development"]
    clause: Text
    quote: Text
    note: Text | None = None


class NotExecutable(Shape):
    """Words of the organising section that give no duty, with the reason."""

    clause: Text
    quote: Text
    reason: Text


class NotADuty(Shape):
    """A figure, a date or the word «báo cáo» that binds nobody, with the reason.

    Without a clause it holds wherever these words stand.
    """

    clause: Text | None = None
    quote: Text
    reason: Text
