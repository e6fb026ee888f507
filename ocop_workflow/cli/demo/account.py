"""What the demo prints: short Vietnamese tables, quarter by quarter and for the year."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from shutil import get_terminal_size
from textwrap import wrap

from ocop_workflow.cli.demo.year import QUARTERS, UONG_BI, Quarter, Run
from ocop_workflow.cli.show import Column, heading, say, table
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.assignment_lookup import AssignmentLine, list_assignments
from ocop_workflow.operations.cycle.between import Told, first_told, told_by_rung
from ocop_workflow.operations.cycle.lookup import DossierLine, list_dossiers
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.cycle.summary import CycleSummary, DeliveryCount
from ocop_workflow.operations.reports.reports import AWAITED, ReportLine, list_reports
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, DossierState, Rung, Step

MOST_UNITS = 3
WIDTH = min(100, get_terminal_size().columns)

States = dict[str, DossierLine]
"""Each dossier of a locality by its code, as it stands on a day."""


def states(office: Office, cycle: str, today: date) -> States:
    """The dossiers of a cycle's locality."""
    with office.look() as session:
        locality = running(session, cycle, office.rules, today).plan.locality
        return {line.code: line for line in list_dossiers(session, today, locality=locality)}


def opening(prepared: Sequence[str], today: date) -> None:
    """What is shown, what is real and what is not."""
    heading("TRÌNH DIỄN: một năm OCOP của thành phố Uông Bí và thành phố Bắc Kạn (năm 2024 của hai kế hoạch)")
    paragraph("THẬT: kế hoạch, điều khoản, đơn vị, danh sách sản phẩm, lịch làm việc, các luồng Prefect.")
    paragraph(
        "MẪU: việc của người (nộp báo cáo đúng hay trễ hạn, quyết định, điểm, xã và nhóm của sản phẩm) do trình diễn"
        " đặt theo thứ tự trong danh sách, ghi tên «TRÌNH DIỄN»; không phải việc đã xảy ra của đơn vị hay chủ thể nào."
    )
    say()
    say(f"{vn_date(today)}:")
    for line in prepared:
        paragraph(f"  {line}", indent=4)


def quarter(
    office: Office, shown: Quarter, done: Sequence[tuple[Run, CycleSummary]], before: States, after: States
) -> None:
    """One quarter: runs, steps, dossiers, duties by unit, who was told; in the first one a notice word by word."""
    _runs(done)
    _steps(done)
    _dossiers(before, after)
    _units(office, done, shown.ends_on)
    _told(office, done, shown)
    if shown.starts_on.month == 1:
        _one_notice(office)


def _runs(done: Sequence[tuple[Run, CycleSummary]]) -> None:
    for run, summary in done:
        steps = summary.steps
        parts = [
            (sum(step.assignments_raised for step in steps), "nhiệm vụ giao"),
            (sum(step.reports_raised for step in steps), "báo cáo phải nộp"),
            (sum(move.count for step in steps for move in step.moves), "hồ sơ chuyển"),
            (sum(step.lines_owed for step in steps), "việc phải nhắc"),
            ((summary.delivered or DeliveryCount()).sent, "thông báo"),
        ]
        what = ", ".join(f"{count} {words}" for count, words in parts if count) or "không có gì mới"
        paragraph(f"{run.on:%d/%m}  {summary.title} ({run.why}): {what}", indent=7)


def paragraph(text: str, indent: int = 0) -> None:
    """Prose that keeps to the width of the tables."""
    for line in wrap(text, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False):
        say(line)


def _steps(done: Sequence[tuple[Run, CycleSummary]]) -> None:
    """The six steps over the quarter: what was given in each city and what the clock moved."""
    steps = [step for _, summary in done for step in summary.steps if summary.title != "Theo dõi báo cáo"]

    def given(step: Step, here: bool) -> int | None:
        found = [one for one in steps if one.step is step and (one.cycle == UONG_BI) is here]
        return sum(one.assignments_raised for one in found) or None

    def moved(step: Step) -> str:
        counts: dict[str, int] = {}
        for move in (move for one in steps if one.step is step for move in one.moves if move.count):
            counts[move.label] = counts.get(move.label, 0) + move.count
        return "; ".join(f"{label}: {count}" for label, count in counts.items())

    columns = [
        Column("Bước", lambda step: step.title, whole=True),
        Column("Giao Uông Bí", lambda step: given(step, True), right=True),
        Column("Giao Bắc Kạn", lambda step: given(step, False), right=True),
        Column("Hồ sơ chuyển theo lịch và dữ kiện", moved),
    ]
    busy = [step for step in Step if given(step, True) or given(step, False) or moved(step)]
    if busy:
        table(busy, columns)
    else:
        say("Sáu bước: không có nhiệm vụ mới, không hồ sơ nào chuyển theo lịch.")


