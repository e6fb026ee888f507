"""The definitions of completeness as statements on sets, and who is late.

`_standing` is the second reading of `rulebook.completeness.standing`; a test holds one against the other.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.report_tables import ReportFiling
from ocop_workflow.records.sets import is_one_of, table_of
from ocop_workflow.records.tables import Duty, Report, Unit
from ocop_workflow.rulebook.reports.completeness import Completeness, Standing, in_words
from ocop_workflow.vocabulary import Level, Part, ReportState, UnitKind


class By(Enum):
    """What the rates are counted for."""

    UNIT = "unit"
    PERIOD = "period"
    LEVEL = "level"


@dataclass(frozen=True)
class CompletenessLine:
    """One line of the table: counts, and the rates in per cent or None where nothing is expected."""

    key: str
    label: str
    expected: int
    filed: int
    on_time: int
    late: int
    in_correction: int
    overdue: int
    not_due: int
    excused: int
    filed_rate: str | None
    on_time_rate: str | None
    in_words: str


def completeness(
    session: Session, running: RunningCycle, today: date, *, by: By, period: str | None = None
) -> list[CompletenessLine]:
    """The rates of a cycle by unit, period or level of the reporting unit, and the whole as the last line."""
    key, label = _grouping(running, by)
    reports = (
        sa.select(
            key.label("key"),
            label.label("label"),
            col(Report.period_ends_on).label("ends_on"),
            _standing(today).label("standing"),
        )
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(col(Report.cycle_id) == running.id, col(Report.state) != ReportState.WITHDRAWN)
    )
    if period:
        reports = reports.where(col(Report.period) == period)
    each = reports.subquery().c
    counts = [sa.func.count().filter(each.standing == one.value) for one in Standing if one is not Standing.OUTSIDE]
    rows = sa.select(each.key, each.label, *counts).group_by(each.key, each.label)
    rows = rows.order_by(*(sa.func.max(each.ends_on),) * (by is By.PERIOD), each.label, each.key)
    lines, whole = [], Completeness()
    for found in session.execute(rows):
        one = Completeness(*(found[place] for place in range(2, 2 + len(counts))))
        whole += one
        lines.append(_line(found[0], _shown(by, found[1]), one))
    return [*lines, _line("", "Toàn chu trình" if period is None else f"Toàn kỳ {period}", whole)]


def _line(key: str, label: str, counts: Completeness) -> CompletenessLine:
    return CompletenessLine(
        key=key,
        label=label,
        expected=counts.expected,
        filed=counts.filed,
        on_time=counts.on_time,
        late=counts.late,
        in_correction=counts.in_correction,
        overdue=counts.overdue,
        not_due=counts.not_due,
        excused=counts.excused,
        filed_rate=None if counts.filed_rate is None else str(counts.filed_rate),
        on_time_rate=None if counts.on_time_rate is None else str(counts.on_time_rate),
        in_words=in_words(counts.filed_rate),
    )


def _grouping(running: RunningCycle, by: By) -> tuple[Any, Any]:
    """Key and label of the lines."""
    match by:
        case By.UNIT:
            return col(Unit.code), col(Unit.name)
        case By.PERIOD:
            return col(Report.period), col(Report.period_label)
    own = Level(running.plan.level)
    level = sa.case((col(Unit.kind) == UnitKind.COMMUNE, Level.COMMUNE.value), else_=own.value)
    return level, level


def _shown(by: By, label: str) -> str:
    return Level(label).label if by is By.LEVEL else label


def _standing(today: date) -> sa.ColumnElement[str]:
    """The standing of a report as SQL; reads Report and Unit."""
    filed_on, first_due_on = col(Report.first_submitted_on), col(Report.first_due_on)
    is_filed = col(Report.state).in_((ReportState.SUBMITTED, ReportState.ACCEPTED)) & (filed_on <= today)
    in_hour = sa.or_(
        col(Report.due_at).is_(None),
        col(Report.first_submitted_at).is_(None),
        col(Report.first_submitted_at) <= col(Report.due_at),
    )
    outside = sa.or_(
        col(Report.state) == ReportState.WITHDRAWN,
        col(Report.part) == Part.REQUEST,
        sa.func.coalesce(col(Unit.valid_to) < col(Report.period_ends_on), sa.false()),
    )
    return sa.case(
        (outside, Standing.OUTSIDE.value),
        (col(Report.state) == ReportState.EXCUSED, Standing.EXCUSED.value),
        (is_filed & (filed_on <= first_due_on) & in_hour, Standing.ON_TIME.value),
        (is_filed, Standing.LATE.value),
        (first_due_on >= today, Standing.NOT_DUE.value),
        (col(Report.due_on) < today, Standing.OVERDUE.value),
        else_=Standing.IN_CORRECTION.value,
    )


def standings(session: Session, running: RunningCycle, today: date) -> dict[int, Standing]:
    """The standing of every report of a cycle, by its row."""
    rows = (
        sa.select(col(Report.id), _standing(today))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(col(Report.cycle_id) == running.id)
    )
    return {key: Standing(found) for key, found in session.execute(rows)}


@dataclass(frozen=True)
class LateLine:
    """One report that is overdue: who owes it, whom to call, how long."""

    unit: str
    unit_code: str
    period: str
    period_label: str
    duty_code: str
    due_on: date
    days_late: int
    officer: str | None
    filed_last_on: date | None


def late_reports(session: Session, running: RunningCycle, today: date, *, period: str | None = None) -> list[LateLine]:
    """The overdue reports of a cycle, longest first; the officer is who filed last for the unit.

    Found by the partial index of what is open.
    """
    newest = _last_filings(running)
    rows = (
        sa.select(Report, Unit, Duty, newest.c.filed_by, newest.c.filed_on)
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(newest, newest.c.unit_id == col(Report.unit_id), isouter=True)
        .where(col(Report.cycle_id) == running.id, is_one_of(table_of(Report).c.state, AWAITED))
        .where(col(Report.due_on) < today)
        .where(_standing(today) == Standing.OVERDUE.value)
        .order_by(col(Report.due_on), col(Unit.name), col(Duty.position))
    )
    if period:
        rows = rows.where(col(Report.period) == period)
    return [
        LateLine(
            unit=unit.name,
            unit_code=unit.code,
            period=report.period,
            period_label=report.period_label,
            duty_code=duty.code,
            due_on=report.due_on,
            days_late=(today - report.due_on).days,
            officer=officer,
            filed_last_on=filed_on,
        )
        for report, unit, duty, officer, filed_on in session.execute(rows)
    ]


def _last_filings(running: RunningCycle) -> Any:
    """Who filed last for each unit of the locality, in whatever cycle."""
    of_unit = aliased(Report)
    rank = sa.func.row_number().over(partition_by=col(of_unit.unit_id), order_by=col(ReportFiling.id).desc())
    ranked = (
        sa.select(col(of_unit.unit_id), col(ReportFiling.filed_by), col(ReportFiling.filed_on), rank.label("place"))
        .join(of_unit, col(of_unit.id) == col(ReportFiling.report_id))
        .join(Unit, col(Unit.id) == col(of_unit.unit_id))
        .where(col(Unit.locality) == running.cycle.locality)
        .subquery()
    )
    return sa.select(ranked.c.unit_id, ranked.c.filed_by, ranked.c.filed_on).where(ranked.c.place == 1).subquery()
