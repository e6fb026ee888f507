"""Column types and SQL that behave the same on SQLite and PostgreSQL."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import SQLModel

# Here, because every module of tables imports this one before its first table: names must not hang on import order.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite alone would give it back naive."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive instant, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the records")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the instant back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Thousandths(sa.TypeDecorator[Decimal]):
    """An exact decimal of three places, stored as a whole number of thousandths: SQLite would make it a float.

    Both databases add it up exactly.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        """Refuse what has more than three places."""
        if value is None:
            return None
        scaled = value.scaleb(3)
        if scaled != (whole := int(scaled)):
            raise ValueError("more than three decimal places have no place in the records")
        return whole

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """Give the decimal back, without zeros at its end."""
        return None if value is None else Decimal(int(value)).scaleb(-3).normalize() + 0


def word(enum: type[StrEnum], name: str = "") -> Any:
    """A word of the vocabulary as text with a CHECK, so that the database refuses what the vocabulary lacks.

    A table's second column of the same vocabulary needs a `name` of its own for its CHECK.
    """
    return sa.Enum(
        enum,
        native_enum=False,
        length=40,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        name=f"word_{name or enum.__name__.lower()}",
    )


class sha256_hex(GenericFunction[str]):
    """SHA-256 of a UTF-8 text as lower-case hex, inside the database."""

    type = sa.Text()
    inherit_cache = True
    name = "sha256_hex"


@compiles(sha256_hex, "postgresql")
def _sha256_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"


def sha256_of(text: str) -> str:
    """The Python reading of `sha256_hex`; also what SQLite calls."""
    return hashlib.sha256(text.encode()).hexdigest()
