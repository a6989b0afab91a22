"""What a single call may settle for itself."""

from __future__ import annotations

from typing import TypedDict

import httpx


class CallOptions(TypedDict, total=False):
    """Options of one call, the last keyword arguments of every method.

    Attributes:
        timeout: Seconds, or an ``httpx.Timeout``, in place of the client's; ``None`` means the client's.
    """

    timeout: float | httpx.Timeout | None
