"""Rows handed to a statement as one value read the same on both databases."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.given import as_given, given_rows
from ocop_workflow.records.session import reading
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Assignment
from ocop_workflow.vocabulary import Part

_COLUMNS = table_of(Assignment).c
_NAMED = ("step", "part", "due_on", "due_basis", "due_is_provisional", "closed_on")
ROWS = [
    (0, Part.LEAD, date(2024, 2, 29), "hết kỳ, «28/02» có dấu nháy ' và \"", True, None),
    (6, Part.REQUEST, date(1, 1, 1), "", False, date(2100, 12, 31)),
]


def read(database: str, rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    given = given_rows("given", {name: _COLUMNS[name].type for name in _NAMED})
    cells = as_given(dict(zip(_NAMED, row, strict=True)) for row in rows)
    with reading(database) as session:
        return [tuple(row) for row in session.execute(sa.select(given), {"given": cells})]


def test_every_type_comes_back_as_it_was_given(database: str) -> None:
    assert read(database, ROWS) == ROWS


def test_of_no_rows_it_is_an_empty_table(database: str) -> None:
    assert read(database, []) == []


def test_days_compare_with_stored_days(database: str) -> None:
    given = given_rows("given", {"due_on": sa.Date()}).c
    asked = sa.select(given.due_on).where(given.due_on <= sa.literal(date(2024, 2, 29), sa.Date()))
    days = [date(2024, 3, 1), date(2024, 2, 29), date(2024, 2, 28)]
    with reading(database) as session:
        found = session.execute(asked, {"given": as_given({"due_on": day} for day in days)})
        assert found.scalars().all() == days[1:]


def test_points_keep_their_digits(database: str) -> None:
    points = [Decimal("89.999"), Decimal("90"), Decimal("0.001"), None]
    given = given_rows("given", {"score": table_of(Dossier).c.score.type})
    with reading(database) as session:
        found = session.execute(sa.select(given), {"given": as_given({"score": one} for one in points)}).scalars().all()
    assert found == points
    assert {type(one) for one in found} == {Decimal, type(None)}
