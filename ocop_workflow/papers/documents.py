"""Reads an official document (.docx, .txt, .md) as plain lines with marks: bounded, and refused with what to do."""

import codecs
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.papers.docx import DocxLimits, Paragraph, Unreadable, read_docx
from ocop_workflow.rulebook.drafting.draft_lines import PrintedDocument, joined, width_of
from ocop_workflow.rulebook.drafting.printed_text import (
    PAGE,
    TextLine,
    emphasised,
    is_marked,
    is_page_number,
    printed_lines,
)
from ocop_workflow.rulebook.legacy_text import is_legacy

_DO_NOT_READ = {
    ".doc": "tệp Word kiểu cũ (.doc) hoặc có mật khẩu; hãy mở bằng Word, gỡ mật khẩu nếu có và lưu lại dạng .docx",
    ".pdf": "tệp PDF; hãy mở bằng Word và lưu lại dạng .docx, hoặc xuất ra văn bản .txt",
    ".rtf": "tệp RTF; hãy mở bằng Word và lưu lại dạng .docx",
    ".odt": "tệp OpenDocument; hãy lưu lại dạng .docx",
    ".html": "trang web; hãy chép phần chữ sang Word và lưu lại dạng .docx",
}
_SIGNATURES = (
    (b"PK\x03\x04", ".docx"), (b"\xd0\xcf\x11\xe0", ".doc"), (b"%PDF", ".pdf"), (b"{\\rtf", ".rtf"),
    (b"<!doctype", ".html"), (b"<html", ".html"),
)  # fmt: skip
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_SIGNS = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)) | {
    0xA0: " ",
    0x0C: "\n",
    0x0B: "\n",
    0x2028: "\n",
}


@dataclass(frozen=True)
class DocumentLimits:
    """Bounds above any plan: a long one has 40 pages, some 120,000 letters."""

    file_bytes: int = 10_000_000
    letters: int = 400_000
    lines: int = 5_000
    line_letters: int = 20_000
    docx: DocxLimits = field(default_factory=DocxLimits)


DEFAULT_LIMITS = DocumentLimits()


def read_document(path: Path, limits: DocumentLimits = DEFAULT_LIMITS) -> PrintedDocument:
    """The lines of a document; `text` is what is stored beside the plan, its line numbers are those of the lines.

    A text that was broken into short lines is stored with one paragraph in a line, so that people can find their way.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: another kind of file, too large, damaged, with a password or macros, not UTF-8, or in an old font.
    """
    try:
        raw = _bytes(path, limits)
        kind = next(
            (kind for sign, kind in _SIGNATURES if raw[:16].lstrip().lower().startswith(sign.lower())),
            path.suffix.lower(),
        )
        if kind in _DO_NOT_READ:
            raise Unreadable(_DO_NOT_READ[kind])
        if kind == ".docx":
            paragraphs = read_docx(raw, limits.docx)
        elif kind in (".txt", ".md", ".markdown"):
            paragraphs = _plain(_decoded(raw))
        else:
            raise Unreadable(
                f"không đọc được loại tệp này ({path.suffix or 'không có đuôi'}); hãy lưu dạng .docx, .txt hoặc .md"
            )
        return _document(path.name, list(_lines(paragraphs, spaced=kind == ".docx")), limits)
    except Unreadable as why:
        mistake = Mistake(file=str(path), why=str(why), line=why.line, value=why.value)
        raise BadInput(f"Văn bản {path.name}", [mistake]) from None


def _bytes(path: Path, limits: DocumentLimits) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable("không phải là tệp thường")
        with path.open("rb") as file:
            raw = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise NotReady(f"Không mở được tệp {path}: {error.strerror}. Kiểm tra đường dẫn và quyền đọc.") from None
    if not raw:
        raise Unreadable("tệp rỗng")
    if len(raw) > limits.file_bytes:
        raise Unreadable(f"tệp lớn hơn {limits.file_bytes:,} byte; hãy bỏ hình ảnh, phụ lục rồi lưu lại")
    return raw


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable("chữ không phải bảng mã UTF-8; hãy lưu lại tệp bằng bảng mã UTF-8", line=line) from None
    if "\0" in text:
        raise Unreadable("tệp có ký tự trống (NUL), không phải văn bản")
    return text


def _plain(text: str) -> list[Paragraph]:
    """The lines of a text file; a Markdown heading, or a line that is bold throughout, is marked."""
    return [Paragraph(_ESCAPED.sub(r"\1", line), is_marked(line)) for line in text.splitlines()]


def _lines(paragraphs: list[Paragraph], *, spaced: bool) -> Iterator[TextLine]:
    """Composed lines without page numbers; paragraphs of Word are set apart by an empty line."""
    for paragraph in paragraphs:
        for line in unicodedata.normalize("NFC", paragraph.text).translate(_SIGNS).split("\n"):
            yield TextLine(PAGE if is_page_number(line) else line.rstrip(), paragraph.is_marked)
        if spaced:
            yield TextLine("", False)


def _document(name: str, lines: list[TextLine], limits: DocumentLimits) -> PrintedDocument:
    if len(lines) > limits.lines or sum(len(line.text) for line in lines) > limits.letters:
        raise Unreadable(
            f"văn bản dài hơn {limits.lines:,} dòng hoặc {limits.letters:,} chữ; hãy bỏ phụ lục rồi lưu lại"
        )
    for number, line in enumerate(lines, start=1):
        if len(line.text) > limits.line_letters:
            raise Unreadable(f"dòng dài hơn {limits.line_letters:,} chữ, không giống văn bản hành chính", line=number)
        if is_legacy(line.text):
            raise Unreadable(
                "chữ gõ bằng phông cũ (TCVN3, VNI) hoặc hỏng bảng mã; hãy chuyển sang Unicode rồi lưu lại",
                line=number, value=line.text.strip(),
            )  # fmt: skip
    printed = printed_lines(lines)
    if not printed:
        raise Unreadable("văn bản không có chữ nào (bản chụp ảnh?); hãy dùng bản có chữ")
    if width_of(printed):
        printed = tuple(replace(line, number=2 * n + 1) for n, line in enumerate(joined(printed)))
        text = "\n\n".join(emphasised(TextLine(line.text, line.is_marked)) for line in printed)
    else:
        text = "\n".join("" if line.text == PAGE else emphasised(line) for line in lines)
    return PrintedDocument(name, text + "\n", printed)
