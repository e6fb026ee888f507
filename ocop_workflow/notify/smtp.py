"""Hands one mail to one recipient over a kept connection, and says what is known of its fate."""

import hashlib
import re
import smtplib
import ssl
from base64 import encodebytes
from contextlib import suppress
from dataclasses import dataclass
from email.charset import BASE64, Charset
from email.header import Header
from email.utils import format_datetime, formataddr
from threading import Lock

from ocop_workflow.notify.message import Message, Outcome, OutcomeState

_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64  # said here, for Apprise changes for the whole process what "utf-8" does to a mail
_LINE = 76
_LOGIN_WANTED = (530, 534, 535, 538)  # 5xx that blame our own account and not the mail (RFC 4954)


@dataclass(frozen=True)
class Timeouts:
    """How long to wait, in seconds: for the connection, for each reply, for the reply after the final dot."""

    connect_s: float = 10.0
    reply_s: float = 15.0
    final_s: float = 60.0

    @property
    def longest_s(self) -> float:
        """The longest a send can wait; a claim on a notice has to last longer than this.

        Three replies on a kept connection that dies, then on a new one: EHLO twice, STARTTLS, AUTH in three steps,
        MAIL, RCPT, DATA.
        """
        return self.connect_s + 12 * self.reply_s + self.final_s


