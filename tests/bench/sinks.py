"""Receivers in a process of their own, apart from the sender: `python -m tests.bench.sinks mail`.

They do as little as an honest receiver can, so that what is measured is the sender: each command has its answer, a
mail or a post is answered once all of it has come in.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from subprocess import PIPE, Popen
from threading import Thread

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Sink:
    """A receiver at work."""

    port: int
    pid: int

    def processor_s(self) -> float:
        """The processor time that it has taken until now, in seconds (Linux)."""
        import os

        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def sink(kind: str) -> Iterator[Sink]:
    """A mail («mail») or web («web») receiver on loopback that takes everything."""
    command = [sys.executable, "-m", "tests.bench.sinks", kind]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as server:
        assert server.stdout is not None and server.stdin is not None
        try:
            yield Sink(int(server.stdout.readline()), server.pid)
        finally:
            server.stdin.close()  # its sign to end
            server.wait(10)


class Mail(StreamRequestHandler):
    """SMTP as far as one sender needs it; what comes out of its order is refused."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        expected = b"MAIL"
        self._say(b"220 sink")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self._say(b"221 bye")
                return
            if verb == b"EHLO":
                self._say(b"250-sink\r\n250 PIPELINING")  # as every mail server in use offers it
                expected = b"MAIL"
            elif verb in (b"HELO", b"RSET", b"NOOP"):
                expected = b"MAIL" if verb != b"NOOP" else expected
                self._say(b"250 sink")
            elif verb != expected:
                self._say(b"503 bad sequence of commands")
            elif verb == b"DATA":
                self._say(b"354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self._say(b"250 taken")
                expected = b"MAIL"
            else:
                self._say(b"250 fine")
                expected = {b"MAIL": b"RCPT", b"RCPT": b"DATA"}[verb]

    def _say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")


class Web(StreamRequestHandler):
    """HTTP/1.1 as far as one sender needs it; the connection stays open until the sender wants it closed."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        while self.rfile.readline():
            length, closes = 0, False
            while (header := self.rfile.readline().lower()) not in (b"\r\n", b""):
                name, _, value = header.partition(b":")
                if name == b"content-length":
                    length = int(value)
                closes = closes or (name == b"connection" and value.strip() == b"close")
            self.rfile.read(length)
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            if closes:
                return


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


def main(kind: str) -> None:
    """Serve until the standard input ends."""
    with _Server(("127.0.0.1", 0), Mail if kind == "mail" else Web) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
