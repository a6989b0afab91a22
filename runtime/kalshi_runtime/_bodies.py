"""Bodies of answers, read within a limit: an endless or exploding one is dropped before it is held."""

from __future__ import annotations

import zlib
from typing import Any, Final

import httpx

from ._deadlines import Deadline

DEFAULT_MAX_RESPONSE_BYTES: Final = 32 * 1024 * 1024
"""The largest body that is taken, decompressed."""

ACCEPT_ENCODING: Final = "gzip, deflate"
"""What can be decompressed piece by piece; httpx would also ask for what its extras happen to know."""

_GZIP = 16 + zlib.MAX_WBITS
_CODINGS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


class BodyTooLargeError(Exception):
    """A body is larger than the limit; it ends where the answer was read."""


def read_body(response: httpx.Response, limit: int, deadline: Deadline) -> bytes:
    """Read the body of an answer.

    Raises:
        BodyTooLargeError: If it is larger than the limit.
        httpx.HTTPError: If it breaks off, cannot be decompressed, or comes too slowly.
    """
    if response.is_stream_consumed:
        return _take(response, limit)
    body = _Body(response, limit)
    stream: Any = response.stream  # iter_raw() would count, cut and close, none of which is needed
    for piece in stream:
        if deadline.left <= 0:
            raise httpx.ReadTimeout("the deadline is over")
        body.add(piece)
    return body.join()


async def read_body_async(response: httpx.Response, limit: int) -> bytes:
    """Do what `read_body` does, asynchronously; to watch the deadline, and to close, is up to the caller."""
    if response.is_stream_consumed:
        return _take(response, limit)
    body = _Body(response, limit)
    stream: Any = response.stream  # aiter_raw() would close it right after the last piece, which is up to us
    async for piece in stream:
        body.add(piece)
    return body.join()


def check_limit(limit: object) -> int:
    """Return what a user gave as the limit of a body.

    Raises:
        TypeError: If it is no whole number.
        ValueError: If it is not positive.
    """
    if isinstance(limit, bool) or not isinstance(limit, int):
        raise TypeError(f"max_response_bytes takes a whole number, not {type(limit).__name__}")
    if limit < 1:
        raise ValueError(f"max_response_bytes is {limit}; give a number above 0")
    return limit


def _take(response: httpx.Response, limit: int) -> bytes:
    """Return the body that an event hook, or a transport that is none, has read before us."""
    content = response.content
    if len(content) > limit:
        raise BodyTooLargeError
    return content


class _Body:
    def __init__(self, response: httpx.Response, limit: int) -> None:
        if response.is_closed:
            raise httpx.ReadError("the answer was closed before it was read")
        self._limit = limit
        self._size = 0
        self._pieces: list[bytes] = []
        headers = response.headers
        coded = "content-encoding" in headers  # mostly not, and get() would raise and catch an error for it
        self._inflater = _make_inflater(headers["content-encoding"]) if coded else None
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            raise BodyTooLargeError

    def add(self, piece: bytes) -> None:
        if self._inflater is not None:
            # One byte more than there is room for tells that there is no room.
            piece = self._inflater.inflate(piece, self._limit - self._size + 1)
        self._size += len(piece)
        if self._size > self._limit:
            raise BodyTooLargeError
        self._pieces.append(piece)

    def join(self) -> bytes:
        if self._inflater is not None:
            self._inflater.finish()
        return b"".join(self._pieces)


def _make_inflater(header: str) -> _Inflater | None:
    coding = header.strip().lower()
    if coding in ("", "identity"):
        return None
    if coding not in _CODINGS:
        raise httpx.DecodingError(f"the body is encoded as {coding[:50]!r}, which was not asked for")
    return _Inflater(_CODINGS[coding])


class _Inflater:
    def __init__(self, window: int) -> None:
        self._window = window
        self._stream: Any = None  # of a class that zlib does not name

    def inflate(self, piece: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        while piece and room > 0:
            if self._stream is None or self._stream.eof:  # gzip may consist of several members
                self._stream = zlib.decompressobj(self._choose_window(piece))
            try:
                parts.append(self._stream.decompress(piece, room))
            except zlib.error as error:
                raise httpx.DecodingError(f"the body cannot be decompressed: {error}") from None
            room -= len(parts[-1])
            piece = self._stream.unused_data
        return b"".join(parts)

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise httpx.DecodingError("the body cannot be decompressed: its end is missing")

    def _choose_window(self, piece: bytes) -> int:
        # Some servers send "deflate" without the header of zlib, whose first byte tells the method 8.
        bare = self._window == zlib.MAX_WBITS and piece[0] & 15 != 8
        return -zlib.MAX_WBITS if bare else self._window
