"""Units that close and those that take their place: what is open goes to the heir, its day unchanged, with a log line.

What the old unit had filed stays with it. What it still owed is withdrawn from it and owed by the heir once, however
many units were merged; what comes later is owed by every new unit. Doing it twice is doing it once.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.units.heritage import Passed, pass_on
from ocop_workflow.records.report_tables import UnitSuccession
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import DutyUnit, Unit
from ocop_workflow.rulebook.lineage import Lineage, Successor, UnitChange
from ocop_workflow.rulebook.text import fold, vn_date
from ocop_workflow.vocabulary import Part


@dataclass(frozen=True)
class Succeeded:
    """What a reorganisation did in one locality; `absent` are units of the list that the locality does not have."""

    opened: tuple[str, ...]
    closed: tuple[str, ...]
    absent: tuple[str, ...]
    passed: Passed


def succeed(session: Session, lineage: Lineage, locality: str, *, actor: str, today: date, at: datetime) -> Succeeded:
    """Carry out a reorganisation in a locality.

    Raises:
        Refused: its day has not come, or none of its units is of this locality.
    """
    changes = list(lineage.of(locality))
    if today < lineage.from_day:
        raise Refused(
            f"Việc sắp xếp có hiệu lực từ {vn_date(lineage.from_day)}; hôm nay {vn_date(today)} chưa áp dụng."
        )
    closing = {change.name: _old_unit(session, lineage, change) for change in changes}
    if not any(closing.values()):
        raise Refused(
            f"Không đơn vị nào của «{locality}» có trong danh sách «{lineage.code}»",
            [f"{change.name} (mã danh mục {change.list_code or 'không ghi'})" for change in changes],
        )
    opened, closed = [], []
    for change in changes:
        old = closing[change.name]
        if old is None:
            continue
        is_new = False
        for successor in change.into:
            unit, made = _new_unit(session, lineage, change, old, successor)
            opened += [unit.name] if made else []
            is_new |= _record(session, lineage, change, successor, old, unit, actor, today)
        if is_new:
            old.valid_to = lineage.from_day - timedelta(days=1)
            session.add(old)
            closed.append(old.name)
            detail = f"{old.name} {change.kind.label} từ {vn_date(lineage.from_day)} vào " + ", ".join(
                successor.name for successor in change.into
            )
            note_act(session, actor, "unit_succeeded", "unit", old.id or 0, detail, today, at)
    session.flush()
    _give_duties(session, locality)
    passed = pass_on(session, locality, actor=actor, today=today, at=at)
    absent = tuple(change.name for change in changes if closing[change.name] is None)
    return Succeeded(tuple(opened), tuple(closed), absent, passed)


def _old_unit(session: Session, lineage: Lineage, change: UnitChange) -> Unit | None:
    """The unit that closes: of that code, there on the day before."""
    named = col(Unit.code) == change.unit if change.unit else col(Unit.list_code) == change.list_code
    eve = lineage.from_day - timedelta(days=1)
    there = (
        sa.or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= eve),
        sa.or_(col(Unit.valid_from).is_(None), col(Unit.valid_from) < lineage.from_day),
    )
    return session.exec(select(Unit).where(Unit.locality == change.locality, named, *there)).first()


def _new_unit(
    session: Session, lineage: Lineage, change: UnitChange, old: Unit, successor: Successor
) -> tuple[Unit, bool]:
    known = session.exec(select(Unit).where(Unit.locality == change.locality, Unit.code == successor.unit)).first()
    if known is not None:
        if known.valid_to is not None and known.valid_to < lineage.from_day:
            raise Refused(f"Mã «{successor.unit}» là của một đơn vị đã kết thúc; chọn mã khác cho {successor.name}.")
        return known, False
    unit = Unit(
        locality=change.locality,
        code=successor.unit,
        name=successor.name,
        kind=old.kind,
        search_key=fold(successor.name),
        list_code=successor.list_code,
        valid_from=lineage.from_day,
    )
    session.add(unit)
    session.flush()
    return unit, True


def _record(
    session: Session,
    lineage: Lineage,
    change: UnitChange,
    successor: Successor,
    old: Unit,
    unit: Unit,
    actor: str,
    today: date,
) -> bool:
    """The line of the lineage; whether it is new."""
    columns = table_of(UnitSuccession).c
    values: dict[str, Any] = {
        "predecessor_id": old.id,
        "successor_id": unit.id,
        "kind": change.kind,
        "from_day": lineage.from_day,
        "is_heir": successor.heir,
        "source": lineage.source,
        "recorded_on": today,
        "recorded_by": actor,
    }
    row = sa.select(*(constant(columns[name], value) for name, value in values.items()))
    return insert_missing(session, UnitSuccession, tuple(values), row) == 1


def _give_duties(session: Session, locality: str) -> None:
    """Every new unit gets the duties of those whose place it takes; of two parts the stronger one."""
    for part in (Part.LEAD, Part.COORDINATE, Part.REQUEST):
        given = (
            sa.select(col(DutyUnit.duty_id), col(UnitSuccession.successor_id), col(DutyUnit.part))
            .join(UnitSuccession, col(UnitSuccession.predecessor_id) == col(DutyUnit.unit_id))
            .join(Unit, col(Unit.id) == col(DutyUnit.unit_id))
            .where(col(Unit.locality) == locality, col(DutyUnit.part) == part)
            .distinct()
        )
        insert_missing(session, DutyUnit, ("duty_id", "unit_id", "part"), given)


@dataclass(frozen=True)
class UnitLine:
    """One unit with its days and its lineage."""

    code: str
    name: str
    kind: str
    list_code: str | None
    valid_from: date | None
    valid_to: date | None
    came_from: str
    went_to: str


def list_units(session: Session, locality: str, on: date | None = None) -> list[UnitLine]:
    """The units of a locality by kind and name, those that are there on a day, or all."""
    units = select(Unit).where(Unit.locality == locality).order_by(col(Unit.kind), col(Unit.name), col(Unit.id))
    if on is not None:
        units = units.where(
            sa.or_(col(Unit.valid_from).is_(None), col(Unit.valid_from) <= on),
            sa.or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= on),
        )
    everybody = {unit.id: unit for unit in session.exec(select(Unit).where(Unit.locality == locality))}
    lines = session.exec(select(UnitSuccession).where(col(UnitSuccession.predecessor_id).in_(list(everybody)))).all()

    def names(unit: Unit, *, before: bool) -> str:
        found = [
            f"{everybody[line.predecessor_id if before else line.successor_id].name} ({line.kind.label})"
            for line in lines
            if unit.id == (line.successor_id if before else line.predecessor_id)
        ]
        return "; ".join(found)

    return [
        UnitLine(
            code=unit.code,
            name=unit.name,
            kind=unit.kind.label,
            list_code=unit.list_code,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            came_from=names(unit, before=True),
            went_to=names(unit, before=False),
        )
        for unit in session.exec(units)
    ]
