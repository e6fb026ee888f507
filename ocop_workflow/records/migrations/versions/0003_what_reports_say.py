"""What reports say, who is excused or called, which unit took whose place"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "report_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_form")),
        sa.UniqueConstraint("sha256", name=op.f("uq_report_form_sha256")),
    )
    op.create_table(
        "unit_succession",
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merged",
                "split",
                "renamed",
                name="word_succession",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("is_heir", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["predecessor_id"], ["unit.id"], name=op.f("fk_unit_succession_predecessor_id_unit")),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_succession_successor_id_unit")),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name=op.f("pk_unit_succession")),
    )
    op.create_table(
        "report_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_on", sa.Date(), nullable=False),
        sa.Column("called_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_report_call_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_call")),
        sa.UniqueConstraint("cycle_id", "number", "issued_on", name=op.f("uq_report_call_cycle_id_number_issued_on")),
        sa.UniqueConstraint("cycle_id", "period", name=op.f("uq_report_call_cycle_id_period")),
    )
    op.create_table(
        "report_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paper_no", sa.String(), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_exception_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_exception")),
    )
    with op.batch_alter_table("report_exception", schema=None) as batch_op:
        batch_op.create_index("ix_report_exception_report_id", ["report_id"], unique=False)

    op.create_table(
        "report_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("is_nothing", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["report_form.id"], name=op.f("fk_report_filing_form_id_report_form")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_filing_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_filing")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_filing_report_id_number")),
        sa.UniqueConstraint("report_id", "visit", name=op.f("uq_report_filing_report_id_visit")),
    )
    op.create_table(
        "report_value",
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["report_filing.id"], name=op.f("fk_report_value_filing_id_report_filing")
        ),
        sa.PrimaryKeyConstraint("filing_id", "code", name=op.f("pk_report_value")),
    )
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_constraint(op.f("ck_report_word_reportstate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_report_word_reportstate"), f"state IN ({_STATES})")
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("correction", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("inherited_from", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_report_inherited_from_report"), "report", ["inherited_from"], ["id"])
    with op.batch_alter_table("duty") as batch_op:
        batch_op.add_column(sa.Column("is_upward", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("form", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("call_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_duty_call_id_report_call"), "report_call", ["call_id"], ["id"])
    op.add_column("unit", sa.Column("valid_from", sa.Date(), nullable=True))
    op.execute(_FILINGS_BEFORE)


_STATES = "'owed', 'submitted', 'returned', 'accepted', 'excused', 'withdrawn'"

# A report filed before there were filings gets the one that is known: the last, with the moment of its log line.
_FILINGS_BEFORE = """
INSERT INTO report_filing (report_id, number, visit, correction, content_sha256, is_nothing, content,
                           paper_no, paper_on, filed_on, filed_by, filed_at, accepted_on, accepted_by)
SELECT r.id, 1, CASE WHEN r.state = 'returned' THEN r.visit - 1 ELSE r.visit END, 0, '', false, r.content,
       r.paper_no, r.paper_on, r.submitted_on, r.submitted_by, l.at,
       CASE WHEN r.state = 'accepted' THEN r.decided_on END, CASE WHEN r.state = 'accepted' THEN r.decided_by END
FROM report r
JOIN act_log l ON l.id = (SELECT max(id) FROM act_log
                          WHERE subject = 'report' AND subject_id = r.id AND action = 'report_submitted')
WHERE r.submitted_on IS NOT NULL
"""
