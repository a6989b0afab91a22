"""An account with a history, made from a seed: the same for the same seed, whatever its size."""

from __future__ import annotations

import random
from collections import deque
from datetime import UTC, datetime
from itertools import cycle
from operator import methodcaller

from kalshi_mock._ledger import Ledger, taker_fee
from kalshi_mock._market_clock import Step
from kalshi_mock._position import DOLLAR, Fill, MarketResult, Order, Side

SECOND = 1_000_000
START = int(datetime(2025, 11, 3, 14, 30, tzinfo=UTC).timestamp()) * SECOND
SPAN = 26 * 24 * 3600 * SECOND
"""How long any history takes, in microseconds: a longer one is denser."""

_SERIES = ("KXHIGHNY", "KXBTCD", "KXFED", "KXCPIYOY", "KXNFLGAME", "KXETHD", "KXRAINSEA", "KXGDP")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_OPEN_EVENTS = 3
# A fixed round of results, since chance alone would leave small accounts without the rare ones.
_RESULTS: tuple[MarketResult, ...] = ("yes", "no", "scalar", "no", "yes", "void", "no", "yes", "no")


def make_account(seed: int, fills: int) -> Ledger:
    """Makes the books of an account that traded for 26 days from 3 November 2025.

    Args:
        seed: The same seed gives the same books.
        fills: How many fills there are, exactly.

    Returns:
        The books.

    Raises:
        ValueError: `fills` is negative.
    """
    if fills < 0:
        raise ValueError(f"fills must be 0 or more, not {fills}")
    trader = _Trader(seed, fills)
    trader.trade()
    return trader.ledger


def make_upcoming_account(seed: int, fills: int, upcoming: int) -> tuple[Ledger, list[Step]]:
    """Makes the books of an account in the middle of its history.

    Args:
        seed: The same seed gives the same account.
        fills: How many fills it had so far.
        upcoming: How many fills are still to come.

    Returns:
        The books, and what is to happen to them: in the end they are those of `make_account` for all fills.

    Raises:
        ValueError: A number is negative.
    """
    if fills < 0 or upcoming < 0:
        raise ValueError(f"fills and upcoming must be 0 or more, not {fills} and {upcoming}")
    recorder = _Recorder()
    _Trader(seed, fills + upcoming, recorder).trade()
    ledger, steps = Ledger(), iter(recorder.steps)
    while len(ledger.fills) < fills or not ledger.revision:
        next(steps).change(ledger)
    return ledger, list(steps)


