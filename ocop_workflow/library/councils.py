"""Reads config/councils/practice.yaml and the file of a council as a decision sets it up."""

from pathlib import Path

from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.evaluation.council import CouncilFile, CouncilPractice


def load_practice(folder: Path) -> CouncilPractice:
    """How councils vote where their own rules say nothing; raises as `load_yaml` does."""
    return load_yaml(folder / "practice.yaml", CouncilPractice)


def load_council(path: Path) -> CouncilFile:
    """A council with its members; raises BadInput with lines, NotReady when the file cannot be opened."""
    return load_yaml(path, CouncilFile)
