"""What the rungs of a day owe: for assignments, dossiers and reports one statement each, made once.

The statements take the day's rungs, and the dossiers' also whom each state waits for, as tables (`records.given`).
"""

from functools import cache
from typing import Any

import sqlalchemy as sa

from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.given import given_rows
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.sets import constant, is_one_of, missing, parameter, table_of
from ocop_workflow.records.tables import Assignment, Report
from ocop_workflow.vocabulary import AssignmentState, Part, Rung, Subject

_LINES = table_of(NoticeLine).c
_RUNGS = {
    "place": sa.Integer(),
    "rung": _LINES.rung.type,
    "desk": _LINES.desk.type,
    "unit_id": sa.Integer(),
    "due_from": sa.Date(),
    "due_to": sa.Date(),
    "is_request": sa.Boolean(),
}
"""A rung and one desk that it tells: `unit_id` where that is not the unit that owes; due days inclusive."""
_WAITS = {
    "state": table_of(Dossier).c.state.type,
    "level": table_of(Dossier).c.level.type,
    "unit_id": sa.Integer(),
    "is_of_commune": sa.Boolean(),
}
"""Who is asked in a state at a level: the unit, or first the dossier's commune where that is known."""


@cache
def of_assignments() -> sa.Insert:
    """Lines for the open assignments of a cycle in some steps; parameters cycle_id, raised_on, rungs, steps."""
    own = table_of(Assignment).c
    rungs = given_rows("rungs", _RUNGS)
    rows = (
        sa.select()
        .select_from(rungs.join(table_of(Assignment), _is_reached(rungs.c, own.due_on)))
        .where(
            own.cycle_id == parameter(_LINES.cycle_id),
            is_one_of(own.state, (AssignmentState.OPEN,)),
            own.step.in_(sa.bindparam("steps", expanding=True)),
            rungs.c.is_request == (own.part == Part.REQUEST),
        )
    )
    return _lines(rows, Subject.ASSIGNMENT, rungs.c, own.id, constant(_LINES.visit, 0), own.unit_id)


@cache
def of_reports() -> sa.Insert:
    """Lines for the awaited reports of a cycle; parameters cycle_id, raised_on, rungs."""
    own = table_of(Report).c
    rungs = given_rows("rungs", _RUNGS)
    rows = (
        sa.select()
        .select_from(rungs.join(table_of(Report), _is_reached(rungs.c, own.due_on)))
        .where(
            own.cycle_id == parameter(_LINES.cycle_id),
            is_one_of(own.state, AWAITED),
            rungs.c.is_request == (own.part == Part.REQUEST),
        )
    )
    return _lines(rows, Subject.REPORT, rungs.c, own.id, own.visit, own.unit_id)


@cache
def of_dossiers() -> sa.Insert:
    """Lines for the waiting dossiers of a locality; parameters cycle_id, raised_on, rungs, locality, waits.

    Each entry into a state is a visit of its own. Nobody is merely requested to handle a dossier.
    """
    own = table_of(Dossier).c
    rungs, waits = given_rows("rungs", _RUNGS), given_rows("waits", _WAITS)
    asked = sa.and_(own.state == waits.c.state, own.level == waits.c.level)
    unit_id = sa.case((waits.c.is_of_commune, sa.func.coalesce(own.commune_id, waits.c.unit_id)), else_=waits.c.unit_id)
    rows = (
        sa.select()
        .select_from(waits.join(table_of(Dossier), asked).join(rungs, _is_reached(rungs.c, own.due_on)))
        .where(own.locality == parameter(own.locality), rungs.c.is_request.is_(sa.false()))
    )
    return _lines(rows, Subject.DOSSIER, rungs.c, own.id, own.log_seq, unit_id)


def _is_reached(rungs: Any, due_on: Any) -> sa.ColumnElement[bool]:
    return sa.and_(due_on >= rungs.due_from, due_on <= rungs.due_to)


def _lines(rows: sa.Select[Any], subject: Subject, rungs: Any, subject_id: Any, visit: Any, unit_id: Any) -> sa.Insert:
    unit_id = sa.func.coalesce(rungs.unit_id, unit_id)
    fields: dict[str, Any] = {
        "cycle_id": parameter(_LINES.cycle_id),
        "unit_id": unit_id,
        "desk": rungs.desk,
        "subject": constant(_LINES.subject, subject),
        "subject_id": subject_id,
        "visit": visit,
        "rung": rungs.rung,
        "raised_on": parameter(_LINES.raised_on),
    }
    lines, notices = table_of(NoticeLine).alias("read_line").c, table_of(Notice).alias("read_notice").c
    read = sa.exists().where(
        lines.unit_id == unit_id,
        lines.desk == rungs.desk,
        lines.subject == subject,
        lines.subject_id == subject_id,
        lines.visit == visit,
        lines.rung == Rung.BEFORE_FIRST,
        notices.id == lines.notice_id,
        notices.acknowledged_on.is_not(None),
    )
    # The desk has confirmed that it read the first reminder: the second one is spared, lateness is not.
    owed = rows.add_columns(*fields.values()).where(sa.or_(rungs.rung != Rung.BEFORE_SECOND, ~read))
    return missing(NoticeLine, tuple(fields), owed.order_by(rungs.place))
