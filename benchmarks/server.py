"""Serves canned bytes over raw sockets, in a process of its own, which costs the clients next to nothing.

    python -m benchmarks.server 100000

has a history of as many fills, and prints one line of JSON: the base URL for each name in `LISTENERS`.

Every connection has a thread that reads and writes whole requests. It does not verify signatures.
"""

import json
import socket
import sys
import threading
import time
from bisect import bisect_left, bisect_right
from typing import NamedTuple
from urllib.parse import parse_qsl

from .answers import Edition, History, make_balance, make_page

PREFIX = "/trade-api/v2"
LATENCY_SECONDS = 0.04


class Listener(NamedTuple):
    """A port: whose shape it serves, and how long it waits before it answers."""

    edition: Edition
    latency: float


LISTENERS = {
    "2025-11": Listener("2025-11", 0.0),
    "2026-10": Listener("2026-10", 0.0),
    "2025-11 far": Listener("2025-11", LATENCY_SECONDS),
    "2026-10 far": Listener("2026-10", LATENCY_SECONDS),
}


class Answers:
    """Answers by request target; those without a cursor are ready as bytes."""

    def __init__(self, edition: Edition, length: int) -> None:
        self._history = History(edition, length)
        self._balance = frame(make_balance(edition))
        self._page = frame(make_page(edition))

    def find(self, target: str) -> bytes:
        """The whole answer to a request."""
        path, _, query = target.partition("?")
        if path == f"{PREFIX}/portfolio/balance":
            return self._balance
        if path != f"{PREFIX}/portfolio/fills":
            return frame(b'{"error":"not found"}', "404 Not Found")
        arguments = dict(parse_qsl(query))
        if not (arguments.get("cursor") or arguments.keys() & {"min_ts", "max_ts"}):
            return self._page
        return frame(self._cut(arguments))

    def _cut(self, arguments: dict[str, str]) -> bytes:
        history = self._history
        first = bisect_left(history.seconds, -int(arguments["max_ts"])) if "max_ts" in arguments else 0
        stop = bisect_right(history.seconds, -int(arguments.get("min_ts", 0)))
        start = int(arguments.get("cursor") or first)
        return history.cut(start, stop, int(arguments.get("limit", 100)))


def frame(body: bytes, status: str = "200 OK") -> bytes:
    """Put a body into an HTTP answer."""
    head = (
        f"HTTP/1.1 {status}\r\nDate: Thu, 15 Oct 2026 12:00:00 GMT\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + body


def converse(connection: socket.socket, answers: Answers, latency: float) -> None:
    """Answer the requests of one connection until its end."""
    buffer = b""
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while piece := connection.recv(65_536):
            buffer += piece
            while (end := buffer.find(b"\r\n\r\n")) >= 0:
                target = buffer[: buffer.index(b"\r\n")].split(b" ")[1].decode("ascii")
                buffer = buffer[end + 4 :]
                answer = answers.find(target)
                if latency:
                    time.sleep(latency)
                connection.sendall(answer)


def listen(answers: Answers, latency: float) -> str:
    """Listen on a free port, in threads, and return the base URL."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=converse, args=(connection, answers, latency), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}{PREFIX}"


def main() -> None:
    """Serve until standard input ends, as it does when the parent is gone."""
    length = int(sys.argv[1])
    answers = {
        edition: Answers(edition, length) for edition in {listener.edition for listener in LISTENERS.values()}
    }
    urls = {name: listen(answers[listener.edition], listener.latency) for name, listener in LISTENERS.items()}
    print(json.dumps(urls), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
