"""Numbers that people call a row by are not given twice, also where a restore has lost the rows that bore them."""

import sqlalchemy as sa

from ocop_workflow.records import numbers
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.schema import METADATA
from ocop_workflow.records.session import engine_for, unit_of_work
from ocop_workflow.vocabulary import DossierState
from tests.builders import a_cycle, a_dossier


def test_a_gap_is_left_for_what_may_be_on_paper(database: str):
    with unit_of_work(database) as session:
        cycle = a_cycle(session)
        known = a_dossier(session, cycle, DossierState.GUIDED).id
        assert numbers.last(session, Dossier) == known
        for _ in range(2):
            numbers.leave_out(session, Dossier, 500)
        first, second = (a_dossier(session, cycle, DossierState.GUIDED).id for _ in range(2))
    assert known is not None
    assert (first, second) == (known + 501, known + 502)


def test_a_gap_is_left_in_an_empty_table(database: str):
    with unit_of_work(database) as session:
        numbers.leave_out(session, Dossier, 500)
        assert a_dossier(session, a_cycle(session), DossierState.GUIDED).id == 501


def test_no_migration_took_away_what_the_gap_rests_on(sqlite_database: str):
    """A migration that rebuilds such a table must say `table_kwargs={"sqlite_autoincrement": True}` again."""
    kept = [name for name, table in METADATA.tables.items() if table.dialect_options["sqlite"]["autoincrement"]]
    with engine_for(sqlite_database).connect() as connection:
        made = sa.text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
        assert sorted(connection.execute(made).scalars()) == sorted(kept) == ["consolidation", "dossier", "notice"]
