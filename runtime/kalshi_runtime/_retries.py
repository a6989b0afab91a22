"""What is attempted again, and after how long."""

from __future__ import annotations

import random
from typing import Final

import httpx

from kalshi_auth import KalshiError

from ._answers import Answer
from ._errors import ApiConnectionError, ApiException, CertificateError
from ._retry_after import read_retry_after

DEFAULT_MAX_RETRIES: Final = 3
"""How many attempts may follow the first."""

LONGEST_RETRY_AFTER: Final = 30.0
"""Seconds; a server that asks for more is not waited for, as if it had not said how long."""

SHORTEST_WAIT: Final = 0.002
"""Seconds; timestamps are in milliseconds, and no two attempts may carry the same."""

FIRST_WAIT: Final = 0.5
"""Seconds; the wait after the first attempt is anything up to this, and each next one up to twice as long."""

LARGEST_WAIT: Final = 8.0
"""Seconds, beyond which this does not grow."""

# 408 comes to those who use a connection just as the server gives it up. 509 (too much traffic), 520 to 530
# (a content delivery network that does not get through), 598 and 599 (timeouts of proxies) are in no RFC.
PASSING_STATUSES: Final = frozenset({408, 429, 500, 502, 503, 504, 509, *range(520, 531), 598, 599})
"""Statuses of what may have passed a moment later."""

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})  # RFC 9110, 9.2.2

# A second attempt would fail alike: the request cannot be sent, or the whole answer cannot be read.
_HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.DecodingError, httpx.TooManyRedirects)


def is_idempotent(method: str) -> bool:
    """Tell whether a request may be sent again without knowing what became of the first one."""
    return method in _IDEMPOTENT


def is_passing(outcome: Answer | KalshiError) -> bool:
    """Tell whether an outcome is of the kind that may be another one a moment later."""
    if isinstance(outcome, ApiConnectionError):
        return not isinstance(outcome, CertificateError) and not isinstance(outcome.__cause__, _HOPELESS)
    return isinstance(outcome, Answer | ApiException) and outcome.status in PASSING_STATUSES


def choose_wait(outcome: Answer | KalshiError, retries: int) -> float:
    """Choose how long to wait before another attempt.

    Exponential backoff with full jitter; what the server asks for comes on top.

    Args:
        outcome: Of the attempt that failed.
        retries: How many there have been.

    Returns:
        Seconds, at least `SHORTEST_WAIT`.
    """
    jitter = random.uniform(0, min(LARGEST_WAIT, FIRST_WAIT * 2 ** min(retries, 16)))  # noqa: S311 - no secret
    headers = outcome.headers if isinstance(outcome, Answer | ApiException) else None
    asked = None if headers is None else read_retry_after(headers)
    if asked is not None and asked <= LONGEST_RETRY_AFTER:
        jitter += asked
    return max(jitter, SHORTEST_WAIT)


def check_max_retries(retries: object) -> int:
    """Return what a user gave as the number of retries.

    Raises:
        TypeError: If it is no whole number.
        ValueError: If it is negative.
    """
    if isinstance(retries, bool) or not isinstance(retries, int):
        raise TypeError(f"max_retries takes a whole number, not {type(retries).__name__}")
    if retries < 0:
        raise ValueError(f"max_retries is {retries}; give 0 for a single attempt, or more")
    return retries
