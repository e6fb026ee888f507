"""A dossier form as a workbook to fill in: labels printed, values open, one line for each field."""

from collections.abc import Mapping

from ocop_workflow.papers.form_sheet import CellKind, FormRow, FormSheet, InputCell
from ocop_workflow.rulebook.dossiers.dossier_form import DossierForm, FormField, Value
from ocop_workflow.vocabulary import FieldType

KIND = "dossier_form"
_KINDS = {
    FieldType.TEXT: CellKind.TEXT,
    FieldType.LONG_TEXT: CellKind.TEXT,
    FieldType.NUMBER: CellKind.NUMBER,
    FieldType.DATE: CellKind.DATE,
    FieldType.CHOICE: CellKind.CHOICE,
}


def dossier_form_sheet(
    form: DossierForm, *, dossier: str, product: str, producer: str, known: Mapping[str, Value]
) -> FormSheet:
    """The sheet of a form for a dossier, with what is known already."""
    rows: list[FormRow] = []
    for part in form.parts:
        rows.append(FormRow((part.title, "")))
        rows += [
            FormRow((field.label, _asks(field)), inputs=(_cell(field, known.get(field.code)),)) for field in part.fields
        ]
    return FormSheet(
        kind=KIND,
        name="Biểu",
        titles=(form.title.upper(),),
        headings=("Mục", "Cách ghi", "Nội dung"),
        widths=(48, 22, 80),
        rows=tuple(rows),
        notes=(f"Hồ sơ {dossier} · {product} · {producer}", f"Căn cứ của biểu: {form.origin}"),
        keys={"dossier": dossier, "form": form.code},
    )


def _asks(field: FormField) -> str:
    return field.type.label + ("" if field.required else "; không bắt buộc")


def _cell(field: FormField, value: Value | None) -> InputCell:
    return InputCell(field.code, _KINDS[field.type], value, lowest=field.lowest, choices=field.choices)
