"""Letters to units that are late (công văn đôn đốc): what is late, under which clause, since when and why then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.assignment_lookup import AssignmentLine, list_assignments
from ocop_workflow.operations.cycle.running import RunningCycle, unit_of
from ocop_workflow.operations.notices.letterheads import Issuing, issuing
from ocop_workflow.operations.reports.reports import ReportLine, list_reports
from ocop_workflow.papers.official import Across, Block, OfficialPaper, PaperKind, Para, Table, section
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_entries import OWN_CLAUSE
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import NoticeState, Role

_SHARES = (10, 44, 25, 16, 70)
_LAST_TOLD = 3


@dataclass(frozen=True)
class Ordered:
    """What the office decides about its letters: number and day when they are issued, a new day, who signs."""

    number: str | None = None
    dated: date | None = None
    answer_by: date | None = None
    signer: str | None = None
    role: Role = Role.STANDING_UNIT


@dataclass(frozen=True)
class Letter:
    """The letter to one unit, and how much it is about."""

    unit_code: str
    unit: str
    reports: int
    assignments: int
    most_days_late: int
    paper: OfficialPaper


def chasing_letters(
    session: Session, running: RunningCycle, today: date, ordered: Ordered, *, unit: str | None = None
) -> list[Letter]:
    """A letter to each unit that is late on the day, or to the one unit; what was only requested of a unit is left out.

    Raises:
        NotFound: the plan does not know the unit. Refused: it is not late, or one number is given for several letters.
    """
    if unit is not None:
        unit_of(session, running.cycle.locality, unit)
    reports = list_reports(session, running, today, unit=unit, late_only=True)
    assignments = list_assignments(session, running, today, unit=unit, late_only=True)
    names = {line.unit_code: line.unit for line in reports} | {line.unit_code: line.unit for line in assignments}
    if unit is not None and not names:
        raise Refused(f"Đơn vị «{unit}» không có báo cáo, nhiệm vụ nào quá hạn đến ngày {vn_date(today)}.")
    if ordered.number and len(names) > 1:
        raise Refused(f"Có {len(names)} đơn vị quá hạn, mỗi công văn một số: ghi rõ --unit cùng --number.")
    told = _told(session, running)
    head = issuing(running.plan, ordered.role, signer=ordered.signer)
    return [
        _letter(
            running.plan,
            head,
            ordered,
            today,
            (code, names[code]),
            [line for line in reports if line.unit_code == code],
            [line for line in assignments if line.unit_code == code],
            told.get(code, []),
        )
        for code in sorted(names)
    ]


def note_letter(
    session: Session, running: RunningCycle, letter: Letter, *, actor: str, today: date, at: datetime
) -> None:
    """Write into the log that a numbered letter was drawn up; drafts are no act."""
    paper = letter.paper
    to = unit_of(session, running.cycle.locality, letter.unit_code)
    detail = f"{paper.number_line}, {paper.date_line}: {letter.reports} báo cáo, {letter.assignments} nhiệm vụ quá hạn"
    note_act(session, actor, "chasing_letter", "unit", to.id or 0, detail, today, at)


def _told(session: Session, running: RunningCycle) -> dict[str, list[str]]:
    """The notices that each unit was sent, by code and day, oldest first."""
    rows = (
        select(Notice, Unit.code)
        .join(Unit, col(Unit.id) == col(Notice.unit_id))
        .where(Notice.cycle_id == running.id, Notice.state == NoticeState.SENT)
        .order_by(col(Notice.id))
    )
    told: dict[str, list[str]] = {}
    for notice, code in session.exec(rows):
        told.setdefault(code, []).append(f"{notice.code} ngày {vn_date(notice.raised_on)}")
    return told


def _letter(
    plan: Plan,
    head: Issuing,
    ordered: Ordered,
    today: date,
    unit: tuple[str, str],
    reports: Sequence[ReportLine],
    assignments: Sequence[AssignmentLine],
    told: Sequence[str],
) -> Letter:
    code, name = unit
    late = _counted(len(reports), len(assignments))
    begin = (
        f"Thực hiện {plan.document.cited} ({plan.document.title}), tính đến ngày {vn_date(today)}, {name} còn {late}"
    )
    body: list[Block] = [Para(f"{begin} quá hạn, cụ thể như sau:")]
    number = 0
    for title, rows in (("Báo cáo quá hạn", _of_reports(reports)), ("Nhiệm vụ quá hạn", _of_duties(assignments))):
        if rows:
            number += 1
            body += [section(f"{number}. {title}"), _table(rows)]
    if told:
        more = f" và {len(told) - _LAST_TOLD} thông báo trước đó" if len(told) > _LAST_TOLD else ""
        body.append(Para(f"Các nội dung trên đã được thông báo nhắc việc: {', '.join(told[-_LAST_TOLD:])}{more}."))
    by = f" chậm nhất ngày {vn_date(ordered.answer_by)}" if ordered.answer_by else ""
    body.append(
        Para(
            f"{head.head.body} đề nghị {name} khẩn trương thực hiện, gửi kết quả{by}; trường hợp có khó khăn, vướng mắc"
            " hoặc đã thực hiện nhưng chưa được ghi nhận, đề nghị thông tin lại bằng văn bản để tổng hợp, theo dõi."
        )
    )
    days = [line.days_late for line in reports] + [line.days_late for line in assignments]
    superior = (f"{head.head.superior} (b/c)",) if head.head.superior else ()
    paper = OfficialPaper(
        kind=PaperKind.LETTER,
        head=head.head,
        symbol=head.numbered(PaperKind.LETTER),
        about=f"đôn đốc việc quá hạn của Chương trình OCOP năm {plan.year}",
        body=body,
        signatures=(head.signature,),
        made_on=today,
        number=ordered.number,
        dated=ordered.dated,
        to=(name,),
        recipients=("Như trên", *superior),
        archive=head.archive,
    )
    return Letter(code, name, len(reports), len(assignments), max(days), paper)


def _counted(reports: int, assignments: int) -> str:
    parts = [f"{reports:02} báo cáo"] if reports else []
    parts += [f"{assignments:02} nhiệm vụ"] if assignments else []
    return ", ".join(parts)


_Row = tuple[tuple[str, str], str, date, int, str]
"""The clause and its words, what is owed under it, its last day, days late, how the day was reached."""


def _of_reports(lines: Iterable[ReportLine]) -> list[_Row]:
    return [
        ((line.clause, line.quote), line.period_label, line.due_on, line.days_late, line.due_basis) for line in lines
    ]


def _of_duties(lines: Iterable[AssignmentLine]) -> list[_Row]:
    return [
        ((line.clause, line.quote), f"số {line.id}, {_step(line)}", line.due_on, line.days_late, line.due_basis)
        for line in lines
    ]


def _step(line: AssignmentLine) -> str:
    return f"bước {int(line.step)} ({line.part})" if line.step else f"xuyên suốt ({line.part})"


def _table(rows: Sequence[_Row]) -> Table:
    """Under each clause with its words, what is late; the clause stands once."""
    printed: list[Across | tuple[int, str, date, int, str]] = []
    clauses = dict.fromkeys(row[0] for row in rows)
    number = 0
    for clause in clauses:
        words = clause[1] if clause[0] == OWN_CLAUSE else f"«{clause[1]}»"
        printed.append(Across(words, lead=f"{clause[0]}:"))
        for _, what, due_on, days, basis in (row for row in rows if row[0] == clause):
            number += 1
            printed.append((number, what, due_on, days, basis))
    return Table(("TT", "Kỳ, nhiệm vụ", "Hạn", "Quá hạn (ngày)", "Cách tính hạn"), printed, _SHARES)
