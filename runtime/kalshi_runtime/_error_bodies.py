"""Reads what the server says in the body of an error, whatever shape it chose."""

from __future__ import annotations

from typing import Any

import msgspec

from ._shapes import is_object
from ._texts import BOM, make_excerpt

_LARGEST = 1 << 20  # bytes, beyond which a body is no message


class ErrorBody(msgspec.Struct, frozen=True):
    """What an error's body says, as far as it says it."""

    code: str | None = None
    message: str | None = None
    details: str | None = None


def read_error_body(content: bytes) -> ErrorBody:
    """Read an error's body.

    Four shapes have been recorded: flat (``{"code", "message", "details"}``), the same nested under
    ``error``, a text under ``error``, and a bare ``msg``. Load balancers answer with HTML or plain text.

    Args:
        content: The body; any bytes will do.

    Returns:
        What was found. Of a body that is no JSON object, the message is its beginning.
    """
    head = content[:_LARGEST].removeprefix(BOM)
    try:
        body = msgspec.json.decode(head, type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ErrorBody(message=make_excerpt(head.decode("utf-8", "replace")))
    error = body.get("error")
    if is_object(error):
        body, error = error, None
    candidates = (_to_text(body.get("message")), _to_text(error), _to_text(body.get("msg")))
    return ErrorBody(
        code=_to_text(body.get("code")),
        message=next(filter(None, candidates), None),
        details=_to_text(body.get("details")),
    )


def _to_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
