"""What the demo prints at the end: the year in one table, the way of real products, one product's log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ocop_workflow.cli.demo.account import States
from ocop_workflow.cli.demo.year import Quarter
from ocop_workflow.cli.show import Column, say, table
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.assignment_lookup import AssignmentLine, list_assignments
from ocop_workflow.operations.cycle.between import MovesDone, acts_done, moves_done
from ocop_workflow.operations.cycle.lookup import DossierLine
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.dossiers.dossiers import find_dossier
from ocop_workflow.operations.notices.notice_lookup import NoticeLine, list_notices
from ocop_workflow.operations.reports.reports import AWAITED, ReportLine, list_reports
from ocop_workflow.records.dossier_tables import DossierLog
from ocop_workflow.records.log import lines_of
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import AssignmentState, DossierState, NoticeState

MOST_PRODUCTS = 9


@dataclass(frozen=True)
class _Row:
    """What fell due, moved and was sent in one quarter."""

    name: str
    assignments: Sequence[AssignmentLine]
    reports: Sequence[ReportLine]
    notices: int
    moves: Sequence[MovesDone]

    @property
    def filed_late(self) -> int:
        return sum(line.state not in AWAITED and line.days_late > 0 for line in self.reports)


def year(office: Office, cycles: Sequence[str], quarters: Sequence[Quarter]) -> None:
    """Each quarter in one row, of all cycles together."""
    columns = [
        Column("", lambda row: row.name),
        Column("Nhiệm vụ đến hạn", lambda row: len(row.assignments), right=True),
        Column("xong", lambda row: sum(line.state is AssignmentState.DONE for line in row.assignments), right=True),
        Column("Báo cáo đến hạn", lambda row: len(row.reports), right=True),
        Column("nộp trễ", lambda row: row.filed_late, right=True),
        Column("còn nợ", lambda row: sum(line.state in AWAITED for line in row.reports), right=True),
        Column("Hồ sơ: người chuyển", lambda row: sum(moves.by_people for moves in row.moves), right=True),
        Column("lịch chuyển", lambda row: sum(moves.by_clock for moves in row.moves), right=True),
        Column("Thông báo gửi", lambda row: row.notices, right=True),
    ]
    table([_row(office, cycles, one, quarters[-1].ends_on) for one in quarters], columns)
    with office.look() as session:
        returned = acts_done(session, "report_returned", quarters[0].starts_on, quarters[-1].ends_on)
    say(f"Báo cáo bị trả lại để chỉnh sửa rồi nộp lại trong năm: {returned}.")
    say()


def _row(office: Office, cycles: Sequence[str], one: Quarter, today: date) -> _Row:
    assignments: list[AssignmentLine] = []
    reports: list[ReportLine] = []
    notices: list[NoticeLine] = []
    moves: list[MovesDone] = []
    with office.look() as session:
        for code in cycles:
            cycle = running(session, code, office.rules, today)
            assignments += list_assignments(session, cycle, today)
            reports += list_reports(session, cycle, today)
            notices += list_notices(session, cycle=code, states=[NoticeState.SENT])
            moves.append(moves_done(session, cycle, one.starts_on, one.ends_on))
    return _Row(
        one.name,
        [line for line in assignments if one.starts_on <= line.due_on <= one.ends_on],
        [line for line in reports if one.starts_on <= line.due_on <= one.ends_on],
        sum(one.starts_on <= notice.raised_on <= one.ends_on for notice in notices),
        moves,
    )


def products(office: Office, standing: Sequence[States]) -> None:
    """One real product for each state that products came to, and the whole log of one that went through all steps."""
    first, *ends = standing
    order = list(DossierState)
    moved = [
        line
        for code, line in ends[-1].items()
        if first[code].state is DossierState.IDENTIFIED and line.state is not DossierState.IDENTIFIED
    ]
    found = {line.state: line for line in sorted(moved, key=lambda line: order.index(line.state), reverse=True)}
    columns = [
        Column("Sản phẩm thật, quyết định mẫu", lambda line: line.product),
        Column("Cuối quý III", lambda line: ends[2][line.code].state.label),
        Column("Cuối quý IV", lambda line: line.state.label),
    ]
    table(list(found.values())[:MOST_PRODUCTS], columns)
    _log(office, found[DossierState.IN_PROMOTION])


def _log(office: Office, product: DossierLine) -> None:
    with office.look() as session:
        lines = lines_of(session, find_dossier(session, product.code).id or 0)
    columns = [
        Column("Ngày", lambda line: line.on_day, whole=True),
        Column("Bước", lambda line: line.step, right=True),
        Column("Việc", _label),
        Column("Ai", lambda line: line.role.label),
        Column("Văn bản", lambda line: line.paper_no),
    ]
    title = f"Nhật ký của {product.code} «{product.product}», {product.producer}"
    table(lines, columns, title=title)


def _label(line: DossierLog) -> str:
    rule = find(line.action, DossierState(line.source) if line.source else None)
    return rule.label if rule else line.action
