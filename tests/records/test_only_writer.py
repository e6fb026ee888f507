"""`records/transitions.py` is the only writer of a dossier's state; read off the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN = {"state_since", "log_seq", "log_hash"}
"""Columns that only a dossier has; `state` counts where the code speaks of a dossier."""
MAY_WRITE = {("ocop_workflow/records/transitions.py", "apply")}
MAY_BEGIN = {("ocop_workflow/operations/dossiers/dossiers.py", "begin")}


def writes(code: str) -> Iterator[tuple[str, int, str]]:
    """(function, line, column) of everything that sets a guarded column of a dossier that is stored."""

    def of(node: ast.AST, function: str) -> Iterator[tuple[str, int, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from of(child, child.name)
                continue
            if isinstance(child, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = child.targets if isinstance(child, ast.Assign) else [child.target]
                for leaf in (leaf for target in targets for leaf in ast.walk(target)):
                    is_set = isinstance(leaf, ast.Attribute) and isinstance(leaf.ctx, ast.Store)
                    if is_set and is_guarded(leaf.attr, ast.unparse(leaf.value)):
                        yield function, leaf.lineno, leaf.attr
            if isinstance(child, ast.Call):
                called = ast.unparse(child.func)
                said = {keyword.arg for keyword in child.keywords}
                said |= {n.value for n in ast.walk(child) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
                if called.endswith((".values", "setattr", "sqlmodel_update", "bulk_update_mappings")):
                    for column in sorted(said & {*OWN, "state"}):
                        if is_guarded(column, ast.unparse(child)):
                            yield function, child.lineno, column
                if any("update dossier" in str(text).lower() for text in said):
                    yield function, child.lineno, "SQL"
            yield from of(child, function)

    yield from of(ast.parse(code), "")


def is_guarded(column: str, spoken_of: str) -> bool:
    return column in OWN or (column == "state" and "dossier" in spoken_of.lower())


class TestTheOnlyWriter:
    """`apply()` is the only writer of state."""

    def test_nothing_else_in_the_program_writes_it(self):
        found = set()
        for room in ("ocop_workflow", "flows"):
            for path in sorted((ROOT / room).rglob("*.py")):
                if path.parent.name == "versions":
                    continue  # a migration fills its own new columns; that it leaves state alone is seen below
                name = path.relative_to(ROOT).as_posix()
                for function, line, column in writes(path.read_text(encoding="utf-8")):
                    if (name, function) not in MAY_WRITE | MAY_BEGIN:
                        found.add(f"{name}:{line} writes {column}")
        assert found == set()

    def test_a_migration_fills_new_columns_and_leaves_the_state_alone(self):
        versions = ROOT / "ocop_workflow" / "records" / "migrations" / "versions"
        text = "\n".join(path.read_text(encoding="utf-8") for path in versions.glob("*.py"))
        filled = re.findall(r"UPDATE dossier SET (.+?) =", text)
        assert filled and not {*filled} & {*OWN, "state"}

    def test_a_dossier_that_begins_gets_its_first_state_and_its_first_line_together(self):
        """The one place that may set a state without `apply` is the one that calls it in the same breath."""
        for name, function in MAY_BEGIN:
            tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
            (begin,) = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == function]
            assert {"apply"} <= {ast.unparse(n.func) for n in ast.walk(begin) if isinstance(n, ast.Call)}
            assert {column for _, _, column in writes(ast.unparse(begin))} == {"state", "state_since"}

    @pytest.mark.parametrize(
        "code",
        [
            "dossier.state = 'ready'",
            "a, dossier.state_since = 1, 2",
            "row.log_hash = ''",
            "self.dossier.log_seq += 1",
            "session.execute(update(Dossier).values(state='ready'))",
            "session.execute(table_of(Dossier).update().values({'state': 'ready'}))",
            "session.execute(sa.update(table).values(log_seq=1))",
            "setattr(dossier, 'state', 'ready')",
            "connection.exec_driver_sql(\"UPDATE dossier SET state = 'ready'\")",
        ],
    )
    def test_a_second_writer_would_be_seen(self, code):
        assert list(writes(code))

    @pytest.mark.parametrize("code", ["notice.state = 'sent'", "ranks[dossier.state] = 1", "rows.values(due_on=None)"])
    def test_what_is_no_writer_is_left_in_peace(self, code):
        assert not list(writes(code))
