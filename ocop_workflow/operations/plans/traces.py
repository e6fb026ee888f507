"""What became of the words of a plan in a cycle: from an assignment, report or notice to its words, and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.notice_lookup import find_notice
from ocop_workflow.operations.plans.plans import plan_of, versions_of
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import Assignment, Duty, PlanVersion, Report, Unit
from ocop_workflow.rulebook.plans.trace import Origin, SourceLine, Tracer
from ocop_workflow.vocabulary import Subject


@dataclass(frozen=True)
class Raised:
    """An assignment or report that was raised from an entry, and the notices that spoke of it."""

    subject: Subject
    number: int
    unit: str
    unit_code: str
    what: str
    part: str
    due_on: date
    due_basis: str
    due_is_provisional: bool
    state: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """An entry of the plan, its words among the lines around them, the version that has it, and what came of it."""

    origin: Origin
    context: tuple[SourceLine, ...]
    sha256: str
    applied_on: date
    raised: tuple[Raised, ...]


@dataclass(frozen=True)
class Versions:
    """The versions of a cycle's plan, the one that the cycle follows first; `document` where none was kept with it."""

    of: tuple[PlanVersion, ...]
    document: str

    def tracer(self, version: PlanVersion) -> Tracer:
        return Tracer(plan_of(version), version.source_text or self.document)

    def of_entry(self, code: str) -> tuple[PlanVersion, Tracer]:
        """The version that has this entry: the one in force, else the newest that had it before it was withdrawn.

        Raises:
            NotFound: none has it.
        """
        for version in self.of:
            tracer = self.tracer(version)
            if any(origin.code == code for origin in tracer.origins):
                return version, tracer
        raise NotFound("mục của kế hoạch", code, f"Xem mã ở «ocop plan show {self.of[0].code}», «ocop target list».")


def versions_for(session: Session, running: RunningCycle, document: str) -> Versions:
    """The versions to look in; `document` serves for those that were applied before the document was kept."""
    current = session.get_one(PlanVersion, running.cycle.plan_version_id)
    others = [version for version in reversed(versions_of(session, current.code)) if version.id != current.id]
    return Versions((current, *others), document)


def trace_entry(session: Session, running: RunningCycle, versions: Versions, code: str) -> Trace:
    """An entry of the plan by its code: a duty, a report, a target, an event, a duty of the locality's own."""
    version, tracer = versions.of_entry(code)
    origin = tracer.origin(code)
    raised = _raised(session, running, [code])
    return _trace(version, tracer, origin, raised.get(code, ()))


def trace_assignment(session: Session, running: RunningCycle, versions: Versions, number: int) -> Trace:
    """An assignment by its number.

    Raises:
        NotFound: the cycle has none of that number.
    """
    row = session.get(Assignment, number)
    if row is None or row.cycle_id != running.id:
        raise NotFound(f"nhiệm vụ của chu trình {running.cycle.code}", number, "Xem «ocop assignment list».")
    return _of_row(session, running, versions, row.duty_id, Subject.ASSIGNMENT, number)


def trace_report(
    session: Session, running: RunningCycle, versions: Versions, unit: str, period: str
) -> tuple[Trace, ...]:
    """The reports that a unit owes for a period; more than one where several sentences ask for it.

    Raises:
        NotFound: it owes none.
    """
    rows = select(Report).join(Unit, col(Unit.id) == col(Report.unit_id)).order_by(col(Report.id))
    found = session.exec(rows.where(Report.cycle_id == running.id, Unit.code == unit, Report.period == period)).all()
    if not found:
        hint = f"Xem «ocop report list --unit {unit}»."
        raise NotFound(f"báo cáo của chu trình {running.cycle.code}", f"{unit} {period}", hint)
    return tuple(_of_row(session, running, versions, row.duty_id, Subject.REPORT, row.id or 0) for row in found)


def trace_notice(session: Session, running: RunningCycle, versions: Versions, code: str) -> tuple[Trace, ...]:
    """What every line of a notice rests on; lines about dossiers rest on no entry of the plan.

    Raises:
        NotFound: no such notice in this cycle.
    """
    notice = find_notice(session, code)
    if notice.cycle_id != running.id:
        raise NotFound(f"thông báo của chu trình {running.cycle.code}", code, "Ghi đúng --cycle.")
    lines = session.exec(select(NoticeLine).where(NoticeLine.notice_id == notice.id).order_by(col(NoticeLine.id))).all()
    found: dict[tuple[Subject, int], None] = {(line.subject, line.subject_id): None for line in lines}
    traced: list[Trace] = []
    for subject, number in found:
        row: Assignment | Report | None = None
        if subject is Subject.ASSIGNMENT:
            row = session.get(Assignment, number)
        elif subject is Subject.REPORT:
            row = session.get(Report, number)
        if row is not None:
            traced.append(_of_row(session, running, versions, row.duty_id, subject, number))
    return tuple(traced)


