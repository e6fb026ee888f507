"""Rows that Python worked out, as a table inside a statement that stays the same for any number of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _elements(FunctionElement[Any]):
    """One row per element of a JSON array, in the column `value`."""

    name = "elements"
    inherit_cache = True


@compiles(_elements, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_elements, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_array_elements({compiler.process(element.clauses, **options)})"


def given_rows(name: str, columns: Mapping[str, sa.types.TypeEngine[Any]]) -> sa.Subquery:
    """A table of the columns named; its rows are the value of the parameter `name`, written by `as_given`.

    They travel as one value: with a parameter for every cell, each number of rows would be a statement of its own to
    put together, and putting it together took longer than running it.
    """
    given = sa.bindparam(name, type_=sa.JSON())
    value = _elements(given).table_valued(sa.column("value", sa.JSON)).c.value
    cells = (_read(value[column], type_).label(column) for column, type_ in columns.items())
    # The limit takes them all and is said for the planners: SQLite reads the text once and not again for every row
    # that they are joined with, PostgreSQL knows how many there are.
    return sa.select(*cells).limit(sa.func.json_array_length(given)).subquery(name)


def as_given(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as JSON takes them: days as ISO text."""
    return [{name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in row.items()} for row in rows]


def _read(element: Any, type_: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    if isinstance(type_, sa.Date):
        return sa.func.date(element.as_string(), type_=type_)
    if isinstance(type_, sa.Integer):
        return sa.type_coerce(element.as_integer(), type_)
    if isinstance(type_, sa.Boolean) and not isinstance(type_, sa.Enum):
        return sa.type_coerce(element.as_boolean(), type_)
    return sa.type_coerce(element.as_string(), type_)
