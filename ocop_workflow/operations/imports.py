"""A register of products becomes producers and dossiers: all rows or none, and the same register twice is once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.operations.certificates import issue
from ocop_workflow.operations.communes import commune_by_name
from ocop_workflow.operations.decision import Decision
from ocop_workflow.operations.dossiers import begin
from ocop_workflow.operations.move_facts import renewal_window
from ocop_workflow.operations.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.regime import add_months
from ocop_workflow.rulebook.registers import RegisterRow, RegisterStatus
from ocop_workflow.rulebook.text import fold, vn_date
from ocop_workflow.vocabulary import Role


@dataclass(frozen=True)
class Imported:
    """What an import did: rows that became dossiers, and rows that were there already."""

    recognised: int
    identified: int
    known: int
    producers: int


def import_register(
    session: Session,
    running: RunningCycle,
    rows: Sequence[RegisterRow],
    *,
    file: str,
    source: str,
    actor: str,
    today: date,
    at: datetime,
) -> Imported:
    """Store every row that is not stored yet; `source` names the register, so that sending it again adds nothing.

    A recognised product begins as recognised. What was only registered or assessed begins as an identified product,
    with what the register says kept in its note: no recognition is concluded from it.

    Raises:
        BadInput: a commune is not one of the locality; nothing is stored.
    """
    communes = _communes(session, running, rows, file)
    known = set(
        session.exec(
            select(Dossier.source_id).where(Dossier.locality == running.cycle.locality, Dossier.source == source)
        )
    )
    producers = {
        producer.search_key: producer
        for producer in session.exec(select(Producer).where(Producer.locality == running.cycle.locality))
    }
    before = len(producers)
    recognised: list[Dossier] = []
    identified: list[Dossier] = []
    for row in rows:
        source_id = row.source_id or f"{fold(row.product_name)}|{fold(row.producer_name)}"
        if source_id in known:
            continue
        known.add(source_id)
        producer = _producer(session, running, producers, row, communes.get(row.commune or ""))
        dossier = _dossier(running, row, producer, communes.get(row.commune or ""), source, source_id)
        is_recognised = row.status is RegisterStatus.RECOGNISED or (
            row.status is None and (row.recognised_on is not None or row.decision_no is not None)
        )
        if is_recognised:
            _certificate(running, dossier, row, today)
        (recognised if is_recognised else identified).append(dossier)
    reason = f"nhập từ danh sách {source}"
    standing = Decision(actor, Role.STANDING_UNIT, today, at, reason)
    commune = Decision(actor, Role.COMMUNE, today, at, reason)
    if recognised:
        issue(
            session,
            running,
            begin(session, running, recognised, "record_recognised", standing),
            standing,
            numbered=False,
        )
    if identified:
        begin(session, running, identified, "identify", commune)
    new = len(recognised) + len(identified)
    return Imported(len(recognised), len(identified), len(rows) - new, len(producers) - before)


def _communes(session: Session, running: RunningCycle, rows: Sequence[RegisterRow], file: str) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    mistakes = []
    for row in rows:
        if row.commune is None or row.commune in found:
            continue
        unit = commune_by_name(session, running.cycle.locality, row.commune)
        if unit is None:
            mistakes.append(
                Mistake(
                    file,
                    f"không có xã, phường này trong {running.cycle.locality_name}",
                    line=row.place.row,
                    sheet=row.place.sheet,
                    column="Xã/phường",
                    value=row.commune,
                    allowed="tên xã, phường như trong «ocop plan show»",
                )
            )
        else:
            found[row.commune] = unit
    if mistakes:
        raise BadInput(f"Danh sách sản phẩm {file}", mistakes)
    return found


def _producer(
    session: Session, running: RunningCycle, producers: dict[str, Producer], row: RegisterRow, commune: Unit | None
) -> Producer:
    """The producer of that very name; other spellings stay apart until a person says that they are one."""
    key = fold(row.producer_name)
    producer = producers.get(key)
    if producer is None:
        producer = Producer(locality=running.cycle.locality, name=row.producer_name, search_key=key)
        producers[key] = producer
    producer.type = producer.type or row.producer_type
    producer.commune_id = producer.commune_id or (commune.id if commune else None)
    producer.representative = producer.representative or row.representative
    producer.phone = producer.phone or row.phone
    producer.tax_code = producer.tax_code or row.tax_code
    producer.address = producer.address or row.address
    session.add(producer)
    session.flush()
    return producer


def _dossier(
    running: RunningCycle, row: RegisterRow, producer: Producer, commune: Unit | None, source: str, source_id: str
) -> Dossier:
    said = [row.status.label] if row.status else []
    said += [f"{row.stars} sao"] if row.stars else []
    said += [f"năm {row.year}"] if row.year else []
    return Dossier.model_validate(
        {
            "locality": running.cycle.locality,
            "product_name": row.product_name,
            "search_key": fold(row.product_name),
            "producer_id": producer.id,
            "commune_id": commune.id if commune else None,
            "product_group": row.product_group,
            "opened_in_year": running.plan.year,
            "source": source,
            "source_id": source_id,
            "note": "; ".join([f"nguồn ghi: {', '.join(said)}" if said else "", row.note or ""]).strip("; ") or None,
            "state": "identified",
            "state_since": running.cycle.starts_on,
        }
    )


def _certificate(running: RunningCycle, dossier: Dossier, row: RegisterRow, today: date) -> None:
    """The last day of an earlier certificate and where it comes from; its latest day where only the year is known."""
    regime = running.rules.regime(today)
    months = regime.certificate_months.value
    dossier.star_rank, dossier.score = row.stars, row.score
    dossier.decision_no, dossier.recognised_on = row.decision_no, row.recognised_on
    if row.expires_on:
        dossier.expires_on, dossier.expires_basis = row.expires_on, "theo danh sách nhập"
    elif row.recognised_on:
        dossier.expires_on = add_months(row.recognised_on, months)
        dossier.expires_basis = f"{months} tháng từ ngày công nhận {vn_date(row.recognised_on)} ({regime.number})"
    elif row.year:
        dossier.expires_on = add_months(date(row.year, 12, 31), months)
        dossier.expires_basis = f"muộn nhất: {months} tháng từ hết năm {row.year}; danh sách không ghi ngày công nhận"
    if dossier.expires_on:
        window = renewal_window(regime, dossier.expires_on)
        dossier.renewal_opens_on, dossier.renewal_closes_on = window["renewal_opens_on"], window["renewal_closes_on"]