def compose(
    message: Message,
    sender: tuple[str, str],
    recipient: tuple[str, str],
    reply_to: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> bytes:
    """The mail as it goes over the wire; `sender` and `recipient` are (name, address).

    The Message-ID depends on the notice and the recipient alone: a second copy can be recognised as such.

    Raises:
        ValueError: an extra header repeats one of ours or breaks out of its line, or an address is not plain ASCII.
    """
    head = {
        "Content-Type": 'text/plain; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "base64",
        "Subject": _encoded("Subject", message.subject),
        "From": _folded("From", _mailbox(*sender)),
        "To": _folded("To", _mailbox(*recipient)),
        "Message-ID": f"<{message.id}.{recipient_hash(recipient[1])}@{sender[1].rpartition('@')[2]}>",
        "Date": format_datetime(message.at),
        "Auto-Submitted": "auto-generated",  # keeps holiday replies away (RFC 3834)
    }
    if reply_to:
        head["Reply-To"] = _folded("Reply-To", ", ".join(_mailbox("", address) for address in reply_to))
    taken = {name.lower() for name in head}
    for name, value in (headers or {}).items():
        if name.lower() in taken or not re.fullmatch(r"[!-9;-~]+", name) or len(value.splitlines()) > 1:
            raise ValueError(f"không thể thêm tiêu đề thư {name!r}")
        taken.add(name.lower())
        head[name] = _encoded(name, value)
    # Written out here: the library's generator parses and folds each header anew, which takes as long as the sending
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{lines}\r\n".encode("ascii") + encodebytes(message.body.encode()).replace(b"\n", b"\r\n")


def _encoded(name: str, value: str) -> str:
    """A header's value in ASCII, on lines as long as mail likes them (RFC 2047)."""
    return Header(value, _UTF8, header_name=name).encode(linesep="\r\n")


def _folded(name: str, value: str) -> str:
    return value if len(name) + len(value) < _LINE else Header(value, header_name=name).encode(linesep="\r\n")


def recipient_hash(address: str) -> str:
    """Twelve hex digits that stand for a mail address."""
    return hashlib.sha256(f"mailto:{address.lower()}".encode()).hexdigest()[:12]


class Line:
    """A kept connection to one mail server, opened at the first mail; one mail at a time."""

    def __init__(self, host: str, port: int, security: str, login: tuple[str, str] | None, timeouts: Timeouts) -> None:
        self._host, self._port, self._security, self._login = host, port, security, login
        self._timeouts = timeouts
        self._smtp: smtplib.SMTP | None = None
        self._lock = Lock()

    def send(self, sender: str, recipient: str, mail: bytes) -> Outcome:
        """Hand `mail` over; never raises for what the network or the server does."""
        with self._lock:
            kept = self._smtp is not None
            try:
                return self._attempt(sender, recipient, mail)
            except (OSError, smtplib.SMTPException) as error:
                if not kept:
                    return Outcome(OutcomeState.TRY_LATER, _why(error))
            # A kept connection may have died in silence; before DATA nothing is lost by dialling again.
            try:
                return self._attempt(sender, recipient, mail)
            except (OSError, smtplib.SMTPException) as error:
                return Outcome(OutcomeState.TRY_LATER, _why(error))

    def close(self) -> None:
        """Take leave of the server; the next mail opens a new connection."""
        with self._lock:
            if self._smtp is not None:
                with suppress(OSError, smtplib.SMTPException):
                    self._smtp.quit()
                self._hang_up()

    def _attempt(self, sender: str, recipient: str, mail: bytes) -> Outcome:
        try:
            self._smtp = self._smtp or self._dial()
            return self._hand_over(self._smtp, sender, recipient, mail)
        except BaseException:
            self._hang_up()  # a half-told mail must not be the beginning of the next
            raise

    def _dial(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if self._security == "ssl":
            smtp = smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeouts.connect_s, context=context)
        else:
            smtp = smtplib.SMTP(self._host, self._port, timeout=self._timeouts.connect_s)
        try:
            _wait(smtp, self._timeouts.reply_s)
            if self._security == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if self._login:
                smtp.login(*self._login)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, sender: str, recipient: str, mail: bytes) -> Outcome:
        """Raises only while it is certain that the server has not got the whole mail."""
        refused = self._announce(smtp, sender, recipient)
        if refused is not None:
            return _answer(refused)
        smtp.send((b"\n" + mail).replace(b"\n.", b"\n..")[1:] + b".\r\n")  # a line of one dot would end the mail
        try:
            _wait(smtp, self._timeouts.final_s)
            code = smtp.getreply()[0]
            _wait(smtp, self._timeouts.reply_s)
        except (OSError, smtplib.SMTPException):
            code = -1
        if code in (-1, 421):
            self._hang_up()
        return _answer(code)

    def _announce(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> int | None:
        """Everything before the mail itself; the code of the first refusal, or None when the server waits for the mail.

        In one go where the server offers it (RFC 2920): from afar most of a mail's time is waiting for replies.
        """
        commands = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
        if not all(command.isprintable() for command in commands):
            raise ValueError("an address breaks out of its line")
        ahead = len(commands) if smtp.has_extn("pipelining") else 1
        for first in range(0, len(commands), ahead):
            told = commands[first : first + ahead]
            smtp.send("".join(f"{command}\r\n" for command in told))
            codes = [smtp.getreply()[0] for _ in told]
            if {-1, 421} & set(codes):
                raise smtplib.SMTPServerDisconnected("the server closes the connection")
            refused = next((code for code in codes if not 200 <= code < 400), None)
            if refused is not None:
                self._start_over(smtp, waits_for_mail=300 <= codes[-1] < 400)
                return refused
        return None

    def _start_over(self, smtp: smtplib.SMTP, *, waits_for_mail: bool) -> None:
        try:
            if waits_for_mail:  # for nobody: whatever is said now would be taken for the mail
                self._hang_up()
            else:
                smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _answer(code: int) -> Outcome:
    if code == -1:
        return Outcome(OutcomeState.UNKNOWN, "mất liên lạc sau khi đã chuyển thư, thư có thể đã đến")
    if 200 <= code < 300:
        return Outcome(OutcomeState.SENT, f"máy chủ thư đã nhận ({code})")
    if 500 <= code < 600 and code not in _LOGIN_WANTED:
        return Outcome(OutcomeState.REFUSED, f"máy chủ thư từ chối ({code})")
    return Outcome(OutcomeState.TRY_LATER, f"máy chủ thư chưa nhận ({code})")


def _why(error: Exception) -> str:
    """The reason in words; the server's own words stay out, they repeat addresses."""
    match error:
        case ssl.SSLCertVerificationError():
            return "chứng thư TLS của máy chủ thư không được tin cậy"
        case smtplib.SMTPAuthenticationError():
            return f"máy chủ thư không nhận tài khoản gửi ({error.smtp_code})"
        case smtplib.SMTPNotSupportedError():
            return "máy chủ thư không hỗ trợ mã hóa hoặc đăng nhập như đã khai"
        case smtplib.SMTPResponseException():
            return f"máy chủ thư chưa nhận kết nối ({error.smtp_code})"
        case TimeoutError() | smtplib.SMTPServerDisconnected(__context__=TimeoutError()):
            return "máy chủ thư không trả lời trong thời gian chờ"
        case smtplib.SMTPServerDisconnected():
            return "máy chủ thư ngắt kết nối trước khi nhận thư"
        case _:
            return "không kết nối được máy chủ thư"


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _mailbox(name: str, address: str) -> str:
    if not address.isascii() or not re.fullmatch(r"[^\s<>@,]+@[^\s<>@,]+", address):
        raise ValueError("địa chỉ thư phải là chữ không dấu, dạng tên@máy-chủ")
    return formataddr((" ".join(name.split()), address), charset=_UTF8)
