"""Days done and notices held"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "cycle_tick",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_tick_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("cycle_id", "on_day", name=op.f("pk_cycle_tick")),
    )
    with op.batch_alter_table("cycle_tick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_tick_on_day"), ["on_day"], unique=False)

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
