"""Reads the paragraphs of a DOCX package: their words as printed (automatic numbers too) and whether they are marked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
    {_FALLBACK, *(_W + name for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "footnoteReference"))}
)
_BLOCKS = frozenset(_W + name for name in ("p", "tbl"))
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
            body = _part(package, "word/document.xml", limits)
            styles = _Styles(_part(package, "word/styles.xml", limits))
            numbers = _Numbers(_part(package, "word/numbering.xml", limits))
    except _DAMAGE as error:
        raise Unreadable(f"tệp DOCX hỏng, không mở được ({error}); hãy mở bằng Word và lưu lại") from None
    if body is None:
        raise Unreadable("là tệp nén nhưng không phải văn bản Word (.docx)")
    return [_paragraph(element, styles, numbers) for element in _paragraphs(body)]


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
        if child.tag == f"{_W}p":
            yield child
        yield from _paragraphs(child)


def _paragraph(element: Element, styles: "_Styles", numbers: "_Numbers") -> Paragraph:
    properties = element.find(f"{_W}pPr")
    style = _value(properties, "pStyle")
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
        if child.tag == f"{_W}r":
            if (properties := child.find(f"{_W}rPr")) is None or not _is_on(properties, "vanish"):
                yield child, "".join(_letters(child))
        elif child.tag not in _NOT_PRINTED and child.tag not in _BLOCKS:
            yield from _runs(child)


def _letters(run: Element) -> Iterator[str]:
    signs = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    for child in run:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in signs:
            yield signs[child.tag]


def _value(parent: Element | None, name: str) -> str | None:
    found = parent.find(_W + name) if parent is not None else None
    return found.get(f"{_W}val") if found is not None else None


def _is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a switch is set; None where it is not mentioned."""
    found = properties.find(_W + name) if properties is not None else None
    return None if found is None else found.get(f"{_W}val", "1") not in _OFF


class _Styles:
    """What the named styles say, each with those it is based on."""

    def __init__(self, part: Element | None) -> None:
        found = part.iter(f"{_W}style") if part is not None else ()
        self._styles = {style.get(f"{_W}styleId"): style for style in found}

    def _with_bases(self, name: str | None) -> Iterator[Element]:
        seen = set[str]()
        while name and name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], "basedOn")

    def is_heading(self, name: str | None, properties: Element | None) -> bool:
        """A heading or title by its style's name, or by an outline level of the paragraph itself."""
        called = (_value(style, "name") or "" for style in self._with_bases(name))
        level = _value(properties, "outlineLvl")
        return any(re.match(r"heading|title", words, re.IGNORECASE) for words in called) or (level or "9") < "9"

    def is_bold(self, run: Element, name: str | None) -> bool:
        own = run.find(f"{_W}rPr")
        says = [_is_on(own, "b")]
        for style in (*self._with_bases(_value(own, "rStyle")), *self._with_bases(name)):
            says.append(_is_on(style.find(f"{_W}rPr"), "b"))
        return next((said for said in says if said is not None), False)

    def numbering(self, name: str | None) -> Element | None:
        """The numbering that a style brings along."""
        for style in self._with_bases(name):
            properties = style.find(f"{_W}pPr")
            if properties is not None and (found := properties.find(f"{_W}numPr")) is not None:
                return found
        return None


class _Numbers:
    """Counts automatic numbers as Word prints them, since the text of a paragraph does not hold them."""

    def __init__(self, part: Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if part is None:
            return
        for abstract in part.iter(f"{_W}abstractNum"):
            self._levels[abstract.get(f"{_W}abstractNumId", "")] = {
                int(level.get(f"{_W}ilvl", "0")): (
                    _value(level, "numFmt") or "decimal", _value(level, "lvlText") or "", int(_value(level, "start") or "1")
                )
                for level in abstract.iter(f"{_W}lvl")
            }  # fmt: skip
        for number in part.iter(f"{_W}num"):
            name, abstract_id = number.get(f"{_W}numId", ""), _value(number, "abstractNumId") or ""
            starts_anew = number.find(f"{_W}lvlOverride/{_W}startOverride") is not None
            self._lists[name] = f"{abstract_id} {name}" if starts_anew else abstract_id

    def label(self, properties: Element | None, inherited: Element | None) -> str:
        """What is printed before the paragraph: «2.1. », «a) », «- » for a bullet, nothing where it has no number."""
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        numbering = inherited if numbering is None else numbering
        counter = self._lists.get(_value(numbering, "numId") or "")
        level = int(_value(numbering, "ilvl") or "0")
        levels = self._levels.get(counter.split()[0], {}) if counter else {}
        if not counter or level not in levels:
            return ""
        kind, pattern, start = levels[level]
        if kind in ("bullet", "none"):
            return ("+ " if level % 2 else "- ") if kind == "bullet" else ""
        counts = self._counts.setdefault(counter, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, first = levels.get(at, ("decimal", "", 1))
            return _printed_number(counts.setdefault(at, first), form if at == level else form)

        return re.sub(r"%([1-9])", shown, pattern) + " "


def _printed_number(number: int, form: str) -> str:
    if form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letters.upper() if form.startswith("upper") else letters
    if form.endswith("Roman"):
        roman = ""
        for value, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            times, number = divmod(number, value)
            roman += sign * times
        return roman.upper() if form.startswith("upper") else roman
    return f"{number:02}" if form == "decimalZero" else str(number)
