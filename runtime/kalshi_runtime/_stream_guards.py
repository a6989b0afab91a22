"""Keeps a connection from stretching a blocking call beyond its deadline.

httpx's read timeout is for one piece of an answer. A server that sends one byte at a time, in headers, in the
framing of chunks or in endless interim answers, never lets it fire, and a blocked thread cannot be cancelled.
So each read, write and TLS handshake is given no more than what is left of the call. The connection comes
from httpx's documented ``trace`` extension, which also covers HTTP clients and proxies of users. Calls that
are awaited do not need this: a task can be cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpx

from ._deadlines import Deadline

_OPENED = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def guard_streams(deadline: Deadline) -> Iterator[None]:
    """Hold every connection that this thread reads from to a deadline."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


def trace(event: str, info: Mapping[str, Any]) -> None:
    """Guard a connection as soon as it is made; given to httpx, which calls it at every step."""
    if event.endswith(_OPENED):
        stream = info["return_value"]
        kind: object = type(stream)
        stream.__class__ = _make_guarded(kind)


@cache
def _make_guarded(kind: Any) -> type[Any]:
    class Guarded(kind):  # type: ignore[misc]
        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            content: bytes = super().read(max_bytes, _clip(timeout, httpx.ReadTimeout))
            return content

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            super().write(buffer, _clip(timeout, httpx.WriteTimeout))

        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> Any:
            return super().start_tls(ssl_context, server_hostname, _clip(timeout, httpx.ConnectTimeout))

    return Guarded


def _clip(timeout: float | None, error: type[httpx.TimeoutException]) -> float | None:
    deadline = _current.get()
    if deadline is None:
        return timeout
    if deadline.left <= 0:  # data may be waiting, and come for ever
        raise error("the deadline is over")
    return deadline.clip(timeout)
