"""A certificate that holds on while its re-evaluation waits for the result (26/2026/QĐ-TTg, Đ.12)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.certificates.certificates import write_event
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.records.certificate_tables import Certificate
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.certificates.renewal import window_of
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CertificateAct, DossierState

_certificate = table_of(Certificate)


def extend(session: Session, running: RunningCycle, certificate: Certificate, decision: Decision) -> Certificate:
    """Keep a certificate in force until the result of its re-evaluation, at most as long as the regime allows.

    Raises:
        Refused: the regime knows no such extension, no dossier was filed, no paper, or the certificate has ended.
    """
    extension = running.rules.regime(decision.today).after_recognition.extension
    dossier = session.get_one(Dossier, certificate.dossier_id)
    against = []
    if extension is None:
        against.append("Khung pháp lý của ngày này không có quy định kéo dài hiệu lực")
    if certificate.valid_until is None:
        against.append("Chưa biết ngày hết hạn của giấy chứng nhận")
    if certificate.ended_on is not None or dossier.state is DossierState.EXPIRED:
        against.append("Giấy chứng nhận đã kết thúc")
    if certificate.extended_on is not None:
        against.append(f"Đã kéo dài đến {vn_date(certificate.extended_until)}")
    if decision.paper is None:
        against.append("Thiếu số và ngày của văn bản xác nhận")
    if not again_filed(session, certificate):
        against.append("Chưa có hồ sơ đánh giá lại nào được nộp cho sản phẩm này")
    if against or extension is None or certificate.valid_until is None:
        raise Refused("Chưa kéo dài được hiệu lực giấy chứng nhận:", against)
    until = certificate.valid_until + timedelta(days=extension.value)
    regime = running.rules.regime(decision.today)
    opened = window_of(certificate.valid_until, regime).opens_on
    basis = f"kéo dài đến khi có kết quả đánh giá lại, muộn nhất {vn_date(until)} ({extension.clause})"
    if opened >= regime.valid_from:
        basis += "; theo văn bản xác nhận, vì nguồn không nói rõ với kỳ nộp này"
    these = _certificate.c.id == certificate.id
    write_event(
        session,
        these,
        CertificateAct.EXTENDED,
        decision,
        on_day=decision.today,
        until=until,
        clause=extension.clause,
    )
    session.execute(_certificate.update().where(these).values(extended_on=decision.today, extended_until=until))
    dossier.expires_on, dossier.expires_basis = until, f"{dossier.expires_basis or ''}; {basis}".strip("; ")
    session.add(dossier)
    session.flush()
    detail = f"{certificate.number or dossier.code}: {basis}"
    note_act(
        session, decision.actor, "extend_certificate", "certificate", certificate.id or 0, detail, decision.today,
        decision.at,
    )  # fmt: skip
    session.refresh(certificate)
    return certificate


def end_extension(session: Session, running: RunningCycle, ids: Sequence[int], decision: Decision) -> None:
    """A re-evaluation without recognition ends the extension of the earlier certificate on the day of its result."""
    chosen = (
        select(Certificate)
        .join(Dossier, col(Dossier.previous_id) == col(Certificate.dossier_id))
        .where(col(Dossier.id).in_(ids), col(Certificate.extended_on).is_not(None), col(Certificate.ended_on).is_(None))
    )
    on = decision.paper.on if decision.paper else decision.today
    for certificate in session.exec(chosen).all():
        assert certificate.valid_until is not None
        assert certificate.extended_until is not None
        until = min(certificate.extended_until, max(on, certificate.valid_until))
        lasts = until > certificate.valid_until
        clause = running.rules.regime(decision.today).after_recognition.extension
        write_event(
            session,
            _certificate.c.id == certificate.id,
            CertificateAct.EXTENSION_ENDED,
            decision,
            on_day=on,
            until=until,
            clause=clause.clause if clause else "",
        )
        certificate.extended_until = until if lasts else None
        certificate.extended_on = certificate.extended_on if lasts else None
        session.add(certificate)
        dossier = session.get_one(Dossier, certificate.dossier_id)
        dossier.expires_on = until
        dossier.expires_basis = f"{dossier.expires_basis or ''}; hết kéo dài: có kết quả ngày {vn_date(on)}"
        session.add(dossier)
    session.flush()


def again_filed(session: Session, certificate: Certificate) -> bool:
    """Whether a later dossier of the product was filed for evaluation."""
    filed = select(Dossier.id).where(Dossier.previous_id == certificate.dossier_id, col(Dossier.filed_on).is_not(None))
    return session.exec(filed).first() is not None
