"""How often the calls of a client may go out."""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

_LEAST = 1e-3  # per second


class Rate:
    """Spaces requests evenly, in the order in which they are due.

    Threads and tasks each take a moment of their own and sleep until then, so none waits on a lock, and none
    looks again and again. Evenly, since a burst after a pause could meet the server's own count half way.

    Args:
        requests_per_second: How many requests may go out in a second.
    """

    def __init__(self, requests_per_second: float) -> None:
        self._interval = 1 / requests_per_second
        self._next = -math.inf
        self._returned: list[float] = []  # moments that were taken and given back, a heap
        self._lock = Lock()

    @contextmanager
    def take_turn(self, patience: float) -> Generator[float | None, None, None]:
        """Take the next free moment, and give it back if waiting for it is interrupted.

        Args:
            patience: The seconds that may be waited.

        Yields:
            The seconds to wait, ``None`` if the next free moment is later than that; then none is taken.
        """
        moment, wait = self._take(patience)
        try:
            yield wait
        except BaseException:
            if moment is not None:
                with self._lock:
                    heapq.heappush(self._returned, moment)
            raise

    def _take(self, patience: float) -> tuple[float | None, float | None]:
        with self._lock:
            now = time.monotonic()
            while self._returned and self._returned[0] < now:
                heapq.heappop(self._returned)
            free = self._returned[0] if self._returned else max(now, self._next)
            if free - now >= patience:
                return None, None
            if self._returned:
                heapq.heappop(self._returned)
            else:
                self._next = free + self._interval
            return free, free - now


def check_rate(requests_per_second: object) -> float:
    """Return what a user gave as a rate.

    Raises:
        TypeError: If it is no number.
        ValueError: If it is no rate.
    """
    number = requests_per_second
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError(f"requests_per_second takes a number, not {type(number).__name__}")
    if not (number >= _LEAST and math.isfinite(number)):
        raise ValueError(f"requests_per_second is {number}; give a number of at least {_LEAST}")
    return float(number)
