"""Reads config/local/certificates.yaml: what a locality settles itself about certificates."""

from pathlib import Path

from ocop_workflow.library.yaml_files import load_yaml
from ocop_workflow.rulebook.certificates.local_settings import CertificateSettings


def load_certificate_settings(path: Path) -> CertificateSettings:
    """Read the file; raises BadInput with lines, or NotReady, as `load_yaml` does."""
    return load_yaml(path, CertificateSettings)
