"""An installation from before the register of certificates: what was recognised gets its line, its events, its end."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from alembic import command

from ocop_workflow.operations.certificates.certificate_check import check_register
from ocop_workflow.records import schema
from ocop_workflow.records.schema import upgrade
from ocop_workflow.records.session import engine_for, reading
from tests.postgres import new_database

BEFORE = "0001"
FIRST, SECOND = date(2021, 5, 5), date(2024, 5, 5)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path) -> Iterator[str]:
    """A database of the first schema: two dossiers of one product, one revoked, one without a day, one open."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'ocop.sqlite3'}"
        yield _filled(url)
        engine_for(url).dispose()
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield _filled(url)
            engine_for(url).dispose()


def _filled(url: str) -> str:
    with engine_for(url).begin() as connection:
        command.upgrade(schema.config(connection), BEFORE)
        table = sa.Table("dossier", sa.MetaData(), autoload_with=connection)
        plain = {
            "locality": "mau.mau", "search_key": "x", "opened_in_year": 2024, "source": "mẫu", "registration": "first",
            "level": "district", "version": 1, "log_seq": 1, "log_hash": "", "state_since": date(2024, 6, 1),
        }  # fmt: skip
        rows = [
            {"id": 1, "state": "in_promotion", "recognised_on": FIRST, "expires_on": date(2024, 5, 5), "star_rank": 3},
            {"id": 2, "state": "recognised", "recognised_on": SECOND, "expires_on": date(2027, 5, 5), "star_rank": 4,
             "previous_id": 1},
            {"id": 3, "state": "revoked", "recognised_on": FIRST, "expires_on": date(2024, 5, 5), "star_rank": 3},
            {"id": 4, "state": "in_promotion"},
            {"id": 5, "state": "ready"},
        ]  # fmt: skip
        for row in rows:
            decided = {"decision_no": "9/QĐ"} if "recognised_on" in row else {}
            connection.execute(
                table.insert().values(**plain, **row, **decided, source_id=str(row["id"]), product_name=f"P{row['id']}")
            )
    return url


def test_every_recognised_product_is_in_the_register_afterwards(old):
    upgrade(old)

    with reading(old) as session:
        rows = session.execute(
            sa.text(
                "SELECT dossier_id, product_id, ended_by, valid_until, star_rank FROM certificate ORDER BY dossier_id"
            )
        ).all()
        assert [(row.dossier_id, row.product_id, row.ended_by) for row in rows] == [
            (1, 1, "replaced"), (2, 1, None), (3, 3, "revoked"), (4, 4, None),
        ]  # fmt: skip
        assert session.execute(sa.text("SELECT count(*) FROM recognition_decision")).scalar_one() == 2
        acts = session.execute(
            sa.text(
                "SELECT act FROM certificate_event JOIN certificate ON id = certificate_id ORDER BY dossier_id, seq"
            )
        ).all()
        assert [act.act for act in acts] == ["issued", "replaced", "issued", "issued", "revoked", "issued"]
        replaced = session.execute(sa.text("SELECT id FROM dossier WHERE replaced_on IS NOT NULL")).scalars().all()
        assert replaced == [1]
        assert [fault.dossier for fault in check_register(session)] == ["HS-000001"]  # until the clock supersedes it
