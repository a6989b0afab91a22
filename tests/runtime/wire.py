"""A server on a real socket, which says on cue what no HTTP library would."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"wares":[]}'


class WireServer(socketserver.ThreadingTCPServer):
    """Answers the head of each request with the bytes that `answer` gives for it.

    ``None`` means silence until the other side closes. With `closes`, the connection ends after an answer.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        """Listen on a free port of the loopback."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heads: list[bytes] = []
        self.connections = 0
        self.answer: Callable[[bytes], bytes | None] = lambda head: OK
        self.closes = False

    @property
    def url(self) -> str:
        """The server's root."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def netloc(self) -> str:
        """The server's address as it stands in a URL."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.StreamRequestHandler):
    server: WireServer

    def handle(self) -> None:
        self.server.connections += 1
        while head := self._read_head():
            self.server.heads.append(head)
            answer = self.server.answer(head)
            if answer is None:
                self.rfile.read(1)
                return
            self.wfile.write(answer)
            if self.server.closes:
                return

    def _read_head(self) -> bytes:
        head = b""
        while line := self.rfile.readline():
            head += line
            if line == b"\r\n":
                return head
        return b""


@contextmanager
def serve() -> Iterator[WireServer]:
    """Run a server."""
    with WireServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
