"""Statements on sets that both databases take: insert what is owed and not yet there."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session


def table_of(model: Any) -> sa.Table:
    """The Core table of a model."""
    table: sa.Table = model.__table__
    return table


def missing(model: Any, names: Sequence[str], rows: sa.Select[Any]) -> sa.Insert:
    """The statement that inserts the selected rows that no natural key holds yet."""
    # SQLite reads «… SELECT … ON CONFLICT» as a join without a WHERE before it. Said as a suffix of the SELECT, because
    # the dialects' own `on_conflict_do_nothing` is compiled anew each time.
    source = (rows if rows.whereclause is not None else rows.where(sa.true())).suffix_with("ON CONFLICT DO NOTHING")
    return table_of(model).insert().from_select(list(names), source, include_defaults=False)


def put(session: Session, statement: sa.Insert, values: Mapping[str, Any] | None = None) -> int:
    """Run a statement of `missing` with the values of its parameters; return how many rows were new."""
    done = session.execute(statement, values, execution_options={"preserve_rowcount": True})
    assert isinstance(done, sa.CursorResult) and done.rowcount >= 0  # sqlite3 counts no «WITH … INSERT»
    return done.rowcount


def insert_missing(session: Session, model: Any, names: Sequence[str], rows: sa.Select[Any]) -> int:
    """Insert the selected rows that no natural key holds yet; return how many were new."""
    return put(session, missing(model, names, rows))


def is_one_of(column: Any, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """`column IN (…)` with the values written out: SQLite uses a partial index only where it can read its condition."""
    literal = sa.bindparam(None, list(values), type_=column.type, expanding=True, literal_execute=True)
    found: sa.ColumnElement[bool] = column.in_(literal)
    return found


def parameter(column: Any) -> sa.ColumnElement[Any]:
    """A parameter named and typed like the column that it fills."""
    return sa.bindparam(column.key, type_=column.type)


def constant(column: Any, value: Any) -> sa.ColumnElement[Any]:
    """A constant typed like the column that it fills."""
    return sa.literal(value, type_=column.type)


def worked_out_once(rows: sa.Select[Any], name: str) -> sa.CTE:
    """The rows as a set that a statement works out once and then looks things up in.

    Left to itself PostgreSQL, told by its statistics to expect one row, asks for them again for each row of the other
    side: on the day when a country's thousands are owed that is the difference between seconds and minutes.
    """
    return rows.cte(name).prefix_with("MATERIALIZED")
