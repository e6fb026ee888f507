"""The day from which a term was counted stands beside its length"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    for table in ("dossier", "report"):
        op.add_column(table, sa.Column("due_since", sa.Date(), nullable=True))
    op.execute("UPDATE dossier SET due_since = state_since WHERE due_term_days IS NOT NULL")
    op.execute("UPDATE report SET due_since = decided_on WHERE due_term_days IS NOT NULL")
