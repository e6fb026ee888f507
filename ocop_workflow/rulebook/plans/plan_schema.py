"""The shape of a plan file as a JSON Schema, so that an editor completes and checks it while it is written.

What the shape cannot say key by key (a unit that exists, a quote that is printed) is said by `ocop plan check`.
"""

import json
from enum import Enum
from typing import Any

from ocop_workflow import vocabulary
from ocop_workflow.rulebook.days import calendar
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_words import TABLES, meaning

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """The schema with Vietnamese descriptions."""
    schema = Plan.model_json_schema(by_alias=True)
    for name, table in (("Plan", schema), *schema["$defs"].items()):
        table.pop("title", None)
        table.pop("description", None)
        if words := TABLES.get(name) or _labels(name):
            table["description"] = words
        for key, field in table.get("properties", {}).items():
            field.pop("title", None)
            if words := meaning(name, key):
                field["description"] = words
    return {"$schema": DIALECT, "title": "Tệp kế hoạch OCOP", **schema}


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


def _labels(name: str) -> str | None:
    """The codes of a vocabulary with what they mean: «chu_tri: chủ trì»."""
    words = getattr(vocabulary, name, None) or getattr(calendar, name, None)
    if not (isinstance(words, type) and issubclass(words, Enum)):
        return None
    return "; ".join(f"{word.value}: {getattr(word, 'label', word.value)}" for word in words)
