"""How long to wait."""

from __future__ import annotations

import math
from typing import Final

import httpx

DEFAULT_TIMEOUT: Final = httpx.Timeout(connect=5.0, read=30.0, write=10.0, pool=10.0)
"""Seconds for connecting, for each piece of the answer, for sending, and for a free connection."""


def make_timeout(timeout: object) -> httpx.Timeout:
    """Return what a user gave as a timeout in httpx's form.

    Args:
        timeout: Seconds, for each of the four phases alike, or an ``httpx.Timeout``.

    Raises:
        TypeError: If it is neither.
        ValueError: If it is no span of time. To wait for ever, one has to say ``httpx.Timeout(None)``.
    """
    if isinstance(timeout, httpx.Timeout):
        return timeout
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise TypeError(f"timeout takes seconds or an httpx.Timeout, not {type(timeout).__name__}")
    if not (timeout > 0 and math.isfinite(timeout)):
        raise ValueError(
            f"timeout is {timeout}; give seconds above 0, or httpx.Timeout(None) to wait for ever"
        )
    return httpx.Timeout(timeout)
