"""taken off a docket"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.add_column("session_dossier", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("session_dossier", sa.Column("withdrawn_because", sa.String(), nullable=True))
    op.drop_index("uq_session_dossier_open", table_name="session_dossier")
    waiting = sa.text("concluded_on IS NULL AND withdrawn_on IS NULL")
    op.create_index(
        "uq_session_dossier_open",
        "session_dossier",
        ["dossier_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
