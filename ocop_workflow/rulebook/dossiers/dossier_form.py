"""What a producer files as content: idea forms, the business plan, the registration; fields with type and bounds.

The fields of a form come from a document that prints them (`source`), or are a local setting and say so
(`not_in_plan: true` and `why`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from ocop_workflow.rulebook.plans.plan_document import Code, Shape, Text, explain
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AppraisalOutcome, FieldType
from ocop_workflow.vocabulary import DossierState as S

Value = Decimal | date | str
LONGEST_TEXT = 8_000
LARGEST = Decimal(10) ** 13


class FormField(Shape):
    """One thing that a form asks for."""

    code: Code
    label: Text
    type: FieldType = FieldType.TEXT
    required: bool = True
    choices: tuple[Text, ...] = ()
    lowest: Decimal | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if (self.type is FieldType.CHOICE) is not bool(self.choices):
            raise ValueError("chỉ kiểu choice có danh sách lựa chọn (choices), và phải có")
        if self.lowest is not None and self.type is not FieldType.NUMBER:
            raise ValueError("chỉ kiểu number có giới hạn dưới (lowest)")
        return self


class FormPart(Shape):
    """A part of a form under its heading."""

    title: Text
    fields: tuple[FormField, ...] = Field(min_length=1, max_length=100)


class DossierForm(Shape):
    """A form and the moves by which it is filed, by the state in which the dossier stands."""

    code: Code
    title: Text
    filed_by: dict[S, Code]
    not_in_plan: bool = False
    why: Text | None = None
    source: Text | None = None
    parts: tuple[FormPart, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_where_from(self) -> Self:
        explain(self.not_in_plan, self.why)
        if not self.not_in_plan and self.source is None:
            raise ValueError("biểu mẫu do văn bản ban hành thì phải ghi nguồn (source)")
        codes = [field.code for field in self.fields]
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"mã dùng hai lần: {', '.join(repeated)}")
        return self

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every field in the order of the form."""
        return tuple(field for part in self.parts for field in part.fields)

    @property
    def origin(self) -> str:
        """Where the fields come from, in words."""
        return self.source or f"thiết lập của địa phương: {self.why}"


def flaws(form: DossierForm, values: Mapping[str, Value]) -> list[str]:
    """Everything that keeps a content from being filed; empty when it may."""
    known = {field.code: field for field in form.fields}
    wrong = [f"biểu «{form.code}» không có mục «{code}»" for code in values if code not in known]
    for code, field in known.items():
        wrong += _flaws_of(field, values.get(code))
    return wrong


def _flaws_of(field: FormField, value: Value | None) -> Iterator[str]:
    place = f"{field.label} ({field.code})"
    if value is None or value == "":
        if field.required:
            yield f"{place}: chưa điền"
        return
    wanted = {FieldType.NUMBER: Decimal, FieldType.DATE: date}.get(field.type, str)
    if not isinstance(value, wanted):
        yield f"{place}: phải là {field.type.label}"
    elif isinstance(value, Decimal) and not (-LARGEST if field.lowest is None else field.lowest) <= value <= LARGEST:
        yield f"{place}: số {value} nằm ngoài giới hạn"
    elif isinstance(value, str) and len(value) > LONGEST_TEXT:
        yield f"{place}: dài hơn {LONGEST_TEXT} chữ"
    elif field.choices and value not in field.choices:
        yield f"{place}: không có «{value}»; có: {', '.join(field.choices)}"


def in_words(value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, date):
        return vn_date(value)
    return f"{value.normalize():,f}".translate(str.maketrans(",.", ".,")) if isinstance(value, Decimal) else value


def read_value(field: FormField, text: str) -> Value:
    """A value typed as text; raises ValueError with what is allowed."""
    text = text.strip()
    if field.type is FieldType.NUMBER:
        try:
            number = Decimal(text.replace(".", "").replace(",", "."))
        except ArithmeticError:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"{field.label} ({field.code}): «{text}» không phải là số")
        return number
    if field.type is FieldType.DATE:
        for shape in (text, "-".join(reversed(text.split("/")))):
            try:
                return date.fromisoformat(shape)
            except ValueError:
                continue
        raise ValueError(f"{field.label} ({field.code}): «{text}» không phải là ngày")
    return text


APPRAISALS: Mapping[tuple[S, AppraisalOutcome], str] = {
    (S.IDEA_SUBMITTED, AppraisalOutcome.PASS_ON): "refer_idea",
    (S.IDEA_SUBMITTED, AppraisalOutcome.RETURN): "send_back_idea",
    (S.IDEA_REFERRED, AppraisalOutcome.ACCEPT): "accept_idea",
    (S.IDEA_REFERRED, AppraisalOutcome.RETURN): "return_idea",
    (S.IDEA_REFERRED, AppraisalOutcome.REJECT): "reject_idea",
    (S.BUSINESS_PLAN_SUBMITTED, AppraisalOutcome.ACCEPT): "approve_business_plan",
    (S.BUSINESS_PLAN_SUBMITTED, AppraisalOutcome.RETURN): "return_business_plan",
    (S.BUSINESS_PLAN_SUBMITTED, AppraisalOutcome.REJECT): "reject_business_plan",
}
"""The move that an outcome of an appraisal is, by where the dossier stands."""

RETURNS: tuple[frozenset[str], ...] = (
    frozenset({"send_back_idea", "return_idea"}),
    frozenset({"return_business_plan"}),
)
"""Moves that give a form back, counted together: how often is a local setting."""
