"""The only writer of a dossier's state: moves a set and logs every move in the same transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.records.columns import sha256_hex, sha256_of
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.rulebook.dossiers.lifecycle import Transition
from ocop_workflow.vocabulary import Role

_dossier: sa.Table = Dossier.__table__  # type: ignore[attr-defined]
_log: sa.Table = DossierLog.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Paper:
    """The numbered and dated paper on which a person's decision rests."""

    number: str
    on: date


@dataclass(frozen=True)
class Act:
    """Who moves dossiers, in which role, on which day, why, on what paper, under which clause."""

    actor: str
    role: Role
    today: date
    at: datetime
    clause: str
    reason: str = ""
    paper: Paper | None = None


def apply(
    session: Session, rule: Transition, *scope: Any, act: Act, facts: Mapping[str, Any] | None = None
) -> list[int]:
    """Move every dossier of `scope` that the rule allows on the day and log each move; return the ids moved.

    `facts` are columns that change with the move: constants, or a column of the dossier itself. A rule without
    source logs the beginning of dossiers that were just inserted in its target state. Nothing moves twice: a second
    call finds the dossiers in another state.
    """
    session.flush()  # or what is not written yet would be judged by its old values, and then forgotten
    columns = _dossier.c
    begun = columns.log_seq == 0 if rule.source is None else columns.log_seq > 0
    stands = columns.state == (rule.target if rule.source is None else rule.source)
    allowed = (stands, begun, *scope, *(need.holds(columns, act.today) for need in rule.requires))
    changed = dict(facts or {})
    line = _line(rule, act, changed)
    new_hash = _chain(columns.log_hash, columns.id, columns.log_seq + 1, line)
    values = {
        "state": rule.target,
        "state_since": act.today,
        "version": columns.version + (0 if rule.source is None else 1),
        "log_seq": columns.log_seq + 1,
        "log_hash": new_hash,
        **({} if rule.source is None else _NOTHING_DUE),
        **changed,
    }
    constants = [sa.literal(value, type_=_log.c[name].type).label(name) for name, value in line.items()]
    names = ["dossier_id", "seq", "hash", *line]
    if session.get_bind().dialect.name == "postgresql":
        moved = _dossier.update().where(*allowed).values(**values)
        moved_rows = moved.returning(columns.id, columns.log_seq, columns.log_hash).cte("moved")
        source = sa.select(moved_rows.c.id, moved_rows.c.log_seq, moved_rows.c.log_hash, *constants)
        logged = _log.insert().from_select(names, source).cte("logged")
        ids = session.execute(sa.select(moved_rows.c.id).add_cte(logged)).scalars().all()
    else:  # SQLite has no writing CTE; its transaction already holds the only write lock
        lines = sa.select(columns.id, columns.log_seq + 1, new_hash, *constants).where(*allowed)
        session.execute(_log.insert().from_select(names, lines))
        ids = session.execute(_dossier.update().where(*allowed).values(**values).returning(columns.id)).scalars().all()
    session.expire_all()
    return sorted(ids)


_NOTHING_DUE = {
    "due_on": None,
    "due_basis": None,
    "due_is_provisional": False,
    "due_since": None,
    "due_term_days": None,
}
"""Who leaves a state is awaited there no longer; the next state says anew by when."""


def _line(rule: Transition, act: Act, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "action": rule.action,
        "source": rule.source or "",
        "target": str(rule.target),
        "step": int(rule.step),
        "role": act.role,
        "actor": act.actor,
        "at": act.at,
        "on_day": act.today,
        "clause": act.clause,
        "reason": act.reason,
        "paper_no": act.paper.number if act.paper else "",
        "paper_on": act.paper.on if act.paper else None,
        "facts": json.dumps({name: _shown(value) for name, value in facts.items()}, ensure_ascii=False, sort_keys=True),
    }


def _shown(value: Any) -> Any:
    if isinstance(value, sa.ColumnElement):
        return f"={getattr(value, 'name', value)}"
    return value if value is None or isinstance(value, bool | int) else str(value)


def _chain(previous: Any, dossier_id: Any, seq: Any, line: Mapping[str, Any]) -> Any:
    text = sa.cast(dossier_id, sa.Text).concat("\n").concat(sa.cast(seq, sa.Text)).concat("\n" + canonical(line))
    return sha256_hex(previous.concat("\n").concat(text))


def canonical(line: Mapping[str, Any]) -> str:
    """The text of a log line that is hashed; unambiguous and the same on both databases."""
    parts = []
    for name in _HASHED:
        value = line[name]
        parts.append(value.astimezone(UTC).isoformat() if isinstance(value, datetime) else (value and str(value)) or "")
    return json.dumps(parts, ensure_ascii=False)


_HASHED = (
    "action", "source", "target", "step", "role", "actor", "at", "on_day", "clause", "reason",
    "paper_no", "paper_on", "facts",
)  # fmt: skip


def hash_of(previous: str, dossier_id: int, seq: int, line: Mapping[str, Any]) -> str:
    """The Python reading of the chain, for verification."""
    return sha256_of(f"{previous}\n{dossier_id}\n{seq}\n{canonical(line)}")
