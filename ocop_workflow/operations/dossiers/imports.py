"""A register of products becomes producers and dossiers: all rows or none, and the same register twice is once."""

from collections.abc import Iterable, Mapping, Sequence
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
from ocop_workflow.operations.dossiers.register_facts import NewRow, dossier_facts, recognition_facts, validity_of
from ocop_workflow.operations.units.communes import communes_of, named
from ocop_workflow.records.dossier_tables import Dossier, Producer
from ocop_workflow.records.given import insert_given
from ocop_workflow.rulebook.registers import RegisterRow
from ocop_workflow.rulebook.text import fold
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
    new: dict[str, NewRow] = {}
    producer_keys = {name: fold(name) for name in {row.producer_name for row in rows}}
    for row in rows:
        product_key, producer_key = fold(row.product_name), producer_keys[row.producer_name]
        source_id = row.source_id or f"{product_key}|{producer_key}"
        if source_id not in known:
            new.setdefault(source_id, NewRow(row, source_id, product_key, producer_key))
    producers, added = _producers(session, running, new.values(), communes)
    validity = validity_of(running, today)
    recognised, identified = [], []
    for one in new.values():
        made = dossier_facts(one, producers[one.producer_key], communes)
        if one.is_recognised:
            recognised.append(made | recognition_facts(one.row, validity))
        else:
            identified.append(made)
    alike = {
        "locality": running.cycle.locality,
        "opened_in_year": running.plan.year,
        "source": source,
        "level": Level.DISTRICT,
    }
    reason = f"nhập từ danh sách {source}"
    standing = Decision(actor, Role.STANDING_UNIT, today, at, reason)
    if recognised:
        begun = begin_rows(session, running, recognised, "record_recognised", standing, alike=alike)
        issue(session, running, begun, standing, numbered=False)
    if identified:
        commune = Decision(actor, Role.COMMUNE, today, at, reason)
        begin_rows(session, running, identified, "identify", commune, alike=alike)
    return Imported(len(recognised), len(identified), len(rows) - len(new), added)


def _communes(session: Session, running: RunningCycle, rows: Sequence[RegisterRow], file: str) -> dict[str, int | None]:
    """The ids of the communes that rows name, by that name."""
    here = communes_of(session, running.cycle.locality)
    written = {row.commune for row in rows if row.commune is not None}
    found = {name: unit.id for name in written if (unit := named(here, name)) is not None}
    mistakes = [
        Mistake(
            file,
            f"không có xã, phường này trong {running.cycle.locality_name}",
            line=row.place.row,
            sheet=row.place.sheet,
            column="Xã/phường",
            value=row.commune,
            allowed="tên xã, phường như trong «ocop plan show»",
        )
        for row in rows
        if row.commune is not None and row.commune not in found
    ]
    if mistakes:
        raise BadInput(f"Danh sách sản phẩm {file}", mistakes)
    return found


_OF_PRODUCER = ("representative", "phone", "tax_code", "address")


def _producers(
    session: Session, running: RunningCycle, rows: Iterable[NewRow], communes: Mapping[str, int | None]
) -> tuple[dict[str, int], int]:
    """The producers of the rows by folded name, and how many of them are new; what is known stays, gaps are filled.

    Other spellings stay apart until a person says that they are one.
    """
    here = select(Producer).where(Producer.locality == running.cycle.locality)
    stored = {producer.search_key: producer for producer in session.exec(here)}
    new: dict[str, dict[str, Any]] = {}
    for one in rows:
        row, key = one.row, one.producer_key
        said = {"type": row.producer_type, "commune_id": communes.get(row.commune or "")}
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
        added = [{**row, "search_key": key} for key, row in new.items()]
        insert_given(session, Producer, added, {"locality": running.cycle.locality})
    ids = sa.select(col(Producer.search_key), col(Producer.id)).where(col(Producer.locality) == running.cycle.locality)
    return {key: number for key, number in session.execute(ids)}, len(new)
