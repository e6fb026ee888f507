"""Inspections after recognition (26/2026/QĐ-TTg, Đ.9): planned for certificates, held with a finding, followed up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.certificates.certificate_register import find_certificates
from ocop_workflow.operations.cycle.running import RunningCycle, unit_of
from ocop_workflow.operations.dossiers.activities import record_activity
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.records.certificate_tables import Certificate, Inspection
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ActivityKind, InspectionKind, InspectionResult, Role


def plan_inspections(
    session: Session,
    running: RunningCycle,
    *,
    on: date,
    kind: InspectionKind,
    decision: Decision,
    unit: str | None = None,
    dossiers: Sequence[int] | None = None,
    commune: str | None = None,
) -> list[int]:
    """Plan a visit for every certificate in force, of a commune or of the dossiers where these are given.

    One that is planned for the day stays as it is. `unit` leads the visit, the standing unit unless given.

    Raises:
        NotFound: no such unit. Refused: the day is past, or no certificate is in force there.
    """
    if on < decision.today:
        raise Refused(f"Chưa lập được kế hoạch kiểm tra: ngày {vn_date(on)} đã qua.")
    leads = unit_of(session, running.cycle.locality, unit).id if unit else running.cycle.standing_unit_id
    found = find_certificates(
        session,
        decision.today,
        running.rules.regime(decision.today),
        locality=running.cycle.locality,
        commune=commune,
        dossiers=dossiers,
    )
    in_force = [one.certificate.id or 0 for one in found if one.line.is_in_force]
    if not in_force:
        raise Refused("Chưa lập được kế hoạch kiểm tra: không có giấy chứng nhận còn hiệu lực nào như vậy.")
    planned = select(Inspection.certificate_id).where(
        Inspection.locality == running.cycle.locality, Inspection.planned_on == on, col(Inspection.held_on).is_(None)
    )
    known = set(session.exec(planned))
    new = [
        Inspection(
            locality=running.cycle.locality,
            certificate_id=certificate_id,
            kind=kind,
            unit_id=leads or 0,
            planned_on=on,
            recorded_by=decision.actor,
            recorded_at=decision.at,
        )
        for certificate_id in in_force
        if certificate_id not in known
    ]
    session.add_all(new)
    session.flush()
    ids = [one.id or 0 for one in new]
    if ids:
        detail = f"{kind.label} ngày {vn_date(on)}: {len(ids)} giấy chứng nhận, số {ids[0]}-{ids[-1]}"
        note_act(session, decision.actor, "plan_inspections", "inspection", ids[0], detail, decision.today, decision.at)
    return ids


@dataclass(frozen=True)
class Finding:
    """What a visit found; `ground` opens a revocation, `remedy_by` is the last day to put something right."""

    held_on: date
    result: InspectionResult
    text: str
    remedy_by: date | None = None
    ground: str | None = None


def record_inspection(
    session: Session, running: RunningCycle, inspection_id: int, finding: Finding, decision: Decision
) -> Inspection:
    """Keep what an inspection found; a violation is concluded at once and the clock of the decision begins.

    Raises:
        NotFound: no such inspection. Conflict: it is recorded already. Refused: something is missing or does not fit.
    """
    inspection = _find(session, inspection_id)
    session.refresh(inspection, with_for_update=True)
    if inspection.held_on is not None:
        raise Conflict(
            f"Kiểm tra số {inspection_id} đã ghi ngày {vn_date(inspection.held_on)}, do {inspection.recorded_by}."
        )
    if against := _against(inspection, finding, decision):
        raise Refused(f"Chưa ghi được kết quả kiểm tra số {inspection_id}:", against)
    paper = decision.paper
    inspection.held_on, inspection.result, inspection.finding = finding.held_on, finding.result, finding.text.strip()
    inspection.paper_no, inspection.paper_on = (paper.number, paper.on) if paper else (None, None)
    inspection.remedy_by = finding.remedy_by
    inspection.recorded_by, inspection.recorded_at = decision.actor, decision.at
    session.add(inspection)
    certificate = session.get_one(Certificate, inspection.certificate_id)
    dossier = session.get_one(Dossier, certificate.dossier_id)
    record_activity(
        session,
        dossier,
        kind=ActivityKind.INSPECTION,
        on_day=finding.held_on,
        name=f"{inspection.kind.label}: {finding.result.label}",
        amount_vnd=None,
        paper_no=inspection.paper_no,
        actor=decision.actor,
        today=decision.today,
        at=decision.at,
    )
    detail = f"{finding.result.label}: {inspection.finding}"
    note_act(
        session, decision.actor, "record_inspection", "inspection", inspection_id, detail, decision.today, decision.at
    )
    if finding.result is InspectionResult.VIOLATION:
        concluded = replace(
            decision,
            role=Role.STANDING_UNIT,
            reason=inspection.finding,
            ground=finding.ground,
            inspection_id=inspection_id,
        )
        decide(session, running, dossier.code, "conclude_violation", concluded)
    session.refresh(inspection)
    return inspection


def _against(inspection: Inspection, finding: Finding, decision: Decision) -> list[str]:
    against = []
    if finding.held_on > decision.today:
        against.append(f"Ngày kiểm tra {vn_date(finding.held_on)} ở sau hôm nay")
    if not finding.text.strip():
        against.append("Thiếu nội dung kết quả kiểm tra")
    needs_remedy = finding.result is InspectionResult.TO_REMEDY
    if needs_remedy and finding.remedy_by is None:
        against.append("Phải khắc phục thì cần hạn khắc phục (--remedy-by)")
    if finding.remedy_by and (not needs_remedy or finding.remedy_by < finding.held_on):
        against.append("Hạn khắc phục chỉ đi cùng kết quả «phải khắc phục» và không ở trước ngày kiểm tra")
    if finding.result is InspectionResult.VIOLATION and decision.paper is None:
        against.append("Kết luận vi phạm cần số và ngày của văn bản kết luận")
    if finding.ground and finding.result is not InspectionResult.VIOLATION:
        against.append("Căn cứ thu hồi chỉ đi cùng kết quả «có vi phạm»")
    return against


def mark_remedied(session: Session, inspection_id: int, on: date, decision: Decision) -> Inspection:
    """What had to be put right is put right.

    Raises:
        NotFound: no such inspection. Refused: nothing has to be put right there, or the day does not fit.
    """
    inspection = _find(session, inspection_id)
    if inspection.result is not InspectionResult.TO_REMEDY or inspection.remedied_on is not None:
        raise Refused(f"Kiểm tra số {inspection_id} không có việc phải khắc phục đang chờ.")
    if on > decision.today or (inspection.held_on and on < inspection.held_on):
        raise Refused(f"Ngày khắc phục {vn_date(on)} không nằm giữa ngày kiểm tra và hôm nay.")
    inspection.remedied_on = on
    session.add(inspection)
    note_act(
        session, decision.actor, "mark_remedied", "inspection", inspection_id, vn_date(on), decision.today, decision.at
    )
    return inspection


def _find(session: Session, inspection_id: int) -> Inspection:
    found = session.get(Inspection, inspection_id)
    if found is None:
        raise NotFound("cuộc kiểm tra", inspection_id, "Xem «ocop inspection list».")
    return found
