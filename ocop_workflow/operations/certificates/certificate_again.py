"""A certificate that is issued once more: lost, spoiled, or with a name put right; its number and last day stay."""

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.errors import Refused
from ocop_workflow.operations.certificates.certificates import clause_of, write_event
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.records.certificate_tables import Certificate, CertificateEvent
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.text import nfc
from ocop_workflow.vocabulary import CertificateAct

_certificate, _event = table_of(Certificate), table_of(CertificateEvent)


def reissue(
    session: Session,
    running: RunningCycle,
    certificate: Certificate,
    decision: Decision,
    *,
    product: str | None = None,
    producer: str | None = None,
) -> int:
    """Issue a certificate once more under its number and with its last day; return how many times that happened.

    Raises:
        Refused: it has ended, or no reason is given.
    """
    against = ["Thiếu lý do cấp lại"] if not decision.reason.strip() else []
    if certificate.ended_on is not None:
        against.append("Giấy chứng nhận đã kết thúc")
    if against:
        raise Refused("Chưa cấp lại được giấy chứng nhận:", against)
    said = [decision.reason.strip()]
    for label, new, old in (
        ("sản phẩm", product, certificate.product_name),
        ("chủ thể", producer, certificate.producer_name),
    ):
        if new and nfc(new) != old:
            said.append(f"{label}: «{old or 'chưa ghi'}» thành «{nfc(new)}»")
    these = _certificate.c.id == certificate.id
    reasoned = replace(decision, reason="; ".join(said))
    clause = clause_of(running, "recognise", decision.today)
    write_event(session, these, CertificateAct.REISSUED, reasoned, on_day=decision.today, clause=clause)
    certificate.product_name = nfc(product) if product else certificate.product_name
    certificate.producer_name = nfc(producer) if producer else certificate.producer_name
    session.add(certificate)
    session.flush()
    times = sa.select(sa.func.count()).where(
        _event.c.certificate_id == certificate.id, _event.c.act == CertificateAct.REISSUED
    )
    return int(session.execute(times).scalar_one())
