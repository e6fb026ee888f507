"""A requirement is written once and read twice: on a dossier and on the table, with the same answer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.session import engine_for
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.dossiers import requirements
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE
from ocop_workflow.rulebook.dossiers.requirements import Requirement
from tests.builders import TODAY

ALL = {name: need for name, need in vars(requirements).items() if isinstance(need, Requirement)}
FACTS = {need.fact: table_of(Dossier).c[need.fact].type for need in ALL.values()}


def values_of(kind: sa.types.TypeEngine) -> st.SearchStrategy:
    """Values of a column's type, many of them on and beside the limits that rules have; often unknown."""
    if isinstance(kind, sa.Date):
        near = st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
        return st.none() | near | st.dates()
    if isinstance(kind, sa.Boolean):
        return st.none() | st.booleans()
    if isinstance(kind, sa.Enum):
        return st.none() | st.sampled_from(kind.enum_class)
    return st.none() | st.integers(-1, 7)


A_DOSSIER = st.fixed_dictionaries({name: values_of(kind) for name, kind in FACTS.items()})
NOTHING_KNOWN = dict.fromkeys(FACTS)


class Row:
    """The facts of one dossier as attributes."""

    def __init__(self, facts):
        self.__dict__.update(facts)


@pytest.fixture
def facts_table(database):
    """A table with the dossier's own columns, without the keys that would have to exist elsewhere."""
    table = sa.Table("facts", sa.MetaData(), sa.Column("row", sa.Integer), prefixes=["TEMPORARY"])
    for name, kind in FACTS.items():
        table.append_column(sa.Column(name, kind))
    with engine_for(database).connect() as connection, connection.begin():
        table.create(connection)
        yield connection, table


class TestBothReadings:
    """A property test proves that both readings agree, whatever is known of a dossier."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(known=st.lists(A_DOSSIER, min_size=1, max_size=40), day=st.just(TODAY) | st.dates())
    @example(known=[NOTHING_KNOWN], day=TODAY)
    def test_agree_on_every_requirement_and_on_every_move(self, facts_table, known, day):
        connection, table = facts_table
        connection.execute(table.delete())
        connection.execute(table.insert(), [{"row": n, **facts} for n, facts in enumerate(known)])

        for needs in {(need,) for need in ALL.values()} | {rule.requires for rule in LIFECYCLE}:
            on_dossiers = {n for n, facts in enumerate(known) if all(need.met_by(Row(facts), day) for need in needs)}
            on_the_table = sa.select(table.c.row).where(sa.true(), *(need.holds(table.c, day) for need in needs))

            assert set(connection.execute(on_the_table).scalars()) == on_dossiers, needs
