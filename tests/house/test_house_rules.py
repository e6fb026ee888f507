"""The house keeps its own rules: floors, rooms, sizes, clocks, locks."""

import ast
import re
import statistics
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for room in ("ocop_workflow", "flows") for path in (ROOT / room).rglob("*.py"))
HAND_WRITTEN = [path for path in MODULES if "versions" not in path.parts]
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]

FOLDERS = {"flows", "ocop_workflow", "config", "tests", "deploy", ".ci", ".git"}
FILES = {
    "README.md", "README.vi.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml",
    "requirements.lock", "requirements-dev.lock", ".git", ".gitignore", ".gitattributes",
}  # fmt: skip
MOST_LINES = 250


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class TestRooms:
    """Who opens the folder sees the programme, and nothing that has no place in it."""

    def test_the_top_level_holds_only_what_belongs_there(self):
        ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line[:1] not in "#"]
        strangers = [
            entry.name
            for entry in ROOT.iterdir()
            if entry.name not in (FOLDERS if entry.is_dir() else FILES)
            and not any(fnmatch(entry.name, pattern) for pattern in ignored)
        ]
        assert strangers == []

    def test_imports_go_down_and_never_up(self):
        """All contracts of import-linter: floors, pure rulebook, one door for each library."""
        command = [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ]
        checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr

    def test_the_command_line_answers_without_prefect(self):
        """House, floor «roof»: importing Prefect takes seconds, and `ocop --help` is for people who wait."""
        code = (
            "import sys; from ocop_workflow.cli.main import main; from ocop_workflow.cli.nouns import NOUNS\n"
            "assert not any(main([noun, '--help']) for noun in NOUNS)\n"
            "sys.exit('prefect' in sys.modules or 'apprise' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


class TestModules:
    """One module, one thought; no clock below the roof."""

    @pytest.mark.parametrize("path", MODULES, ids=_relative)
    def test_every_module_says_what_it_is(self, path):
        code = path.read_text(encoding="utf-8")
        assert not code.strip() or ast.get_docstring(ast.parse(code))

    @pytest.mark.parametrize("path", [p for p in HAND_WRITTEN if p.name != "vocabulary.py"], ids=_relative)
    def test_no_module_holds_a_second_thought(self, path):
        """The vocabulary is one list of words, however long."""
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES

    def test_most_modules_are_short(self):
        sizes = [len(path.read_text(encoding="utf-8").splitlines()) for path in HAND_WRITTEN]
        assert statistics.median(size for size in sizes if size) <= 150

    @pytest.mark.parametrize("path", [p for p in MODULES if p.name != "settings.py"], ids=_relative)
    def test_only_the_settings_read_the_clock(self, path):
        clocks = {
            ("date", "today"),
            ("datetime", "now"),
            ("datetime", "today"),
            ("datetime", "utcnow"),
            ("time", "time"),
        }
        read = [
            f"line {node.lineno}: {node.value.id}.{node.attr}"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in clocks
        ]
        assert read == []

    def test_no_path_of_a_machine_stands_in_the_tree(self):
        """A clone works anywhere: no home folder, no build folder, no scratch folder in code or data."""
        paths = re.compile(r"(?<![\w.])/(?:home|root|work|Users|opt|tmp)/\w")
        found = [
            f"{_relative(path)}:{number}"
            for room in ("ocop_workflow", "flows", "config", "deploy", "tests")
            for path in sorted((ROOT / room).rglob("*"))
            if path.suffix in {".py", ".yaml", ".yml", ".toml", ".csv", ".txt", ".md"} and path != Path(__file__)
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
            if paths.search(line)
        ]
        assert found == []


class TestLocks:
    """Every version is locked with its hashes, for any index and any machine."""

    @pytest.mark.parametrize("lock", LOCKS, ids=_relative)
    def test_it_names_no_index_and_no_path(self, lock):
        assert re.findall(r".*(?:https?://|file:|--index|--extra|--find|--trusted| @ ).*", lock.read_text()) == []

    @pytest.mark.parametrize("lock", LOCKS, ids=_relative)
    def test_every_line_has_one_version_and_its_hashes(self, lock):
        entries = re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", lock.read_text(), flags=re.MULTILINE).strip())
        plain = r"[\w.\[\]-]+==[\w.]+(?: ; [^\\\n]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
        assert len(entries) > 50
        assert [entry for entry in entries if not re.fullmatch(plain, entry)] == []

    def test_development_adds_to_what_users_get_and_changes_nothing_of_it(self):
        user, developer = (
            {
                line.partition(" ")[0]
                for line in lock.read_text().splitlines()
                if "==" in line[:60] and line[0] not in "# "
            }
            for lock in LOCKS
        )
        assert user < developer

    def test_it_is_what_is_installed(self):
        """Or the rest of the suite speaks of another product."""
        from importlib.metadata import version

        locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", LOCKS[0].read_text(), flags=re.MULTILINE))
        names = ["prefect", "fastapi", "sqlalchemy", "sqlmodel", "pydantic", "apprise", "alembic", "typer"]
        assert {name: version(name) for name in names} == {name: locked[name] for name in names}
