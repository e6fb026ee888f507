"""Papers of a product: documents with number, issuer and validity, and what of the mandatory ones is missing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierDocument
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.certificates.barcodes import gs1_number
from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES
from ocop_workflow.rulebook.evaluation.criteria import set_code
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.vocabulary import DossierState

NEVER_EXPIRES = date(9999, 12, 31)


def record_document(
    session: Session,
    running: RunningCycle,
    dossier: Dossier,
    *,
    kind: str,
    number: str,
    issuer: str,
    issued_on: date,
    valid_until: date | None,
    actor: str,
    today: date,
    at: datetime,
) -> DossierDocument:
    """Store a document of a product and recompute what is missing; the same number again changes its validity.

    Raises:
        Refused: the kind is not one of the regime, dates do not fit, or the dossier has ended.
    """
    regime = running.rules.regime_for(dossier, today)
    known = {document.code: document.label for document in regime.documents}
    against = []
    if kind not in known:
        against.append(f"Loại tài liệu «{kind}» không có trong khung pháp lý; có: {', '.join(sorted(known))}")
    if issued_on > today:
        against.append(f"Ngày cấp {issued_on:%d/%m/%Y} ở sau hôm nay")
    if valid_until is not None and valid_until < issued_on:
        against.append("Ngày hết hiệu lực ở trước ngày cấp")
    if not number.strip() or not issuer.strip():
        against.append("Thiếu số hoặc cơ quan cấp")
    if any(document.code == kind and document.check == "gs1" for document in regime.documents):
        number, wrong = _bar_code(session, dossier, kind, number)
        against += wrong
    if dossier.state in FINAL_STATES:
        against.append(f"Hồ sơ đã kết thúc: {dossier.state.label}")
    if against:
        raise Refused(f"Chưa ghi được tài liệu của hồ sơ {dossier.code}:", against)
    stored = select(DossierDocument).where(
        DossierDocument.dossier_id == dossier.id, DossierDocument.kind == kind, DossierDocument.number == number
    )
    document = session.exec(stored).first() or DossierDocument(
        dossier_id=dossier.id or 0,
        kind=kind,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        recorded_by=actor,
        recorded_at=at,
    )
    document.issuer, document.issued_on, document.valid_until = issuer, issued_on, valid_until
    document.recorded_by, document.recorded_at = actor, at
    session.add(document)
    session.flush()
    refresh_documents(session, running, today, dossier=dossier)
    session.refresh(dossier)
    return document


def _bar_code(session: Session, dossier: Dossier, kind: str, number: str) -> tuple[str, list[str]]:
    """The digits of a bar code and what is wrong with them; two products never share one."""
    try:
        digits = gs1_number(number)
    except ValueError as wrong:
        return number, [str(wrong)]
    others = (
        select(Dossier)
        .join(DossierDocument, col(DossierDocument.dossier_id) == col(Dossier.id))
        .where(DossierDocument.kind == kind, DossierDocument.number == digits, Dossier.id != dossier.id)
    )
    product = (dossier.producer_id, dossier.search_key)
    other = next((one for one in session.exec(others) if (one.producer_id, one.search_key) != product), None)
    return digits, [f"Mã {digits} đã ghi cho sản phẩm khác: {other.code} «{other.product_name}»"] if other else []


def refresh_documents(session: Session, running: RunningCycle, today: date, *, dossier: Dossier | None = None) -> None:
    """Recompute, as sets by product group, how many mandatory documents are missing and until when all are valid.

    For those not filed yet by the rules of the day; for one dossier by the rules that it is under.
    """
    dossiers = table_of(Dossier).c
    if dossier is None:
        regime = running.rules.regime(today)
        scope = [
            dossiers.locality == running.cycle.locality,
            dossiers.state.in_([DossierState.IMPLEMENTING, DossierState.READY]),
        ]
    else:
        regime, scope = running.rules.regime_for(dossier, today), [dossiers.id == dossier.id]
    special = {number: set_code(regime.criteria or "", number) for number in regime.special_sets}
    sheet = sa.func.coalesce(dossiers.criteria_set, "")
    for group in range(1, 7):
        in_group = [*scope, dossiers.product_group == group]
        common = [document.code for document in regime.documents_for(group)]
        _count_papers(session, common, [*in_group, sheet.not_in(special.values())] if special else in_group)
        for number, code in special.items():
            owed = [document.code for document in regime.documents_for(group, number)]
            _count_papers(session, owed, [*in_group, sheet == code])
    session.expire_all()


def _count_papers(session: Session, kinds: Sequence[str], scope: Sequence[Any]) -> None:
    """How many of these kinds the dossiers lack, and until when they have all of them."""
    dossiers, documents = table_of(Dossier).c, table_of(DossierDocument).c
    own = (documents.dossier_id == dossiers.id, documents.kind.in_(kinds))
    held = sa.select(sa.func.count(documents.kind.distinct())).where(*own).correlate(table_of(Dossier))
    best = (
        sa.select(sa.func.max(sa.func.coalesce(documents.valid_until, NEVER_EXPIRES)).label("until"))
        .where(*own)
        .group_by(documents.kind)
        .correlate(table_of(Dossier))
        .subquery()
    )
    until = sa.select(sa.func.min(best.c.until)).correlate(table_of(Dossier)).scalar_subquery()
    values = {
        "documents_missing": len(kinds) - held.scalar_subquery(),
        "documents_valid_until": until if kinds else NEVER_EXPIRES,
    }
    session.execute(sa.update(table_of(Dossier)).where(*scope).values(**values))


def missing_documents(session: Session, running: RunningCycle, dossier: Dossier, today: date) -> list[str]:
    """The mandatory documents that are missing or no longer valid, by label; group unknown is said first."""
    held = session.exec(select(DossierDocument).where(DossierDocument.dossier_id == dossier.id)).all()
    return missing_of(running.rules.regime_for(dossier, today), dossier, held, today)


def missing_of(regime: Regime, dossier: Dossier, held: Sequence[DossierDocument], today: date) -> list[str]:
    """What `held` lacks under a regime for a product on the day."""
    if dossier.product_group is None:
        return ["Chưa xác định nhóm sản phẩm (1-6)"]
    until: dict[str, date] = {}
    for document in held:
        until[document.kind] = max(until.get(document.kind, date.min), document.valid_until or NEVER_EXPIRES)
    return [
        document.label
        if document.code not in until
        else f"{document.label} (hết hiệu lực {until[document.code]:%d/%m/%Y})"
        for document in regime.documents_for(dossier.product_group, regime.set_number(dossier.criteria_set))
        if until.get(document.code, date.min) < today
    ]


def documents_of(session: Session, dossier: Dossier) -> list[DossierDocument]:
    """The documents of a product, by kind and day of issue."""
    held = select(DossierDocument).where(DossierDocument.dossier_id == dossier.id)
    return list(session.exec(held.order_by(col(DossierDocument.kind), col(DossierDocument.issued_on))))
