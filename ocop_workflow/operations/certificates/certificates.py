"""The register of certificates: issued with the recognition, replaced, extended, re-issued, ended; never erased.

The register is the truth about certificates. The days that a dossier carries for the clock (`expires_on` and what
hangs on it, `replaced_on`) are written here in the same transaction, and nowhere else once a certificate is issued.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.certificates.product_codes import give_codes
from ocop_workflow.operations.cycle.clock import CLOCK_ACTOR
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision, act_of
from ocop_workflow.records.certificate_tables import Certificate, CertificateEvent, RecognitionDecision
from ocop_workflow.records.dossier_tables import Dossier, Producer, dossier_code
from ocop_workflow.records.given import given_rows
from ocop_workflow.records.sets import constant, table_of
from ocop_workflow.records.tables import Cycle
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import rows
from ocop_workflow.vocabulary import CertificateAct, DossierState, Role

BEING_REVOKED = (DossierState.REVOCATION_PROPOSED, DossierState.REVOCATION_CONCLUDED)

_dossier, _certificate, _event = table_of(Dossier), table_of(Certificate), table_of(CertificateEvent)
_these = given_rows("these", {"id": sa.Integer()})
"""The dossiers that a certificate is issued for, however many they are."""


def issue(
    session: Session, running: RunningCycle, ids: Sequence[int], decision: Decision, *, numbered: bool = True
) -> None:
    """Register the certificates of dossiers that were just recognised, as sets; earlier ones of a product are replaced.

    `numbered` gives each a number and a product code; certificates of an imported register have theirs elsewhere.

    Raises:
        Refused: a product is named twice, or its earlier certificate is being revoked; nothing is registered.
        Conflict: somebody else issues at the same moment.
    """
    session.exec(select(Cycle.id).where(Cycle.id == running.id).with_for_update()).one()  # numbers are given one by one
    decided = _decision_row(session, running, decision).id if decision.paper and numbered else None
    try:
        _replace_earlier(session, running, ids, decision)
        _insert(session, running, ids, decision, decided, numbered=numbered)
        session.flush()
    except IntegrityError:
        raise Conflict(
            "Giấy chứng nhận hoặc mã sản phẩm vừa được người khác cấp cùng lúc; chưa ghi gì, hãy làm lại."
        ) from None
    if numbered:
        year = (decision.paper.on if decision.paper else decision.today).year
        give_codes(session, running, ids, year=year, actor=decision.actor, today=decision.today)
    session.expire_all()


def _products() -> Any:
    """Each dossier of `_these` with the first dossier of its product, as a subquery of (dossier_id, product_id)."""
    start = sa.select(_dossier.c.id.label("dossier_id"), _dossier.c.id, _dossier.c.previous_id).join(
        _these, _these.c.id == _dossier.c.id
    )
    line = start.cte("line", recursive=True)
    before = _dossier.alias("before")
    line = line.union_all(
        sa.select(line.c.dossier_id, before.c.id, before.c.previous_id).where(before.c.id == line.c.previous_id)
    )
    first = sa.select(line.c.dossier_id, line.c.id.label("product_id")).where(line.c.previous_id.is_(None))
    return first.subquery("product")


def _decision_row(session: Session, running: RunningCycle, decision: Decision) -> RecognitionDecision:
    assert decision.paper is not None
    number, signed_on = decision.paper.number, decision.paper.on
    known = select(RecognitionDecision).where(
        RecognitionDecision.locality == running.cycle.locality,
        RecognitionDecision.number == number,
        RecognitionDecision.signed_on == signed_on,
    )
    row = session.exec(known).first() or RecognitionDecision(
        locality=running.cycle.locality,
        number=number,
        signed_on=signed_on,
        recorded_by=decision.actor,
        recorded_at=decision.at,
    )
    row.signer, row.signer_post = decision.signer or row.signer, decision.signer_post or row.signer_post
    session.add(row)
    session.flush()
    return row


def _replace_earlier(session: Session, running: RunningCycle, ids: Sequence[int], decision: Decision) -> None:
    """End what the product had; its dossier leaves the promotion and is asked for nothing more."""
    given = _given(ids)
    follows = sa.exists().where(_dossier.c.id == _these.c.id, _dossier.c.previous_id.is_not(None))
    has_one = sa.exists().where(_certificate.c.product_id == _these.c.id, _certificate.c.ended_on.is_(None))
    if not session.execute(sa.select(sa.or_(follows, has_one)), given).scalar_one():
        return  # all are first dossiers of their products, and none of these has a certificate
    product = _products()
    several = sa.func.count() > sa.func.count(product.c.product_id.distinct())
    if session.execute(sa.select(several).select_from(product), given).scalar_one():
        raise Refused("Một sản phẩm có hai hồ sơ trong cùng quyết định; mỗi sản phẩm chỉ có một giấy chứng nhận.")
    earlier = sa.select(_certificate.c.id, _certificate.c.dossier_id, _dossier.c.state).where(
        _certificate.c.dossier_id == _dossier.c.id,
        _certificate.c.ended_on.is_(None),
        _certificate.c.product_id.in_(sa.select(product.c.product_id)),
    )
    found = session.execute(earlier, given).all()
    if revoking := [dossier_code(row.dossier_id) for row in found if row.state in BEING_REVOKED]:
        raise Refused(
            "Chưa công nhận được: giấy chứng nhận đang có của sản phẩm đang được xem xét thu hồi.",
            [f"{code}: quyết định thu hồi hoặc không thu hồi trước" for code in revoking],
        )
    if not found:
        return
    on = decision.paper.on if decision.paper else decision.today
    end(session, running, [row.id for row in found], CertificateAct.REPLACED, on, decision)
    these = _dossier.c.id.in_([row.dossier_id for row in found])
    session.execute(_dossier.update().where(these).values(replaced_on=on))
    clock = Decision(CLOCK_ACTOR, Role.CLOCK, decision.today, decision.at, reason="đã có giấy chứng nhận mới")
    for rule in rows("supersede"):
        apply(session, rule, these, act=act_of(running, rule, clock))


def _insert(
    session: Session,
    running: RunningCycle,
    ids: Sequence[int],
    decision: Decision,
    decided: int | None,
    *,
    numbered: bool,
) -> None:
    product, producer = _products(), table_of(Producer)
    number: Any = constant(_certificate.c.number, None)
    if numbered:
        number = _numbers(session, running, decision)
    values = {
        "locality": _dossier.c.locality,
        "dossier_id": _dossier.c.id,
        "product_id": product.c.product_id,
        "decision_id": constant(_certificate.c.decision_id, decided),
        "number": number,
        "product_name": _dossier.c.product_name,
        "producer_name": producer.c.name,
        "star_rank": sa.case((_dossier.c.star_rank.between(3, 5), _dossier.c.star_rank)),
        "issued_on": _dossier.c.recognised_on,
        "valid_until": _dossier.c.expires_on,
        "validity_basis": _dossier.c.expires_basis,
    }
    new = (
        sa.select(*values.values())
        .select_from(_dossier.join(product, product.c.dossier_id == _dossier.c.id))
        .join(producer, producer.c.id == _dossier.c.producer_id, isouter=True)
    )
    session.execute(_certificate.insert().from_select(list(values), new), _given(ids))
    write_event(
        session,
        _certificate.c.dossier_id.in_(sa.select(_these.c.id)),
        CertificateAct.ISSUED,
        decision,
        on_day=sa.func.coalesce(_certificate.c.issued_on, constant(_event.c.on_day, decision.today)),
        until=_certificate.c.valid_until,
        clause=clause_of(running, "recognise" if numbered else "record_recognised", decision.today),
        given=_given(ids),
    )


def _given(ids: Sequence[int]) -> dict[str, list[dict[str, int]]]:
    return {_these.name: [{"id": dossier_id} for dossier_id in ids]}


def _numbers(session: Session, running: RunningCycle, decision: Decision) -> Any:
    """The running number of the locality in the year of the decision; a number that was given is never given again."""
    year = (decision.paper.on if decision.paper else decision.today).year
    before, _, after = running.rules.certificates().number.replace("{year}", str(year)).partition("{seq}")
    given = sa.select(sa.func.count()).where(
        _certificate.c.locality == running.cycle.locality,
        _certificate.c.number.startswith(before, autoescape=True),
        _certificate.c.number.endswith(after, autoescape=True),
    )
    known = session.execute(given).scalar_one()
    running_number = sa.func.row_number().over(order_by=_dossier.c.id) + known
    return sa.literal(before).concat(sa.cast(running_number, sa.Text)).concat(after)


def write_event(
    session: Session,
    scope: Any,
    act: CertificateAct,
    decision: Decision,
    *,
    on_day: Any,
    clause: str,
    until: Any = None,
    given: Mapping[str, Any] | None = None,
) -> None:
    """Append one event to every certificate of the scope, whose parameters are `given`."""
    last = _event.alias("last")
    seq = sa.select(sa.func.coalesce(sa.func.max(last.c.seq), 0) + 1).where(last.c.certificate_id == _certificate.c.id)
    paper = decision.paper
    values = {
        "certificate_id": _certificate.c.id,
        "seq": seq.scalar_subquery(),
        "act": constant(_event.c.act, act),
        "on_day": constant(_event.c.on_day, on_day) if isinstance(on_day, date) else on_day,
        "until": constant(_event.c.until, until) if until is None or isinstance(until, date) else until,
        "paper_no": constant(_event.c.paper_no, paper.number if paper else None),
        "paper_on": constant(_event.c.paper_on, paper.on if paper else None),
        "signer": constant(_event.c.signer, decision.signer),
        "reason": constant(_event.c.reason, decision.reason),
        "clause": constant(_event.c.clause, clause),
        "actor": constant(_event.c.actor, decision.actor),
        "at": constant(_event.c.at, decision.at),
    }
    session.execute(_event.insert().from_select(list(values), sa.select(*values.values()).where(scope)), given)


def end(
    session: Session, running: RunningCycle, ids: Sequence[int], act: CertificateAct, on: date, decision: Decision
) -> None:
    """End certificates from `on`: replaced or revoked; one that is ended already stays as it is."""
    these = sa.and_(_certificate.c.id.in_(ids), _certificate.c.ended_on.is_(None))
    clause = clause_of(running, "revoke" if act is CertificateAct.REVOKED else "recognise", decision.today)
    write_event(session, these, act, decision, on_day=on, clause=clause)
    session.execute(_certificate.update().where(these).values(ended_on=on, ended_by=act))
    session.expire_all()


def clause_of(running: RunningCycle, action: str, today: date) -> str:
    """The clause of an action as cited on the day."""
    return running.rules.regime(today).cite(rows(action)[0].clause)
