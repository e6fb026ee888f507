"""Writes the next migration from what the tables say and the migrations before it do not do yet."""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script, ScriptDirectory

from ocop_workflow.records.schema import MIGRATIONS, config
from ocop_workflow.records.session import engine_for


def main(message: str) -> Path:
    """Bring a scratch database to the newest migration, compare it with the tables, write what is missing."""
    number = f"{len(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_for(f"sqlite:///{folder}/scratch.sqlite3")
        with engine.begin() as connection:
            command.upgrade(config(connection), "head")
            script = command.revision(config(connection), message, autogenerate=True, rev_id=number)
        engine.dispose()
    assert isinstance(script, Script)
    path = Path(script.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ### " not in line), encoding="utf-8")
    for tidy in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, path], check=True)
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('python -m ocop_workflow.records.migrations "what changes"')
    print(main(sys.argv[1]))
