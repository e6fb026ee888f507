"""councils and score sheets"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "commune",
                "district",
                "province",
                "central",
                name="word_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decision_no", sa.String(), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("quorum_members", sa.Integer(), nullable=False),
        sa.Column("quorum_of", sa.Integer(), nullable=False),
        sa.Column("quorum_needs_chair", sa.Boolean(), nullable=False),
        sa.Column("quorum_basis", sa.String(), nullable=False),
        sa.Column("spread_limit", sa.Integer(), nullable=False),
        sa.Column("spread_basis", sa.String(), nullable=False),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quorum_members BETWEEN 1 AND quorum_of", name=op.f("ck_council_quorum")),
        sa.CheckConstraint("spread_limit > 0", name=op.f("ck_council_spread_limit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
        sa.UniqueConstraint("code", name=op.f("uq_council_code")),
    )
    op.create_table(
        "evaluation_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "commune",
                "district",
                "province",
                "central",
                name="word_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposals_close_on", sa.Date(), nullable=False),
        sa.Column("results_due_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_round")),
        sa.UniqueConstraint("area", "year", "number", name=op.f("uq_evaluation_round_area_year_number")),
        sa.UniqueConstraint("code", name=op.f("uq_evaluation_round_code")),
    )
    op.create_table(
        "council_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("unit_key", sa.String(), nullable=False),
        sa.Column(
            "post",
            sa.Enum(
                "chair",
                "deputy",
                "member",
                "secretary",
                "adviser",
                name="word_councilpost",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scores", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_paper", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_member_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_member")),
        sa.UniqueConstraint("council_id", "code", name=op.f("uq_council_member_council_id_code")),
    )
    op.create_table(
        "council_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("convened_by", sa.String(), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes_no", sa.String(), nullable=True),
        sa.Column("minutes_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_session_council_id_council")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["evaluation_round.id"], name=op.f("fk_council_session_round_id_evaluation_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_session")),
        sa.UniqueConstraint("code", name=op.f("uq_council_session_code")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_council_session_round_id_number")),
    )
    op.create_table(
        "council_absence",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_member.id"], name=op.f("fk_council_absence_member_id_council_member")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_council_absence_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_council_absence")),
    )
    op.create_table(
        "member_relation",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_member.id"], name=op.f("fk_member_relation_member_id_council_member")
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_member_relation_producer_id_producer")),
        sa.PrimaryKeyConstraint("member_id", "producer_id", name=op.f("pk_member_relation")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "self", "commune", name="word_assessmentkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("criteria_set", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("gate_rank", sa.Integer(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_assessment_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("dossier_id", "kind", "version", name=op.f("uq_assessment_dossier_id_kind_version")),
    )
    op.create_table(
        "member_conflict",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "declared",
                "same_unit",
                "relation",
                name="word_conflictkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_member_conflict_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_member.id"], name=op.f("fk_member_conflict_member_id_council_member")
        ),
        sa.PrimaryKeyConstraint("member_id", "dossier_id", name=op.f("pk_member_conflict")),
    )
    op.create_table(
        "session_dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("criteria_set", sa.String(), nullable=False),
        sa.Column("ballot", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("total_sum", sa.Integer(), nullable=True),
        sa.Column("score", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("band_rank", sa.Integer(), nullable=True),
        sa.Column("gate_rank", sa.Integer(), nullable=True),
        sa.Column("star_rank", sa.Integer(), nullable=True),
        sa.Column("disqualified", sa.String(), nullable=False),
        sa.Column("recorded_seq", sa.Integer(), nullable=True),
        sa.CheckConstraint("star_rank BETWEEN 0 AND 5", name=op.f("ck_session_dossier_star_rank")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_session_dossier_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_session_dossier_session_id_council_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_dossier")),
        sa.UniqueConstraint("session_id", "dossier_id", name=op.f("uq_session_dossier_session_id_dossier_id")),
    )
    with op.batch_alter_table("session_dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_dossier_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(
            "uq_session_dossier_open",
            ["dossier_id"],
            unique=True,
            sqlite_where=sa.text("concluded_on IS NULL"),
            postgresql_where=sa.text("concluded_on IS NULL"),
        )

    op.create_table(
        "ballot",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "concluded", "rescore", name="word_ballotoutcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("total_sum", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("counted_by", sa.String(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["session_dossier.id"], name=op.f("fk_ballot_entry_id_session_dossier")),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_ballot")),
    )
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ballot", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("gate_rank", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("returned_by", sa.String(), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=True),
        sa.CheckConstraint("gate_rank BETWEEN 0 AND 5", name=op.f("ck_score_sheet_gate_rank")),
        sa.CheckConstraint("total BETWEEN 0 AND 10000", name=op.f("ck_score_sheet_total")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["session_dossier.id"], name=op.f("fk_score_sheet_entry_id_session_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_member.id"], name=op.f("fk_score_sheet_member_id_council_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint(
            "entry_id", "member_id", "ballot", "turn", name=op.f("uq_score_sheet_entry_id_member_id_ballot_turn")
        ),
    )
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.create_index(
            "uq_score_sheet_counted",
            ["entry_id", "ballot", "member_id"],
            unique=True,
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        )