class _Recorder(Ledger):
    """Books that remember how they came to be."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []

    def open_market(self, ticker: str, event_ticker: str) -> None:
        super().open_market(ticker, event_ticker)
        self._remember("open_market", self.now, ticker, event_ticker)

    def deposit(self, cents: int, at: int) -> None:
        super().deposit(cents, at)
        self._remember("deposit", at, cents, at)

    def place(self, order: Order) -> None:
        super().place(order)
        self._remember("place", order.at, order)

    def fill(self, fill: Fill) -> None:
        super().fill(fill)
        self._remember("fill", fill.at, fill)

    def cancel(self, order_id: str, at: int) -> None:
        super().cancel(order_id, at)
        self._remember("cancel", at, order_id, at)

    def settle(self, ticker: str, result: MarketResult, at: int, value: int | None = None) -> None:
        super().settle(ticker, result, at, value)
        self._remember("settle", at, ticker, result, at, value)

    def _remember(self, method: str, at: int, *arguments: object) -> None:
        self.steps.append(Step(at, methodcaller(method, *arguments), f"{method} of the account's history"))


class _Trader:
    """Trades at random in a few events at a time, settling the oldest whenever a new one opens."""

    def __init__(self, seed: int, fills: int, ledger: Ledger | None = None) -> None:
        self.ledger = Ledger() if ledger is None else ledger
        self._random = random.Random(seed)  # noqa: S311 - a history to test with, not a secret
        self._fills = fills
        self._gap = SPAN / max(fills, 1)
        self._now = START
        self._results = cycle(_RESULTS)
        self._events: deque[list[str]] = deque()
        self._event_tickers: set[str] = set()
        self._prices: dict[str, int] = {}
        self._rested: deque[Order] = deque()

    def trade(self) -> None:
        ledger = self.ledger
        ledger.deposit(500_000, self._now)
        if not self._fills:
            return
        for _ in range(_OPEN_EVENTS):
            self._open_event()
        fills_per_event = 36 if self._fills >= 360 else max(self._fills // 10, 1)
        next_end = fills_per_event
        while (done := len(ledger.fills)) < self._fills:
            if done >= next_end:
                next_end = done + fills_per_event
                self._settle_event()
                self._open_event()
            self._pass_time(self._gap)
            if self._rested and self._random.random() < 0.25:
                self._fill_resting(self._rested.popleft())
            else:
                self._take(self._fills - done)
        self._open_event()
        for ticker in (*self._events[-1], *self._events[0][:1]):
            self._pass_time(self._gap)
            self._place(ticker, self._random_side(), "buy")

    def _pass_time(self, mean: float) -> None:
        self._now += 1 + int(self._random.random() * 2 * mean)

    def _open_event(self) -> None:
        closing = datetime.fromtimestamp((self._now + SPAN // 10) // SECOND, UTC)
        series = self._random.choice(_SERIES)
        event = f"{series}-{closing:%y}{_MONTHS[closing.month - 1]}{closing:%d%H%M}"
        if event in self._event_tickers:
            event += f"N{len(self._event_tickers)}"
        self._event_tickers.add(event)
        low = self._random.randrange(20, 80)
        tickers = [f"{event}-T{low + 2 * strike}" for strike in range(self._random.randrange(1, 6))]
        for ticker in tickers:
            self.ledger.open_market(ticker, event)
            self._prices[ticker] = self._random.randrange(8, 93)
        self._events.append(tickers)

    def _settle_event(self) -> None:
        self._pass_time(self._gap)
        for ticker in self._events.popleft():
            held = self.ledger.position(ticker)
            result = next(self._results) if held and held.contracts else "no"
            value = self._random.randrange(5, 96) if result == "scalar" else None
            self.ledger.settle(ticker, result, self._now, value)
        self._rested = deque(order for order in self._rested if self.ledger.resting_orders(order.ticker))

    def _take(self, left: int) -> None:
        """Places one order and, more often than not, has it matched at once, in up to three parts."""
        chance = self._random.random
        ticker = self._random.choice(self._random.choice(self._events))
        position = self.ledger.position(ticker)
        held = position.contracts if position else 0
        own: Side = "yes" if held > 0 else "no"
        if held and chance() < 0.4:
            order = self._place(ticker, own, "sell", 1 + int(chance() * abs(held)))
        else:
            side: Side = ("no" if own == "yes" else "yes") if held and chance() < 0.3 else self._random_side()
            order = self._place(ticker, side, "buy")
            if chance() < 0.3:
                self._rested.append(order)
                return
        rest = order.count
        for part in range(min(left, self._random.randrange(1, 4), rest)):
            count = rest if part == 2 else 1 + int(chance() * rest)
            # The first part of a larger order may find a price better by a cent.
            gain = 1 if part == 0 and order.count > 9 else 0
            self._fill(
                order, count, order.price - gain if order.action == "buy" else order.price + gain, taker=True
            )
            rest -= count
            if not rest:
                return
        self.ledger.cancel(order.order_id, self._now)

    def _fill_resting(self, order: Order) -> None:
        rest = self.ledger.resting_orders(order.ticker)[order.order_id]
        count = 1 + int(self._random.random() * rest)
        self._fill(order, count, order.price, taker=False)
        if count < rest and self._random.random() < 0.8:
            self._rested.append(order)
        elif count < rest:
            self.ledger.cancel(order.order_id, self._now)

    def _place(self, ticker: str, side: Side, action: str, count: int = 0) -> Order:
        chance = self._random.random
        price = min(max(self._prices[ticker] + int(chance() * 9) - 4, 3), 97)
        self._prices[ticker] = price
        order = Order(
            order_id=self._make_id(),
            ticker=ticker,
            side=side,
            action="sell" if action == "sell" else "buy",
            count=count or 1 + int(chance() * 40),
            price=price if side == "yes" else DOLLAR - price,
            at=self._now,
            client_order_id=f"bot-{self.ledger.revision}" if chance() < 0.2 else None,
        )
        # A dollar a contract covers price and fee.
        if order.action == "buy" and order.count * DOLLAR > self.ledger.balance:
            self.ledger.deposit(250_000, self._now)
        self.ledger.place(order)
        return order

    def _fill(self, order: Order, count: int, price: int, *, taker: bool) -> None:
        yes_price = price if order.side == "yes" else DOLLAR - price
        fee = taker_fee(count, yes_price) if taker else 0
        self.ledger.fill(Fill(self._make_id(), order, count, yes_price, taker, fee, self._now))

    def _random_side(self) -> Side:
        return "yes" if self._random.random() < 0.55 else "no"

    def _make_id(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
