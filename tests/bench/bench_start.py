"""How soon `ocop --help` answers; against `python -c "import typer"` and `prefect --help`."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.bench.paired import Figures, interleaved, seconds
from tests.bench.summary import SUMMARY

BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.timeout(0)
def test_starting():
    commands = {
        "ocop --help": (str(BIN / "ocop"), "--help"),
        'python -c "import typer"': (sys.executable, "-c", "import typer"),
        "prefect --help": (str(BIN / "prefect"), "--help"),
    }
    ours, typer, prefect = interleaved(
        *(partial(seconds, partial(run, *command)) for command in commands.values()), repeats=7
    )
    figures = Figures("Start of the command line", ("command", "s", "ocop --help is"))
    figures.add("ocop --help", ours, "")
    figures.add('python -c "import typer" (limit)', typer, f"{ours / typer:.2f} × as long")
    figures.add("prefect --help", prefect, f"{prefect / ours:.1f} × as fast")
    figures.show()
    SUMMARY.against_limit("ocop --help, against import typer", 0, "", ours, typer, at_most=3)
    SUMMARY.against_peer("ocop --help, against prefect --help", 0, "", ours, prefect, at_least=5)
