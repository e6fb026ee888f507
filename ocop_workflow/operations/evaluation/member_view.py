"""What a member of a council may see of a session before it is closed: his own sheets, nothing that tells of others.

A dossier that he takes no part in does not exist here: not in the list, not in the numbers, not in a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.evaluation.conflicts import is_not_excluded
from ocop_workflow.records.council_tables import CouncilMember, CouncilSession
from ocop_workflow.records.dossier_tables import Dossier, Producer, dossier_code
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.evaluation.tally import points_of


@dataclass(frozen=True)
class OwnLine:
    """A dossier as a member sees it; the result only after the conclusion."""

    number: int
    code: str
    product: str
    producer: str | None
    criteria_set: str
    ballot: int
    is_open: bool
    own_total: Decimal | None
    own_first_total: Decimal | None
    score: Decimal | None
    star_rank: int | None


@dataclass(frozen=True)
class Due:
    """An entry that a member may score, with his sheets by ballot; those that were returned are left out."""

    entry: SessionDossier
    dossier: Dossier
    producer: str | None
    sheets: Mapping[int, ScoreSheet]

    @property
    def sheet(self) -> ScoreSheet | None:
        """His sheet of the current ballot, where it is in."""
        return self.sheets.get(self.entry.ballot)


def entries_of(session: Session, sitting: CouncilSession, member: CouncilMember) -> list[Due]:
    """The dossiers of the session that exist for the member, in the order of the docket."""
    found = session.execute(
        sa.select(SessionDossier, Dossier, col(Producer.name))
        .join(Dossier, col(Dossier.id) == col(SessionDossier.dossier_id))
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .where(
            col(SessionDossier.session_id) == sitting.id,
            col(SessionDossier.withdrawn_on).is_(None),
            is_not_excluded(table_of(SessionDossier), member.id),
        )
        .order_by(col(SessionDossier.id))
    ).all()
    handed_in = session.execute(
        sa.select(ScoreSheet)
        .join(SessionDossier, col(SessionDossier.id) == col(ScoreSheet.entry_id))
        .where(
            col(SessionDossier.session_id) == sitting.id,
            col(ScoreSheet.member_id) == member.id,
            col(ScoreSheet.returned_on).is_(None),
        )
    ).scalars()
    sheets: dict[int, dict[int, ScoreSheet]] = {}
    for sheet in handed_in:
        sheets.setdefault(sheet.entry_id, {})[sheet.ballot] = sheet
    return [Due(entry, dossier, producer, sheets.get(entry.id or 0, {})) for entry, dossier, producer in found]


def own_lines(session: Session, sitting: CouncilSession, member: CouncilMember) -> list[OwnLine]:
    """The member's own list; numbered for him alone, so that no gap tells of a dossier that he must not see."""
    return [
        OwnLine(
            number=number,
            code=dossier_code(due.dossier.id or 0),
            product=due.dossier.product_name,
            producer=due.producer,
            criteria_set=due.entry.criteria_set,
            ballot=due.entry.ballot,
            is_open=due.entry.concluded_on is None,
            own_total=points_of(due.sheet.total) if due.sheet else None,
            own_first_total=points_of(due.sheets[1].total) if 1 in due.sheets else None,
            score=due.entry.score,
            star_rank=due.entry.star_rank,
        )
        for number, due in enumerate(entries_of(session, sitting, member), start=1)
    ]
