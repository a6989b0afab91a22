"""The access token that stands in for the signed headers, where a contract says so."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from kalshi_mock._failures import WRONG_TOKEN, Refused
from kalshi_mock._signature import KEY

_SCHEME = b"bearer "


def find_token(headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """Finds the token that a request carries in place of signed headers.

    Args:
        headers: All headers, their names in lower case.

    Returns:
        The token, or None if there is none, or if the request names a key: then its signature counts.
    """
    found = None
    for name, value in headers:
        if name == KEY:
            return None
        if name == b"authorization" and value[: len(_SCHEME)].lower() == _SCHEME:
            found = value[len(_SCHEME) :].strip()
    return found


def check_token(found: bytes, expected: str) -> None:
    """Passes the expected token.

    Args:
        found: The token of the request.
        expected: The token of the account.

    Raises:
        Refused: It is another one.
    """
    if not hmac.compare_digest(found, expected.encode()):
        raise Refused(WRONG_TOKEN)
