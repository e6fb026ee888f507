"""Reads a channels file (Apprise's own YAML format) entry by entry, so that each mistake has its line.

Apprise alone skips what it does not understand and calls that success; a desk would then never be told anything.
"""

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.notify.message import Message
from ocop_workflow.notify.smtp import compose

MAX_BYTES = 500_000
_ROOT_KEYS = ("version", "urls", "tag", "tags", "groups")  # not `include` (fetches other files), not `asset`
_ROOT_KEY = re.compile(r"([A-Za-z_]+)\s*:(?:\s|$)")
_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_WHOLE_URL = re.compile(r"""\s*-\s*["']?\$\{\w+\}["']?\s*:?\s*""")
_WHOLE_VALUE = re.compile(r"""\s*(?:-\s+)?(\w+)\s*:\s*["']?\$\{\w+\}["']?\s*""")
_SCHEMA = re.compile(r"([A-Za-z0-9]+)://")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Entry:
    """The lines of one service in the file, and the number of the first."""

    line: int
    text: str


def read_services(path: Path, environment: Mapping[str, str] = os.environ) -> list[Any]:
    """The Apprise services of the file in its order, each with a tag and understood in full.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: everything that is wrong with it, with lines; never a URL, for a URL may hold a password.
    """
    from ocop_workflow.notify.plugins import discreet_asset, register

    file = _File(path)
    lines = file.expanded(_read(path, file), environment)
    head, entries = file.split(lines)
    services: list[Any] = []
    schemas, asset = register(), discreet_asset()
    if not file.mistakes:
        if _parse(head, asset)[1]:
            file.wrong("phần ngoài danh sách urls viết sai YAML")
        for entry in entries if not file.mistakes else ():
            found, complaints = _parse(f"{head}\nurls:\n{entry.text}\n", asset)
            services += found
            for why in _faults(entry, found, complaints, schemas):
                file.wrong(why, entry.line)
    if file.mistakes:
        raise BadInput(f"Tệp kênh gửi {path.name}", file.mistakes)
    return services


class _File:
    """The file under reading, and what was found wrong with it so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[Mistake] = []

    def wrong(self, why: str, line: int | None = None, value: str | None = None, allowed: str | None = None) -> None:
        self.mistakes.append(Mistake(file=str(self.path), line=line, why=why, value=value, allowed=allowed))

    def expanded(self, text: str, environment: Mapping[str, str]) -> list[str]:
        """The lines with `${NAME}` filled in, each so that the secret can neither break the URL nor the YAML."""
        lines = text.splitlines()
        for number, line in enumerate(lines, start=1):
            if line.lstrip().startswith("#") or "${" not in line:
                continue
            unset = [name for name in _SECRET.findall(line) if not environment.get(name)]
            for name in unset:
                self.wrong("biến chưa được đặt trong môi trường hoặc tệp .env", number, name)
            if unset:
                continue
            value = environment[_SECRET.findall(line)[0]] if _SECRET.search(line) else ""
            if _WHOLE_URL.fullmatch(line) and re.fullmatch(r"""\w+://[^\s"']+""", value):
                before, _, after = line.partition("${")
                lines[number - 1] = before + value + after.partition("}")[2]
            elif whole := _WHOLE_VALUE.fullmatch(line):
                # Apprise takes the escapes out of these two, wherever they stand
                plain = quote(value, safe="") if whole[1] in ("user", "password") else value
                lines[number - 1] = line[: whole.end(1)] + ": " + json.dumps(plain)
            elif "://" in line.partition("${")[0]:
                lines[number - 1] = _SECRET.sub(lambda name: quote(environment[name[1]], safe=""), line)
            else:
                self.wrong("${…} chỉ dùng trong một URL, làm trọn một URL, hoặc làm trọn một giá trị", number)
        return lines

    def split(self, lines: list[str]) -> tuple[str, list[_Entry]]:
        """What stands outside the list `urls`, and the entries of the list."""
        head: list[str] = []
        starts: list[int] = []
        seen: set[str] = set()
        key, indent = "", ""
        for number, line in enumerate(lines, start=1):
            at_margin = bool(line.strip()) and not line.startswith((" ", "\t", "#", "-"))
            if at_margin or line.startswith("---"):
                found = _ROOT_KEY.match(line)
                key = found[1] if found else key
                if not line.startswith("---") and (not found or key not in _ROOT_KEYS):
                    self.wrong("khóa không dùng ở đây", number, key if found else None, ", ".join(_ROOT_KEYS))
                elif found and key in seen:
                    self.wrong("khóa bị lặp", number, key)
                seen.add(key)
            elif key == "urls" and (item := re.match(r"(\s*)-\s", line)) and (not starts or item[1] == indent):
                indent = item[1]
                starts.append(number)
            if key != "urls":
                head.append(line)
        if not self.mistakes and not starts:
            self.wrong("không có kênh nào; khóa urls phải là danh sách, mỗi kênh bắt đầu bằng dấu «-»")
        if "version" not in seen:
            head.insert(0, "version: 1")
        ends = [*starts[1:], len(lines) + 1]
        return "\n".join(head), [
            _Entry(start, "\n".join(_until_margin(lines[start - 1 : end - 1])))
            for start, end in zip(starts, ends, strict=False)
        ]


