"""The account of an exchange, and the time that passes in its markets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import RLock

from kalshi_mock._account import make_account, make_upcoming_account
from kalshi_mock._ledger import Ledger
from kalshi_mock._market_clock import MarketClock, StepError
from kalshi_mock._moments import read_span, to_datetime, to_microseconds

_log = logging.getLogger("kalshi_mock")


class Markets:
    """The part of the exchange that has the account."""

    def __init__(self, *, seed: int, fills: int, upcoming: int, ledger: Ledger | None) -> None:
        self._seed, self._fills, self._upcoming = seed, fills, upcoming
        self._ledger = ledger
        self._market_clock: MarketClock | None = None
        self._advance_each_request = 0
        self._lock = RLock()

    @property
    def ledger(self) -> Ledger:
        """The account's books, to compare answers with. To change them while serving, use `books`."""
        if self._ledger is None:
            if self._upcoming:
                self._ledger, steps = make_upcoming_account(self._seed, self._fills, self._upcoming)
                self._market_clock = MarketClock(self._ledger, steps)
            else:
                self._ledger = make_account(self._seed, self._fills)
        return self._ledger

    @property
    def now(self) -> datetime:
        """The time in the markets, which `advance` moves on; not the time that signatures are checked by."""
        return to_datetime(self._markets().now)

    @contextmanager
    def books(self) -> Iterator[Ledger]:
        """Opens the account's books for changes; requests wait until they are closed.

        Yields:
            The books.
        """
        with self._lock:
            yield self.ledger

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> int:
        """Lets time pass in the markets: what is due in it happens, in order.

        Returns:
            How many events there were.

        Raises:
            StepError: An event cannot happen, since `books` changed the account. Those before it have.
            ValueError: The time is negative.
        """
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        with self._lock:
            return self._markets().advance(to_microseconds(read_span(span)))

    def advance_each_request(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Lets time pass in the markets after each answer from now on, so that a reader meets what is new.

        Raises:
            ValueError: The time is negative.
        """
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._advance_each_request = to_microseconds(read_span(span))

    def _markets(self) -> MarketClock:
        ledger = self.ledger
        if self._market_clock is None:
            self._market_clock = MarketClock(ledger)
        return self._market_clock

    def _pass_time(self) -> None:
        if self._advance_each_request:
            try:
                with self._lock:
                    self._markets().advance(self._advance_each_request)
            except StepError as error:
                _log.error("%s", error)
