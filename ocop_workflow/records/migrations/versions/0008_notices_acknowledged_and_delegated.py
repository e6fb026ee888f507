"""notices acknowledged and delegated"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "desk",
            sa.Enum("office", "head", name="word_desk", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "to_desk",
            sa.Enum("office", "head", name="word_to_desk", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("paper_no", sa.String(), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_delegation_to_unit_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_delegation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index("ix_delegation_desk", ["unit_id", "desk", "starts_on"], unique=False)

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delegation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("acknowledged_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("acknowledged_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_delegation_id_delegation"), "delegation", ["delegation_id"], ["id"]
        )
