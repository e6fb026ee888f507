"""Cases of revocation: why a certificate may be revoked, what was concluded, and by when it must be decided."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.certificates.certificates import end, issue
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.records.certificate_tables import Certificate, RevocationCase
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.certificates.after_recognition import Ground
from ocop_workflow.rulebook.dossiers.waits import wait_in
from ocop_workflow.vocabulary import CertificateAct, DossierState, RevocationOutcome, Role

OPENS = ("propose_revocation", "confirm_stopped", "conclude_violation")
CLOSES = ("revoke", "dismiss_revocation")
STOPPED = "production_stopped"
"""The ground that a commune confirms by itself; the clock of the decision runs from that day."""


def grounds(running: RunningCycle, today: date) -> tuple[Ground, ...]:
    """The grounds of the regime of the day; none where no source names any."""
    rules = running.rules.regime(today).after_recognition.revocation
    return rules.grounds if rules else ()


def wrong_ground(running: RunningCycle, action: str, decision: Decision) -> list[str]:
    """What is wrong with the ground of a proposal or a conclusion."""
    known = {ground.code: ground.label for ground in grounds(running, decision.today)}
    if not known or (action == "confirm_stopped" and decision.ground in (None, STOPPED)):
        return []
    allowed = "; ".join(f"{code} ({label})" for code, label in known.items())
    if action == "confirm_stopped":
        return [f"Xác nhận ngừng sản xuất chỉ dùng căn cứ {STOPPED}"]
    if decision.ground is None:
        return [f"Thiếu căn cứ thu hồi; có: {allowed}"]
    return [] if decision.ground in known else [f"Không có căn cứ «{decision.ground}»; có: {allowed}"]


def open_case(session: Session, running: RunningCycle, dossier: Dossier, action: str, decision: Decision) -> None:
    """Begin the case of a certificate; with a conclusion or the commune's confirmation it is concluded at once."""
    ground = decision.ground or (STOPPED if action == "confirm_stopped" else "")
    known = {known.code: known for known in grounds(running, decision.today)}
    case = RevocationCase(
        certificate_id=registered(session, running, dossier, decision).id or 0,
        inspection_id=decision.inspection_id,
        ground=ground,
        clause=known[ground].clause if ground in known else running.rules.regime(decision.today).number,
        opened_on=decision.today,
        concluded_on=None if action == "propose_revocation" else _paper_day(decision),
    )
    session.add(case)
    session.flush()


def registered(session: Session, running: RunningCycle, dossier: Dossier, decision: Decision) -> Certificate:
    """The certificate of a dossier; one that was recognised before there was a register is registered now."""
    found = session.exec(select(Certificate).where(Certificate.dossier_id == dossier.id)).first()
    if found is None:
        issue(session, running, [dossier.id or 0], decision, numbered=False)
        found = session.exec(select(Certificate).where(Certificate.dossier_id == dossier.id)).one()
    return found


def conclude_case(session: Session, dossier: Dossier, decision: Decision) -> None:
    """The agency has verified the proposal."""
    case = _open_case_of(session, dossier)
    if case is not None:
        case.concluded_on = _paper_day(decision)
        session.add(case)


def close_case(session: Session, running: RunningCycle, dossier: Dossier, action: str, decision: Decision) -> None:
    """Revoked: the certificate ends on the day of the decision; or dismissed: it stays as it was."""
    case = _open_case_of(session, dossier)
    outcome = RevocationOutcome.REVOKED if action == "revoke" else RevocationOutcome.DISMISSED
    if case is not None:
        case.closed_on, case.outcome = _paper_day(decision), outcome
        session.add(case)
    if outcome is RevocationOutcome.REVOKED:
        certificate = registered(session, running, dossier, decision)
        end(session, running, [certificate.id or 0], CertificateAct.REVOKED, _paper_day(decision), decision)
    session.flush()


def _open_case_of(session: Session, dossier: Dossier) -> RevocationCase | None:
    case = (
        select(RevocationCase)
        .join(Certificate, col(Certificate.id) == col(RevocationCase.certificate_id))
        .where(Certificate.dossier_id == dossier.id, col(RevocationCase.closed_on).is_(None))
    )
    return session.exec(case).first()


def _paper_day(decision: Decision) -> date:
    return decision.paper.on if decision.paper else decision.today


@dataclass(frozen=True)
class CaseLine:
    """One case as people read it; `days_late` counts after the last day of whoever is awaited."""

    id: int
    dossier: str
    certificate: str | None
    product: str
    producer: str | None
    commune: str | None
    ground: str
    ground_label: str
    clause: str
    opened_on: date
    concluded_on: date | None
    state: DossierState
    awaits: Role | None
    due_on: date | None
    due_basis: str | None
    days_late: int
    closed_on: date | None
    outcome: RevocationOutcome | None
    inspection_id: int | None


def list_cases(session: Session, running: RunningCycle, today: date, *, open_only: bool = False) -> list[CaseLine]:
    """The cases of the locality, the open ones by their last day first."""
    labels = {ground.code: ground.label for ground in grounds(running, today)}
    chosen = (
        select(RevocationCase, Certificate, Dossier, Unit)
        .join(Certificate, col(Certificate.id) == col(RevocationCase.certificate_id))
        .join(Dossier, col(Dossier.id) == col(Certificate.dossier_id))
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(Certificate.locality == running.cycle.locality)
        .order_by(col(RevocationCase.closed_on).is_not(None), col(Dossier.due_on), col(RevocationCase.id))
    )
    if open_only:
        chosen = chosen.where(col(RevocationCase.closed_on).is_(None))
    return [
        _line(case, certificate, dossier, commune, labels, today)
        for case, certificate, dossier, commune in session.exec(chosen)
    ]


def _line(
    case: RevocationCase,
    certificate: Certificate,
    dossier: Dossier,
    commune: Unit | None,
    labels: dict[str, str],
    today: date,
) -> CaseLine:
    wait = wait_in(dossier.state) if case.closed_on is None else None
    due_on = dossier.due_on if wait else None
    return CaseLine(
        id=case.id or 0,
        dossier=dossier.code,
        certificate=certificate.number,
        product=certificate.product_name,
        producer=certificate.producer_name,
        commune=commune.name if commune else None,
        ground=case.ground,
        ground_label=labels.get(case.ground, case.ground),
        clause=case.clause,
        opened_on=case.opened_on,
        concluded_on=case.concluded_on,
        state=dossier.state,
        awaits=wait.on if wait else None,
        due_on=due_on,
        due_basis=dossier.due_basis if wait else None,
        days_late=max(0, (today - due_on).days) if due_on else 0,
        closed_on=case.closed_on,
        outcome=case.outcome,
        inspection_id=case.inspection_id,
    )


def case_of(session: Session, case_id: int) -> RevocationCase:
    """The case of that number; raises NotFound."""
    found = session.get(RevocationCase, case_id)
    if found is None:
        raise NotFound("vụ việc thu hồi", case_id, "Xem «ocop revocation list».")
    return found
