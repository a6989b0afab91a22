"""What to do about an error of the server, where that is known.

Keyed by what the server says and never by operation. Sources: the API's documentation and recorded answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_UNKNOWN_KEY = "NOT_FOUND"  # said with a 401; elsewhere it may be about anything

_BY_TEXT: Final[Mapping[str, str]] = {
    "INCORRECT_API_KEY_SIGNATURE": (
        "The signature does not fit the key id: check that key id and private key belong together, and that "
        "nothing between here and the server rewrites the path."
    ),
    _UNKNOWN_KEY: (
        "The server does not know this key id: check it, and the host, since production and demo do not "
        "share keys."
    ),
    "header_timestamp_expired": (
        "This machine's clock and the server's are too far apart: synchronise the clock (the answer's Date "
        "header tells the server's time)."
    ),
    "signature_is_missing_from_headers": (
        "Something between here and the server drops headers: look for proxies and event hooks."
    ),
    "permission_denied": (
        "The key is good, but its owner, or the scope it was made with, may not call this operation. Some "
        "operations are for few accounts only, and for all others this is the normal answer."
    ),
}
_BY_STATUS: Final[Mapping[int, str]] = {
    429: "More requests than the account's tier allows: wait a second or more, then call less often.",
}


def find_hint(status: int, code: str | None, details: str | None) -> str | None:
    """Return what to do about an error, or ``None`` where nothing is known.

    Args:
        status: The status of the answer.
        code: The server's code, which may carry an id behind a colon.
        details: The server's details.
    """
    for text in (details, code):
        hint = _BY_TEXT.get((text or "").partition(":")[0])
        if hint is not None and (status == 401 or text != _UNKNOWN_KEY):
            return hint
    return _BY_STATUS.get(status)
