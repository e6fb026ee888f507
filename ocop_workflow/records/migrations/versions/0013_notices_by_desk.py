"""Notices are found by cycle and desk: lines join the digest of their desk without reading all others"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_index("ix_notice_desk", "notice", ["cycle_id", "unit_id", "desk", "raised_on"])
    op.drop_index("ix_notice_cycle_id", table_name="notice")
