"""Keeps connections from outlasting the call that they were made for.

Blocking: httpx's read timeout is for one piece of an answer. A server that sends one byte at a time, in
headers, in the framing of chunks or in endless interim answers, never lets it fire, and a blocked thread
cannot be cancelled. So each read, write and TLS handshake is given no more than what is left of the call.

Awaited: a task can be cancelled, but a TLS handshake that is cancelled leaves its connection open, since
httpcore closes it after an ``Exception`` only. So it is closed here.

Connections come from httpx's documented ``trace`` extension, which also covers HTTP clients and proxies of
users.
"""

# The classes that are derived from are private to httpcore, so nothing is known of their types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from functools import cache
from typing import Any, Final

import httpx

from ._deadlines import Deadline, clip

_OPENED: Final = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")
"""How the names of the steps end that give a connection."""

_SENDING: Final = "send_request_headers.started"
"""How the name of the step ends in which a connection, or the way through a proxy, is first used."""

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def hold_streams(deadline: Deadline) -> Token[Deadline | None]:
    """Hold every connection that this thread reads from to a deadline, until `release_streams`."""
    return _current.set(deadline)


def release_streams(held: Token[Deadline | None]) -> None:
    """Hold them no longer."""
    _current.reset(held)


def trace(event: str, info: Mapping[str, Any]) -> None:
    """Guard a connection as soon as it is made; given to httpx, which calls it at every step."""
    _follow(event, info, _derive)


async def trace_async(event: str, info: Mapping[str, Any]) -> None:
    """Guard a connection that is awaited."""
    _follow(event, info, _derive_async)


def _follow(event: str, info: Mapping[str, Any], derive: Callable[[Any], type[Any]]) -> None:
    if event.endswith(_OPENED):
        stream: Any = info["return_value"]
        stream.__class__ = derive(type(stream))
    elif event.endswith(_SENDING) and info["request"].method != b"CONNECT":
        # No connection is made any more, and each step takes time. A copy, since httpx's request, which may
        # be sent again by a transport of a user's, has the same dictionary.
        extensions = info["request"].extensions
        info["request"].extensions = {name: extensions[name] for name in extensions if name != "trace"}


@cache
def _derive(kind: Any) -> type[Any]:
    class Guarded(kind):  # type: ignore[misc]
        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            content: bytes = super().read(max_bytes, _clip(timeout, httpx.ReadTimeout))
            return content

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            if buffer:  # as of the body that most requests do not have
                super().write(buffer, _clip(timeout, httpx.WriteTimeout))

        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> Any:
            return super().start_tls(ssl_context, server_hostname, _clip(timeout, httpx.ConnectTimeout))

    Guarded.__qualname__ = kind.__qualname__
    return Guarded


@cache
def _derive_async(kind: Any) -> type[Any]:
    class Guarded(kind):  # type: ignore[misc]
        async def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> Any:
            try:
                return await super().start_tls(ssl_context, server_hostname, timeout)
            except BaseException:
                await self.aclose()
                raise

    Guarded.__qualname__ = kind.__qualname__
    return Guarded


def _clip(timeout: float | None, error: type[httpx.TimeoutException]) -> float | None:
    deadline = _current.get()
    if deadline is None:
        return timeout
    left = deadline.left
    if left <= 0:  # data may be waiting, and come for ever
        raise error("the deadline is over")
    return clip(timeout, left)
