"""Reads what a sample country is made of: config/samples/country.yaml and the list of communes in config/units/."""

import csv
from pathlib import Path

from ocop_workflow.errors import NotReady
from ocop_workflow.library.yaml_files import load_yaml, read_text
from ocop_workflow.rulebook.sample import Place, Recipe

COMMUNES = "communes-2025-07-01.csv"


def load_recipe(config_dir: Path) -> Recipe:
    """The recipe of the sample country; raises BadInput with lines or NotReady."""
    return load_yaml(config_dir / "samples" / "country.yaml", Recipe)


def load_provinces(config_dir: Path) -> tuple[Place, ...]:
    """The provinces with their communes as of 01/07/2025, by code; raises NotReady without the list."""
    path = config_dir / "units" / COMMUNES
    names: dict[str, str] = {}
    communes: dict[str, list[Place]] = {}
    for row in csv.DictReader(read_text(path).splitlines()):
        names[row["province_code"]] = row["province"]
        communes.setdefault(row["province_code"], []).append(Place(row["code"], row["name"]))
    if not names:
        raise NotReady(f"Danh mục xã, phường {path} trống. Lấy lại tệp từ bản cài đặt.")
    return tuple(Place(code, names[code], tuple(communes[code])) for code in sorted(names))
