"""Sheets are sealed by the database itself: none is changed, none is added once its ballot is counted.

Triggers, put in place after every upgrade like those of the logs. On PostgreSQL the one that lets a sheet in takes a
lock on the dossier's row, so that a sheet and the count of its ballot wait for each other whoever comes first.
"""

import sqlalchemy as sa

_CLOSED = "score_sheet: lượt chấm này đã kiểm phiếu hoặc chưa mở, không nhận phiếu"
_FIXED = "score_sheet: phiếu đã nộp không sửa, không xóa; chỉ trả lại được khi chưa kiểm phiếu"
_COUNTED = "ballot: kết quả kiểm phiếu không sửa, không xóa"
_CONCLUDED = "session_dossier: hồ sơ đã có kết luận của Hội đồng, không sửa, không xóa"

_OPEN = (
    "EXISTS (SELECT 1 FROM session_dossier e "
    "WHERE e.id = {row}.entry_id AND e.ballot = {row}.ballot AND e.concluded_on IS NULL AND e.withdrawn_on IS NULL)"
)
_KEPT = ("id", "entry_id", "member_id", "ballot", "turn", "answers", "total", "gate_rank", "submitted_on")

_RESULT = (
    "session_id", "dossier_id", "regime", "criteria_set", "ballot", "concluded_on", "sheets", "total_sum", "score",
    "band_rank", "gate_rank", "star_rank", "disqualified", "withdrawn_on",
)  # fmt: skip

_SQLITE = {
    "score_sheet_no_late_sheet": ("INSERT ON score_sheet", f"NOT {_OPEN.format(row='NEW')}", _CLOSED),
    "score_sheet_no_replace": (
        "INSERT ON score_sheet",
        "EXISTS (SELECT 1 FROM score_sheet s WHERE s.id = NEW.id OR (s.entry_id = NEW.entry_id "
        "AND s.member_id = NEW.member_id AND s.ballot = NEW.ballot AND (s.turn = NEW.turn OR s.returned_on IS NULL)))",
        _FIXED,
    ),
    "score_sheet_no_change": (
        "UPDATE ON score_sheet",
        "OLD.returned_on IS NOT NULL OR "
        + " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _KEPT)
        + f" OR NOT {_OPEN.format(row='OLD')}",
        _FIXED,
    ),
    "score_sheet_no_delete": ("DELETE ON score_sheet", "1", _FIXED),
    "ballot_no_update": ("UPDATE ON ballot", "1", _COUNTED),
    "ballot_no_delete": ("DELETE ON ballot", "1", _COUNTED),
    "ballot_no_replace": (
        "INSERT ON ballot",
        "EXISTS (SELECT 1 FROM ballot b WHERE b.entry_id = NEW.entry_id AND b.number = NEW.number)",
        _COUNTED,
    ),
    "session_dossier_no_update": (
        "UPDATE ON session_dossier",
        "NEW.ballot < OLD.ballot OR OLD.withdrawn_on IS NOT NULL "
        "OR (OLD.concluded_on IS NOT NULL AND (OLD.recorded_seq IS NOT NULL OR "
        + " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _RESULT)
        + "))",
        _CONCLUDED,
    ),
    "session_dossier_no_delete": ("DELETE ON session_dossier", "OLD.concluded_on IS NOT NULL", _CONCLUDED),
}

_POSTGRESQL = {
    "score_sheet_sealed": ("BEFORE INSERT OR UPDATE OR DELETE", "score_sheet", "ROW", "ocop_sealed_sheet"),
    "score_sheet_no_truncate": ("BEFORE TRUNCATE", "score_sheet", "STATEMENT", "ocop_counted_ballot"),
    "ballot_append_only": ("BEFORE UPDATE OR DELETE", "ballot", "ROW", "ocop_counted_ballot"),
    "ballot_no_truncate": ("BEFORE TRUNCATE", "ballot", "STATEMENT", "ocop_counted_ballot"),
    "session_dossier_sealed": ("BEFORE UPDATE OR DELETE", "session_dossier", "ROW", "ocop_concluded_dossier"),
    "session_dossier_no_truncate": ("BEFORE TRUNCATE", "session_dossier", "STATEMENT", "ocop_counted_ballot"),
}


def _row(of: str, names: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"{of}.{name}" for name in names) + ")"


_FUNCTIONS = {
    "ocop_sealed_sheet": f"""
    DECLARE entry RECORD;
    BEGIN
      IF TG_OP = 'DELETE' THEN RAISE integrity_constraint_violation USING MESSAGE = '{_FIXED}'; END IF;
      SELECT * INTO entry FROM session_dossier WHERE id = NEW.entry_id FOR SHARE;
      IF TG_OP = 'INSERT' THEN
        IF entry.ballot IS DISTINCT FROM NEW.ballot OR entry.concluded_on IS NOT NULL
          OR entry.withdrawn_on IS NOT NULL THEN
          RAISE integrity_constraint_violation USING MESSAGE = '{_CLOSED}';
        END IF;
      ELSIF OLD.returned_on IS NOT NULL OR entry.ballot IS DISTINCT FROM OLD.ballot OR entry.concluded_on IS NOT NULL
        OR {_row("NEW", _KEPT)} IS DISTINCT FROM {_row("OLD", _KEPT)}
      THEN RAISE integrity_constraint_violation USING MESSAGE = '{_FIXED}';
      END IF;
      RETURN NEW;
    END""",  # noqa: S608 (names of our own columns)
    "ocop_counted_ballot": f"BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{_COUNTED}'; END",
    "ocop_concluded_dossier": f"""
    BEGIN
      IF TG_OP = 'DELETE' THEN
        IF OLD.concluded_on IS NULL THEN RETURN OLD; END IF;
      ELSIF OLD.withdrawn_on IS NULL AND NEW.ballot >= OLD.ballot
        AND (OLD.concluded_on IS NULL OR (OLD.recorded_seq IS NULL
          AND {_row("NEW", _RESULT)} IS NOT DISTINCT FROM {_row("OLD", _RESULT)})) THEN RETURN NEW;
      END IF;
      RAISE integrity_constraint_violation USING MESSAGE = '{_CONCLUDED}';
    END""",
}


def guard(connection: sa.Connection) -> None:
    """Put every missing trigger in place."""
    if connection.dialect.name == "postgresql":
        for name, body in _FUNCTIONS.items():
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            )
        for name, (when, table, each, function) in _POSTGRESQL.items():
            connection.exec_driver_sql(
                f"CREATE OR REPLACE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
            )
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
        return
    for name, (act, refused_when, why) in _SQLITE.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")  # an older wording of it
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {act} WHEN {refused_when} {refuse}")


def needed(dialect: str) -> set[str]:
    """The names of the triggers that must stand."""
    return set(_POSTGRESQL if dialect == "postgresql" else _SQLITE)
