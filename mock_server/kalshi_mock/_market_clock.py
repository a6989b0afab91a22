"""The time in the markets, and what still is to happen there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kalshi_mock._ledger import Ledger, LedgerError


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to the account at its time.

    Attributes:
        at: When, in microseconds since 1970.
        change: Does it to the books.
        place: What it is, for messages of errors.
    """

    at: int
    change: Callable[[Ledger], object]
    place: str


class StepError(ValueError):
    """A step could not happen in the account as it stood; the clock stays at the step before it."""


class MarketClock:
    """Lets time pass in the markets: what is due happens, in order.

    This is not the clock that signatures are checked by.
    """

    def __init__(self, ledger: Ledger, steps: Iterable[Step] = (), now: int = 0) -> None:
        """Takes the books as they stand.

        Args:
            ledger: The account's books.
            steps: What is to happen, in the order of its times.
            now: The time, in microseconds since 1970; at least that of the latest event in the books.
        """
        self._ledger = ledger
        self._steps = deque(steps)
        self._now = now

    @property
    def now(self) -> int:
        """The time in the markets, in microseconds since 1970."""
        return max(self._now, self._ledger.now)

    @property
    def upcoming(self) -> int:
        """How many steps are still to come."""
        return len(self._steps)

    def advance(self, microseconds: int) -> int:
        """Lets time pass.

        Args:
            microseconds: How much.

        Returns:
            How many steps were taken.

        Raises:
            StepError: A step cannot happen. Those before it have.
        """
        until, taken = self.now + microseconds, 0
        while self._steps and self._steps[0].at <= until:
            step = self._steps[0]
            try:
                step.change(self._ledger)
            except LedgerError as error:
                raise StepError(f"{step.place}: {error}") from None
            self._steps.popleft()
            taken += 1
        self._now = until
        return taken
