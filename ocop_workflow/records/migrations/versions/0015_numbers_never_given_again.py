"""numbers never given again"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before.

    SQLite counts on from the highest row unless the table says AUTOINCREMENT; only then can a restore leave out numbers
    that may stand on paper. PostgreSQL has sequences.
    """
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in ("notice", "dossier", "consolidation"):
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
