"""A dossier opened by a person: a product that a commune identified, or an earlier one invited again; and its facts."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.documents import refresh_documents
from ocop_workflow.operations.dossiers.dossiers import begin
from ocop_workflow.operations.units.communes import commune_by_name
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES
from ocop_workflow.rulebook.text import fold, nfc
from ocop_workflow.vocabulary import CycleState, DossierState, ProducerType, Registration, Role

_AGAIN = {
    DossierState.RECOGNISED: Registration.UPGRADE,
    DossierState.IN_PROMOTION: Registration.UPGRADE,
    DossierState.RENEWAL_DUE: Registration.RE_EVALUATION,
    DossierState.EXPIRED: Registration.RE_EVALUATION,
}
"""What an earlier product can be invited for, by where it stands."""


@dataclass(frozen=True)
class Facts:
    """What a person says of a product; None leaves a fact as it is (unknown, or as in the earlier dossier)."""

    product: str | None = None
    producer: str | None = None
    producer_type: ProducerType | None = None
    commune: str | None = None
    product_group: int | None = None
    criteria_set: str | None = None
    """The score sheet: «QD26_2026.05», or its number alone under the rules that the dossier is under."""


def add_dossier(
    session: Session,
    running: RunningCycle,
    facts: Facts,
    *,
    previous: Dossier | None = None,
    source: str,
    actor: str,
    today: date,
    at: datetime,
) -> Dossier:
    """Open the dossier of a new product, or of an earlier one invited again; the earlier dossier stays as it is.

    Raises:
        Refused: a fact is missing or wrong, the product has an open dossier, or the cycle is closed.
        NotFound: the commune is not one of the locality.
    """
    if running.cycle.state is CycleState.CLOSED:
        raise Refused(f"Chu trình «{running.cycle.code}» đã đóng; không nhận thêm hồ sơ.")
    dossier = Dossier.model_validate(
        {
            "locality": running.cycle.locality,
            "product_name": previous.product_name if previous else "",
            "search_key": "",
            "opened_in_year": running.plan.year,
            "source": source,
            "source_id": "",
            "state": DossierState.IDENTIFIED,
            "state_since": today,
            "level": running.rules.regime(today).receives,
        }
    )
    against = []
    if previous is not None:
        dossier.producer_id, dossier.commune_id = previous.producer_id, previous.commune_id
        dossier.product_group, dossier.previous_id = previous.product_group, previous.id
        if running.rules.regime(today).set_number(previous.criteria_set) is not None:
            dossier.criteria_set = previous.criteria_set
        dossier.registration = _AGAIN.get(previous.state, Registration.FIRST)
        if previous.locality != running.cycle.locality:
            against.append(f"Hồ sơ {previous.code} không thuộc {running.cycle.locality_name}")
        elif previous.state not in _AGAIN:
            against.append(f"Hồ sơ {previous.code} «{previous.state.label}»; chỉ mời lại sản phẩm đã được công nhận")
    against += _put(session, running, dossier, facts, today)
    if dossier.commune_id is None:
        against.append("Thiếu xã, phường của sản phẩm")
    same = _same(session, dossier, previous)
    against += [
        f"Sản phẩm này của chủ thể này đã có hồ sơ {other.code} «{other.state.label}»"
        for other in same
        if other.state not in FINAL_STATES
    ]
    if against:
        raise Refused("Chưa lập được hồ sơ:", against)
    origin = previous.code if previous else fold(dossier.product_name)
    dossier.source_id = f"{dossier.opened_in_year}|{origin}|{dossier.producer_id or ''}|{len(same)}"
    role, action = (Role.STANDING_UNIT, "invite_again") if previous else (Role.COMMUNE, "identify")
    reason = f"{dossier.registration.label}, tiếp hồ sơ {previous.code}" if previous else ""
    try:
        begin(session, running, [dossier], action, Decision(actor, role, today, at, reason))
    except IntegrityError:
        raise Conflict(
            f"Hồ sơ của «{dossier.product_name}» vừa được người khác lập; xem «ocop dossier list»."
        ) from None
    session.refresh(dossier)
    return dossier


def amend_dossier(
    session: Session, running: RunningCycle, dossier: Dossier, facts: Facts, *, actor: str, today: date, at: datetime
) -> Dossier:
    """Fill in or correct what is known of a product while its dossier is open; noted in the log of acts.

    Raises:
        Refused: nothing is said, a value is wrong, or the dossier has ended. NotFound: no such commune.
    """
    session.refresh(dossier, with_for_update=True)  # two corrections at once wait for each other
    against = [f"Hồ sơ đã kết thúc: {dossier.state.label}"] if dossier.state in FINAL_STATES else []
    if facts == Facts():
        against.append("Chưa ghi điều cần bổ sung (tên sản phẩm, chủ thể, xã, phường, nhóm hoặc bộ tiêu chí)")
    against += _put(session, running, dossier, facts, today)
    if against:
        raise Refused(f"Chưa sửa được hồ sơ {dossier.code}:", against)
    dossier.version += 1
    session.add(dossier)
    session.flush()
    said = {name: value for name, value in vars(facts).items() if value is not None}
    detail = "; ".join(f"{name}: {value}" for name, value in said.items())
    note_act(session, actor, "amend_dossier", "dossier", dossier.id or 0, detail, today, at)
    refresh_documents(session, running, today, dossier=dossier)
    session.refresh(dossier)
    return dossier


def _put(session: Session, running: RunningCycle, dossier: Dossier, facts: Facts, today: date) -> list[str]:
    """Take over the facts; return what is wrong with them."""
    against = []
    if facts.product is not None:
        dossier.product_name = nfc(facts.product)
    dossier.search_key = fold(dossier.product_name)
    if not dossier.search_key:
        against.append("Thiếu tên sản phẩm")
    if facts.product_group is not None:
        if not 1 <= facts.product_group <= 6:
            against.append(f"Nhóm sản phẩm {facts.product_group} không có; nhóm từ 1 đến 6")
        else:
            dossier.product_group = facts.product_group
    if facts.criteria_set is not None:
        against += _put_criteria(running, dossier, facts, today)
    elif facts.product_group is not None and dossier.criteria_set:
        dossier.criteria_set = None  # the sheet of another group no longer fits; it is chosen anew
    commune = None
    if facts.commune is not None:
        commune = commune_by_name(session, running.cycle.locality, facts.commune)
        if commune is None:
            hint = f"Xem tên và mã đơn vị: «ocop plan show {running.plan.code}»."
            raise NotFound(f"xã, phường của {running.cycle.locality_name}", facts.commune, hint)
        dossier.commune_id = commune.id
    if facts.producer is not None and fold(facts.producer):
        dossier.producer_id = _producer(session, running, facts, commune).id
    elif facts.producer is not None:
        against.append("Tên chủ thể để trống")
    elif facts.producer_type is not None:
        against.append("Loại chủ thể đi cùng tên chủ thể")
    return against


def _put_criteria(running: RunningCycle, dossier: Dossier, facts: Facts, today: date) -> list[str]:
    """Choose the score sheet and with it the product group; return what stands against it."""
    written = (facts.criteria_set or "").strip()
    regime = running.rules.regime_for(dossier, today)
    if regime.criteria is None:
        return [f"{regime.number}: không có bộ tiêu chí nào trong nguồn"]
    code = written if "." in written else f"{regime.criteria}.{written}"
    criteria = running.rules.criteria_set(code)
    if criteria.regime != regime.criteria:
        return [f"Bộ {criteria.code} không thuộc {regime.number}; hồ sơ này theo các bộ {regime.criteria}"]
    if facts.product_group is not None and facts.product_group != criteria.group:
        return [f"Bộ {criteria.code} «{criteria.name}» thuộc nhóm {criteria.group}, không phải {facts.product_group}"]
    dossier.criteria_set, dossier.product_group = criteria.code, criteria.group
    return []


def _producer(session: Session, running: RunningCycle, facts: Facts, commune: Unit | None) -> Producer:
    """The producer of that very name, known or new."""
    name = nfc(facts.producer or "")
    stored = select(Producer).where(Producer.locality == running.cycle.locality, Producer.search_key == fold(name))
    producer = session.exec(stored).first() or Producer(
        locality=running.cycle.locality, name=name, search_key=fold(name)
    )
    producer.type = facts.producer_type or producer.type
    producer.commune_id = producer.commune_id or (commune.id if commune else None)
    session.add(producer)
    session.flush()
    return producer


def _same(session: Session, dossier: Dossier, previous: Dossier | None) -> list[Dossier]:
    """The other dossiers of this product and producer, and those that already follow the one invited again."""
    product = (col(Dossier.search_key) == dossier.search_key) & (col(Dossier.producer_id) == dossier.producer_id)
    follows = col(Dossier.previous_id) == previous.id if previous else sa.false()
    others = select(Dossier).where(Dossier.locality == dossier.locality, product | follows)
    return [other for other in session.exec(others) if previous is None or other.id != previous.id]
