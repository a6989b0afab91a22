"""The text that is signed, made of nothing but its three parts."""

from __future__ import annotations

import re

from ._errors import SigningError

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110, section 5.6.2
_PATH = re.compile(r"/[\x21-\x7e]*")


def build_message(timestamp_ms: int, method: str, path: str) -> bytes:
    """Build the text that a request's signature covers: timestamp, method and path, without separators.

    The scheme is that of the API's guide on API keys: the path starts at the host's root and so includes
    ``/trade-api/v2``; host, query and body are not signed.

    Args:
        timestamp_ms: Milliseconds since the Unix epoch, the number sent in ``KALSHI-ACCESS-TIMESTAMP``.
        method: The HTTP method, in any case.
        path: The path as it stands on the request line, percent-encoding kept. A query (the first ``?`` and
            all that follows) is left out of the message.

    Returns:
        The message, for example ``b"1703123456789GET/trade-api/v2/portfolio/balance"``.

    Raises:
        SigningError: If a part could not stand on a request line, so that no server could verify it.
    """
    if type(timestamp_ms) is not int or timestamp_ms < 0:  # a bool is an int as well
        raise SigningError(
            f"the timestamp is {timestamp_ms!r}; it must be milliseconds since 1970, as a whole number (int)"
        )
    if not _METHOD.fullmatch(method):
        raise SigningError(f"the method is {method!r}; it must be the name of an HTTP method such as 'GET'")
    signed_path = path.partition("?")[0]
    if not _PATH.fullmatch(signed_path):
        raise SigningError(
            f"the path is {signed_path!r}; it must start with '/' and be percent-encoded ASCII, "
            "as it stands on the request line, without scheme and host"
        )
    return f"{timestamp_ms}{method.upper()}{signed_path}".encode("ascii")
