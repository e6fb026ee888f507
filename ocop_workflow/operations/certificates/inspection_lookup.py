"""Inspections as people look them up: planned, held, what was found, what still has to be put right."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.certificate_tables import Certificate, Inspection
from ocop_workflow.records.dossier_tables import Dossier, dossier_code
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import InspectionKind, InspectionResult


@dataclass(frozen=True)
class InspectionLine:
    """One inspection as people read it; `days_late` of a visit that was not held, or of what was not put right."""

    id: int
    dossier: str
    certificate: str | None
    product: str
    producer: str | None
    commune: str | None
    kind: InspectionKind
    unit: str
    planned_on: date
    held_on: date | None
    result: InspectionResult | None
    finding: str | None
    paper_no: str | None
    remedy_by: date | None
    remedied_on: date | None
    days_late: int


def list_inspections(
    session: Session, running: RunningCycle, today: date, *, late_only: bool = False, waiting_only: bool = False
) -> list[InspectionLine]:
    """The inspections of the locality by their planned day; `waiting_only` those that are not held yet."""
    chosen = (
        select(Inspection, Certificate, Unit)
        .join(Certificate, col(Certificate.id) == col(Inspection.certificate_id))
        .join(Unit, col(Unit.id) == col(Inspection.unit_id))
        .where(Inspection.locality == running.cycle.locality)
        .order_by(col(Inspection.planned_on), col(Inspection.id))
    )
    if waiting_only:
        chosen = chosen.where(col(Inspection.held_on).is_(None))
    placed = (
        select(Dossier.id, Unit.name)
        .join(Unit, col(Unit.id) == col(Dossier.commune_id))
        .where(Dossier.locality == running.cycle.locality)
    )
    communes = {dossier_id: name for dossier_id, name in session.exec(placed)}
    lines = [
        _line(inspection, certificate, unit, communes.get(certificate.dossier_id), today)
        for inspection, certificate, unit in session.exec(chosen)
    ]
    return [line for line in lines if line.days_late or not late_only]


def _line(
    inspection: Inspection, certificate: Certificate, unit: Unit, commune: str | None, today: date
) -> InspectionLine:
    waits_for = inspection.planned_on if inspection.held_on is None else None
    if inspection.result is InspectionResult.TO_REMEDY and inspection.remedied_on is None:
        waits_for = inspection.remedy_by
    return InspectionLine(
        id=inspection.id or 0,
        dossier=dossier_code(certificate.dossier_id),
        certificate=certificate.number,
        product=certificate.product_name,
        producer=certificate.producer_name,
        commune=commune,
        kind=inspection.kind,
        unit=unit.name,
        planned_on=inspection.planned_on,
        held_on=inspection.held_on,
        result=inspection.result,
        finding=inspection.finding,
        paper_no=inspection.paper_no,
        remedy_by=inspection.remedy_by,
        remedied_on=inspection.remedied_on,
        days_late=max(0, (today - waits_for).days) if waits_for else 0,
    )
