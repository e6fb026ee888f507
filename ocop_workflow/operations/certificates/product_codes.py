"""The code of a product, (T)-(X)-(STT)-20YY: province, commune, running number of the commune, year of evaluation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.certificate_tables import ProductCode
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import constant, table_of
from ocop_workflow.records.tables import Unit

_AT_ONCE = 500


def give_codes(
    session: Session, running: RunningCycle, ids: Sequence[int], *, year: int, actor: str, today: date
) -> int:
    """Give a code to each dossier that has none; return how many got one.

    `year` is the year of the evaluation. The running number of a commune in a year only rises, so a code is never given
    twice, also after a revocation. A dossier whose commune or province has no code waits (`without_code`).
    """
    province = running.rules.certificates().province_code(running.cycle.locality, today)
    if province is None:
        return 0
    return sum(
        _give(session, province, ids[start : start + _AT_ONCE], year, actor, today)
        for start in range(0, len(ids), _AT_ONCE)
    )


def _give(session: Session, province: str, ids: Sequence[int], year: int, actor: str, today: date) -> int:
    codes, dossiers, units = table_of(ProductCode), table_of(Dossier).c, table_of(Unit).c
    earlier = codes.alias("earlier")
    last = sa.select(sa.func.coalesce(sa.func.max(earlier.c.seq), 0)).where(
        earlier.c.province_code == province, earlier.c.commune_code == units.list_code, earlier.c.year == year
    )
    rank = sa.func.row_number().over(partition_by=units.list_code, order_by=dossiers.id)
    seq: Any = last.scalar_subquery() + rank
    code = sa.literal(f"{province}-").concat(units.list_code).concat("-").concat(sa.cast(seq, sa.Text))
    values = {
        "dossier_id": dossiers.id,
        "province_code": constant(codes.c.province_code, province),
        "commune_code": units.list_code,
        "year": constant(codes.c.year, year),
        "seq": seq,
        "code": code.concat(f"-{year}"),
        "given_on": constant(codes.c.given_on, today),
        "actor": constant(codes.c.actor, actor),
    }
    held = sa.exists().where(earlier.c.dossier_id == dossiers.id)
    new = (
        sa.select(*values.values())
        .join_from(table_of(Dossier), table_of(Unit), units.id == dossiers.commune_id)
        .where(dossiers.id.in_(ids), units.list_code.is_not(None), ~held)
    )
    return len(session.execute(codes.insert().from_select(list(values), new).returning(codes.c.dossier_id)).all())


def without_code(session: Session, ids: Sequence[int]) -> list[int]:
    """The dossiers of `ids` that have no code yet."""
    dossiers, codes = table_of(Dossier).c, table_of(ProductCode).c
    held = sa.exists().where(codes.dossier_id == dossiers.id)
    return list(session.execute(sa.select(dossiers.id).where(dossiers.id.in_(ids), ~held)).scalars())
