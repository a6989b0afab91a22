"""What a single call may settle for itself."""

from __future__ import annotations

from typing import TypedDict

import httpx


class CallOptions(TypedDict, total=False):
    """Options of one call, the last keyword arguments of every method; ``None`` means the client's.

    Attributes:
        timeout: Seconds, or an ``httpx.Timeout``, for the phases of each attempt.
        max_retries: How many attempts may follow the first; 0 for a single one.
        deadline: Seconds for the whole call with all of its attempts, ``math.inf`` for no end. In a walk
            through pages each page is a call.
    """

    timeout: float | httpx.Timeout | None
    max_retries: int | None
    deadline: float | None
