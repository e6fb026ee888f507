"""Reads a CSV file as one grid of texts: strict encoding, the separator that makes the heading readable."""

import codecs
import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from ocop_workflow.papers.limits import Limits, refused
from ocop_workflow.papers.sheet import Sheet

_SEPARATORS = (",", ";", "\t")
_FORMULA_OPENERS = ("=", "+", "-", "@", "\t", "\r")
_HINT = "hãy mở bằng Excel và lưu lại dạng «CSV UTF-8 (Comma delimited)»"


def read_delimited(path: Path, raw: bytes, limits: Limits, is_register: Callable[[Sheet], bool]) -> Sheet:
    """The grid under the first of , ; and tab that gives a sheet that `is_register`, else the widest one.

    Raises:
        BadInput: not UTF-8 (or UTF-16 with its mark), broken quotes, a giant cell, too many rows or columns.
    """
    text = _decoded(path, raw)
    grids = []
    for separator in _SEPARATORS:
        try:
            grid = _grid(path, text, separator, limits)
        except csv.Error as error:
            problem = error
            continue
        if is_register(grid):
            return grid
        grids.append(grid)
    if not grids:
        raise refused(path, f"dấu ngoặc kép hoặc dấu ngăn cột bị hỏng ({problem}); {_HINT}")
    return max(grids, key=lambda grid: grid.width)


def _decoded(path: Path, raw: bytes) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refused(path, "đây là sổ Excel mang đuôi CSV; hãy đổi đuôi thành .xlsx, hoặc mở bằng Excel và lưu lại")
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refused(
            path, f"chữ không phải bảng mã UTF-8; {_HINT}", line=line, value=repr(raw[error.start : error.end + 8])
        ) from None
    if "\0" in text:
        raise refused(path, f"tệp có ký tự trống (NUL), không phải văn bản; {_HINT}")
    if text.lstrip()[:200].casefold().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise refused(path, "đây là trang web, không phải CSV; hãy mở bằng Excel và lưu lại dạng .xlsx")
    return text


def _grid(path: Path, text: str, separator: str, limits: Limits) -> Sheet:
    rows: list[list[object]] = []
    for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
        if len(rows) >= limits.rows:
            raise refused(path, f"tệp có hơn {limits.rows:,} dòng; hãy chia nhỏ tệp")
        if len(row) > limits.columns:
            raise csv.Error(f"dòng {len(rows) + 1} có hơn {limits.columns} cột")
        rows.append([_unguarded(cell) for cell in row])
    return Sheet(None, rows)


def _unguarded(cell: str) -> str:
    """Exports put «'» before what a spreadsheet would run as a formula; take it off again."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_OPENERS) else cell
