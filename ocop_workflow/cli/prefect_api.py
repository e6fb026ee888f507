"""A few questions to a Prefect server over HTTP: importing Prefect for them would take seconds."""

import base64
import json
import os
import sys
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ocop_workflow.errors import NotReady

_SECONDS = 5
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_LISTENS = "0A"
"""As Linux writes it in /proc/net/tcp."""


def listening_on(port: int | None) -> "list[IPv4Address | IPv6Address]":
    """The addresses of this machine on which somebody listens at that port; none where Linux is not there to say so."""
    found = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        lines = table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else []
        for local, _, state in (line.split()[1:4] for line in lines):
            address, _, at_port = local.partition(":")
            if state == _LISTENS and int(at_port, 16) == port:
                words = bytes.fromhex(address)  # 32-bit words, each in the order of the processor
                swapped = (int.from_bytes(words[i : i + 4], sys.byteorder) for i in range(0, len(words), 4))
                known = ip_address(b"".join(word.to_bytes(4, "big") for word in swapped))
                found.append(getattr(known, "ipv4_mapped", None) or known)
    return found


@dataclass(frozen=True)
class PrefectApi:
    """One server, asked with the password of this process if there is one."""

    url: str
    auth: str | None

    @classmethod
    def at(cls, url: str) -> "PrefectApi":
        """The server of that API address, with PREFECT_API_AUTH_STRING."""
        return cls(url.rstrip("/"), os.environ.get("PREFECT_API_AUTH_STRING") or None)

    @property
    def is_on_this_machine(self) -> bool:
        """Whether we call it by an address that nobody else can reach."""
        return urlsplit(self.url).hostname in _LOOPBACK

    @property
    def is_within_reach_of_others(self) -> bool:
        """Whether another machine may call it: by its address or, on this machine, because it listens on others too."""
        return not self.is_on_this_machine or any(not one.is_loopback for one in listening_on(urlsplit(self.url).port))

    def clock(self) -> datetime | None:
        """What the server's clock shows, where it says so; raises NotReady when it does not answer."""
        with self._open("/health") as answer:
            shown = answer.headers.get("Date")
        return parsedate_to_datetime(shown) if shown else None

    def is_open_to_anybody(self) -> bool:
        """Whether it answers without a password."""
        try:
            with self._open("/admin/version"):
                return True
        except urllib.error.HTTPError:
            return False

    def deployments(self, tag: str) -> list[dict[str, Any]]:
        """Every deployment that bears the tag.

        Raises:
            NotReady: the server refuses us; the message says what to set.
        """
        try:
            client = uuid.uuid4().hex
            headers = self._authorised() | self._csrf(client)
            body = {"deployments": {"tags": {"all_": [tag]}}, "limit": 200}
            with self._open("/deployments/filter", headers, body) as answer:
                found: list[dict[str, Any]] = json.load(answer)
                return found
        except urllib.error.HTTPError as refused:
            what = "thiếu hoặc sai mật khẩu: đặt PREFECT_API_AUTH_STRING" if refused.code == 401 else str(refused)
            raise NotReady(f"Máy chủ Prefect {self.url} từ chối ({what}).") from None

    def _csrf(self, client: str) -> dict[str, str]:
        try:
            with self._open(f"/csrf-token?client={client}", self._authorised()) as answer:
                token = json.load(answer)["token"]
        except urllib.error.HTTPError as off:
            if off.code == 422:  # the protection is switched off
                return {}
            raise
        return {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": client}

    def _authorised(self) -> dict[str, str]:
        if self.auth is None:
            return {}
        return {"Authorization": "Basic " + base64.b64encode(self.auth.encode()).decode()}

    def _open(self, path: str, headers: dict[str, str] | None = None, body: object = None) -> Any:
        proxies: dict[str, str] | None = {} if self.is_on_this_machine else None  # loopback is never behind a proxy
        opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
        data = None if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if data else {}
        try:
            request = urllib.request.Request(self.url + path, data, {**kind, **(headers or {})})  # noqa: S310
            return opener.open(request, timeout=_SECONDS)
        except urllib.error.HTTPError:
            raise
        except (OSError, ValueError) as away:
            raise NotReady(
                f"Máy chủ Prefect {self.url} không trả lời ({away}). Kiểm tra PREFECT_API_URL, máy chủ."
            ) from None
