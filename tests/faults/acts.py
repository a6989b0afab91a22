"""What a server does that misbehaves, or does not."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .server import Act, Line

OK_BODY = b'{"wares":[]}'


def make_answer(
    body: bytes = OK_BODY, status: int = 200, headers: Mapping[str, str] | None = None, reason: str = "X"
) -> bytes:
    """Return an answer as it goes over the wire; a header given as "" is left out."""
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body))} | dict(headers or {})
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body


def answer(
    body: bytes | object = OK_BODY, status: int = 200, headers: Mapping[str, str] | None = None
) -> Act:
    """Answer, and keep the connection; a body that is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda line: line.send(make_answer(content, status, headers))


def send(content: bytes) -> Act:
    """Send something, and close the connection."""

    def act(line: Line) -> None:
        line.send(content)
        line.close()

    return act


def send_and_reset(content: bytes) -> Act:
    """Send something, and reset the connection."""

    def act(line: Line) -> None:
        line.send(content)
        line.reset()

    return act


def send_and_stall(content: bytes) -> Act:
    """Send something, and then nothing more."""

    def act(line: Line) -> None:
        line.send(content)
        line.stay_silent()

    return act


def drip(start: bytes, piece: bytes = b"x", seconds: float = 0.02) -> Act:
    """Send a beginning, and then a piece again and again, for ever."""

    def act(line: Line) -> None:
        line.send(start)
        line.drip(piece, seconds)

    return act


def chunked(*pieces: bytes) -> bytes:
    """Return an answer whose body is these chunks, with the last one missing."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def hear_and_reset(line: Line) -> None:
    """Take what comes first, and reset the connection."""
    line.read_some()
    line.reset()


close: Act = send(b"")
reset: Act = send_and_reset(b"")
stall: Act = send_and_stall(b"")
fine: Act = answer()
