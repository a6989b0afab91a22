"""Cursors: opaque, url-safe texts that say after which item a page starts."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

Place = Sequence[int | str | None]


def write_cursor(operation: str, place: Place) -> str:
    """Writes a cursor.

    Args:
        operation: The operation that may use it.
        place: Where the page before it ended.

    Returns:
        The text.
    """
    text = json.dumps([operation, *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(operation: str, cursor: object, kinds: Sequence[tuple[type, ...]]) -> Place | None:
    """Reads a cursor.

    Args:
        operation: The operation that got it.
        cursor: What was passed.
        kinds: The types that the values of its place have.

    Returns:
        The place, or None for what was not written for this operation: such a text means the first page, as
        has been seen of the exchange.
    """
    if not isinstance(cursor, str) or not cursor:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeError, binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(read, list) or len(read) != len(kinds) + 1 or read[0] != operation:
        return None
    place: list[int | str | None] = read[1:]
    return place if all(type(value) in kind for value, kind in zip(place, kinds, strict=True)) else None
