"""A sample country: real names and codes of provinces and communes, everything else made up and marked «mẫu».

The same seed gives the same country, on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from pydantic import Field

from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_document import Shape, Text
from ocop_workflow.vocabulary import DossierState, ProducerType, SampleSize


@dataclass(frozen=True)
class Place:
    """A commune of the list of 01/07/2025, or a province with its communes."""

    code: str
    name: str
    communes: tuple["Place", ...] = ()


class Preset(Shape):
    """How much a sample holds; without `communes` every commune of the provinces chosen."""

    provinces: int = Field(ge=1)
    communes: int | None = Field(default=None, ge=1)
    products: int = Field(ge=0)
    producers: int = Field(ge=1)
    dossiers: int = Field(ge=0)


class Recipe(Shape):
    """What config/samples/country.yaml says: sizes, shares in per cent, and the plan that every sample province has."""

    notice: Text
    presets: dict[SampleSize, Preset]
    stars: dict[int, int]
    producer_types: dict[ProducerType, int]
    product_groups: dict[int, int]
    dossier_states: dict[DossierState, int]
    days_before: tuple[int, ...] = Field(min_length=1)
    plan: dict[str, Any]


@dataclass(frozen=True)
class Share:
    """What of a preset falls to one province."""

    place: Place
    products: int
    producers: int
    dossiers: int


def shares(preset: Preset, provinces: tuple[Place, ...], seed: int) -> tuple[Share, ...]:
    """The provinces of a sample, each with its part of the whole by number of communes; nothing is lost to rounding.

    With fewer provinces than there are, the seed chooses among those that have enough communes.
    """
    chosen = list(provinces)
    if preset.provinces < len(provinces):
        large_enough = [place for place in provinces if len(place.communes) >= (preset.communes or 1)]
        chosen = Random(seed).sample(large_enough, preset.provinces)  # noqa: S311 (a sample is no secret)
    cut = [Place(place.code, place.name, place.communes[: preset.communes]) for place in chosen]
    weights = [len(place.communes) for place in cut]
    parts = (apportion(total, weights) for total in (preset.products, preset.producers, preset.dossiers))
    return tuple(Share(place, *part) for place, *part in zip(cut, *parts, strict=True))


def apportion(total: int, weights: list[int]) -> list[int]:
    """`total` in whole parts by weight (largest remainders)."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def sample_plan(recipe: Recipe, place: Place, year: int) -> Plan:
    """The plan of a sample province: its own communes, the words of the recipe."""
    words = recipe.plan
    setting = {"not_in_plan": True, "why": recipe.notice}
    communes = [
        {"code": f"xa-{commune.code}", "name": f"UBND {commune.name}", "kind": "commune", "list_code": commune.code}
        for commune in place.communes
    ]
    group = {"code": "cac-xa", "printed_as": ["UBND cấp xã (mẫu)"], "units": [unit["code"] for unit in communes]}
    return Plan.model_validate(
        {
            "code": f"mau.p{place.code}.{year}",
            "locality": f"mau.p{place.code}",
            "locality_name": f"{place.name} (mẫu)",
            "level": "province",
            "year": year,
            "source": f"mau.p{place.code}.{year}.txt",
            "document": words["document"],
            "in_force": {**setting, "from": f"{year}-01-01", "to": f"{year}-12-31"},
            "units": [*words["units"], *communes],
            "groups": [{**group, "why": recipe.notice}],
            "roles": {**setting, **words["roles"]},
            "duties": words["duties"],
            "reports": words["reports"],
            "windows": {**setting, "steps": words["windows"]},
            "due_days": {**setting, "roll": words["roll"]},
            "ladder": setting,
            "terms": {**setting, **words["terms"]},
            "contact": setting,
        }
    )


@dataclass(frozen=True)
class SampleProducer:
    """A made-up producer of a commune (by its place in the province's list)."""

    name: str
    type: ProducerType
    commune: int


@dataclass(frozen=True)
class SampleProduct:
    """A made-up product: recognised on a day with so many stars, or a dossier on its way to `state`."""

    name: str
    producer: int
    group: int
    stars: int | None = None
    recognised_on: date | None = None
    state: DossierState | None = None
    days_before: int = 0


@dataclass(frozen=True)
class SampleLocality:
    """What one province of the sample holds."""

    producers: tuple[SampleProducer, ...]
    recognised: tuple[SampleProduct, ...]
    on_their_way: tuple[SampleProduct, ...]


_PRODUCTS = (
    "Trà",
    "Mật ong",
    "Gạo",
    "Miến dong",
    "Cà phê",
    "Nước mắm",
    "Chả cá",
    "Rượu",
    "Gốm",
    "Nón lá",
    "Tinh dầu",
    "Thịt gác bếp",
)


def sample_locality(recipe: Recipe, share: Share, seed: int, today: date, months: int) -> SampleLocality:
    """Producers, recognised products and dossiers of one province; certificates of the last `months` before `today`."""
    chance = Random(f"{seed}/{share.place.code}")  # noqa: S311 (a sample is no secret)
    communes = len(share.place.communes)

    def product(number: int, kind: str, **facts: Any) -> SampleProduct:
        name = f"{chance.choice(_PRODUCTS)} mẫu {kind}{number:05d}"
        group = _drawn(chance, recipe.product_groups)
        return SampleProduct(name, chance.randrange(share.producers), group, **facts)

    producers = tuple(
        SampleProducer(
            f"Chủ thể mẫu {number + 1:05d} {share.place.name}",
            _drawn(chance, recipe.producer_types),
            number % communes,
        )
        for number in range(share.producers)
    )
    reach = months * 30
    recognised = tuple(
        product(
            number,
            "A",
            stars=_drawn(chance, recipe.stars),
            recognised_on=today - timedelta(days=chance.randrange(20, reach)),
        )
        for number in range(share.products)
    )
    on_their_way = tuple(
        product(
            number,
            "B",
            state=_drawn(chance, recipe.dossier_states),
            days_before=recipe.days_before[number % len(recipe.days_before)],
        )
        for number in range(share.dossiers)
    )
    return SampleLocality(producers, recognised, on_their_way)


def _drawn(chance: Random, weights: Mapping[Any, int]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]
