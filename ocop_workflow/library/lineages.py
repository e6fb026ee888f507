"""Reads a reorganisation of units from its file."""

from pathlib import Path

from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.lineage import Lineage


def load_lineage(path: Path) -> Lineage:
    """The lineage of a file; raises BadInput with lines, or NotReady, as `load_yaml` does."""
    return load_yaml(path, Lineage)