def _dossiers(before: States, after: States) -> None:
    def count(among: States, state: DossierState) -> int:
        return sum(line.state is state for line in among.values())

    changed = [state for state in DossierState if count(before, state) != count(after, state)]
    if not changed:
        said = ", ".join(f"{state.label} {found}" for state in DossierState if (found := count(after, state)))
        paragraph(f"Hồ sơ Bắc Kạn, không đổi: {said}.", indent=2)
        return
    columns = [
        Column("Hồ sơ Bắc Kạn (trạng thái có thay đổi)", lambda state: state.label),
        Column("Đầu quý", lambda state: count(before, state), right=True),
        Column("Cuối quý", lambda state: count(after, state), right=True),
    ]
    table(changed, columns)


@dataclass(frozen=True)
class _UnitLine:
    """The duties and reports of one unit (or of all) on a day."""

    name: str
    assignments: Sequence[AssignmentLine]
    reports: Sequence[ReportLine]

    @property
    def done(self) -> int:
        return sum(line.state is AssignmentState.DONE for line in self.assignments)

    @property
    def late(self) -> int:
        return sum(line.state is AssignmentState.OPEN and line.days_late > 0 for line in self.assignments)

    @property
    def awaited(self) -> int:
        """Reports past their last day and still not there."""
        return sum(line.state in AWAITED and line.days_late > 0 for line in self.reports)

    @property
    def filed_late(self) -> int:
        return sum(line.state not in AWAITED and line.days_late > 0 for line in self.reports)

    @property
    def longest(self) -> int:
        """Calendar days of what is late longest now."""
        open_ones = [line.days_late for line in self.assignments]
        return max([*open_ones, *(line.days_late for line in self.reports if line.state in AWAITED)], default=0)


def _units(office: Office, done: Sequence[tuple[Run, CycleSummary]], today: date) -> None:
    for cycle in sorted({step.cycle for _, summary in done for step in summary.steps}, reverse=True):
        with office.look() as session:
            now = running(session, cycle, office.rules, today)
            duties = list_assignments(session, now, today)
            reports = list_reports(session, now, today, due_by=today)
        if duties:
            _units_of(now.cycle.locality_name, duties, reports, today)


def _units_of(locality: str, duties: Sequence[AssignmentLine], reports: Sequence[ReportLine], today: date) -> None:
    """The units that owe most, then all together."""
    names = sorted({line.unit for line in duties} | {line.unit for line in reports})
    units = [
        _UnitLine(name, [one for one in duties if one.unit == name], [one for one in reports if one.unit == name])
        for name in names
    ]
    units.sort(key=lambda unit: (-unit.late - unit.awaited, -unit.longest, -unit.filed_late, unit.name))
    behind = sum(bool(unit.late or unit.awaited) for unit in units)
    total = _UnitLine(f"Cả {len(units)} đơn vị, {behind} đang quá hạn", duties, reports)
    city = locality.partition(",")[0].removeprefix("thành phố ")
    columns = [
        Column(f"{city}, ngày {today:%d/%m}", lambda unit: unit.name),
        Column("Nhiệm vụ", lambda unit: len(unit.assignments), right=True),
        Column("xong", lambda unit: unit.done, right=True),
        Column("quá hạn", lambda unit: unit.late, right=True),
        Column("Báo cáo", lambda unit: len(unit.reports) or None, right=True),
        Column("nộp trễ", lambda unit: unit.filed_late or None, right=True),
        Column("còn nợ", lambda unit: unit.awaited or None, right=True),
        Column("số ngày", lambda unit: unit.longest or None, right=True),
    ]
    table([*units[:MOST_UNITS], total], columns)


def _told(office: Office, done: Sequence[tuple[Run, CycleSummary]], shown: Quarter) -> None:
    cycles = sorted({step.cycle for _, summary in done for step in summary.steps})
    with office.look() as session:
        told = [
            one
            for cycle in cycles
            for one in told_by_rung(
                session, running(session, cycle, office.rules, shown.ends_on), shown.starts_on, shown.ends_on
            )
        ]

    def total(rung: Rung, who: str) -> int | None:
        return sum(getattr(one, who) for one in told if one.rung is rung) or None

    columns = [
        Column("Việc đã nhắc trong quý, theo bậc", lambda rung: rung.label),
        Column("Đơn vị", lambda rung: total(rung, "unit"), right=True),
        Column("Thủ trưởng", lambda rung: total(rung, "head"), right=True),
        Column("Thường trực", lambda rung: total(rung, "standing_unit"), right=True),
        Column("Lãnh đạo", lambda rung: total(rung, "leader"), right=True),
    ]
    everybody = [field.name for field in fields(Told) if field.name != "rung"]
    table([rung for rung in Rung if any(total(rung, who) for who in everybody)], columns)


def _one_notice(office: Office) -> None:
    """The first message about something late, as it lies in the mailbox."""
    with office.look() as session:
        notice = first_told(session, running(session, UONG_BI, office.rules, QUARTERS[-1].ends_on), Rung.LATE_UNIT)
    (file,) = office.settings.mailbox_dir.glob(f"*/{notice.code}.txt")
    say()
    heading(f"Một thông báo ngày {vn_date(notice.raised_on)}, đúng như người nhận đọc")
    for line in file.read_text(encoding="utf-8").splitlines():
        for part in wrap(line, WIDTH - 4, subsequent_indent="    ", break_on_hyphens=False) or [""]:
            say(f"  │ {part}")
