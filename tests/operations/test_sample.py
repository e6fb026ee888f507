"""A sample country: real names of communes, everything else «mẫu», the same every time, loaded by the usual doors."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ocop_workflow.errors import Refused
from ocop_workflow.library.samples import load_provinces, load_recipe
from ocop_workflow.operations.cycle.sample import SampleLoaded, load_locality, refuse_beside_real_data
from ocop_workflow.records.dossier_tables import Dossier, DossierLog, Producer
from ocop_workflow.records.log import verify
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.rulebook.sample import Preset, apportion, sample_locality, sample_plan, shares
from ocop_workflow.vocabulary import DossierState, SampleSize
from tests.builders import AT, a_cycle, dump, rules

CONFIG = Path(__file__).parents[2] / "config"
TODAY = date(2026, 10, 1)
RECIPE = load_recipe(CONFIG)
PROVINCES = load_provinces(CONFIG)
SMALL = Preset(provinces=1, communes=3, products=12, producers=7, dossiers=60)


def load(session: Session, seed: int) -> SampleLoaded:
    (share,) = shares(SMALL, PROVINCES, seed)
    sample = sample_locality(RECIPE, share, seed, TODAY, months=36)
    return load_locality(session, sample_plan(RECIPE, share.place, 2026), sample, rules(), today=TODAY, at=AT)


class TestTheCountry:
    """Names and codes are those of 01/07/2025; sizes are what the presets say."""

    def test_it_has_34_provinces_and_3321_communes(self):
        assert len(PROVINCES) == 34
        assert sum(len(province.communes) for province in PROVINCES) == 3321

    @pytest.mark.parametrize("size", SampleSize)
    def test_every_preset_is_shared_out_to_the_last_product(self, size):
        preset = RECIPE.presets[size]
        parts = shares(preset, PROVINCES, seed=5)
        assert len(parts) == preset.provinces
        assert sum(part.products for part in parts) == preset.products
        assert sum(part.producers for part in parts) == preset.producers
        assert sum(part.dossiers for part in parts) == preset.dossiers

    def test_the_largest_remainders_get_what_rounding_leaves(self):
        assert apportion(10, [1, 1, 1]) == [4, 3, 3]

    def test_another_seed_is_another_country(self):
        assert shares(SMALL, PROVINCES, 1)[0].place != shares(SMALL, PROVINCES, 2)[0].place


class TestLoading:
    """In bulk, and still every move is logged and every state is one that the rules lead to."""

    def test_what_the_sample_asks_for_is_there_with_its_log(self, database):
        with unit_of_work(database) as session:
            done = load(session, 7)
        with reading(database) as session:
            states = Counter(session.exec(select(Dossier.state)).all())
            wanted = Counter(source.split("/")[1] for source in session.exec(select(Dossier.source)))
            logged = session.execute(sa.select(sa.func.count()).select_from(DossierLog)).scalar_one()
            assert (done.producers, done.products, done.dossiers, done.moves) == (7, 12, 60, logged)
            assert Counter({state.value: count for state, count in states.items()}) == wanted
            assert states[DossierState.RECOGNISED] == 12
            assert verify(session).faults == ()
            assert all("mẫu" in name for name in session.exec(select(Dossier.product_name)))
            assert all("mẫu" in name for name in session.exec(select(Producer.name)))

    def test_the_same_seed_gives_the_same_rows(self, sqlite_database, postgres_database):
        for url in (sqlite_database, postgres_database):
            with unit_of_work(url) as session:
                load(session, 7)
        with reading(sqlite_database) as one, reading(postgres_database) as other:
            assert dump(one) == dump(other)

    def test_a_locality_that_is_there_is_left_alone(self, sqlite_database):
        with unit_of_work(sqlite_database) as session:
            load(session, 7)
            before = dump(session)
            assert load(session, 7).moves == 0
            assert dump(session) == before

    def test_a_sample_never_stands_beside_real_data(self, sqlite_database):
        with unit_of_work(sqlite_database) as session:
            load(session, 7)
            refuse_beside_real_data(session)
            cycle = a_cycle(session).cycle
            cycle.locality = "quang-ninh.uong-bi"
            session.add(cycle)
            session.flush()
            with pytest.raises(Refused, match="chu trình thật"):
                refuse_beside_real_data(session)
