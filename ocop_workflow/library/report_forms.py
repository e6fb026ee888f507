"""Reads the report forms of config/report_forms/: one file for each, named by its code."""

from collections.abc import Mapping
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.reports.report_form import ReportForm


def load_report_forms(folder: Path) -> Mapping[str, ReportForm]:
    """Every form of the folder by its code; an office without forms has none.

    Raises:
        NotReady: a file cannot be opened.
        BadInput: a file is wrong, with lines, or carries another name than its form.
    """
    forms: dict[str, ReportForm] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            form = load_yaml(path, ReportForm)
        except BadInput as refused:
            mistakes += refused.mistakes
            continue
        if form.code != path.stem:
            mistakes.append(Mistake(str(path), "code: mã biểu mẫu khác tên tệp", value=form.code, allowed=path.stem))
        forms[form.code] = form
    if mistakes:
        raise BadInput(f"Thư mục biểu mẫu {folder.name}", mistakes)
    return forms
