"""What a report consists of: indicators with type, unit, bounds and rules of gathering, and narrative sections.

A form is a local setting wherever the plan prints none, and says so (`not_in_plan: true` and `why`).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from ocop_workflow.rulebook.plans.plan_document import Code, Shape, Text, explain
from ocop_workflow.vocabulary import GatherRule, IndicatorType

Value = Decimal | date | str

LARGEST = Decimal(10) ** 12
"""No figure of a locality reaches a thousand billion of its unit; whoever types more has chosen the wrong unit."""
DECIMALS = 3
LONGEST_TEXT = 4_000


class Indicator(Shape):
    """One figure (or short text) that a form asks for.

    `across_units` says how the figures of several units become one, `across_periods` those of several periods of one
    unit: products that hold a certificate are added over units, and of several months the last one counts.
    """

    code: Code
    label: Text
    type: IndicatorType
    unit: Text | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    not_above: Code | None = None
    across_units: GatherRule
    across_periods: GatherRule
    required: bool = True
    note: Text | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not self.type.is_number:
            if self.lowest is not None or self.highest is not None or self.not_above:
                raise ValueError("chỉ tiêu không phải số thì không có giới hạn")
            if {self.across_units, self.across_periods} & {GatherRule.SUM, GatherRule.MEAN}:
                raise ValueError("chỉ tiêu không phải số thì chỉ gộp kiểu last hoặc none")
        elif self.unit is None:
            raise ValueError("chỉ tiêu là số thì phải có đơn vị tính (unit)")
        if self.lowest is not None and self.highest is not None and self.highest < self.lowest:
            raise ValueError("giới hạn trên (highest) nhỏ hơn giới hạn dưới (lowest)")
        return self

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest value, both allowed."""
        lowest = Decimal(0) if self.type is IndicatorType.PERCENT and self.lowest is None else self.lowest
        highest = Decimal(100) if self.type is IndicatorType.PERCENT and self.highest is None else self.highest
        return (-LARGEST if lowest is None else lowest, LARGEST if highest is None else highest)


class Section(Shape):
    """A narrative part of a report."""

    code: Code
    label: Text
    required: bool = False


class ReportForm(Shape):
    """A form; its hash says whether a sheet that comes back was written for the very same one."""

    code: Code
    title: Text
    not_in_plan: bool = False
    why: Text | None = None
    source: Text | None = None
    indicators: tuple[Indicator, ...] = Field(min_length=1, max_length=500)
    sections: tuple[Section, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        explain(self.not_in_plan, self.why)
        if not self.not_in_plan and self.source is None:
            raise ValueError("biểu mẫu do văn bản ban hành thì phải ghi nguồn (source)")
        codes = [*(indicator.code for indicator in self.indicators), *(section.code for section in self.sections)]
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"mã dùng hai lần: {', '.join(repeated)}")
        numbers = {indicator.code for indicator in self.indicators if indicator.type.is_number}
        for indicator in self.indicators:
            if indicator.not_above and indicator.not_above not in numbers - {indicator.code}:
                raise ValueError(f"not_above của «{indicator.code}» phải là mã của một chỉ tiêu số khác")
        return self

    @cached_property
    def sha256(self) -> str:
        """The same for the same form, wherever and whenever it is read."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def parts(self) -> Mapping[str, Indicator | Section]:
        """Indicators and sections by code, in the order of the form."""
        figures: dict[str, Indicator | Section] = {indicator.code: indicator for indicator in self.indicators}
        return figures | {section.code: section for section in self.sections}


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one part of a report's content; `code` is empty for the report as a whole."""

    code: str
    label: str
    why: str
    value: str | None = None
    allowed: str | None = None

    def __str__(self) -> str:
        place = f"{self.label} ({self.code}): " if self.code else ""
        shown = f" (giá trị: «{self.value}»)" if self.value is not None else ""
        return f"{place}{self.why}{shown}" + (f"; cho phép: {self.allowed}" if self.allowed else "")


def flaws(form: ReportForm, values: Mapping[str, Value], *, is_nothing: bool) -> list[Flaw]:
    """Everything that keeps a content from being filed; empty when it may.

    «Không phát sinh» is declared, never guessed from empty cells, and goes with no figure but zero.
    """
    found = [Flaw(code, code, "biểu mẫu không có mã này") for code in values.keys() - form.parts.keys()]
    if is_nothing:
        return found + [_contradicts(part, values[code]) for code, part in form.parts.items() if values.get(code)]
    found += _out_of_bounds(form, values)
    missing = [part for code, part in form.parts.items() if part.required and values.get(code) in (None, "")]
    if len(missing) == len([part for part in form.parts.values() if part.required]) and not any(values.values()):
        why = "chưa có số liệu nào; nếu trong kỳ không phát sinh thì phải khai rõ «không phát sinh»"
        return [*found, Flaw("", "", why)]
    return found + [Flaw(part.code, part.label, "chưa có giá trị (không phát sinh thì ghi 0)") for part in missing]


def _contradicts(part: Indicator | Section, value: Value) -> Flaw:
    return Flaw(part.code, part.label, "đã khai «không phát sinh» thì không kèm số liệu", str(value))


def _out_of_bounds(form: ReportForm, values: Mapping[str, Value]) -> Iterator[Flaw]:
    for indicator in form.indicators:
        value = values.get(indicator.code)
        if not isinstance(value, Decimal):
            continue
        lowest, highest = indicator.bounds
        if not lowest <= value <= highest:
            allowed = f"từ {in_vietnamese(lowest)} đến {in_vietnamese(highest)}"
            yield Flaw(indicator.code, indicator.label, "nằm ngoài giới hạn", in_vietnamese(value), allowed)
        other = values.get(indicator.not_above or "")
        if isinstance(other, Decimal) and value > other:
            most = f"không quá {in_vietnamese(other)} ({form.parts[indicator.not_above or ''].label})"
            yield Flaw(indicator.code, indicator.label, "lớn hơn chỉ tiêu bao trùm", in_vietnamese(value), most)


def in_vietnamese(value: Value) -> str:
    """1234.5 as «1.234,5», a day as 05/07/2024, a text as it is."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}".translate(str.maketrans(",.", ".,"))
    return value
