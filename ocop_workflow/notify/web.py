"""Hands one post to one web receiver over a kept connection, and says what is known of its fate."""

from ssl import SSLCertVerificationError
from threading import Lock
from typing import Any

from requests import PreparedRequest, Request, RequestException, Session
from requests.exceptions import ChunkedEncodingError, ConnectTimeout, ContentDecodingError, ProxyError, Timeout
from requests.exceptions import ConnectionError as NoConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError

from ocop_workflow.notify.message import Outcome, OutcomeState


class WebLine:
    """A kept connection to one web server, opened at the first post; one post at a time."""

    def __init__(self) -> None:
        self.session = Session()
        self.lock = Lock()

    def close(self) -> None:
        """Hang up; the next post opens a new connection."""
        with self.lock:
            self.session.close()


class Receiver:
    """One address at a web server; `request` is a post to it without its body.

    What the machine says of proxies, authorities and logins (`HTTPS_PROXY`, `REQUESTS_CA_BUNDLE`, `.netrc`) holds as
    `requests` reads it, once for each address: for every post that takes longer than the post.
    """

    def __init__(self, line: WebLine, request: Request, *, is_verified: bool, wait: tuple[float, float]) -> None:
        self._line, self._request, self._is_verified = line, request, is_verified
        self._wait = wait  # seconds for the connection, and for each piece of the answer
        self._ready: tuple[PreparedRequest, dict[str, Any]] | None = None

    def post(self, body: bytes) -> Outcome:
        """Hand `body` over, following nowhere; never raises for what the network or the server does."""
        with self._line.lock:
            try:
                blank, settings = self._ready = self._ready or self._prepared()
                request = blank.copy()
                request.prepare_body(body, None)
                answer = self._line.session.send(request, timeout=self._wait, allow_redirects=False, **settings)
            except RequestException as error:
                if _may_have_arrived(error):
                    return Outcome(OutcomeState.UNKNOWN, "mất liên lạc sau khi đã chuyển, thông báo có thể đã đến")
                return Outcome(OutcomeState.TRY_LATER, "không kết nối được nơi nhận")
        if 200 <= answer.status_code < 300:
            return Outcome(OutcomeState.SENT, f"nơi nhận đã nhận ({answer.status_code})")
        return Outcome(OutcomeState.TRY_LATER, f"nơi nhận chưa nhận ({answer.status_code})")

    def _prepared(self) -> tuple[PreparedRequest, dict[str, Any]]:
        session = self._line.session
        blank = session.prepare_request(self._request)
        return blank, session.merge_environment_settings(str(blank.url), {}, None, self._is_verified, None)


def _may_have_arrived(error: RequestException) -> bool:
    """False only where it is certain that no connection stood, so that nothing can have left."""
    match error:
        case ConnectTimeout() | ProxyError():
            return False
        case NoConnection(args=[MaxRetryError(reason=NewConnectionError())]):
            return False
        case NoConnection(args=[MaxRetryError(reason=SSLError(args=[SSLCertVerificationError()]))]):
            return False
        case NoConnection() | Timeout() | ChunkedEncodingError() | ContentDecodingError():
            return True
        case _:
            return False
