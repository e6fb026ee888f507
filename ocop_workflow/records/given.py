"""Rows that Python worked out, as a table inside a statement that stays the same for any number of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from ocop_workflow.records.sets import constant, table_of

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
"""On PostgreSQL in its parsed form: of plain text every cell would be looked for from the beginning of its row."""

_AS_TEXT = (date, Decimal)


class _elements(FunctionElement[Any]):
    """One row per element of a JSON array, in the column `value`."""

    name = "elements"
    inherit_cache = True


class _length(FunctionElement[int]):
    """How many elements a JSON array has."""

    name = "length"
    type = sa.Integer()
    inherit_cache = True


@compiles(_elements, "sqlite")
def _elements_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_elements, "postgresql")
def _elements_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements({compiler.process(element.clauses, **options)})"


@compiles(_length, "sqlite")
def _length_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_array_length({compiler.process(element.clauses, **options)})"


@compiles(_length, "postgresql")
def _length_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_length({compiler.process(element.clauses, **options)})"


def given_rows(name: str, columns: Mapping[str, sa.types.TypeEngine[Any]]) -> sa.Subquery:
    """A table of the columns named; its rows are the value of the parameter `name`, written by `as_given`.

    They travel as one value: with a parameter for every cell, each number of rows would be a statement of its own to
    put together, and putting it together took longer than running it.
    """
    given = sa.bindparam(name, type_=_JSON)
    value = _elements(given).table_valued(sa.column("value", sa.JSON)).c.value
    cells = (_read(value[column], type_).label(column) for column, type_ in columns.items())
    # The limit takes them all and is said for the planners: SQLite reads the text once and not again for every row
    # that they are joined with, PostgreSQL knows how many there are.
    return sa.select(*cells).limit(_length(given)).subquery(name)


def as_given(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as JSON takes them: days as ISO text, decimals as text."""
    return [{name: str(cell) if isinstance(cell, _AS_TEXT) else cell for name, cell in row.items()} for row in rows]


def insert_given(session: Session, model: Any, rows: Sequence[Mapping[str, Any]], alike: Mapping[str, Any]) -> None:
    """Insert rows that have the same keys, and what is alike in all of them whatever a row says, by one statement."""
    table = table_of(model)
    names = [name for name in rows[0] if name not in alike]
    told = given_rows("told", {name: table.c[name].type for name in names})
    constants = [constant(table.c[name], value) for name, value in alike.items()]
    statement = table.insert().from_select([*names, *alike], sa.select(*told.c, *constants))
    session.execute(statement, {told.name: as_given(rows)})


def _read(element: Any, type_: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    if isinstance(type_, sa.Date):
        return sa.func.date(element.as_string(), type_=type_)
    if isinstance(type_, sa.Numeric):
        return sa.cast(element.as_string(), type_)
    if isinstance(type_, sa.Integer):
        return sa.type_coerce(element.as_integer(), type_)
    if isinstance(type_, sa.Boolean) and not isinstance(type_, sa.Enum):
        return sa.type_coerce(element.as_boolean(), type_)
    return sa.type_coerce(element.as_string(), type_)
