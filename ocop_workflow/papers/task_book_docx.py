"""Writes the task book as a document: for each unit a sheet of its own, with its own head and page numbers."""

from collections.abc import Sequence
from itertools import groupby

from docx import Document
from docx.document import Document as Draft

from ocop_workflow.papers.docx_forms import (
    CENTRE,
    TEXT_MM,
    Grid,
    Words,
    next_sheet,
    rule,
    set_up,
    write,
)
from ocop_workflow.papers.docx_head import head
from ocop_workflow.papers.docx_saved import describe, saved
from ocop_workflow.papers.task_book import (
    NO_DAY,
    NO_PERIOD,
    OutsideEntry,
    ReportEntry,
    TaskBook,
    TaskEntry,
    UnitPages,
)
from ocop_workflow.rulebook.text import vn_date

_TASKS = (13, 22, 98, 32)
_REPORTS = (13, 40, 26, 86)
_OUTSIDE = (13, 22, 130)


def task_book_docx(book: TaskBook) -> bytes:
    """The document; what only the signing office can say (number, place, date) is left blank."""
    document = Document()
    set_up(document)
    describe(document, title=f"Sổ nhiệm vụ {book.cycle}", author=book.agency, made_on=book.drawn_up_on)
    for number, unit in enumerate(book.units):
        if number:
            next_sheet(document)
        _head(document, book, unit)
        if unit.tasks:
            _tasks(document, unit.tasks)
        if unit.reports:
            _reports(document, unit.reports)
        if unit.outside:
            _outside(document, unit.outside)
    return saved(document)


def _head(document: Draft, book: TaskBook, unit: UnitPages) -> None:
    number = [Words("Số: ……/……", size=13, align=CENTRE, before=4)]
    head(document, book.superior, book.agency, number, "………, ngày …… tháng …… năm ……")
    write(
        document,
        [
            Words(f"SỔ NHIỆM VỤ NĂM {book.year}", size=14, bold=True, align=CENTRE, before=14),
            Words(unit.name, size=14, bold=True, align=CENTRE),
        ],
    )
    rule(document, 50, TEXT_MM)
    of = f"Chu trình năm {book.year} của {book.locality_name}, lập ngày {vn_date(book.drawn_up_on)}"
    note = f"{of}, theo {book.plan_number}: {book.plan_title}"
    write(document, [Words(note, size=13, italic=True, align=CENTRE, before=4)])


def _tasks(document: Draft, tasks: Sequence[TaskEntry]) -> None:
    _section(document, "NHIỆM VỤ")
    grid = Grid(document, ("STT", "Vai trò", "Nội dung (nguyên văn), điều khoản", "Hạn"), _TASKS)
    number = 0
    for step, group in groupby(tasks, key=lambda task: task.step):
        entries = list(group)
        has_one_basis = len({task.basis for task in entries}) == 1
        basis = [_small(f"Căn cứ của hạn: {entries[0].basis}")] if has_one_basis else []
        grid.across([Words(step.title, bold=True), *basis])
        for task in entries:
            number += 1
            result = [Words(f"Kết quả: {task.deliverable}")] if task.deliverable else []
            due = [Words(vn_date(task.due_on), align=CENTRE), *([] if has_one_basis else [_small(task.basis)])]
            words = [Words(task.words), *result, _small(f"({task.clause})")]
            grid.row([_number(number)], [Words(task.part.label)], words, due)


def _reports(document: Draft, reports: Sequence[ReportEntry]) -> None:
    _section(document, "BÁO CÁO")
    grid = Grid(document, ("STT", "Kỳ báo cáo", "Hạn", "Căn cứ của hạn"), _REPORTS)
    number = 0
    for report in reports:
        to = Words(f"Báo cáo {report.cadence}; nơi nhận: {report.receiver}", bold=True)
        grid.across([to, Words(report.words), _small(f"({report.clause})")])
        for day in report.days:
            number += 1
            due = Words(vn_date(day.due_on), align=CENTRE)
            grid.row([_number(number)], [Words(day.period)], [due], [_small(day.basis)])
        if not report.days:
            number += 1
            grid.row([_number(number)], [Words(NO_PERIOD)], [], [_small(NO_DAY)])


def _outside(document: Draft, entries: Sequence[OutsideEntry]) -> None:
    _section(document, "VIỆC NÔNG THÔN MỚI TRONG CÙNG VĂN BẢN")
    write(document, [Words("Ngoài chu trình OCOP: không theo dõi hạn, không đôn đốc ở đây.", italic=True, after=3)])
    grid = Grid(document, ("STT", "Vai trò", "Nội dung (nguyên văn), điều khoản"), _OUTSIDE)
    for number, entry in enumerate(entries, start=1):
        part = entry.part.label if entry.part else "báo cáo"
        grid.row([_number(number)], [Words(part)], [Words(entry.words), _small(f"({entry.clause})")])


def _section(document: Draft, title: str) -> None:
    write(document, [Words(title, size=13, bold=True, before=10, after=3)])


def _number(number: int) -> Words:
    return Words(str(number), align=CENTRE)


def _small(text: str) -> Words:
    return Words(text, size=11, italic=True)
