"""Repairs a clock that the server finds to be off."""

from __future__ import annotations

import logging

from kalshi_auth import KalshiAuth, KalshiError

from ._answers import Answer
from ._error_bodies import read_error_body
from ._retry_after import read_date

_EXPIRED = "header_timestamp_expired"

_logger = logging.getLogger("kalshi")


class ClockRepair:
    """Sets an auth's clock by the server's, once in a call.

    The offset stays with the auth, for all clients that share it: it is about this machine's clock. Should
    the server not like the new time either, the old offset comes back, lest a stray ``Date`` do lasting harm.

    Args:
        auth: What signs the requests.
    """

    __slots__ = ("_auth", "_new", "_old")

    def __init__(self, auth: KalshiAuth) -> None:
        self._auth = auth
        self._old: int | None = None
        self._new = 0

    def attempt(self, outcome: Answer | KalshiError) -> bool:
        """Repair the clock if an outcome asks for it, and tell whether that was done."""
        if not (isinstance(outcome, Answer) and outcome.status == 401 and _is_about_time(outcome)):
            return False
        if self._old is not None:
            if self._auth.clock_offset_ms == self._new:
                self._auth.clock_offset_ms = self._old
            return False
        date = read_date(outcome.headers.get("date", ""))
        if date is None:
            return False
        self._old = self._auth.clock_offset_ms
        # The header tells whole seconds: in the middle of one the error is the smallest.
        self._new = round(date * 1000) + 500 - self._auth.clock()
        self._auth.clock_offset_ms = self._new
        _logger.warning(
            "this machine's clock is %.1f s off the server's, which is made up for; synchronise it",
            -self._new / 1000,
            extra={"clock_offset_ms": self._new},
        )
        return True


def _is_about_time(answer: Answer) -> bool:
    body = read_error_body(answer.content)
    return any((text or "").partition(":")[0] == _EXPIRED for text in (body.code, body.details))
