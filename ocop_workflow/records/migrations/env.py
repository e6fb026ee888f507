"""Runs migrations on the connection that `records.schema` hands over, inside its transaction."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

handed = context.config.attributes


def plain(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types as the SQL types behind them: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=handed["connection"],
    target_metadata=handed["metadata"],
    version_table=handed["version_table"],
    render_as_batch=True,
    compare_type=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
