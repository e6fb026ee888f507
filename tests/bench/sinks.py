"""Receivers in a process of their own, apart from the sender: `python -m tests.bench.sinks mail`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def sink(kind: str) -> Iterator[int]:
    """The port of a mail («mail») or web («web») receiver on loopback that takes everything."""
    command = [sys.executable, "-m", "tests.bench.sinks", kind]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stdin is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()  # its sign to end
            server.wait(10)


def main(kind: str) -> None:
    """Serve until the standard input ends."""
    if kind == "mail":
        from tests.notify.servers import mail_server

        with mail_server() as mail:
            print(mail.port, flush=True)
            sys.stdin.read()
        return
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
