"""Looks at an XLSX package before any parser does: what it is, how large it unpacks, how much XML it holds."""

import io
import re
import zipfile
import zlib
from pathlib import Path

from ocop_workflow.papers.limits import Limits, refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_HINT = "hãy chép riêng bảng danh sách sang một sổ mới (không kèm ảnh, dòng trống có định dạng) rồi lưu lại"


def checked_package(path: Path, raw: bytes, limits: Limits) -> io.BytesIO:
    """The package, ready for a parser.

    Raises:
        BadInput: not an XLSX, encrypted, with macros, damaged, or larger inside than `limits` allow.
    """
    if raw.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise refused(
            path,
            "tệp có mật khẩu; hãy gỡ mật khẩu rồi lưu lại"
            if locked
            else "tệp Excel kiểu cũ (.xls); hãy mở bằng Excel và lưu lại dạng .xlsx",
        )
    if not raw.startswith(b"PK"):
        raise refused(
            path,
            "không phải tệp XLSX; nếu là CSV hãy đổi đuôi thành .csv, còn lại hãy mở bằng Excel và lưu dạng .xlsx",
        )
    stream = io.BytesIO(raw)
    try:
        with zipfile.ZipFile(stream) as package:
            _check_members(path, package.infolist(), limits)
            _check_contents(path, package, limits)
    except _DAMAGE as error:
        raise refused(path, f"tệp XLSX hỏng, không mở được ({error})") from None
    stream.seek(0)
    return stream


def _check_members(path: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [member.filename for member in members]
    if len(members) > limits.members:
        raise refused(path, f"tệp chứa hơn {limits.members:,} phần; {_HINT}")
    if len({name.casefold() for name in names}) < len(names):
        raise refused(path, "tệp có hai phần trùng tên bên trong, có dấu hiệu bị sửa")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise refused(path, "tệp có đường dẫn lạ bên trong, có dấu hiệu bị sửa")
    if any(member.flag_bits & 1 for member in members):
        raise refused(path, "tệp có mật khẩu; hãy gỡ mật khẩu rồi lưu lại")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise refused(path, "tệp nén theo kiểu mà Excel không dùng")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refused(path, "là tệp nén nhưng không phải sổ Excel (.xlsx)")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise refused(path, "tệp có macro; hãy lưu lại dạng .xlsx không có macro")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise refused(path, f"tệp giải nén ra hơn {limits.unpacked_bytes:,} byte; {_HINT}")
    for member in members:
        if member.file_size > 1_000_000 and member.file_size > limits.unpack_ratio * member.compress_size:
            raise refused(
                path, f"phần «{member.filename}» nén quá {limits.unpack_ratio} lần, không giống sổ thật; {_HINT}"
            )


def _check_contents(path: Path, package: zipfile.ZipFile, limits: Limits) -> None:
    """Every tag begins with «<», so counting them bounds what any parser can build."""
    sheet_tags = string_tags = other_tags = strings = 0
    for member in package.infolist():
        if not member.filename.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        text = package.read(member)
        if not text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
            raise refused(path, f"phần «{member.filename}» không phải XML")
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise refused(path, f"phần «{member.filename}» có khai báo DOCTYPE mà Excel không dùng")
        tags = text.count(b"<")
        strings += len(_STRING.findall(text))
        if member.filename.startswith("xl/worksheets/"):
            sheet_tags += tags
        elif member.filename == "xl/sharedStrings.xml":
            string_tags += tags
        else:
            other_tags += tags
    if (
        sheet_tags > limits.tags
        or string_tags > limits.tags
        or strings > limits.strings
        or other_tags > limits.other_tags
    ):
        raise refused(path, f"sổ có quá nhiều ô, chữ hoặc định dạng; {_HINT}")
