"""A sample country for benchmarks: all cycles open, and what one asks for beside them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.library.regimes import load_regimes
from ocop_workflow.library.samples import load_provinces, load_recipe
from ocop_workflow.operations.cycle.running import Rules, RunningCycle, open_cycle_codes, running
from ocop_workflow.operations.cycle.sample import load_locality
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.rulebook.sample import Preset, sample_locality, sample_plan, shares

CONFIG = Path(__file__).parents[2] / "config"
TODAY = date(2026, 7, 2)
AT = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
MONTHS = 36


def load_country(url: str, *, provinces: int = 34, dossiers: bool = True, seed: int = 7) -> Rules:
    """The national preset, or its first provinces; without `dossiers` only plans and cycles."""
    recipe, rules = load_recipe(CONFIG), the_rules()
    whole = recipe.presets["national"]
    places = load_provinces(CONFIG)[:provinces]
    part = sum(len(place.communes) for place in places) / 3321
    size = Preset(
        provinces=provinces,
        products=round(whole.products * part) if dossiers else 0,
        producers=max(provinces, round(whole.producers * part)),
        dossiers=round(whole.dossiers * part) if dossiers else 0,
    )
    for share in shares(size, places, seed):
        sample = sample_locality(recipe, share, seed, TODAY, MONTHS)
        if not dossiers:
            sample = replace(sample, recognised=(), on_their_way=())
        with unit_of_work(url) as session:
            load_locality(session, sample_plan(recipe, share.place, TODAY.year), sample, rules, today=TODAY, at=AT)
    return rules


def the_rules() -> Rules:
    """The shipped calendar and regimes."""
    return Rules(load_calendar(CONFIG / "calendar"), load_regimes(CONFIG / "regimes"))


def cycles_of(url: str, rules: Rules) -> list[RunningCycle]:
    """Every open cycle as it runs on the day."""
    with reading(url) as session:
        return [running(session, code, rules, TODAY) for code in open_cycle_codes(session)]


def count(url: str, table: str) -> int:
    """How many rows a table has."""
    with reading(url) as session:
        found: int = session.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()
        return found
