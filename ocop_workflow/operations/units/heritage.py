"""What is open at a unit that closed goes to its heir, as sets: reports, assignments, dossiers under way."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.report_tables import UnitSuccession
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import ActLog, Assignment, Cycle, Report, Unit
from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES
from ocop_workflow.vocabulary import AssignmentState, CycleState, ReportState

_OF_REPORT = (
    "cycle_id", "duty_id", "part", "period", "period_label", "period_starts_on", "period_ends_on", "figures_from",
    "figures_to", "due_on", "due_is_provisional", "due_since", "due_term_days", "due_at", "first_due_on", "visit",
    "correction", "state", "first_submitted_on", "first_submitted_at", "decided_on", "decided_by", "reason",
)  # fmt: skip
_OF_ASSIGNMENT = ("cycle_id", "duty_id", "step", "part", "due_on", "due_is_provisional", "state", "raised_on")
_SAME_DAY = "; kế thừa từ {}, hạn không đổi"
_TO_HEIR = "chuyển cho đơn vị kế thừa: "


@dataclass(frozen=True)
class Passed:
    """How much the heirs took over."""

    reports: int = 0
    assignments: int = 0
    dossiers: int = 0


def pass_on(session: Session, locality: str, *, actor: str, today: date, at: datetime) -> Passed:
    """Hand over what is open at the closed units of a locality; what their heirs have already is not given twice."""
    act = _Act(session, locality, actor, today, at)
    return Passed(act.reports(), act.assignments(), act.dossiers())


def succeeded_units(session: Session) -> set[int]:
    """Every unit whose place others have taken: what was withdrawn from it is owed by its heir."""
    return set(session.exec(select(UnitSuccession.predecessor_id)))


class _Act:
    """One handing over; the old unit, its heir and the line of the lineage between them stand in every statement."""

    def __init__(self, session: Session, locality: str, actor: str, today: date, at: datetime) -> None:
        self.session, self.locality = session, locality
        self.actor, self.today, self.at = actor, today, at
        self.old, self.heir = aliased(Unit), aliased(Unit)

    def reports(self) -> int:
        """Open reports: the heir owes each once, the one with the earliest day where several units were merged."""
        given, awaited = self._open(Report, col(Report.state).in_(AWAITED))
        basis = sa.literal("").concat(col(Report.due_basis)).concat(_with_name(_SAME_DAY, col(self.old.name)))
        fields = (*_OF_REPORT, "unit_id", "due_basis", "inherited_from")
        columns = table_of(Report).c
        rows = given.with_only_columns(*(columns[name] for name in _OF_REPORT), col(self.heir.id), basis, columns.id)
        insert_missing(self.session, Report, fields, rows.order_by(columns.due_on, columns.id))
        self._log_heirs(Report, "report")
        self._log_old(given, columns.id, "report", "report_passed_on")
        done = {"state": ReportState.WITHDRAWN, "decided_on": self.today, "decided_by": self.actor}
        return self._close(Report, awaited, done, "reason")

    def assignments(self) -> int:
        """Open assignments, alike."""
        given, still_open = self._open(Assignment, col(Assignment.state) == AssignmentState.OPEN)
        columns = table_of(Assignment).c
        basis = sa.literal("").concat(columns.due_basis).concat(_with_name(_SAME_DAY, col(self.old.name)))
        rows = given.with_only_columns(*(columns[name] for name in _OF_ASSIGNMENT), col(self.heir.id), basis)
        fields = (*_OF_ASSIGNMENT, "unit_id", "due_basis")
        insert_missing(self.session, Assignment, fields, rows.order_by(columns.due_on, columns.id))
        self._log_old(given, columns.id, "assignment", "assignment_passed_on")
        done = {"state": AssignmentState.WITHDRAWN, "closed_on": self.today, "closed_by": self.actor}
        return self._close(Assignment, still_open, done, "note")

    def dossiers(self) -> int:
        """Dossiers under way and their producers follow the heir; a finished dossier keeps the commune of its time."""
        under_way = col(Dossier.state).not_in(FINAL_STATES)
        given = self._lineage(sa.select(col(Dossier.id)), col(Dossier.commune_id)).where(under_way)
        self._log_old(given, col(Dossier.id), "dossier", "dossier_passed_on")
        moved = self._follow(Dossier, {"version": col(Dossier.version) + 1}, under_way)
        self._follow(Producer, {}, sa.true())
        return moved

    def _lineage(self, rows: sa.Select[Any], unit_id: Any) -> sa.Select[Any]:
        return (
            rows.join(UnitSuccession, col(UnitSuccession.predecessor_id) == unit_id)
            .join(self.old, col(self.old.id) == col(UnitSuccession.predecessor_id))
            .join(self.heir, col(self.heir.id) == col(UnitSuccession.successor_id))
            .where(col(UnitSuccession.is_heir), col(self.old.locality) == self.locality)
        )

    def _open(self, model: Any, is_open: sa.ColumnElement[bool]) -> tuple[sa.Select[Any], Any]:
        """What is open at a closed unit, in a cycle that is not closed; and the condition alone."""
        cycles = sa.select(col(Cycle.id)).where(
            col(Cycle.locality) == self.locality, col(Cycle.state) == CycleState.OPEN
        )
        condition = is_open & table_of(model).c.cycle_id.in_(cycles)
        return self._lineage(sa.select(model), table_of(model).c.unit_id).where(condition), condition

    def _close(self, model: Any, is_open: Any, values: dict[str, Any], words: str) -> int:
        """Withdraw what the heir owes now; return how many rows that were."""
        table = table_of(model)
        name = (
            sa.select(col(self.heir.name))
            .join(UnitSuccession, col(UnitSuccession.successor_id) == col(self.heir.id))
            .where(col(UnitSuccession.predecessor_id) == table.c.unit_id, col(UnitSuccession.is_heir))
            .scalar_subquery()
        )
        closed = (
            sa.select(col(UnitSuccession.predecessor_id))
            .join(self.old, col(self.old.id) == col(UnitSuccession.predecessor_id))
            .where(col(UnitSuccession.is_heir), col(self.old.locality) == self.locality)
        )
        done = sa.update(table).where(is_open, table.c.unit_id.in_(closed))
        done = done.values({**values, words: sa.literal(_TO_HEIR).concat(name)})
        return len(self.session.execute(done.returning(table.c.id)).all())

    def _follow(self, model: Any, values: dict[str, Any], which: sa.ColumnElement[bool]) -> int:
        table = table_of(model)
        lines = sa.select(col(UnitSuccession.successor_id)).where(
            col(UnitSuccession.predecessor_id) == table.c.commune_id, col(UnitSuccession.is_heir)
        )
        here = (table.c.locality == self.locality, sa.exists(lines.correlate(table)), which)
        moved = sa.update(table).where(*here).values(commune_id=lines.correlate(table).scalar_subquery(), **values)
        return len(self.session.execute(moved.returning(table.c.id)).all())

    def _log_heirs(self, model: Any, subject: str) -> None:
        """A line for each row that an heir has just got: the old one is still open."""
        new, old = aliased(model), aliased(model)
        rows = (
            sa.select(*self._line(f"{subject}_inherited", subject), new.id, _with_name("từ {}", col(self.old.name)))
            .join(old, old.id == new.inherited_from)
            .join(self.old, col(self.old.id) == old.unit_id)
            .where(old.state.in_(AWAITED), col(self.old.locality) == self.locality)
        )
        self._write(rows)

    def _log_old(self, given: sa.Select[Any], key: Any, subject: str, action: str) -> None:
        to_heir = sa.literal(_TO_HEIR).concat(col(self.heir.name))
        self._write(given.with_only_columns(*self._line(action, subject), key, to_heir))

    def _line(self, action: str, subject: str) -> list[sa.ColumnElement[Any]]:
        columns = table_of(ActLog).c
        said = {"at": self.at, "on_day": self.today, "actor": self.actor, "action": action, "subject": subject}
        return [constant(columns[name], value).label(name) for name, value in said.items()]

    def _write(self, rows: sa.Select[Any]) -> None:
        names = ("at", "on_day", "actor", "action", "subject", "subject_id", "detail")
        self.session.execute(sa.insert(table_of(ActLog)).from_select(names, rows))


def _with_name(words: str, name: Any) -> Any:
    before, _, after = words.partition("{}")
    return sa.literal(before).concat(name).concat(after)
