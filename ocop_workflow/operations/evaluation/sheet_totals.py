"""Sheets added up by the database, as sets: a round's or a year's totals, and whether what is stored still agrees.

Totals stand on the sheets, checked when they came in, so a national year (10,000 dossiers by 9 to 11 members) is one
GROUP BY over a hundred thousand rows instead of three million cells.
"""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.records.council_tables import CouncilSession, EvaluationRound
from ocop_workflow.records.dossier_tables import dossier_code
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier
from ocop_workflow.rulebook.evaluation.tally import Tally, points_of


@dataclass(frozen=True)
class RoundTotals:
    """A round in figures; only what is concluded."""

    round: str
    year: int
    dossiers: int
    sheets: int
    mean: Decimal
    widest_spread: Decimal
    rescored: int
    by_stars: tuple[int, ...]
    """How many dossiers got 0, 1, 2, 3, 4, 5 stars."""


def counted() -> sa.Subquery:
    """Every concluded dossier with its sheets added up, in hundredths of a point."""
    return (
        sa.select(
            col(SessionDossier.id).label("entry_id"),
            col(SessionDossier.session_id),
            col(SessionDossier.ballot),
            col(SessionDossier.star_rank),
            sa.func.count().label("sheets"),
            sa.func.sum(col(ScoreSheet.total)).label("total_sum"),
            sa.func.min(col(ScoreSheet.total)).label("lowest"),
            sa.func.max(col(ScoreSheet.total)).label("highest"),
        )
        .join(
            SessionDossier,
            sa.and_(
                col(SessionDossier.id) == col(ScoreSheet.entry_id),
                col(SessionDossier.ballot) == col(ScoreSheet.ballot),
                col(SessionDossier.concluded_on).is_not(None),
            ),
        )
        .where(col(ScoreSheet.returned_on).is_(None))
        .group_by(col(SessionDossier.id))
        .subquery()
    )


def round_totals(session: Session, *, year: int | None = None, code: str | None = None) -> list[RoundTotals]:
    """Each round of a year (or the one of that code) in figures, as one statement."""
    added = counted()
    stars = [sa.func.sum(sa.case((added.c.star_rank == star, 1), else_=0)) for star in range(6)]
    statement = (
        sa.select(
            col(EvaluationRound.code),
            col(EvaluationRound.year),
            sa.func.count(),
            sa.func.sum(added.c.sheets),
            sa.func.sum(added.c.total_sum),
            sa.func.max(added.c.highest - added.c.lowest),
            sa.func.sum(sa.case((added.c.ballot > 1, 1), else_=0)),
            *stars,
        )
        .join(CouncilSession, col(CouncilSession.round_id) == col(EvaluationRound.id))
        .join(added, added.c.session_id == col(CouncilSession.id))
        .group_by(col(EvaluationRound.id), col(EvaluationRound.code), col(EvaluationRound.year))
        .order_by(col(EvaluationRound.code))
    )
    if year is not None:
        statement = statement.where(col(EvaluationRound.year) == year)
    if code is not None:
        statement = statement.where(col(EvaluationRound.code) == code)
    return [
        RoundTotals(
            round=name,
            year=of_year,
            dossiers=dossiers,
            sheets=int(sheets),  # PostgreSQL adds counts up to a Decimal
            mean=Tally(int(sheets), int(total), 0, 0).score,
            widest_spread=points_of(widest),
            rescored=rescored,
            by_stars=tuple(by_stars),
        )
        for name, of_year, dossiers, sheets, total, widest, rescored, *by_stars in session.execute(statement)
    ]


@dataclass(frozen=True)
class SheetFault:
    """A place where stored results and sheets do not agree."""

    where: str
    why: str


_WRONG_SHEETS = (
    "SELECT e.dossier_id, s.id FROM score_sheet s JOIN session_dossier e ON e.id = s.entry_id WHERE s.total <> "
    "(SELECT SUM(CAST(c.value AS INTEGER)) FROM json_each(s.answers) AS c) ORDER BY s.id"
)
_EACH = "json_each_text(s.answers::json)"  # what PostgreSQL calls it


def verify_sheets(session: Session) -> list[SheetFault]:
    """Add everything up again, as two statements: each sheet from its answers, each conclusion from its sheets."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    wrong_sheets = sa.text(_WRONG_SHEETS.replace("json_each(s.answers)", _EACH) if on_postgresql else _WRONG_SHEETS)
    faults = [
        SheetFault(dossier_code(dossier_id), f"phiếu số {sheet_id}: tổng điểm không bằng tổng các câu trả lời")
        for dossier_id, sheet_id in session.execute(wrong_sheets)
    ]
    added = counted()
    differs = (
        sa.select(col(SessionDossier.dossier_id))
        .join(added, added.c.entry_id == col(SessionDossier.id), isouter=True)
        .where(
            col(SessionDossier.concluded_on).is_not(None),
            sa.or_(
                added.c.entry_id.is_(None),
                added.c.sheets != col(SessionDossier.sheets),
                added.c.total_sum != col(SessionDossier.total_sum),
                col(SessionDossier.star_rank) > col(SessionDossier.band_rank),
            ),
        )
        .order_by(col(SessionDossier.id))
    )
    return faults + [
        SheetFault(dossier_code(dossier_id), "kết luận không khớp với các phiếu đã kiểm")
        for dossier_id in session.execute(differs).scalars()
    ]
