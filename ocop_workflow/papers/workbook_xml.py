"""Reads parts of a workbook with expat, which Python brings: one tag after the other, and none is kept.

So the parts that grow with the rows cost no object per tag, and a flood of tags costs no memory.
"""

from typing import IO
from xml.parsers import expat


def main_tag(name: str) -> str:
    """A tag of the language of spreadsheets, as expat names it."""
    return f"http://schemas.openxmlformats.org/spreadsheetml/2006/main {name}"


HINT = main_tag("rPh")
"""How a text is pronounced; no part of it."""
_SHARED, _TEXT = main_tag("si"), main_tag("t")


def shared_texts(xml: IO[bytes]) -> list[str]:
    """The texts that cells point to. Raises expat.ExpatError or ValueError where it is damaged or hostile."""
    reader = _TextReader()
    reader.read(xml)
    return reader.texts


class XmlReader:
    """Texts are put together from their runs, without the hints of how to pronounce them."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.runs: list[str] = []
        self.is_hint = False

    def read(self, xml: IO[bytes]) -> None:
        """Hand every tag of the part to `began` and `ended`."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype  # and so no entities
        parser.StartElementHandler, parser.EndElementHandler = self.began, self.ended
        parser.CharacterDataHandler = self.letters.append
        parser.ParseFile(xml)

    def began(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag is opened; `letters` collects what stands in it."""
        self.letters.clear()
        if tag == HINT:
            self.is_hint = True

    def ended(self, tag: str) -> None:
        """A tag is closed."""
        if tag == _TEXT and not self.is_hint:
            self.runs.append("".join(self.letters))
        elif tag == HINT:
            self.is_hint = False

    def text(self) -> str:
        """The text of the runs so far; the next text begins."""
        text = "".join(self.runs)
        self.runs.clear()
        return text


def _no_doctype(*_: object) -> None:
    raise ValueError("DOCTYPE")


class _TextReader(XmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def ended(self, tag: str) -> None:
        if tag == _SHARED:
            self.texts.append(self.text().replace("x005F_", ""))  # an escaped «_», as openpyxl reads it
        else:
            super().ended(tag)
