"""Which desk is reached how: tags on one side, Apprise services on the other; Apprise is the only door."""

import copy
import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from ocop_workflow.errors import Refused
from ocop_workflow.notify.message import IN_HAND, Message, Outcome, OutcomeState, Parcel
from ocop_workflow.notify.smtp import Line, Timeouts, recipient_hash

if TYPE_CHECKING:
    from ocop_workflow.notify.plugins import Mail
    from ocop_workflow.notify.web import WebLine

_TAG = re.compile(r"[a-z0-9](?:[a-z0-9_-]|\.(?!\.)){0,199}")
_PING = re.compile(r"<(?=\S)|(?<!\w)@(?=\w)")  # <!here>, <@U1>, @everyone; an address a@b stays as it is


@dataclass(frozen=True)
class Target:
    """One recipient on one channel; `key` is stable and reveals nothing, `label` is the kind of channel."""

    key: str
    label: str
    _door: Any = field(repr=False, compare=False)

    def send(self, message: Message) -> Outcome:
        """One attempt; never raises for what the network or the other side does."""
        from apprise import NotifyFormat

        title, body = message.subject, message.body
        if self.label not in ("mailto", "mailbox"):
            title, body = (_PING.sub("\\g<0>\u2060", text) for text in (title, body))  # chat programs would call people
        parcel = Parcel(message)
        in_hand = IN_HAND.set(parcel)
        try:
            sent = bool(self._door.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
        finally:
            IN_HAND.reset(in_hand)
        if parcel.outcome is not None:
            return parcel.outcome
        if sent:
            return Outcome(OutcomeState.SENT, f"kênh {self.label} đã nhận")
        return Outcome(OutcomeState.TRY_LATER, f"kênh {self.label} chưa nhận")


class Channels:
    """The address book of a delivery run; close it at the end, or use it in a `with`."""

    def __init__(self, find: Callable[[str], tuple[Target, ...]], lines: "Sequence[Line | WebLine]" = ()) -> None:
        self._find = find
        self._lines = tuple(lines)

    @classmethod
    def from_file(cls, path: Path, timeouts: Timeouts | None = None, variables: Mapping[str, str] = os.environ) -> Self:
        """The channels of a file in Apprise's YAML format; what it writes as ${NAME} is looked up in `variables`.

        Raises:
            NotReady: the file cannot be opened.
            BadInput: the file has mistakes; nothing of it is used.
        """
        from ocop_workflow.notify.channel_file import read_services
        from ocop_workflow.notify.plugins import Mail, Web
        from ocop_workflow.notify.web import WebLine

        lines: dict[tuple[Any, ...], Line] = {}
        web_lines: dict[tuple[Any, ...], WebLine] = {}
        targets: dict[str, dict[str, Target]] = {}
        for service in read_services(path, variables):
            # What the outbox does itself, or what would hide a failure from it
            service.retry, service.optional, service.redirects, service.request_rate_per_sec = 0, False, False, 0
            if isinstance(service, Web):
                server = (service.secure, service.host, service.port, service.verify_certificate)
                service.connect(web_lines.setdefault(server, WebLine()))
            one_each = _one_recipient_each(service, lines, timeouts or Timeouts()) if isinstance(service, Mail) else ()
            for target in one_each or (_target(service),):
                for tag in map(str, service.tags):
                    targets.setdefault(tag, {}).setdefault(target.key, target)
        book = {tag: tuple(found.values()) for tag, found in targets.items()}
        return cls(lambda tag: book.get(tag, ()), (*lines.values(), *web_lines.values()))

    @classmethod
    def mailbox(cls, folder: Path) -> Self:
        """The embedded default: every tag reaches `folder/<tag>/<message id>.txt`."""

        @cache
        def find(tag: str) -> tuple[Target, ...]:
            from apprise import Apprise

            from ocop_workflow.notify.plugins import discreet_asset, register

            if not _TAG.fullmatch(tag):
                return ()  # would be another folder
            register()
            url = f"mailbox://{quote(str(folder.absolute() / tag), safe='/')}"
            return (_target(Apprise.instantiate(url, asset=discreet_asset())),)

        return cls(find)

    def targets(self, tags: Sequence[str]) -> tuple[Target, ...]:
        """The targets of the first tag that has any, in the order of the file; empty when none has.

        Raises:
            Refused: no tag at all; Apprise would take that for everybody.
        """
        if isinstance(tags, str) or not all(tags) or not tags:
            raise Refused("Thông báo không ghi đơn vị nhận (tag) nên không gửi cho ai.")
        return next((found for tag in tags if (found := self._find(tag))), ())

    def close(self) -> None:
        """Take leave of the servers; a later send connects again."""
        for line in self._lines:
            line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _target(service: Any) -> Target:
    from ocop_workflow.notify.plugins import Mailbox

    # The desk's folder by its name: the same desk when the installation moves
    identity = f"mailbox:{service.folder.name}" if isinstance(service, Mailbox) else service.url()
    schema = str(service.schema)
    return Target(f"{schema}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}", schema, _door(service))


def _door(service: Any) -> Any:
    """Apprise with this one service."""
    from apprise import Apprise

    return Apprise(servers=service, asset=service.asset)


def _one_recipient_each(mail: "Mail", lines: dict[tuple[Any, ...], Line], timeouts: Timeouts) -> tuple[Target, ...]:
    """One target per recipient, so that one refusal does not repeat the mail to the others.

    The key is made of the recipient alone: a new password or another relay is still the same desk.
    """
    login = (mail.user, mail.password) if mail.user and mail.password else None
    server = (str(mail.smtp_host), int(mail.port or 25), str(mail.secure_mode), login)
    mail.line = lines.setdefault(server, Line(*server, timeouts))
    targets = []
    for name, address in mail.targets:
        one = copy.copy(mail)
        one.targets = [(name, address)]
        targets.append(Target(f"mailto-{recipient_hash(address)}", "mailto", _door(one)))
    return tuple(targets)
