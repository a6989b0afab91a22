"""A server on real sockets that misbehaves on cue, with TLS if it has to."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

Act: TypeAlias = "Callable[[Line], None]"
"""What the server does about a request; a line that it leaves open takes the next one."""


class Line:
    """One connection, from the server's side.

    Attributes:
        head: The head of the request that was read last.
        open: Whether another one may be read.
    """

    def __init__(self, sock: socket.socket, stopping: threading.Event) -> None:
        """Take a connection."""
        self.socket = sock
        self.stopping = stopping
        self.open = True
        self.head = b""
        self._reader = sock.makefile("rb")

    def read_head(self) -> bytes:
        """Read the head of the next request; nothing if there is none."""
        head = b""
        while line := self._reader.readline():
            head += line
            if line == b"\r\n":
                self.head = head
                return head
        return b""

    def read_some(self) -> bytes:
        """Read what there is, or comes next."""
        return self._reader.read1()

    def send(self, content: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(content)

    def drip(self, content: bytes, seconds: float) -> None:
        """Send bytes again and again, so long apart, until the other side has gone or the test is over."""
        while not self.stopping.wait(seconds):
            self.socket.sendall(content)

    def stay_silent(self) -> None:
        """Say nothing until the other side has gone."""
        while self.read_some():
            pass
        self.close()

    def close(self) -> None:
        """End the connection as it should be."""
        self.open = False

    def reset(self) -> None:
        """End the connection as a machine does that has been restarted."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.open = False

    def finish(self) -> None:
        """Let go of the socket."""
        self._reader.close()
        with contextlib.suppress(OSError):
            self.socket.close()


class FaultyServer(socketserver.ThreadingTCPServer):
    """Does one act after the other, a request each, and the last of them for ever after.

    Attributes:
        heads: The head of every request.
        connections: How many connections were made.
        lines: How many of them are open.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, acts: Sequence[Act], greet: Act | None, tls: ssl.SSLContext | None) -> None:
        """Listen on a free port of the loopback.

        Args:
            acts: What to do about each request.
            greet: What to do about each connection, before anything is read from it.
            tls: With what to encrypt.
        """
        super().__init__(("127.0.0.1", 0), _Handler)
        self.acts = acts
        self.greet = greet
        self.tls = tls
        self.heads: list[bytes] = []
        self.connections = 0
        self.lines = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)

    @property
    def port(self) -> int:
        """The port."""
        port: int = self.server_address[1]
        return port

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}" if self.tls is None else f"https://localhost:{self.port}"

    def next_act(self, head: bytes) -> Act:
        """Note a request, and tell what to do about it."""
        with self._lock:
            self.heads.append(head)
            return self.acts[min(len(self.heads), len(self.acts)) - 1]

    def count(self, lines: int) -> None:
        """Note a connection that began or ended."""
        with self._changed:
            self.lines += lines
            self.connections += lines > 0
            self._changed.notify_all()

    def wait_for_lines(self, lines: int) -> bool:
        """Wait until this many connections are open; tell whether that came true."""
        with self._changed:
            return self._changed.wait_for(lambda: self.lines == lines, timeout=5)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the other side going away is what the tests are about."""


class _Handler(socketserver.BaseRequestHandler):
    server: FaultyServer

    def handle(self) -> None:
        self.server.count(1)
        line = None
        try:
            sock = self.request
            if self.server.greet is not None:
                line = Line(sock, self.server.stopping)
                self.server.greet(line)
                if not line.open:
                    return
            if self.server.tls is not None:
                sock = self.server.tls.wrap_socket(sock, server_side=True)
            line = Line(sock, self.server.stopping)
            while line.open and (head := line.read_head()):
                self.server.next_act(head)(line)
        finally:
            if line is not None:
                line.finish()
            self.request.close()
            self.server.count(-1)

    def finish(self) -> None:
        pass


@contextmanager
def serve(*acts: Act, greet: Act | None = None, tls: ssl.SSLContext | None = None) -> Iterator[FaultyServer]:
    """Run a server."""
    with FaultyServer(acts, greet, tls) as server:
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()
