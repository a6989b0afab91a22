"""The course of one call: what comes after each attempt, and what is told of it."""

from __future__ import annotations

import logging
from typing import Any

from kalshi_auth import KalshiAuth, KalshiError

from ._answers import Answer
from ._clock_offsets import ClockRepair
from ._deadlines import Deadline
from ._declarations import Operation
from ._errors import ApiException
from ._retries import SHORTEST_WAIT, choose_wait, is_idempotent, is_passing

_logger = logging.getLogger("kalshi")


class Course:
    """Decides over the attempts at one call, and logs each; it sends nothing and never waits.

    Args:
        operation: What is called.
        auth: What signs the requests, if they are signed.
        max_retries: How many attempts may follow the first.
        deadline: When all has to be over.

    Attributes:
        deadline: As given.
        attempts: How many attempts there have been.
    """

    __slots__ = ("_auth", "_max_retries", "_operation", "_repair", "_retries", "attempts", "deadline")

    def __init__(
        self, operation: Operation[Any], auth: KalshiAuth | None, max_retries: int, deadline: Deadline
    ) -> None:
        self.deadline = deadline
        self.attempts = 0
        self._operation = operation
        self._auth = auth
        self._repair: ClockRepair | None = None
        self._retries = 0
        self._max_retries = max_retries

    def judge(self, outcome: Answer | KalshiError) -> float | None:
        """Take note of an attempt's outcome.

        Returns:
            The seconds until another attempt; ``None`` if there is to be none.
        """
        self.attempts += 1
        if isinstance(outcome, Answer) and outcome.status in self._operation.success:
            if _logger.isEnabledFor(logging.DEBUG):
                self._log(logging.DEBUG, outcome, None)
            return None
        wait = self._choose_wait(outcome)
        self._log(logging.DEBUG if wait is None else logging.INFO, outcome, wait)
        return wait

    def finish(self, error: KalshiError) -> KalshiError:
        """Tell an error that is final how many attempts there were."""
        if isinstance(error, ApiException):
            error.attempts = self.attempts
            if self.attempts > 1:
                error.add_note(f"{self.attempts} attempts were made in {self.deadline.elapsed:.1f} s.")
        return error

    def _choose_wait(self, outcome: Answer | KalshiError) -> float | None:
        if self._auth is not None and self._repair_clock(self._auth, outcome):
            return SHORTEST_WAIT if self._max_retries else None
        if not (is_passing(outcome) and is_idempotent(self._operation.method)):
            return None
        if self._retries >= self._max_retries:
            return None
        wait = choose_wait(outcome, self._retries)
        if wait >= self.deadline.left:
            return None
        self._retries += 1
        return wait

    def _repair_clock(self, auth: KalshiAuth, outcome: Answer | KalshiError) -> bool:
        if self._repair is None:
            self._repair = ClockRepair(auth)
        return self._repair.attempt(outcome)

    def _log(self, level: int, outcome: Answer | KalshiError, wait: float | None) -> None:
        # Of an error only its kind, since its text may quote what the server sent.
        status = outcome.status if isinstance(outcome, Answer | ApiException) else None
        result = type(outcome).__name__ if status is None else str(status)
        text, values = "%s: attempt %d: %s", [self._operation.id, self.attempts, result]
        if wait is not None:
            text, values = f"{text}, again in %.2f s", [*values, wait]
        fields = {"operation": self._operation.id, "attempt": self.attempts, "status": status, "wait": wait}
        _logger.log(level, text, *values, extra=fields)
