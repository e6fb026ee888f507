"""The numbers that the database gives to new rows, where people call a row by its number: never given twice."""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from ocop_workflow.records.sets import table_of


def last(session: Session, model: type[SQLModel]) -> int:
    """The highest number in the table, 0 where it is empty."""
    found: int = session.execute(sa.select(sa.func.coalesce(sa.func.max(table_of(model).c.id), 0))).scalar_one()
    return found


def leave_out(session: Session, model: type[SQLModel], count: int) -> None:
    """Let the next row get a number that is more than `count` above the highest; asked again, it stays.

    On SQLite the table must say AUTOINCREMENT.
    """
    values = {"name": table_of(model).name, "number": last(session, model) + count}
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)"), values)
        return
    session.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
    session.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), values)
