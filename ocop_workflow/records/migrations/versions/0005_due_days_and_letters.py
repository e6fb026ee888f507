"""Due days that say how they were counted, reporting windows, nine months, official letters on days off"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CADENCES = ("month", "quarter", "half_year", "nine_months", "year", "ad_hoc", "not_stated")
_AS_PRINTED = (
    '{"due_days": {"not_in_plan": true, "roll": "as_printed", "cut_off": null, '
    '"why": "Kế hoạch áp dụng trước khi có thiết lập này: giữ nguyên ngày in."}, '
)


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "calendar_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.Column("loaded_on", sa.Date(), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_letter"),
    )
    op.create_index(
        "uq_calendar_letter_in_force",
        "calendar_letter",
        ["number", "issued_on"],
        unique=True,
        sqlite_where=sa.text("is_in_force"),
        postgresql_where=sa.text("is_in_force"),
    )
    for table in ("assignment", "dossier", "report"):
        op.add_column(table, sa.Column("due_is_provisional", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table in ("dossier", "report"):
        op.add_column(table, sa.Column("due_term_days", sa.Integer(), nullable=True))
    op.add_column("report", sa.Column("figures_from", sa.Date(), nullable=True))
    op.add_column("report", sa.Column("figures_to", sa.Date(), nullable=True))
    op.execute("UPDATE report SET figures_from = period_starts_on, figures_to = coalesce(cut_off_on, period_ends_on)")
    with op.batch_alter_table("report") as batch_op:
        batch_op.alter_column("figures_from", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("figures_to", existing_type=sa.Date(), nullable=False)
        batch_op.drop_column("cut_off_on")
    with op.batch_alter_table("duty") as batch_op:
        batch_op.drop_constraint(op.f("ck_duty_word_cadence"), type_="check")
        batch_op.create_check_constraint(op.f("ck_duty_word_cadence"), f"cadence IN {_CADENCES!r}")
    plans = sa.table("plan_version", sa.column("data"))
    # Plans that were applied before stay readable: their days were kept as printed.
    op.execute(plans.update().values(data=sa.literal(_AS_PRINTED) + sa.func.substr(plans.c.data, 2)))