def trace_line(
    session: Session, running: RunningCycle, versions: Versions, number: int
) -> tuple[tuple[Trace, ...], Tracer]:
    """Every entry of the plan in force that rests on a line of its document, with what was raised from it.

    Raises:
        NotFound: the document has no such line.
    """
    version = versions.of[0]
    tracer = versions.tracer(version)
    if not 1 <= number <= tracer.last_line:
        raise NotFound("dòng của văn bản gốc", number, f"Văn bản có {tracer.last_line} dòng.")
    origins = tracer.at_line(number)
    raised = _raised(session, running, [origin.code for origin in origins if origin.code])
    return tuple(_trace(version, tracer, origin, raised.get(origin.code or "", ())) for origin in origins), tracer


def _of_row(
    session: Session, running: RunningCycle, versions: Versions, duty_id: int, subject: Subject, number: int
) -> Trace:
    duty = session.get_one(Duty, duty_id)
    code = duty.code
    only = tuple(
        one for one in _raised(session, running, [code])[code] if (one.subject, one.number) == (subject, number)
    )
    if duty.call_id is not None:
        origin = Origin("calls", code, None, None, False, f"{duty.clause}: {duty.quote}")
        return Trace(origin, (), versions.of[0].sha256, versions.of[0].applied_on, only)
    version, tracer = versions.of_entry(code)
    return _trace(version, tracer, tracer.origin(code), only)


def _trace(version: PlanVersion, tracer: Tracer, origin: Origin, raised: Iterable[Raised]) -> Trace:
    context = tracer.context(origin.lines) if origin.lines else ()
    return Trace(origin, context, version.sha256, version.applied_on, tuple(raised))


def _raised(session: Session, running: RunningCycle, codes: Sequence[str]) -> dict[str, list[Raised]]:
    """Everything that was raised from these entries, in a fixed number of statements."""
    found: dict[str, list[Raised]] = {}
    assignments = (
        select(Assignment, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(Assignment.cycle_id == running.id, Duty.plan_code == running.plan.code, col(Duty.code).in_(codes))
        .order_by(col(Unit.name), col(Assignment.step))
    )
    reports = (
        select(Report, Duty, Unit)
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(Report.cycle_id == running.id, Duty.plan_code == running.plan.code, col(Duty.code).in_(codes))
        .order_by(col(Unit.name), col(Report.due_on))
    )
    rows: list[tuple[Subject, str, Assignment | Report, Duty, Unit]] = []
    for given, duty, unit in session.exec(assignments):
        step = f"bước {given.step}" if given.step else "xuyên suốt chu trình"
        rows.append((Subject.ASSIGNMENT, step, given, duty, unit))
    for owed, duty, unit in session.exec(reports):
        rows.append((Subject.REPORT, owed.period, owed, duty, unit))
    ids = {
        subject: [row.id or 0 for kind, _, row, *_ in rows if kind is subject]
        for subject in (Subject.ASSIGNMENT, Subject.REPORT)
    }
    notices = _notices(session, ids)
    for subject, what, row, duty, unit in rows:
        one = Raised(
            subject=subject,
            number=row.id or 0,
            unit=unit.name,
            unit_code=unit.code,
            what=what,
            part=row.part.label,
            due_on=row.due_on,
            due_basis=row.due_basis,
            due_is_provisional=row.due_is_provisional,
            state=row.state.label,
            notices=tuple(notices.get((subject, row.id or 0), ())),
        )
        found.setdefault(duty.code, []).append(one)
    return found


def _notices(session: Session, numbers: dict[Subject, list[int]]) -> dict[tuple[Subject, int], list[str]]:
    found: dict[tuple[Subject, int], list[str]] = {}
    for subject, ids in numbers.items():
        rows = (
            select(NoticeLine, Notice)
            .join(Notice, col(Notice.id) == col(NoticeLine.notice_id))
            .where(NoticeLine.subject == subject, col(NoticeLine.subject_id).in_(ids))
            .order_by(col(Notice.id))
        )
        for line, notice in session.exec(rows):
            codes = found.setdefault((subject, line.subject_id), [])
            codes += [notice.code] if notice.code not in codes else []
    return found