def _until_margin(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number and _ROOT_KEY.match(line):
            return
        yield line


def _read(path: Path, file: _File) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotReady(f"Không mở được tệp kênh gửi {path}: {error.strerror}. Kiểm tra đường dẫn và quyền.") from None
    if len(raw) > MAX_BYTES:
        file.wrong(f"tệp lớn hơn {MAX_BYTES:,} byte")
        return ""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        file.wrong("không phải UTF-8; hãy lưu lại tệp bằng bảng mã UTF-8", raw[: error.start].count(b"\n") + 1)
        return ""


def _faults(entry: _Entry, services: list[Any], complaints: list[str], schemas: Any) -> Iterator[str]:
    """What is wrong with one entry, in words that repeat nothing of its URL but the schema."""
    from ocop_workflow.notify.plugins import Mail

    schema = _SCHEMA.search(entry.text)
    if schema is None:
        yield "không thấy URL của kênh (dạng loại://…)"
    elif schema[1].lower() not in schemas:
        yield f"không có loại kênh «{schema[1]}»; các loại thường dùng: mailtos, mailto, tgram, jsons, json"
    elif not services:
        yield f"không đọc được kênh «{schema[1]}»: URL hoặc cách thụt dòng sai"
    elif faults := [fault for service in services if isinstance(service, Mail) for fault in _mail_faults(service)]:
        yield from faults
    elif complaints:
        yield f"một phần của kênh «{schema[1]}» không được hiểu (địa chỉ sai hoặc tham số lạ)"
    elif not all(service.tags for service in services):
        yield "thiếu tag; mỗi kênh phải nói nó là của đơn vị nào"


def _mail_faults(mail: Any) -> Iterator[str]:
    if mail.cc or mail.bcc:
        yield "không dùng cc, bcc: mỗi người nhận là một thư riêng, hãy ghi thêm người nhận"
    if mail.pgp_mode != "no":
        yield "chưa hỗ trợ pgp"
    if not mail.verify_certificate:
        yield "không được tắt kiểm tra chứng thư (verify=no); thêm chứng thư gốc của cơ quan qua SSL_CERT_FILE"
    if mail.secure_mode == "insecure" and mail.password and mail.smtp_host not in _LOOPBACK:
        yield "mật khẩu sẽ đi trên đường không mã hóa; dùng mailtos://"
    if not (mail.user or "").isascii() or not (mail.password or "").isascii():
        yield "tài khoản và mật khẩu thư chỉ dùng chữ không dấu"
    try:
        compose(Message("TB-0", "Thử", "Thử", _ANY_TIME), **mail.parts())
    except (ValueError, IndexError):
        yield "địa chỉ thư hoặc tiêu đề thư bổ sung không hợp lệ"


_COMPLAINTS: ContextVar[list[str] | None] = ContextVar("ocop_apprise_complaints", default=None)


class _Ear(logging.Filter):
    """Hears what Apprise complains about while it reads, and lets nobody else hear it: its lines quote URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        heard = _COMPLAINTS.get()
        if heard is not None and record.levelno >= logging.WARNING:
            heard.append(record.levelname)
        return heard is None


@contextmanager
def _listening() -> Iterator[list[str]]:
    ear, logger = _Ear(), logging.getLogger("apprise")
    before = logger.level
    heard: list[str] = []
    token = _COMPLAINTS.set(heard)
    logger.addFilter(ear)
    logger.setLevel(min(logger.getEffectiveLevel(), logging.WARNING))
    try:
        yield heard
    finally:
        logger.setLevel(before)
        logger.removeFilter(ear)
        _COMPLAINTS.reset(token)


def _parse(text: str, asset: Any) -> tuple[list[Any], list[str]]:
    """The services that Apprise makes of `text`, and its complaints."""
    from apprise.config.base import ConfigBase

    with _listening() as complaints:
        services, _ = ConfigBase.config_parse_yaml(text, asset=asset)
        return list(services), list(complaints)
