"""The JSON Schema that editors use is the shape that `ocop plan check` holds a file against."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from ocop_workflow.cli.main import main
from ocop_workflow.library.yaml_tree import read_tree
from ocop_workflow.rulebook.plans.plan_schema import plan_schema, schema_text
from ocop_workflow.rulebook.plans.plan_words import KEYS, TABLES

CONFIG = Path(__file__).parents[2] / "config"
SHIPPED = CONFIG / "plan.schema.json"


def as_editors_read(text: str) -> Any:
    """Plain JSON values, dates as words."""
    return json.loads(json.dumps(read_tree(Path("plan.yaml"), text)))


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    Draft202012Validator.check_schema(plan_schema())
    return Draft202012Validator(plan_schema(), format_checker=FormatChecker())


class TestShipped:
    def test_the_file_is_the_shape_of_today(self):
        assert SHIPPED.read_text(encoding="utf-8") == schema_text(), "ocop plan schema --to config/plan.schema.json"

    def test_the_command_prints_it(self, capsys):
        assert main(["plan", "schema"]) == 0
        assert json.loads(capsys.readouterr().out) == plan_schema()

    def test_the_five_plans_fit(self, schema, plan_file):
        assert [error.message for error in schema.iter_errors(as_editors_read(plan_file.text))] == []

    def test_each_plan_names_it_in_its_first_line(self, plan_file):
        first = plan_file.text.partition("\n")[0]
        assert first == "# yaml-language-server: $schema=../plan.schema.json"
        assert (plan_file.path.parent / first.partition("$schema=")[2]).resolve() == SHIPPED


class TestWhatAnEditorTells:
    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            ("wording: tham_muu", "wording: chi_dao", "wording"),
            ("deliverable: Kế", "ket_qua: Kế", "duties"),
            ("    clause: III.2\n", "", "duties"),
            ("to: 2024-12-31", "to: 2024-02-30", "to"),
            ("steps: [4, 5, 6]", "steps: [4, 5, 7]", "steps"),
            ("scoring: 10", "scoring: 0", "scoring"),
        ],
    )
    def test_a_mistake_is_underlined(self, schema, shipped, old, new, where):
        text = shipped["bac-kan.bac-kan.2024"].text
        assert old in text
        errors = list(schema.iter_errors(as_editors_read(text.replace(old, new, 1))))
        assert [where in error.json_path for error in errors] == [True]

    def test_every_key_and_table_says_in_vietnamese_what_it_means(self):
        whole = plan_schema()
        tables = {"Plan": whole, **whole["$defs"]}
        silent = [name for name, table in tables.items() if not table.get("description")]
        silent += [
            f"{name}.{key}"
            for name, table in tables.items()
            for key, field in table.get("properties", {}).items()
            if not field.get("description")
        ]
        assert silent == [], "say it in rulebook/plans/plan_words.py"

    def test_no_meaning_is_left_of_a_key_that_is_gone(self):
        whole = plan_schema()
        tables = {"Plan": whole, **whole["$defs"]}
        known = {f"{name}.{key}" for name, table in tables.items() for key in table.get("properties", {})}
        known |= {name.partition(".")[2] for name in known}
        assert [key for key in KEYS if key not in known] == []
        assert [name for name in TABLES if name not in tables] == []
