"""Reads config/dossier_forms/: what producers file as content, one file for each form, named by its code."""

from collections.abc import Mapping
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.dossiers.dossier_form import DossierForm


def load_dossier_forms(folder: Path) -> Mapping[str, DossierForm]:
    """Every form of the folder by its code.

    Raises:
        NotReady: a file cannot be opened.
        BadInput: a file is wrong, with lines, or carries another name than its form.
    """
    forms: dict[str, DossierForm] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            form = load_yaml(path, DossierForm)
        except BadInput as refused:
            mistakes += refused.mistakes
            continue
        if form.code != path.stem:
            mistakes.append(Mistake(str(path), "code: mã biểu khác tên tệp", value=form.code, allowed=path.stem))
        forms[form.code] = form
    if mistakes:
        raise BadInput(f"Thư mục biểu mẫu {folder.name}", mistakes)
    return forms
