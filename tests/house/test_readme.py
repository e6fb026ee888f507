"""What README says is so."""

import re
import subprocess
import sys
from pathlib import Path

from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE

ROOT = Path(__file__).resolve().parents[2]
OCOP = [sys.executable, "-c", "import sys; from ocop_workflow.cli.main import main; sys.exit(main())"]


class TestLifecycleTable:
    """The table in README is the one that `ocop rules lifecycle --markdown` writes."""

    def test_it_is_the_table_of_today(self):
        written = (
            (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- lifecycle -->\n")[2].partition("<!-- /")[0]
        )
        made = subprocess.run(
            [*OCOP, "rules", "lifecycle", "--markdown"], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert written.strip() == made.stdout.strip()
        assert len(written.strip().splitlines()) == len(LIFECYCLE) + 2


class TestCommands:
    """Every command that the two READMEs show exists, with its options."""

    def test_every_shown_command_has_help(self):
        text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md"))
        shown = set(re.findall(r"ocop ([a-z]+) ([a-z]+)", text))
        assert len(shown) > 10
        listed = {
            noun: subprocess.run([*OCOP, noun, "--help"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
            for noun in {noun for noun, _ in shown}
        }
        assert [
            f"ocop {noun} {verb}" for noun, verb in sorted(shown) if not re.search(rf"│ {verb}\b", listed[noun])
        ] == []
