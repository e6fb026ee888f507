"""The words of product registers, from config/registers/headings.yaml."""

from pathlib import Path

from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.headings import Headings


def load_headings(path: Path) -> Headings:
    """Read the headings file; raises BadInput with lines, or NotReady, as `load_yaml` does."""
    return load_yaml(path, Headings)
