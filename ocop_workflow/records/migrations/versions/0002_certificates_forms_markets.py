"""Certificates, forms, markets"""

# ruff: noqa: S608 (statements are put together from names of our own tables and words)

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the backup that was taken before."""
    op.create_table(
        "market",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("stands", sa.Integer(), nullable=True),
        sa.Column("event_code", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market")),
        sa.UniqueConstraint(
            "locality", "kind", "search_key", "starts_on", name=op.f("uq_market_locality_kind_search_key_starts_on")
        ),
    )
    op.create_table(
        "recognition_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(), nullable=True),
        sa.Column("signer_post", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_decision")),
        sa.UniqueConstraint(
            "locality", "number", "signed_on", name=op.f("uq_recognition_decision_locality_number_signed_on")
        ),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("product_name", sa.String(), nullable=False),
        sa.Column("producer_name", sa.String(), nullable=True),
        sa.Column("star_rank", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("validity_basis", sa.String(), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "ended_by",
            sa.Enum(
                "issued",
                "extended",
                "extension_ended",
                "reissued",
                "replaced",
                "revoked",
                name="word_certificateact",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_by IS NULL)", name=op.f("ck_certificate_end")),
        sa.CheckConstraint("extended_until > valid_until", name=op.f("ck_certificate_extension")),
        sa.CheckConstraint("star_rank BETWEEN 3 AND 5", name=op.f("ck_certificate_star_rank")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["recognition_decision.id"], name=op.f("fk_certificate_decision_id_recognition_decision")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_certificate_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["product_id"], ["dossier.id"], name=op.f("fk_certificate_product_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_certificate_dossier_id")),
        sa.UniqueConstraint("locality", "number", name=op.f("uq_certificate_locality_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_valid_until", ["locality", "valid_until"], unique=False)
        batch_op.create_index(
            "uq_certificate_of_product",
            ["product_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "filed_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_filed_form_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_form")),
        sa.UniqueConstraint("dossier_id", "form", "version", name=op.f("uq_filed_form_dossier_id_form_version")),
    )
    op.create_table(
        "product_code",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("commune_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_product_code_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_product_code")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code_code")),
        sa.UniqueConstraint(
            "province_code",
            "commune_code",
            "year",
            "seq",
            name=op.f("uq_product_code_province_code_commune_code_year_seq"),
        ),
    )
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filed_form_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "pass_on",
                "accept",
                "return",
                "reject",
                name="word_appraisaloutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("appraised_on", sa.Date(), nullable=False),
        sa.Column("appraised_by", sa.String(), nullable=False),
        sa.Column("conclusion", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["filed_form_id"], ["filed_form.id"], name=op.f("fk_appraisal_filed_form_id_filed_form")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
    )
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_filed_form_id"), ["filed_form_id"], unique=False)

    op.create_table(
        "certificate_event",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "issued",
                "extended",
                "extension_ended",
                "reissued",
                "replaced",
                "revoked",
                name="word_certificateact",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_event_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "seq", name=op.f("pk_certificate_event")),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "periodic",
                "unannounced",
                name="word_inspectionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "fulfilled",
                "to_remedy",
                "violation",
                name="word_inspectionresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("remedy_by", sa.Date(), nullable=True),
        sa.Column("remedied_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_inspection_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_inspection_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_certificate_id"), ["certificate_id"], unique=False)

    op.create_table(
        "revocation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "revoked",
                "dismissed",
                name="word_revocationoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_revocation_case_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_revocation_case_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_case")),
    )
    with op.batch_alter_table("revocation_case", schema=None) as batch_op:
        batch_op.create_index(
            "uq_revocation_case_open",
            ["certificate_id"],
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "topic",
                sa.Enum(
                    "food_safety",
                    "quality",
                    "label",
                    "barcode",
                    "traceability",
                    "intellectual_property",
                    "environment",
                    "material_area",
                    "story",
                    "business",
                    "marketing",
                    name="word_supporttopic",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("market_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "uq_activity_market_day",
            ["market_id", "dossier_id", "on_day"],
            unique=True,
            sqlite_where=sa.text("market_id IS NOT NULL"),
            postgresql_where=sa.text("market_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_activity_market_id_market"), "market", ["market_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_activity_unit_id_unit"), "unit", ["unit_id"], ["id"])

    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_on", sa.Date(), nullable=True))
    _take_words(
        "dossier",
        "ck_dossier_word_dossierstate",
        after={"revocation_proposed": "revocation_concluded", "expired": "superseded"},
    )
    _register_what_was_recognised()


def _take_words(table: str, check: str, after: dict[str, str]) -> None:
    """Let a CHECK on words take new ones, each after an older one; SQLite can only do that by copying the table."""
    connection = op.get_bind()
    checks = {c["name"]: c["sqltext"] for c in sa.inspect(connection).get_check_constraints(table)}
    words = [word for old in checks[check].split("'")[1::2] for word in (old, after.get(old)) if word]
    said = f"state IN ({', '.join(map(repr, words))})"
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(check), table, type_="check")
        op.create_check_constraint(op.f(check), table, said)
        return
    master = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL AND type = "
    (made,) = connection.exec_driver_sql(master + "'table'").scalars().all()
    indexes = connection.exec_driver_sql(master + "'index'").scalars().all()
    before, name, rest = made.partition(f"CONSTRAINT {check} CHECK (")
    _, _, behind = rest.partition("))")
    columns = before[before.index("(") :]
    for statement in (
        f"CREATE TABLE {table}_new {columns}{name}{said}){behind}",
        f"INSERT INTO {table}_new SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table}_new RENAME TO {table}",
        *indexes,
    ):
        connection.exec_driver_sql(statement)


_RECOGNISED = "('recognised', 'in_promotion', 'renewal_due', 'revocation_proposed', 'expired', 'revoked')"


def _register_what_was_recognised() -> None:
    """Every product that an earlier program kept as recognised gets its line in the register of certificates."""
    op.execute(
        "INSERT INTO recognition_decision (locality, number, signed_on, recorded_by, recorded_at) "
        "SELECT DISTINCT locality, decision_no, recognised_on, 'nâng cấp lược đồ', CURRENT_TIMESTAMP FROM dossier "
        f"WHERE decision_no IS NOT NULL AND recognised_on IS NOT NULL AND state IN {_RECOGNISED}"
    )
    op.execute(
        f"""
        WITH RECURSIVE root(id, product_id) AS (
            SELECT id, id FROM dossier WHERE previous_id IS NULL
            UNION ALL SELECT d.id, root.product_id FROM dossier d JOIN root ON d.previous_id = root.id
        ), held AS (
            SELECT d.*, root.product_id AS product_id,
                   lead(coalesce(d.recognised_on, d.state_since)) OVER (PARTITION BY root.product_id ORDER BY d.id)
                   AS replaced
            FROM dossier d JOIN root ON root.id = d.id WHERE d.state IN {_RECOGNISED}
        )
        INSERT INTO certificate (locality, dossier_id, product_id, decision_id, product_name, producer_name, star_rank,
                                 issued_on, valid_until, validity_basis, ended_on, ended_by)
        SELECT held.locality, held.id, held.product_id, recognition_decision.id, held.product_name, producer.name,
               CASE WHEN held.star_rank BETWEEN 3 AND 5 THEN held.star_rank END,
               held.recognised_on, held.expires_on, held.expires_basis,
               CASE WHEN held.state = 'revoked' THEN held.state_since ELSE held.replaced END,
               CASE WHEN held.state = 'revoked' THEN 'revoked' WHEN held.replaced IS NOT NULL THEN 'replaced' END
        FROM held LEFT JOIN producer ON producer.id = held.producer_id
        LEFT JOIN recognition_decision ON recognition_decision.locality = held.locality
             AND recognition_decision.number = held.decision_no
             AND recognition_decision.signed_on = held.recognised_on
        """
    )
    product = sa.table("dossier", sa.column("id"), sa.column("replaced_on"))
    certificate = sa.table("certificate", sa.column("dossier_id"), sa.column("ended_on"), sa.column("ended_by")).c
    replaced = sa.select(certificate.ended_on).where(
        certificate.dossier_id == product.c.id, certificate.ended_by == "replaced"
    )
    op.execute(sa.update(product).where(replaced.exists()).values(replaced_on=replaced.scalar_subquery()))
    event = (
        "INSERT INTO certificate_event "
        "(certificate_id, seq, act, on_day, until, paper_no, paper_on, reason, clause, actor, at) "
    )
    why = "'đã ghi trong hồ sơ trước khi có sổ giấy chứng nhận', '', 'nâng cấp lược đồ', CURRENT_TIMESTAMP"
    issued = (
        "SELECT c.id, 1, 'issued', coalesce(c.issued_on, d.state_since), c.valid_until, d.decision_no, "
        f"d.recognised_on, {why} FROM certificate c JOIN dossier d ON d.id = c.dossier_id"
    )
    ended = f"SELECT id, 2, ended_by, ended_on, NULL, NULL, NULL, {why} FROM certificate WHERE ended_on IS NOT NULL"
    op.execute(event + issued)
    op.execute(event + ended)
