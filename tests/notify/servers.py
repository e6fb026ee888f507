"""Real receivers on loopback: a mail server that misbehaves on demand, and a web server that keeps what it is sent."""

import asyncio
import json
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CUT, SLOW = "cut", "slow"


@dataclass
class MailServer:
    """A mail server; `at_*` is what it answers there, `mails` what it has got, told or not."""

    pipelines: ClassVar[bool] = True
    port: int = 0
    at_sender: str = "250 OK"
    at_recipient: dict[str, str] = field(default_factory=dict)
    at_end: str = "250 OK"
    password: str = ""
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0
    slow_s: float = 1.0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return [responses[0], *(["250-PIPELINING"] if self.pipelines else []), *responses[1:]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_sender == CUT:
            server.transport.abort()
        envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.at_end in (CUT, SLOW) or self.at_end.startswith("2"):
            mail = message_from_bytes(bytes(envelope.content or b""), policy=default)
            self.mails.append((",".join(envelope.rcpt_tos), mail))
        if self.at_end == CUT:
            server.transport.abort()
        if self.at_end == SLOW:
            await asyncio.sleep(self.slow_s)
            return "250 OK"
        return self.at_end

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=good, handled=good)


@contextmanager
def mail_server(certificate: Path | None = None, **behaviour: Any) -> Iterator[MailServer]:
    """A running `MailServer`; with a certificate it insists on STARTTLS."""
    server = MailServer(port=free_port(), **behaviour)
    security: dict[str, Any] = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        security = {"tls_context": context, "require_starttls": True}
    if server.password:
        security |= {"authenticator": server.login, "auth_required": True, "auth_require_tls": bool(certificate)}
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **security)
    controller.start()
    server.connections = 0  # the controller greets its own server
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that lets people in and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door.getsockname()[1]


@contextmanager
def scripted_server(script: Sequence[tuple[int, str]]) -> Iterator[int]:
    """The port of a server that reads so many lines, gives so many replies, and so on."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            guest, _ = door.accept()
            with guest, guest.makefile("rb") as lines:
                for count, reply in script:
                    for _ in range(count):
                        lines.readline()
                    guest.sendall(reply.encode())
                lines.read()

        Thread(target=serve, daemon=True).start()
        yield int(door.getsockname()[1])


@dataclass
class WebServer:
    """What was posted, and what it answers: a status, nothing (`CUT`) or nothing for a while (`SLOW`)."""

    port: int
    status: int | str = 200
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0
    closes_after_each: bool = False
    refuses_first: bool = False
    slow_s: float = 1.0


@contextmanager
def web_server(certificate: Path | None = None, **behaviour: Any) -> Iterator[WebServer]:
    """A running `WebServer`; with a certificate it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            state.connections += 1

        def do_PUT(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            state.posts.append((self.path, json.loads(body)))
            state.heads.append(dict(self.headers))
            self.close_connection = state.closes_after_each or state.status in (CUT, SLOW)
            if state.status == SLOW:
                time.sleep(state.slow_s)
            if isinstance(state.status, str):
                return
            self.send_response(503 if state.refuses_first and len(state.posts) == 1 else state.status)
            for name, value in {"Content-Length": "0", **state.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = WebServer(server.server_port, **behaviour)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def self_signed(folder: Path) -> Path:
    """Key and certificate for 127.0.0.1 in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "mail.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return pem
