"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "act_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_log")),
    )
    with op.batch_alter_table("act_log", schema=None) as batch_op:
        batch_op.create_index("ix_act_log_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("is_report", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column(
            "programme",
            sa.Enum("ocop", "ntm", "both", name="word_programme", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "wording",
            sa.Enum(
                "chu_tri",
                "phoi_hop",
                "tham_muu",
                "de_nghi",
                "heading_only",
                name="word_wording",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("deliverable", sa.String(), nullable=True),
        sa.Column(
            "cadence",
            sa.Enum(
                "month",
                "quarter",
                "half_year",
                "year",
                "ad_hoc",
                "not_stated",
                name="word_cadence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("receiver", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("plan_code", "code", name=op.f("uq_duty_plan_code_code")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_plan_code"), ["plan_code"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_version_code"), ["code"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "peoples_committee",
                "office",
                "centre",
                "commune",
                "front_and_unions",
                "bank",
                "steering_body",
                "higher_body",
                "party_body",
                name="word_unitkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("list_code", sa.String(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("locality", "code", name=op.f("uq_unit_locality_code")),
    )
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("locality_name", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("plan_version_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="word_cyclestate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("standing_unit_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["unit.id"], name=op.f("fk_cycle_authority_id_unit")),
        sa.ForeignKeyConstraint(["council_id"], ["unit.id"], name=op.f("fk_cycle_council_id_unit")),
        sa.ForeignKeyConstraint(["leader_id"], ["unit.id"], name=op.f("fk_cycle_leader_id_unit")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_cycle_plan_version_id_plan_version")
        ),
        sa.ForeignKeyConstraint(["standing_unit_id"], ["unit.id"], name=op.f("fk_cycle_standing_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("code", name=op.f("uq_cycle_code")),
    )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_locality"), ["locality"], unique=False)

    op.create_table(
        "duty_step",
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_step_duty_id_duty")),
        sa.PrimaryKeyConstraint("duty_id", "step", name=op.f("pk_duty_step")),
    )
    op.create_table(
        "duty_unit",
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "lead", "coordinate", "request", name="word_part", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_duty_unit_duty_id_duty")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_duty_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("duty_id", "unit_id", name=op.f("pk_duty_unit")),
    )
    op.create_table(
        "producer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "cooperative",
                "cooperative_group",
                "enterprise",
                "farm",
                "household",
                "other",
                name="word_producertype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("representative", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("tax_code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_producer_commune_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("locality", "search_key", name=op.f("uq_producer_locality_search_key")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "lead", "coordinate", "request", name="word_part", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_basis", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "withdrawn",
                name="word_assignmentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_assignment_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_assignment_duty_id_duty")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "cycle_id", "duty_id", "unit_id", "step", name=op.f("uq_assignment_cycle_id_duty_id_unit_id_step")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_open",
            ["cycle_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("product_name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("product_group", sa.Integer(), nullable=True),
        sa.Column(
            "registration",
            sa.Enum(
                "first",
                "upgrade",
                "re_evaluation",
                name="word_registration",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("opened_in_year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "identified",
                "guided",
                "idea_submitted",
                "idea_referred",
                "idea_returned",
                "idea_accepted",
                "idea_rejected",
                "idea_lapsed",
                "business_plan_submitted",
                "business_plan_returned",
                "business_plan_approved",
                "business_plan_rejected",
                "business_plan_lapsed",
                "implementing",
                "ready",
                "submitted",
                "commune_review",
                "returned",
                "proposed",
                "higher_review",
                "scoring",
                "scored",
                "forwarded",
                "recognised",
                "not_recognised",
                "in_promotion",
                "renewal_due",
                "revocation_proposed",
                "expired",
                "revoked",
                "withdrawn",
                name="word_dossierstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_basis", sa.String(), nullable=True),
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
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("documents_missing", sa.Integer(), nullable=True),
        sa.Column("documents_valid_until", sa.Date(), nullable=True),
        sa.Column("round_closes_on", sa.Date(), nullable=True),
        sa.Column("score", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("star_rank", sa.Integer(), nullable=True),
        sa.Column("decides_here", sa.Boolean(), nullable=True),
        sa.Column("forwards_here", sa.Boolean(), nullable=True),
        sa.Column("decision_no", sa.String(), nullable=True),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("expires_basis", sa.String(), nullable=True),
        sa.Column("renewal_opens_on", sa.Date(), nullable=True),
        sa.Column("renewal_closes_on", sa.Date(), nullable=True),
        sa.Column("log_seq", sa.Integer(), nullable=False),
        sa.Column("log_hash", sa.String(), nullable=False),
        sa.CheckConstraint("product_group BETWEEN 1 AND 6", name=op.f("ck_dossier_product_group")),
        sa.CheckConstraint("star_rank BETWEEN 0 AND 5", name=op.f("ck_dossier_star_rank")),
        sa.ForeignKeyConstraint(["commune_id"], ["unit.id"], name=op.f("fk_dossier_commune_id_unit")),
        sa.ForeignKeyConstraint(["previous_id"], ["dossier.id"], name=op.f("fk_dossier_previous_id_dossier")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_dossier_producer_id_producer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("locality", "source", "source_id", name=op.f("uq_dossier_locality_source_source_id")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_state", ["locality", "state"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "desk",
            sa.Enum("office", "head", name="word_desk", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "sending",
                "sent",
                "no_target",
                "given_up",
                "withdrawn",
                name="word_noticestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("may_be_doubled", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_notice_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(
            "ix_notice_unsent",
            ["next_attempt_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('owed', 'sending', 'no_target')"),
            postgresql_where=sa.text("state IN ('owed', 'sending', 'no_target')"),
        )

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "lead", "coordinate", "request", name="word_part", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("period_label", sa.String(), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_basis", sa.String(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "submitted",
                "returned",
                "accepted",
                "withdrawn",
                name="word_reportstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.String(), nullable=True),
        sa.Column("first_submitted_on", sa.Date(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_report_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_report_duty_id_duty")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "cycle_id", "duty_id", "unit_id", "period", name=op.f("uq_report_cycle_id_duty_id_unit_id_period")
        ),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_open",
            ["cycle_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("state IN ('owed', 'returned')"),
            postgresql_where=sa.text("state IN ('owed', 'returned')"),
        )

    op.create_table(
        "target_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("target_code", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=15, scale=3), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_target_value_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_value")),
        sa.UniqueConstraint("cycle_id", "target_code", name=op.f("uq_target_value_cycle_id_target_code")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guidance",
                "training",
                "support",
                "inspection",
                "fair",
                "sales_point",
                "supermarket",
                "e_commerce",
                "sales",
                name="word_activitykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_activity_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "dossier_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_document_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_document")),
        sa.UniqueConstraint("dossier_id", "kind", "number", name=op.f("uq_dossier_document_dossier_id_kind_number")),
    )
    with op.batch_alter_table("dossier_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_document_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "dossier_log",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "clock",
                "producer",
                "commune",
                "standing_unit",
                "council",
                "authority",
                "leader",
                "steering_body",
                name="word_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paper_no", sa.String(), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_log_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", "seq", name=op.f("pk_dossier_log")),
    )
    op.create_table(
        "notice_delivery",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_delivery_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", "target", name=op.f("pk_notice_delivery")),
    )
    op.create_table(
        "notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "desk",
            sa.Enum("office", "head", name="word_desk", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "assignment",
                "report",
                "dossier",
                name="word_subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(
                "request",
                "before_1",
                "before_2",
                "late_1",
                "late_2",
                "late_3",
                name="word_rung",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_notice_line_cycle_id_cycle")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_line_notice_id_notice")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_line_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
        sa.UniqueConstraint(
            "unit_id",
            "desk",
            "subject",
            "subject_id",
            "visit",
            "rung",
            name=op.f("uq_notice_line_unit_id_desk_subject_subject_id_visit_rung"),
        ),
    )
    with op.batch_alter_table("notice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_line_notice_id"), ["notice_id"], unique=False)
