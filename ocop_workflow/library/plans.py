"""Reads the official plans of config/plans/ and holds every printed word against the stored source text."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.library.yaml_files import fit, read_text
from ocop_workflow.library.yaml_tree import Table, line_of, read_tree
from ocop_workflow.rulebook.legacy_text import is_legacy
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_source import SourceText

_PRINTED = frozenset({"quote", "deadline_quote", "printed", "printed_as", "marker", "title", "capacity", "head"})
"""Keys of a plan file whose words must stand in the source, wherever in the file they occur."""

_SHOWN = 20
REVIEW = "review"
"""The list in a draft of what its reader was not sure of; no plan has it."""

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class PlanFile:
    """A plan that passed every check, with the text it was read from and the text of the document."""

    path: Path
    plan: Plan
    text: str
    sha256: str
    source_text: str


def load_plan(path: Path) -> PlanFile:
    """Read and check one plan; its source text stands in `sources/` beside the plan's folder.

    Raises:
        NotReady: the plan or its source cannot be opened.
        BadInput: anything is wrong, with every mistake found, its line, and what is allowed.
    """
    text = read_text(path)
    _refuse_old_fonts(path, text)
    tree = read_tree(path, text)
    plan = _fit(path, tree)
    mistakes = [_at(path, tree, *found) for found in _misnamed(path, plan)]
    if mistakes:
        raise BadInput(f"Kế hoạch {path.name}", mistakes)
    source = path.parent.parent / "sources" / plan.source
    source_text = read_text(source)
    _refuse_old_fonts(source, source_text)
    mistakes = [
        Mistake(
            file=str(path),
            line=line_of(tree, place),
            why=f"{_shown(place)}: không tìm thấy nguyên văn này trong {source.name}",
            value=quote,
            allowed="chữ đúng như văn bản in (khoảng trắng và dấu *, # không kể)",
        )
        for place, quote, found_at in quotes_with_lines(plan, source_text)
        if found_at is None
    ]
    if mistakes:
        raise BadInput(f"Kế hoạch {path.name}", sorted(mistakes, key=lambda mistake: mistake.line or 0))
    return PlanFile(path, plan, text, hashlib.sha256(text.encode()).hexdigest(), source_text)


def _refuse_old_fonts(path: Path, text: str) -> None:
    """Words typed in TCVN3 or VNI are valid Unicode and never found again: told as what they are, with their lines."""
    why = "chữ gõ bằng phông cũ (TCVN3, VNI) hoặc hỏng bảng mã; hãy chuyển sang Unicode rồi lưu lại"
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if is_legacy(line)]
    if lines:
        mistakes = [Mistake(str(path), why, line=number, value=line.strip()) for number, line in lines[:_SHOWN]]
        raise BadInput(f"Tệp {path.name}", mistakes)


def _fit(path: Path, tree: Table) -> Plan:
    """The tree as a plan; a draft whose `review` still stands says how many doubts nobody has settled."""
    try:
        return fit(path, tree, Plan)
    except BadInput as refused:
        left = tree.get(REVIEW)
        count = f" ({len(left)} điều)" if isinstance(left, Sequence) else ""
        why = f"còn danh sách {REVIEW}{count}: xem từng điều, sửa các mục, rồi xóa cả danh sách"
        mistakes = [
            Mistake(str(path), why, line=one.line) if one.why.startswith(f"{REVIEW}:") else one
            for one in refused.mistakes
        ]
        raise BadInput(refused.what, sorted(mistakes, key=lambda one: one.line or 0)) from None


def load_plans(folder: Path) -> tuple[PlanFile, ...]:
    """Every plan of a folder in the order of names; one BadInput with the mistakes of all files, or all plans."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise NotReady(f"Không có kế hoạch nào (*.yaml) trong thư mục {folder}. Kiểm tra lại đường dẫn.")
    plans: list[PlanFile] = []
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            plans.append(load_plan(path))
        except BadInput as refused:
            mistakes += refused.mistakes
    if mistakes:
        raise BadInput(f"Thư mục kế hoạch {folder.name}", mistakes)
    return tuple(plans)


def find_quote(source_text: str, quote: str) -> int | None:
    """The line (from 1) where the printed words begin, or None.

    Words are compared composed (NFC), with any white space alike, so that a quote runs over line and page breaks;
    the Markdown marks * and # are no words. A quote begins and ends with whole words.
    """
    return SourceText(source_text).line_of(quote)


def quotes_with_lines(plan: Plan, source_text: str) -> Iterator[tuple[Place, str, int | None]]:
    """Everything the plan says is printed: its place in the file, the words, and their line in the source."""
    source = SourceText(source_text)
    for place, quote in _printed_words(plan.model_dump(by_alias=True), ()):
        yield place, quote, source.line_of(quote)


def _printed_words(node: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _printed_words(value, (*place, key))
    elif isinstance(node, list | tuple):
        for n, value in enumerate(node):
            yield from _printed_words(value, (*place, n))
    elif isinstance(node, str) and any(part in _PRINTED for part in place):
        yield place, node


def _misnamed(path: Path, plan: Plan) -> Iterator[tuple[Place, str, str, str]]:
    """The file, the code, the locality, the year and the source carry one name: no plan is stored under another's."""
    if plan.code != path.stem:
        yield ("code",), plan.code, "mã kế hoạch khác tên tệp", path.stem
    if plan.code != (expected := f"{plan.locality}.{plan.year}"):
        yield ("code",), plan.code, "mã kế hoạch không gồm địa phương và năm", expected
    if plan.source != (expected := f"{plan.code}.txt"):
        yield ("source",), plan.source, "văn bản gốc không cùng tên với kế hoạch", expected
    forms = {form.stem for form in (path.parent.parent / "report_forms").glob("*.yaml")}
    for n, report in enumerate(plan.reports if forms else ()):
        if report.form is not None and report.form.code not in forms:
            known = ", ".join(sorted(forms))
            yield (
                ("reports", n, "form", "code"),
                report.form.code,
                "không có mẫu báo cáo này trong report_forms/",
                known,
            )


def _at(path: Path, tree: Any, place: Place, value: str, why: str, allowed: str) -> Mistake:
    return Mistake(str(path), f"{_shown(place)}: {why}", line=line_of(tree, place), value=value, allowed=allowed)


def _shown(place: Place) -> str:
    return ".".join(map(str, place))
