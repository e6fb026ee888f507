"""Which units took whose place, and who inherits what is still owed: the list is a source, the rule a setting."""

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from ocop_workflow.rulebook.plans.plan_document import Code, Setting, Shape, Text
from ocop_workflow.vocabulary import Succession


class Successor(Shape):
    """A unit that takes a place: its code here, its code in the list, its name; the heir inherits what is owed."""

    unit: Code
    list_code: str | None = None
    name: Text
    heir: bool = True


class UnitChange(Shape):
    """A unit that closes: told by its code in the list (codes are used again, so the day decides too) or here."""

    locality: Code
    unit: Code | None = None
    list_code: str | None = None
    name: Text
    into: tuple[Successor, ...] = Field(min_length=1)
    is_renamed: bool = False
    note: Text | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.unit is None and self.list_code is None:
            raise ValueError("đơn vị cũ phải có mã (unit) hoặc mã danh mục (list_code)")
        heirs = [successor.unit for successor in self.into if successor.heir]
        if len(heirs) != 1:
            raise ValueError(f"phải có đúng một đơn vị kế thừa (heir), đang có {len(heirs)}")
        if self.is_renamed and len(self.into) > 1:
            raise ValueError("đổi tên thì chỉ có một đơn vị mới")
        return self

    @property
    def kind(self) -> Succession:
        """What became of the unit."""
        if self.is_renamed:
            return Succession.RENAMED
        return Succession.SPLIT if len(self.into) > 1 else Succession.MERGED


class Lineage(Shape):
    """One reorganisation: from which day, after which source, and the declared rule of inheritance."""

    code: Code
    from_day: date
    source: Text
    inheritance: Setting
    changes: tuple[UnitChange, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        seen: dict[tuple[str, str], tuple[str, str | None]] = {}
        for change in self.changes:
            for successor in change.into:
                said = (successor.name, successor.list_code)
                if seen.setdefault((change.locality, successor.unit), said) != said:
                    raise ValueError(f"đơn vị mới «{successor.unit}» có hai tên hoặc hai mã danh mục khác nhau")
        return self

    def of(self, locality: str) -> Iterator[UnitChange]:
        """The changes of one locality."""
        return (change for change in self.changes if change.locality == locality)
