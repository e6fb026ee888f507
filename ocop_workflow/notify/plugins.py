"""Our plugins for Apprise: mail that tells what became of it, and a mailbox of readable files."""

# Apprise is typed in part only, and narrower than it behaves.
# mypy: disable-error-code="no-untyped-call, override, assignment"

import json
import logging
import os
import re
from pathlib import Path
from threading import get_ident
from typing import Any
from zoneinfo import ZoneInfo

from apprise import AppriseAsset, NotifyFormat, PersistentStoreMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_json import JSONPayloadField, NotifyJSON
from apprise.plugins.email.base import NotifyEmail
from requests import Request

from ocop_workflow.notify.message import IN_HAND, Message, Outcome, OutcomeState
from ocop_workflow.notify.smtp import Line, compose
from ocop_workflow.notify.web import Receiver, WebLine

_LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


class Mail(NotifyEmail):
    """Apprise's mail plugin with the same URLs, sending by our own `Line`; outside our room it is Apprise's own."""

    notify_format = NotifyFormat.TEXT
    request_rate_per_sec = 0
    line: Line | None = None

    def __init__(self, targets: Any = None, **kwargs: Any) -> None:
        super().__init__(targets=targets, **kwargs)
        for given in [targets] if isinstance(targets, str) else targets or ():
            if any(part.count("@") != 1 for part in re.split("[,;]", str(given))):
                self.logger.warning("A recipient is not a mail address")  # Apprise drops it from a list in silence

    def parts(self) -> dict[str, Any]:
        """Everything of a mail but the message, as `compose` takes it."""
        (name, address), (to_name, to_address) = self.from_addr, self.targets[0]
        return {
            "sender": (name or "", address),
            "recipient": (to_name or "", to_address),
            "reply_to": tuple(sorted(self.reply_to)),
            "headers": dict(self.headers),
        }

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        """Send the parcel in hand to the one recipient of this object."""
        parcel = IN_HAND.get()
        if parcel is None or self.line is None:
            return bool(super().send(body, title, **kwargs))
        mail = compose(parcel.message, **self.parts())
        parcel.outcome = self.line.send(str(self.from_addr[1]), self.targets[0][1], mail)
        return parcel.outcome.state is OutcomeState.SENT


class Web(NotifyJSON):
    """Apprise's plugin for programs (json://, jsons://) with the same URLs and posts, over our own kept `WebLine`.

    Apprise's own opens a connection for every post; outside our room it is Apprise's own.
    """

    receiver: Receiver | None = None

    def connect(self, line: WebLine) -> None:
        """From now on our posts go over this connection."""
        port = f":{self.port}" if self.port else ""
        request = Request(
            self.method,
            f"{'https' if self.secure else 'http'}://{self.host}{port}{self.fullpath}",
            headers={"User-Agent": self.app_id, "Content-Type": "application/json", **self.headers},
            params=self.params,
            auth=(self.user, self.password or "") if self.user else None,
        )
        self.receiver = Receiver(line, request, is_verified=self.verify_certificate, wait=self.request_timeout)

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        """Post the parcel in hand, or one piece of it where the URL asks for pieces (`overflow=split`)."""
        parcel = IN_HAND.get()
        if parcel is None or self.receiver is None:
            return bool(super().send(body, title, **kwargs))
        outcome = self.receiver.post(json.dumps(self._payload(body, title, kwargs["notify_type"].value)).encode())
        if parcel.outcome is None or parcel.outcome.state is OutcomeState.SENT:
            parcel.outcome = outcome  # a piece that fails is not made good by the next one
        return outcome.state is OutcomeState.SENT

    def _payload(self, body: str, title: str, kind: str) -> dict[str, Any]:
        """What Apprise posts; the `:name=value` of a URL add a field, give one another name, or take it out."""
        payload: dict[str, Any] = {
            JSONPayloadField.VERSION: self.json_version,
            JSONPayloadField.TITLE: title,
            JSONPayloadField.MESSAGE: body,
            JSONPayloadField.ATTACHMENTS: [],
            JSONPayloadField.MESSAGETYPE: kind,
        }
        for name, value in self.payload_extras.items():
            if name not in payload:
                payload[name] = value
                continue
            field = payload.pop(name)
            if value:
                payload[value] = field
        return payload


class Mailbox(NotifyBase):
    """`mailbox:///folder/of/the/desk`: one text file per message, named by its code; written whole or not at all."""

    service_name = "Mailbox folder"
    protocol = "mailbox"
    notify_format = NotifyFormat.TEXT
    request_rate_per_sec = 0
    templates = ("{schema}://{path}",)
    template_tokens = {"path": {"name": "Folder", "type": "string", "required": True, "map_to": "fullpath"}}  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(self.fullpath)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The URL that makes this object again."""
        return f"{self.protocol}://{self.quote(str(self.folder), safe='/')}"

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """Take the URL apart; what Apprise would call the host is the first folder of the path."""
        parts: dict[str, Any] | None = NotifyBase.parse_url(url.replace("://", "://folder/", 1), verify_host=False)
        return parts

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        """Write the parcel in hand; a second sending replaces the file."""
        parcel = IN_HAND.get()
        if parcel is None:
            return False
        try:
            self._write(parcel.message)
            parcel.outcome = Outcome(OutcomeState.SENT, "đã ghi vào hộp thư")
        except OSError as error:
            parcel.outcome = Outcome(OutcomeState.TRY_LATER, f"không ghi được vào hộp thư: {error.strerror}")
        return parcel.outcome.state is OutcomeState.SENT

    def _write(self, message: Message) -> None:
        written_at = message.at.astimezone(_LOCAL_TIME)
        text = (
            f"Đến: {self.folder.name}\nMã: {message.id}\nTiêu đề: {message.title}\n"
            f"Ngày: {written_at:%d/%m/%Y %H:%M}\n\n{message.body}\n"
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{message.id}.{os.getpid()}-{get_ident()}"
        try:
            draft.write_text(text, encoding="utf-8", newline="\n")
            draft.replace(self.folder / f"{message.id}.txt")
        finally:
            draft.unlink(missing_ok=True)


class _Discretion(logging.Filter):
    """Holds back what others would log while we send: their lines carry addresses, titles and secret URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        return IN_HAND.get() is None


def register() -> NotificationManager:
    """Make our plugins known to Apprise, once in a process; returns Apprise's list of schemas."""
    known = NotificationManager()
    if "mailbox" not in known:
        known.add(Mail, force=True)
        known.add(Web, force=True)
        known.add(Mailbox)
        for name in ("apprise", "urllib3.connectionpool", "requests"):
            logging.getLogger(name).addFilter(_Discretion())
    return known


def discreet_asset() -> AppriseAsset:
    """Apprise set to do what it is told and nothing more: no redirects, no threads, no files, no emoji, no escapes."""
    asset = AppriseAsset(storage_mode=PersistentStoreMode.MEMORY)
    asset.app_id, asset.app_desc, asset.app_url = "OCOP", "Chu trình OCOP thường niên", ""
    asset.http_redirects = asset.async_mode = asset.interpret_emojis = asset.pgp_autogen = False
    return asset
