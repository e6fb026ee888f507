"""Whether the register of certificates, what happened to them, and the dossiers say the same."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ocop_workflow.operations.plans.measures import CERTIFIED
from ocop_workflow.records.certificate_tables import Certificate, CertificateEvent
from ocop_workflow.records.dossier_tables import Dossier, dossier_code
from ocop_workflow.rulebook.certificates.renewal_events import Event, standing_of
from ocop_workflow.vocabulary import CertificateAct, DossierState


@dataclass(frozen=True)
class Fault:
    """One disagreement: whose, and what it is."""

    dossier: str
    why: str


def check_register(session: Session) -> list[Fault]:
    """Everything that disagrees; nothing is changed."""
    events: dict[int, list[Event]] = {}
    for event in session.exec(select(CertificateEvent).order_by(col(CertificateEvent.seq))):
        events.setdefault(event.certificate_id, []).append(Event(event.seq, event.act, event.on_day, event.until))
    faults = []
    registered = set()
    rows = select(Certificate, Dossier).join(Dossier, col(Dossier.id) == col(Certificate.dossier_id))
    for certificate, dossier in session.exec(rows.order_by(col(Certificate.id))):
        registered.add(dossier.id)
        why = [
            *_against_events(certificate, events.get(certificate.id or 0, [])),
            *_against_dossier(certificate, dossier),
        ]
        faults += [Fault(dossier.code, line) for line in why]
    certified = select(Dossier.id).where(col(Dossier.state).in_(CERTIFIED)).order_by(col(Dossier.id))
    for dossier_id in session.exec(certified):
        if dossier_id not in registered:
            faults.append(Fault(dossier_code(dossier_id or 0), "đã công nhận nhưng không có trong sổ giấy chứng nhận"))
    return faults


def _against_events(certificate: Certificate, events: list[Event]) -> list[str]:
    wrong = [f"lịch sử thiếu hoặc thừa dòng: {[event.seq for event in events]}"]
    if [event.seq for event in events] != list(range(1, len(events) + 1)) or not events:
        return wrong
    said = standing_of(events)
    kept = (certificate.valid_until, certificate.extended_until, certificate.ended_on, certificate.ended_by)
    return [] if said == kept else [f"sổ ghi {_words(kept)}, lịch sử cho {_words(said)}"]


def _words(standing: tuple[object, ...]) -> str:
    return ", ".join(str(part) for part in standing)


def _against_dossier(certificate: Certificate, dossier: Dossier) -> list[str]:
    why = []
    until = certificate.extended_until or certificate.valid_until
    if dossier.expires_on != until and certificate.ended_by is not CertificateAct.REVOKED:
        why.append(f"hồ sơ ghi hết hạn {dossier.expires_on}, sổ ghi {until}")
    if (certificate.ended_by is CertificateAct.REVOKED) is not (dossier.state is DossierState.REVOKED):
        why.append(f"hồ sơ «{dossier.state.label}», sổ ghi kết thúc: {certificate.ended_by or 'chưa'}")
    if certificate.ended_by is CertificateAct.REPLACED and dossier.state in CERTIFIED:
        why.append("giấy đã được thay nhưng hồ sơ còn được coi là có giấy chứng nhận")
    return why
