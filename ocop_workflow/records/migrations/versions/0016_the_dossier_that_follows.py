"""The dossier that follows an earlier one is found without reading all: asked for every product with a certificate"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    follows = sa.text("previous_id IS NOT NULL")
    op.create_index("ix_dossier_previous", "dossier", ["previous_id"], sqlite_where=follows, postgresql_where=follows)
