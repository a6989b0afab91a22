"""One end for the whole of a call, waiting included."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Final

DEFAULT_DEADLINE: Final = 60.0
"""Seconds for a whole call: all of its attempts, and the waiting between them."""

_LONG = 1e6  # seconds, beyond which sockets need not be told; their own limit is not far


class Deadline:
    """When a call has to be over.

    Args:
        seconds: From now on; infinite for never.

    Attributes:
        seconds: As given.
        end: When that is, by the monotonic clock.
    """

    __slots__ = ("_began", "end", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._began = time.monotonic()
        self.end = self._began + seconds

    @property
    def elapsed(self) -> float:
        """The seconds that the call has taken so far."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """The seconds that are left, negative once it is over."""
        return self.end - time.monotonic()

    def clip_all(self, timeouts: Mapping[str, float | None]) -> dict[str, float | None]:
        """Return the timeouts of the phases of an attempt that begins now."""
        left = self.left
        return {phase: clip(timeout, left) for phase, timeout in timeouts.items()}


def clip(timeout: float | None, left: float) -> float | None:
    """Return a timeout that does not reach beyond a deadline.

    Args:
        timeout: The timeout in seconds, if there is one.
        left: The seconds until the deadline.

    Returns:
        Never zero, which would mean not to wait at all.
    """
    if timeout is None:
        return None if left > _LONG else max(left, 0.001)
    return timeout if timeout < left else max(left, 0.001)


def check_deadline(seconds: object) -> float:
    """Return what a user gave as a deadline.

    Raises:
        TypeError: If it is no number.
        ValueError: If it is no span of time.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError(f"deadline takes seconds, not {type(seconds).__name__}")
    if not seconds > 0:
        raise ValueError(f"deadline is {seconds}; give seconds above 0, or math.inf for none")
    return float(seconds) if seconds < _LONG else math.inf
