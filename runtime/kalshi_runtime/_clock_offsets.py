"""Repairs a clock that the server finds to be off."""

from __future__ import annotations

import logging
from threading import Lock
from typing import Final

from kalshi_auth import KalshiAuth, KalshiError

from ._answers import Answer
from ._error_bodies import read_error_body
from ._retry_after import read_date

GRANULARITY_MS: Final = 1_000
"""The header ``Date`` tells whole seconds, so what differs by less is no difference."""

_EXPIRED = "header_timestamp_expired"

_logger = logging.getLogger("kalshi")
_lock = Lock()  # of many threads that are refused at once, one repairs and tells


class ClockRepair:
    """Sets an auth's clock by the server's, once in a call.

    The offset stays with the auth, for all clients that share it: it is about this machine's clock. Should
    the server not like the new time either, the old offset comes back, lest a stray ``Date`` do lasting harm.

    Args:
        auth: What signs the requests.
    """

    __slots__ = ("_auth", "_change", "_done")

    def __init__(self, auth: KalshiAuth) -> None:
        self._auth = auth
        self._done = False
        self._change: tuple[int, int] | None = None

    def attempt(self, outcome: Answer | KalshiError) -> bool:
        """Repair the clock if an outcome asks for it.

        Returns:
            Whether another attempt would be signed by the server's time. That may need no repair: the request
            was long on its way, or another call has repaired the clock meanwhile.
        """
        if not (isinstance(outcome, Answer) and outcome.status == 401 and _is_about_time(outcome)):
            return False
        if self._done:
            self._take_back()
            return False
        date = read_date(outcome.headers.get("date", ""))
        if date is None:
            return False
        self._done = True
        # In the middle of the header's second the error is the smallest.
        self._set(round(date * 1000) + 500 - self._auth.clock())
        return True

    def _set(self, new: int) -> None:
        if abs(new) <= GRANULARITY_MS:
            new = 0
        with _lock:
            old = self._auth.clock_offset_ms
            if abs(new - old) <= GRANULARITY_MS:
                return
            self._change = old, new
            self._auth.clock_offset_ms = new
        text = "this machine's clock is right again, and no longer made up for"
        if new:
            side = "behind" if new > 0 else "ahead of"
            seconds = round(abs(new) / 1000)
            text = (
                f"this machine's clock is {seconds} s {side} the server's, which is made up for; set it right"
            )
        _logger.warning("%s", text, extra={"clock_offset_ms": new})

    def _take_back(self) -> None:
        if self._change is not None and self._auth.clock_offset_ms == self._change[1]:
            self._auth.clock_offset_ms = self._change[0]


def _is_about_time(answer: Answer) -> bool:
    body = read_error_body(answer.content)
    texts = (body.code, body.message, body.details)
    return any((text or "").partition(":")[0].replace(" ", "_") == _EXPIRED for text in texts)
