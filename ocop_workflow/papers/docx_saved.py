"""A document's own properties and its bytes: the same document gives the same bytes on any day."""

import io
import zipfile
from datetime import UTC, date, datetime

from docx.document import Document

from ocop_workflow.papers.task_book import printable

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a ZIP can say; the container's own stamps would make every copy another file."""


def describe(document: Document, *, title: str, author: str, made_on: date) -> None:
    """What the file says of itself, without the name of a program or a person at a keyboard."""
    said = document.core_properties
    said.created = said.modified = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    said.title, said.author = printable(title)[:250], printable(author)[:250]
    said.comments, said.last_modified_by, said.language = "", "", "vi-VN"


def saved(document: Document) -> bytes:
    """The document as a DOCX package."""
    stream, packed = io.BytesIO(), io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(member))
    return packed.getvalue()
