"""Papers as pages: LibreOffice turns them into PDF where it is installed, and a test reads what is printed where."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice")
PAGES = shutil.which("pdftotext")


def printed_pages(docx: bytes, folder: Path) -> list[str]:
    """The words of each page as LibreOffice prints the document; where it is not installed, the test is left out."""
    if not OFFICE or not PAGES:
        pytest.skip("needs LibreOffice and pdftotext")
    source = folder / "paper.docx"
    source.write_bytes(docx)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(run, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        [PAGES, "-layout", str(source.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    return [re.sub(r"[ \t]+", " ", page).strip() for page in text.split("\f") if page.strip()]
