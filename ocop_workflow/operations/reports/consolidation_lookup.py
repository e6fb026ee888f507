"""Consolidated reports looked up: found, opened down to their sources, numbered, seen to want a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.consolidation_reports import gather_reports
from ocop_workflow.records.consolidation_tables import Consolidation, ConsolidationSource
from ocop_workflow.rulebook.days.periods import Period, periods
from ocop_workflow.rulebook.reports.consolidated import Consolidated
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Cadence


def periods_of(running: RunningCycle, cadence: Cadence) -> tuple[Period, ...]:
    """The periods of the cycle's year."""
    year = running.cycle.year
    return periods(cadence, date(year, 1, 1), date(year, 12, 31), second_half=True)


def period_of(running: RunningCycle, cadence: Cadence, number: int = 1) -> Period:
    """The n-th period of the cycle's year.

    Raises:
        NotFound: the year has no such one.
    """
    found = periods_of(running, cadence)
    if not 1 <= number <= len(found):
        raise NotFound("kỳ", number, f"Năm {running.cycle.year} có: {', '.join(period.label for period in found)}.")
    return found[number - 1]


def latest(session: Session, running: RunningCycle, period: Period) -> Consolidation | None:
    """The newest report of the period."""
    of_period = (Consolidation.cycle_id == running.id, Consolidation.period == period.code)
    return session.exec(select(Consolidation).where(*of_period).order_by(col(Consolidation.correction).desc())).first()


def content_of(row: Consolidation) -> Consolidated:
    """What the report said when it was made."""
    return Consolidated.model_validate_json(row.data)


def find(session: Session, code: str) -> Consolidation:
    """The report called TH-000012 (or just 12).

    Raises:
        NotFound: there is none of that code.
    """
    digits = code.strip().upper().removeprefix("TH-")
    row = session.get(Consolidation, int(digits)) if digits.isdecimal() and len(digits) < 10 else None
    if row is None:
        raise NotFound("báo cáo tổng hợp", code, "Xem «ocop report consolidations».")
    return row


def lineage(session: Session, row: Consolidation, figure: str | None = None) -> Sequence[ConsolidationSource]:
    """The reports, dossiers and duties that a figure (or every one) was counted from, as they were called then.

    Raises:
        NotFound: the report has no such figure.
    """
    if figure is not None and not content_of(row).has(figure):
        raise NotFound(f"số liệu của {row.code}", figure, f"Xem mã ở «ocop report lineage {row.code}».")
    columns = (
        ConsolidationSource.figure,
        ConsolidationSource.unit,
        ConsolidationSource.kind,
        ConsolidationSource.subject_id,
    )
    rows = select(ConsolidationSource).where(ConsolidationSource.consolidation_id == row.id)
    if figure is not None:
        rows = rows.where(ConsolidationSource.figure == figure)
    return session.exec(rows.order_by(*map(col, columns))).all()


def came_later(session: Session, running: RunningCycle, row: Consolidation, today: date) -> list[str]:
    """The units whose report was accepted or corrected after this report was made: it wants a correction."""
    period = next(
        found
        for cadence in Cadence
        for found in periods(
            cadence, date(running.cycle.year, 1, 1), date(running.cycle.year, 12, 31), second_half=True
        )
        if found.code == row.period
    )
    now = gather_reports(session, running, period, today)
    rested_on = {one.subject_id for one in lineage(session, row, "bc.da-duyet")}
    return sorted({one.unit for one in now.sources if one.figure == "bc.da-duyet" and one.subject_id not in rested_on})


def give_number(
    session: Session, row: Consolidation, number: str, dated: date, *, actor: str, today: date, at: datetime
) -> None:
    """Keep the number that the office gave the report; it is given once.

    Raises:
        Refused: it has a number already.
    """
    if row.paper_no is not None:
        raise Refused(
            f"{row.code} đã có số {row.paper_no} ngày {vn_date(row.paper_on)}; sửa thì lập báo cáo điều chỉnh."
        )
    row.paper_no, row.paper_on = number, dated
    session.add(row)
    words = f"{row.code}: số {number} ngày {vn_date(dated)}"
    note_act(session, actor, "consolidation_numbered", "consolidation", row.id or 0, words, today, at)


@dataclass(frozen=True)
class ConsolidationLine:
    """One consolidated report as people read it; `came_later` are units whose reports wait for its correction."""

    code: str
    period: str
    period_label: str
    correction: int
    figures_from: date
    figures_to: date
    made_on: date
    made_by: str
    paper_no: str | None
    paper_on: date | None
    reason: str
    missing: int
    came_later: tuple[str, ...]


def list_consolidations(session: Session, running: RunningCycle, today: date) -> list[ConsolidationLine]:
    """The reports of a cycle, oldest first; what came later is asked of the newest of each period."""
    rows = session.exec(
        select(Consolidation).where(Consolidation.cycle_id == running.id).order_by(col(Consolidation.id))
    ).all()
    newest = {row.period: row.id for row in rows}
    return [
        ConsolidationLine(
            code=row.code,
            period=row.period,
            period_label=(content := content_of(row)).period_label,
            correction=row.correction,
            figures_from=row.figures_from,
            figures_to=row.figures_to,
            made_on=row.made_on,
            made_by=row.made_by,
            paper_no=row.paper_no,
            paper_on=row.paper_on,
            reason=row.reason,
            missing=len(content.missing),
            came_later=tuple(came_later(session, running, row, today)) if newest[row.period] == row.id else (),
        )
        for row in rows
    ]
