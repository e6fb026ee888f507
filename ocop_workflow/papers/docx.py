"""Reads the paragraphs of a DOCX package: their words as printed, automatic numbers too, and which are marked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from ocop_workflow.papers.docx_numbers import WORD, Numbers, value

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    SyntaxError,
)
_OFF = ("0", "false", "off")
_NOT_PRINTED = frozenset(
    {_FALLBACK, *(WORD + name for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "footnoteReference"))}
)
_BLOCKS = frozenset(WORD + name for name in ("p", "tbl"))
_DEPTH = 200
_HINT = "hãy chép phần chữ sang một văn bản Word mới (không kèm ảnh) rồi lưu lại"


class Unreadable(Exception):
    """Why a document is refused; the reader of documents adds which file it is."""

    def __init__(self, why: str, *, line: int | None = None, value: str | None = None) -> None:
        super().__init__(why)
        self.line, self.value = line, value


@dataclass(frozen=True)
class DocxLimits:
    """Bounds of what a package may hold before any parser sees it."""

    members: int = 2_000
    part_bytes: int = 20_000_000
    unpack_ratio: int = 200
    tags: int = 600_000


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as printed; line breaks within it are kept. Marked means styled as a heading, or bold throughout."""

    text: str
    is_marked: bool


def read_docx(raw: bytes, limits: DocxLimits) -> list[Paragraph]:
    """The paragraphs in reading order, table cells one after another; deleted and hidden text left out.

    Raises:
        Unreadable: not a DOCX, with a password or macros, damaged, or larger inside than `limits` allow.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check(package, limits)
            if (body := _part(package, "word/document.xml", limits)) is None:
                raise Unreadable("là tệp nén nhưng không phải văn bản Word (.docx)")
            styles = _Styles(_part(package, "word/styles.xml", limits))
            numbers = Numbers(_part(package, "word/numbering.xml", limits))
        return [_paragraph(element, styles, numbers) for element in _paragraphs(body)]
    except _DAMAGE as error:
        raise Unreadable(f"tệp DOCX hỏng, không mở được ({error}); hãy mở bằng Word và lưu lại") from None


def _check(package: zipfile.ZipFile, limits: DocxLimits) -> None:
    members = package.infolist()
    names = [member.filename.casefold() for member in members]
    if len(members) > limits.members or len(set(names)) < len(names):
        raise Unreadable(f"tệp chứa quá nhiều phần hoặc phần trùng tên; {_HINT}")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("tệp có mật khẩu; hãy gỡ mật khẩu rồi lưu lại")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable("tệp có macro; hãy lưu lại dạng .docx không có macro")


def _part(package: zipfile.ZipFile, name: str, limits: DocxLimits) -> Element | None:
    """One XML part, measured before it is parsed; None when the package has none."""
    try:
        member = package.getinfo(name)
    except KeyError:
        return None
    too_dense = member.file_size > 1_000_000 and member.file_size > limits.unpack_ratio * max(member.compress_size, 1)
    if member.file_size > limits.part_bytes or too_dense:
        raise Unreadable(f"phần «{name}» giải nén ra quá lớn ({member.file_size:,} byte); {_HINT}")
    with package.open(member) as stream:
        text = stream.read(limits.part_bytes + 1)
    if text.count(b"<") > limits.tags or len(text) > limits.part_bytes:
        raise Unreadable(f"phần «{name}» có quá nhiều nội dung; {_HINT}")
    depth = 0
    root: Element | None = None
    # defusedxml refuses entities and external references with a ValueError.
    for event, element in iterparse(io.BytesIO(text), events=("start", "end"), forbid_dtd=True):
        root = element if root is None else root
        depth += 1 if event == "start" else -1
        if depth > _DEPTH:
            raise Unreadable(f"phần «{name}» lồng nhau quá {_DEPTH} mức; {_HINT}")
    return root


def _paragraphs(parent: Element) -> Iterator[Element]:
    """Every paragraph in reading order; a text box follows the paragraph it hangs on."""
    for child in parent:
        if child.tag in _NOT_PRINTED:
            continue
        if child.tag == f"{WORD}p":
            yield child
        yield from _paragraphs(child)


def _paragraph(element: Element, styles: "_Styles", numbers: Numbers) -> Paragraph:
    properties = element.find(f"{WORD}pPr")
    style = value(properties, "pStyle")
    runs = [(text, styles.is_bold(run, style)) for run, text in _runs(element)]
    text = "".join(text for text, _ in runs)
    printed = text.strip()
    marked = styles.is_heading(style, properties) or all(bold for text, bold in runs if text.strip())
    if not printed:
        return Paragraph("", False)
    return Paragraph(numbers.label(properties, styles.numbering(style)) + printed, marked)


def _runs(element: Element) -> Iterator[tuple[Element, str]]:
    """The printed runs of a paragraph (also inside links and inserted text), without those of paragraphs inside it."""
    for child in element:
        if child.tag == f"{WORD}r":
            if (properties := child.find(f"{WORD}rPr")) is None or not _is_on(properties, "vanish"):
                yield child, "".join(_letters(child))
        elif child.tag not in _NOT_PRINTED and child.tag not in _BLOCKS:
            yield from _runs(child)


def _letters(run: Element) -> Iterator[str]:
    signs = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}
    for child in run:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in signs:
            yield signs[child.tag]


def _is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a switch is set; None where it is not mentioned."""
    found = properties.find(WORD + name) if properties is not None else None
    return None if found is None else found.get(f"{WORD}val", "1") not in _OFF


class _Styles:
    """What the named styles say, each with those it is based on."""

    def __init__(self, part: Element | None) -> None:
        found = part.iter(f"{WORD}style") if part is not None else ()
        self._styles = {style.get(f"{WORD}styleId"): style for style in found}

    def _with_bases(self, name: str | None) -> Iterator[Element]:
        seen = set[str]()
        while name and name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value(self._styles[name], "basedOn")

    def is_heading(self, name: str | None, properties: Element | None) -> bool:
        """A heading or title by its style's name, or by an outline level of the paragraph itself."""
        called = (value(style, "name") or "" for style in self._with_bases(name))
        level = value(properties, "outlineLvl")
        return any(re.match(r"heading|title", words, re.IGNORECASE) for words in called) or (level or "9") < "9"

    def is_bold(self, run: Element, name: str | None) -> bool:
        own = run.find(f"{WORD}rPr")
        says = [_is_on(own, "b")]
        for style in (*self._with_bases(value(own, "rStyle")), *self._with_bases(name)):
            says.append(_is_on(style.find(f"{WORD}rPr"), "b"))
        return next((said for said in says if said is not None), False)

    def numbering(self, name: str | None) -> Element | None:
        """The numbering that a style brings along."""
        for style in self._with_bases(name):
            properties = style.find(f"{WORD}pPr")
            if properties is not None and (found := properties.find(f"{WORD}numPr")) is not None:
                return found
        return None
