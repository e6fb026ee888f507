"""What is sent, and what became of it: plain values, without Apprise."""

import re
import unicodedata
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from ocop_workflow.vocabulary import Word

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,63}")
_NEVER_PRINTED = {"Cc", "Cf", "Cs"}  # controls, direction overrides and zero widths, broken halves of characters


class OutcomeState(Word):
    """What the sender knows after one attempt."""

    SENT = "sent", "Đã gửi"
    TRY_LATER = "try_later", "Chưa gửi được, sẽ gửi lại"
    REFUSED = "refused", "Bị từ chối"
    UNKNOWN = "unknown", "Không rõ đã đến hay chưa"


@dataclass(frozen=True)
class Outcome:
    """The state after one attempt, with a short reason that names no address and no secret."""

    state: OutcomeState
    detail: str = ""


@dataclass(frozen=True)
class Message:
    """One notice as it leaves the house at `at` (aware); `id` is its stable code, title and body are plain text.

    The text is cleaned here, once, for every channel: composed (NFC), the title a single line, nothing invisible in
    either, so that no text can become a header, a file name or a second message.

    Raises:
        ValueError: the id is not a plain code, or the title or the body is empty.
    """

    id: str
    title: str
    body: str
    at: datetime

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.id):
            raise ValueError(f"mã thông báo không hợp lệ: {self.id!r}")
        object.__setattr__(self, "title", " ".join(_printed(self.title).split()))
        object.__setattr__(self, "body", "\n".join(map(_printed, self.body.splitlines())).strip())
        if not self.title or not self.body:
            raise ValueError(f"thông báo {self.id} thiếu tiêu đề hoặc nội dung")

    @property
    def subject(self) -> str:
        """«[TB-2024-000123] Quá hạn nộp báo cáo»: the code stands where people and mail programs see it."""
        return f"[{self.id}] {self.title}"


@dataclass
class Parcel:
    """A message on its way through Apprise, whose own answer is only yes or no."""

    message: Message
    outcome: Outcome | None = None


IN_HAND: ContextVar[Parcel | None] = ContextVar("ocop_parcel_in_hand", default=None)
"""What this thread is sending: our plugins read the message here and leave the outcome."""


def _printed(text: str) -> str:
    if not text.isprintable():  # which most text is: nothing to take out
        spaces = "\t\r\n\v\f\x85"
        text = "".join(" " if c in spaces else c for c in text if c in spaces or not _is_hidden(c))
    return unicodedata.normalize("NFC", text).rstrip()


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _NEVER_PRINTED
