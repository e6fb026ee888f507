"""Rules before the first national score sheets: what is known of them, what was not found; nobody is ranked by them."""

from datetime import date
from typing import Self

from pydantic import model_validator

from ocop_workflow.rulebook.evaluation.provenance import Fact
from ocop_workflow.rulebook.evaluation.regime import RegimeCode
from ocop_workflow.rulebook.plans.plan_document import Shape, Text
from ocop_workflow.vocabulary import Level


class KnownFact(Fact):
    """One thing that a source says."""

    text: Text


class EarlierRules(Shape):
    """Rules of a province or of the country between two days, both inclusive, kept for reading only.

    `province` is the first part of a locality's code («quang-ninh»); None for the whole country.
    """

    code: RegimeCode
    number: Text
    title: Text
    valid_from: date
    valid_to: date
    validity: Fact
    province: Text | None = None
    levels: tuple[Level, ...] = ()
    known: tuple[KnownFact, ...]
    not_found: tuple[Text, ...]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError("ngày hết hiệu lực (valid_to) trước ngày có hiệu lực")
        return self

    def covers(self, day: date, locality: str | None = None) -> bool:
        """Whether these rules were in force there on the day; without a locality, anywhere."""
        is_here = locality is None or self.province is None or locality.partition(".")[0] == self.province
        return is_here and self.valid_from <= day <= self.valid_to
