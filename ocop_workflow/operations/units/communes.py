"""The commune that a person means."""

from collections.abc import Sequence

from sqlmodel import Session, select

from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.text import fold


def commune_by_name(session: Session, locality: str, name: str) -> Unit | None:
    """The commune that a person means by «xã Nông Thượng» or «Nông Thượng»."""
    return named(communes_of(session, locality), name)


def communes_of(session: Session, locality: str) -> Sequence[Unit]:
    """Every commune of the locality."""
    return session.exec(select(Unit).where(Unit.locality == locality, Unit.kind == "commune")).all()


def named(communes: Sequence[Unit], name: str) -> Unit | None:
    """The one of these communes that a person means."""
    wanted = _bare(fold(name))
    return next((unit for unit in communes if _bare(unit.search_key) == wanted or unit.code == name), None)


def _bare(folded: str) -> str:
    words = folded.split()
    while words and words[0] in ("ubnd", "uy", "ban", "nhan", "dan", "xa", "phuong", "thi", "tran"):
        words = words[1:]
    return " ".join(words)
