"""How long a server asks to be left alone."""

from __future__ import annotations

import math
import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx


def read_retry_after(headers: httpx.Headers) -> float | None:
    """Read ``Retry-After``, which is a number of seconds or a date (RFC 9110, 10.2.3).

    A date is held against the answer's own ``Date``, so that this machine's clock does not matter.

    Returns:
        Seconds; ``None`` if the header is absent or makes no sense.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        seconds = float(text)
        return seconds if math.isfinite(seconds) else None
    due = read_date(text)
    if due is None:
        return None
    sent = read_date(headers.get("date", ""))
    return max(0.0, due - (time.time() if sent is None else sent))


def read_date(text: str) -> float | None:
    """Read the date of a header as seconds since the Unix epoch; ``None`` if it is none."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
