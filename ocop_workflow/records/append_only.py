"""The logs are append-only in the database itself: triggers refuse every change of a line, whoever asks for it.

They are put in place after every upgrade instead of standing in a migration, because SQLite loses the triggers of a
table when a later migration rebuilds it.
"""

import sqlalchemy as sa

from ocop_workflow.records import sealed_sheets
from ocop_workflow.records.certificate_tables import CertificateEvent, ProductCode
from ocop_workflow.records.consolidation_tables import ConsolidationSource
from ocop_workflow.records.dossier_tables import DossierLog
from ocop_workflow.records.report_tables import ReportFormText, ReportValue
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import ActLog

_KEPT = (DossierLog, ActLog, CertificateEvent, ProductCode, ConsolidationSource, ReportFormText, ReportValue)
LOGS = tuple(map(table_of, _KEPT))
_REFUSAL = "nhật ký chỉ được ghi thêm, không sửa, không xóa"


def guard(connection: sa.Connection) -> None:
    """Put every missing trigger in place."""
    for statement in _postgresql() if connection.dialect.name == "postgresql" else _sqlite():
        connection.exec_driver_sql(statement)
    sealed_sheets.guard(connection)


def is_guarded(connection: sa.Connection) -> bool:
    """Whether no trigger is missing or switched off."""
    if connection.dialect.name == "postgresql":
        enabled = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        needed = {f"{log.name}_{kind}" for log in LOGS for kind in ("append_only", "no_truncate")}
    else:
        enabled = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        needed = {f"{log.name}_no_{act}" for log in LOGS for act in ("update", "delete", "replace")}
    needed |= sealed_sheets.needed(connection.dialect.name)
    return needed <= set(connection.exec_driver_sql(enabled).scalars())


def _sqlite() -> list[str]:
    statements = []
    for log in LOGS:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{log.name}: {_REFUSAL}'); END"
        for act in ("update", "delete"):
            statements.append(
                f"CREATE TRIGGER IF NOT EXISTS {log.name}_no_{act} BEFORE {act.upper()} ON {log.name} {refuse}"
            )
        # INSERT OR REPLACE deletes the old line without firing a delete trigger.
        same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in log.primary_key)
        exists = f"EXISTS (SELECT 1 FROM {log.name} WHERE {same})"  # noqa: S608 (names of our own tables)
        statements.append(
            f"CREATE TRIGGER IF NOT EXISTS {log.name}_no_replace BEFORE INSERT ON {log.name} WHEN {exists} {refuse}"
        )
    return statements


def _postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION ocop_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ': {_REFUSAL}'; END $$"
    ]
    for log in LOGS:
        for name, when in (
            ("append_only", f"BEFORE UPDATE OR DELETE ON {log.name} FOR EACH ROW"),
            ("no_truncate", f"BEFORE TRUNCATE ON {log.name} FOR EACH STATEMENT"),
        ):
            trigger = f"{log.name}_{name}"
            statements += [
                f"CREATE OR REPLACE TRIGGER {trigger} {when} EXECUTE FUNCTION ocop_append_only()",
                f"ALTER TABLE {log.name} ENABLE TRIGGER {trigger}",
            ]
    return statements
