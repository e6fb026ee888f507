"""A register of products becomes producers and dossiers: all rows or none, and the same register twice is once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.operations.certificates.certificates import issue
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import begin_rows
from ocop_workflow.operations.dossiers.move_facts import renewal_window
from ocop_workflow.operations.units.communes import commune_by_name
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.evaluation.regime import add_months
from ocop_workflow.rulebook.registers import RegisterRow, RegisterStatus
from ocop_workflow.rulebook.text import fold, vn_date
from ocop_workflow.vocabulary import Level, Role


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
    new: dict[str, RegisterRow] = {}
    for row in rows:
        source_id = row.source_id or f"{fold(row.product_name)}|{fold(row.producer_name)}"
        if source_id not in known:
            new.setdefault(source_id, row)
    producers, added = _producers(session, running, list(new.values()), communes)
    recognised, identified = [], []
    for source_id, row in new.items():
        is_recognised = row.status is RegisterStatus.RECOGNISED or (
            row.status is None and (row.recognised_on is not None or row.decision_no is not None)
        )
        made = _dossier(running, row, producers[fold(row.producer_name)], communes.get(row.commune or ""))
        made |= {"source": source, "source_id": source_id}
        if is_recognised:
            recognised.append(made | _certificate(running, row, today))
        else:
            identified.append(made)
    reason = f"nhập từ danh sách {source}"
    standing = Decision(actor, Role.STANDING_UNIT, today, at, reason)
    if recognised:
        begun = begin_rows(session, running, recognised, "record_recognised", standing)
        issue(session, running, begun, standing, numbered=False)
    if identified:
        begin_rows(session, running, identified, "identify", Decision(actor, Role.COMMUNE, today, at, reason))
    return Imported(len(recognised), len(identified), len(rows) - len(new), added)


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


_OF_PRODUCER = ("representative", "phone", "tax_code", "address")


def _producers(
    session: Session, running: RunningCycle, rows: Sequence[RegisterRow], communes: Mapping[str, Unit]
) -> tuple[dict[str, int], int]:
    """The producers of the rows by folded name, and how many of them are new; what is known stays, gaps are filled.

    Other spellings stay apart until a person says that they are one.
    """
    here = select(Producer).where(Producer.locality == running.cycle.locality)
    stored = {producer.search_key: producer for producer in session.exec(here)}
    new: dict[str, dict[str, Any]] = {}
    for row in rows:
        key, commune = fold(row.producer_name), communes.get(row.commune or "")
        said = {"type": row.producer_type, "commune_id": commune.id if commune else None}
        said |= {name: getattr(row, name) for name in _OF_PRODUCER}
        if (known := stored.get(key)) is not None:
            for name, value in said.items():
                if value and not getattr(known, name):
                    setattr(known, name, value)
        else:
            first = new.setdefault(key, {"name": row.producer_name, **dict.fromkeys(said)})
            first |= {name: value for name, value in said.items() if value and not first[name]}
    session.flush()
    if new:
        fixed = {"locality": running.cycle.locality}
        session.execute(sa.insert(Producer), [{**row, **fixed, "search_key": key} for key, row in new.items()])
    ids = sa.select(col(Producer.search_key), col(Producer.id)).where(col(Producer.locality) == running.cycle.locality)
    return {key: number for key, number in session.execute(ids)}, len(new)


def _dossier(running: RunningCycle, row: RegisterRow, producer_id: int, commune: Unit | None) -> dict[str, Any]:
    said = [row.status.label] if row.status else []
    said += [f"{row.stars} sao"] if row.stars else []
    said += [f"năm {row.year}"] if row.year else []
    return {
        "locality": running.cycle.locality,
        "product_name": row.product_name,
        "search_key": fold(row.product_name),
        "producer_id": producer_id,
        "commune_id": commune.id if commune else None,
        "product_group": row.product_group,
        "opened_in_year": running.plan.year,
        "note": "; ".join([f"nguồn ghi: {', '.join(said)}" if said else "", row.note or ""]).strip("; ") or None,
        "level": Level.DISTRICT,
    }


def _certificate(running: RunningCycle, row: RegisterRow, today: date) -> dict[str, Any]:
    """The last day of an earlier certificate and where it comes from; its latest day where only the year is known."""
    regime = running.rules.regime(today)
    months = regime.certificate_months.value
    expires_on, basis = row.expires_on, "theo danh sách nhập" if row.expires_on else None
    if expires_on is None and row.recognised_on:
        expires_on = add_months(row.recognised_on, months)
        basis = f"{months} tháng từ ngày công nhận {vn_date(row.recognised_on)} ({regime.number})"
    elif expires_on is None and row.year:
        expires_on = add_months(date(row.year, 12, 31), months)
        basis = f"muộn nhất: {months} tháng từ hết năm {row.year}; danh sách không ghi ngày công nhận"
    window = renewal_window(regime, expires_on) if expires_on else {}
    return {
        "star_rank": row.stars,
        "score": row.score,
        "decision_no": row.decision_no,
        "recognised_on": row.recognised_on,
        "expires_on": expires_on,
        "expires_basis": basis,
        "renewal_opens_on": window.get("renewal_opens_on"),
        "renewal_closes_on": window.get("renewal_closes_on"),
    }
