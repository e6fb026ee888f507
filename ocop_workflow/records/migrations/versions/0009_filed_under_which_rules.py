"""Under which rules a dossier was filed, by which score sheet, and whose council gave the score"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("criteria_set", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("filed_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "result_of",
                sa.Enum(
                    "commune",
                    "district",
                    "province",
                    "central",
                    name="word_result_of",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
    op.execute(
        "UPDATE dossier SET filed_on = (SELECT MIN(on_day) FROM dossier_log"
        " WHERE dossier_log.dossier_id = dossier.id AND dossier_log.action = 'submit_dossier')"
    )
    op.execute("UPDATE dossier SET result_of = level WHERE score IS NOT NULL AND filed_on IS NOT NULL")
