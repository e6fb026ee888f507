"""The register of certificates as people read it: which certificate stood how on which day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.certificate_tables import Certificate, CertificateEvent, ProductCode, RecognitionDecision
from ocop_workflow.records.dossier_tables import Dossier, dossier_code
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.certificates.renewal import IN_FORCE, Held, last_day, status_on
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import CertificateStatus


@dataclass(frozen=True)
class CertificateLine:
    """One certificate as it stood on a day."""

    id: int
    number: str | None
    code: str | None
    dossier: str
    product: str
    producer: str | None
    commune: str | None
    commune_code: str | None
    product_group: int | None
    star_rank: int | None
    issued_on: date | None
    valid_until: date | None
    status: CertificateStatus
    ended_on: date | None
    decision_no: str | None
    signer: str | None
    locality: str

    @property
    def is_in_force(self) -> bool:
        """Whether the product may carry its stars on the day."""
        return self.status in IN_FORCE


@dataclass(frozen=True)
class Found:
    """A certificate with what the rules of renewal ask about."""

    line: CertificateLine
    held: Held
    certificate: Certificate


def find_certificates(
    session: Session,
    day: date,
    regime: Regime,
    *,
    locality: str | None = None,
    commune: str | None = None,
    words: str = "",
    statuses: Sequence[CertificateStatus] = (),
    dossiers: Sequence[int] | None = None,
) -> list[Found]:
    """The certificates issued by `day`, as they stood then, by commune and number; those of `dossiers` if given."""
    chosen = _chosen().where(sa.func.coalesce(col(Certificate.issued_on), date.min) <= day)
    if dossiers is not None:
        chosen = chosen.where(col(Certificate.dossier_id).in_(dossiers))
    if locality is not None:
        chosen = chosen.where(col(Certificate.locality) == locality)
    if commune is not None:
        chosen = chosen.where(col(Unit.code) == commune)
    found = [_found(row, day, regime) for row in session.execute(chosen)]
    wanted = fold(words).split()
    return [
        one
        for one in found
        if (not statuses or one.line.status in statuses)
        and all(word in fold(f"{one.line.product} {one.line.producer or ''}") for word in wanted)
    ]


def _chosen() -> Any:
    again = (
        sa.select(col(Dossier.previous_id).label("previous_id"), sa.func.min(col(Dossier.filed_on)).label("filed_on"))
        .where(col(Dossier.previous_id).is_not(None))
        .group_by(col(Dossier.previous_id))
        .subquery("again")
    )
    columns: tuple[Any, ...] = (Certificate, Dossier.product_group, Unit.name, Unit.code, ProductCode.code)
    return (
        sa.select(*columns, RecognitionDecision, again.c.filed_on)
        .join(Dossier, col(Dossier.id) == col(Certificate.dossier_id))
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .join(ProductCode, col(ProductCode.dossier_id) == col(Certificate.dossier_id), isouter=True)
        .join(RecognitionDecision, col(RecognitionDecision.id) == col(Certificate.decision_id), isouter=True)
        .join(again, again.c.previous_id == col(Certificate.dossier_id), isouter=True)
        .order_by(col(Certificate.locality), col(Unit.name), col(Certificate.id))
    )


def _found(row: Any, day: date, regime: Regime) -> Found:
    certificate, group, commune, commune_code, code, decision, filed_on = row
    held = Held(
        certificate.issued_on,
        certificate.valid_until,
        certificate.extended_on,
        certificate.extended_until,
        certificate.ended_on,
        certificate.ended_by,
        filed_on,
    )
    line = CertificateLine(
        id=certificate.id,
        number=certificate.number,
        code=code,
        dossier=dossier_code(certificate.dossier_id),
        product=certificate.product_name,
        producer=certificate.producer_name,
        commune=commune,
        commune_code=commune_code,
        product_group=group,
        star_rank=certificate.star_rank,
        issued_on=certificate.issued_on,
        valid_until=last_day(held, day),
        status=status_on(held, day, regime),
        ended_on=certificate.ended_on if certificate.ended_on and certificate.ended_on <= day else None,
        decision_no=decision.number if decision else None,
        signer=", ".join(filter(None, (decision.signer_post, decision.signer))) or None if decision else None,
        locality=certificate.locality,
    )
    return Found(line, held, certificate)


def one_certificate(session: Session, code: str, day: date, regime: Regime) -> Found:
    """The certificate of a number, a product code or a dossier; of a product code the newest.

    Raises:
        NotFound: no certificate is registered under it.
    """
    text = " ".join(code.split())
    for where in _readings(text):
        rows = session.execute(_chosen().where(where)).all()
        if rows:
            return _found(rows[-1], day, regime)
    raise NotFound("giấy chứng nhận", text, "Xem «ocop certificate list»; mã không có trong sổ là mã chưa được cấp.")


def _readings(text: str) -> Iterator[Any]:
    yield col(Certificate.number) == text
    yield col(ProductCode.code) == text
    digits = text.upper().removeprefix("HS-")
    if digits.isdecimal() and len(digits) < 12:
        yield col(Certificate.dossier_id) == int(digits)


def events_of(session: Session, certificate_id: int) -> list[CertificateEvent]:
    """What happened to a certificate, oldest first."""
    events = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate_id)
    return list(session.exec(events.order_by(col(CertificateEvent.seq))))


def verification(running: RunningCycle, line: CertificateLine) -> str:
    """The text in the QR code of a certificate: what it says, and how to ask whether it still holds."""
    stars = f"Hạng: {line.star_rank} sao" if line.star_rank else "Hạng: chưa ghi"
    until = f"Hiệu lực đến hết ngày {line.valid_until:%d/%m/%Y}" if line.valid_until else "Hiệu lực: chưa ghi"
    asked = line.code or line.number or line.dossier
    standing = running.plan.name_of(running.plan.roles.standing_unit)
    phone = f", điện thoại {running.plan.contact.phone}" if running.plan.contact.phone else ""
    return "\n".join(
        (
            f"Giấy chứng nhận OCOP số {line.number or 'chưa ghi'}",
            f"Sản phẩm: {line.product}",
            f"Chủ thể: {line.producer or 'chưa ghi'}",
            stars,
            f"Mã sản phẩm: {line.code or 'chưa cấp'}",
            until,
            f"Giấy còn hiệu lực hôm nay không? Hỏi {standing}{phone}, đọc mã {asked}.",
        )
    )
