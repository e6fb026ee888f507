"""Logs for machines and for strangers' eyes: one JSON object a line on request, without secrets and personal data."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_HIDDEN = (
    # user and password, or everything behind the host where the whole address is a secret
    (re.compile(r"(?P<keep>\b[a-z][a-z0-9+.-]*://)[^\s/@\"']+@"), r"\g<keep>***@"),
    (re.compile(r"(?P<keep>\b(?!https?:|sqlite:|postgres)[a-z][a-z0-9+.-]*://)[^\s\"']+"), r"\g<keep>***"),
    (re.compile(r"(?P<keep>\bhttps?://[^\s\"'?]+)\?[^\s\"']+"), r"\g<keep>?***"),
    (re.compile(r"(?P<keep>\bhttps?://[^\s\"']*?/)[\w-]{20,}(?=[/\s\"']|$)"), r"\g<keep>***"),
    (
        re.compile(r"(?i)(?P<keep>(?:password|passwd|token|secret|auth_string|api_key|mật khẩu)\W{1,3})[^\s,;\"')]+"),
        r"\g<keep>***",
    ),
    (re.compile(r"(?i)(?P<keep>\b(?:basic|bearer) )[\w+/=.-]{6,}"), r"\g<keep>***"),
    # what PostgreSQL quotes of a row, and people's addresses and numbers
    (re.compile(r"(?P<keep>\bKey \([^)]*\)=\()[^\n]*?\)(?= (?:already|is not|conflicts))"), r"\g<keep>***)"),
    (re.compile(r"(?P<keep>Failing row contains \()[^\n]*"), r"\g<keep>***)"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "***@***"),
    (re.compile(r"(?<![\w.:-])(?:\+84|84|0)(?:[ .-]?\d){9}(?![\w:-]|\.\d)"), "***"),
    (re.compile(r"(?<![\w.:-])\d{12}(?![\w:-]|\.\d)"), "***"),
)


def discreet(text: str) -> str:
    """The text without passwords, tokens, secret addresses, and without people's e-mail, telephone and card numbers."""
    for pattern, shown in _HIDDEN:
        text = pattern.sub(shown, text)
    return text


class Discreet(logging.Formatter):
    """A line for people, with what nobody needs to read struck out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, discreet."""
        return discreet(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, who says it, what, and the facts given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, discreet."""
        facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **facts,
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps({name: _plain(value) for name, value in line.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else discreet(str(value))


def configure(form: str, level: str) -> None:
    """Send what the program logs to the error stream, once in a process; the output stays what was asked for."""
    logger = logging.getLogger("ocop_workflow")
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Discreet("%(levelname)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.propagate = False
