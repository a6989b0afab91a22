"""Scenarios: what happens to an account, and when, as Python or as a readable file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from kalshi_mock._account import START, make_account
from kalshi_mock._ledger import Ledger, LedgerError, taker_fee
from kalshi_mock._market_clock import MarketClock, Step
from kalshi_mock._moments import Moment, read_date, read_moment, read_span, to_microseconds
from kalshi_mock._position import DOLLAR, Action, Fill, MarketResult, Order, Side


class ScenarioError(ValueError):
    """A scenario says something that cannot be, and where."""


@dataclass(slots=True)
class _Play:
    """A scenario while it is played: the orders so far."""

    orders: dict[str, Order] = field(default_factory=dict)
    trades: int = 0


_Change = Callable[[_Play, Ledger, int], object]


class Scenario:
    """What happens to an account, in order.

    Each method adds an event and gives back the scenario. `at` is the time since the scenario's start, such
    as `"2h 30m"`, or a date and time; an event without one happens together with the one before it. Amounts
    are whole cents. Markets open when they are first named; their event is their ticker up to the last
    hyphen, unless `open_market` says otherwise.

    Attributes:
        advance_each_request: How much time passes in the markets after each answer, in microseconds.
        faults: What `MockExchange.fail_next` is called with at the start, once for each.
        drift: What `MockExchange.drift` is called with at the start.
        clock_skew_seconds: What `MockExchange.skew_clock` is called with at the start.
    """

    def __init__(
        self,
        *,
        start: datetime | str | None = None,
        now: Moment | None = None,
        seed: int = 7,
        fills: int = 0,
        advance_each_request: timedelta | str = "0s",
    ) -> None:
        """Says what there is before the first event.

        Args:
            start: When the scenario starts; when the account's history ends, if None.
            now: What time it is when the exchange starts: what is later is still to come, and comes with
                `MockExchange.advance`. If None, all of it has happened.
            seed: The seed of the account's history.
            fills: How many fills its history has. Without any, the account is empty.
            advance_each_request: How much time passes in the markets after each answer.

        Raises:
            ValueError: A time is none, or `fills` is negative.
        """
        if fills < 0:
            raise ValueError(f"fills must be 0 or more, not {fills}")
        self.advance_each_request = to_microseconds(read_span(advance_each_request))
        self.faults: list[dict[str, Any]] = []
        self.drift: dict[str, Any] = {}
        self.clock_skew_seconds: float = 0
        self._seed, self._fills = seed, fills
        self._start = START if start is None and not fills else None
        if start is not None:
            self._start = read_date(start)
        self._now = now
        self._events: list[tuple[str, Moment | None, _Change]] = []

    @classmethod
    def read(cls, path: str | Path) -> Scenario:
        """Reads a file in YAML.

        Args:
            path: The file. Its fields are the arguments of this class and of its methods.

        Returns:
            The scenario.

        Raises:
            ScenarioError: The file cannot be read, or is no scenario.
        """
        from kalshi_mock._scenario_file import read_scenario

        return read_scenario(Path(path))

    def deposit(self, cents: int, *, at: Moment | None = None) -> Self:
        """Adds cash."""
        return self._add(f"deposit {cents}", at, lambda _, ledger, time: ledger.deposit(cents, time))

    def open_market(self, market: str, *, event: str, at: Moment | None = None) -> Self:
        """Opens a market of an event that its ticker does not begin with."""
        return self._add(f"open_market {market}", at, lambda _, ledger, __: ledger.open_market(market, event))

    def place(
        self,
        order: str,
        *,
        market: str,
        count: int,
        price_cents: int,
        side: Side = "yes",
        action: Action = "buy",
        at: Moment | None = None,
    ) -> Self:
        """Places an order that rests; `order` is its id, `price_cents` its limit for a contract of `side`."""

        def change(play: _Play, ledger: Ledger, time: int) -> None:
            _open(ledger, market)
            made = Order(order, market, side, action, count, price_cents, time)
            ledger.place(made)
            play.orders[order] = made

        return self._add(f"place {order}", at, change)

    def fill(
        self,
        order: str,
        *,
        count: int | None = None,
        price_cents: int | None = None,
        taker: bool = False,
        fee_cents: int | None = None,
        at: Moment | None = None,
    ) -> Self:
        """Matches a resting order: all that rests of it, at its own price, unless told otherwise."""

        def change(play: _Play, ledger: Ledger, time: int) -> None:
            placed = play.orders.get(order)
            if placed is None:
                raise LedgerError(f"order {order!r} was not placed before")
            matched = ledger.resting_orders(placed.ticker).get(order, 0) if count is None else count
            price = placed.price if price_cents is None else price_cents
            _match(ledger, placed, matched, price, taker=taker, fee=fee_cents, at=time)

        return self._add(f"fill {order}", at, change)

    def trade(
        self,
        market: str,
        *,
        count: int,
        price_cents: int,
        side: Side = "yes",
        action: Action = "buy",
        fee_cents: int | None = None,
        at: Moment | None = None,
    ) -> Self:
        """Places an order that is matched at once and as a whole. The fee is that of a taker, unless told."""

        def change(play: _Play, ledger: Ledger, time: int) -> None:
            _open(ledger, market)
            play.trades += 1
            made = Order(f"trade-{play.trades}", market, side, action, count, price_cents, time)
            ledger.place(made)
            _match(ledger, made, count, price_cents, taker=True, fee=fee_cents, at=time)

        return self._add(f"trade {market}", at, change)

    def cancel(self, order: str, *, at: Moment | None = None) -> Self:
        """Cancels what rests of an order."""
        return self._add(f"cancel {order}", at, lambda _, ledger, time: ledger.cancel(order, time))

    def settle(
        self, market: str, *, result: MarketResult, value_cents: int | None = None, at: Moment | None = None
    ) -> Self:
        """Ends a market: `yes`, `no`, `void`, or `scalar` with what one YES contract pays."""
        return self._add(
            f"settle {market}", at, lambda _, ledger, time: ledger.settle(market, result, time, value_cents)
        )

    def begin(self) -> tuple[Ledger, MarketClock]:
        """Makes the account as it stands when the exchange starts.

        Returns:
            Its books, and the clock by which the rest happens to them.

        Raises:
            ScenarioError: An event cannot be: the account lacks what it needs, or its time is wrong.
        """
        self._rehearse()
        ledger = self._make_ledger()
        steps, start = self._steps(ledger)
        clock = MarketClock(ledger, steps, start)
        now = steps[-1].at if steps and self._now is None else read_moment(self._now or "0s", start)
        clock.advance(max(now - clock.now, 0))
        return ledger, clock

    def _rehearse(self) -> None:
        """Plays all of it once, so that what cannot be is said before anything is served."""
        ledger = self._make_ledger()
        for step in self._steps(ledger)[0]:
            try:
                step.change(ledger)
            except LedgerError as error:
                raise ScenarioError(f"{step.place}: {error}") from None

    def _make_ledger(self) -> Ledger:
        return make_account(self._seed, self._fills) if self._fills else Ledger()

    def _steps(self, ledger: Ledger) -> tuple[list[Step], int]:
        start = ledger.now if self._start is None else self._start
        play, latest, steps = _Play(), start, list[Step]()
        for number, (name, at, change) in enumerate(self._events, 1):
            place = f"event {number} ({name})"
            try:
                moment = latest if at is None else read_moment(at, start)
            except ValueError as error:
                raise ScenarioError(f"{place}: {error}") from None
            if moment < latest:
                raise ScenarioError(
                    f"{place}: at {at} is earlier than the event before it; write them in order"
                )
            latest = moment
            steps.append(Step(moment, _bind(change, play, moment), place))
        return steps, start

    def _add(self, name: str, at: Moment | None, change: _Change) -> Self:
        self._events.append((name, at, change))
        return self


def _bind(change: _Change, play: _Play, at: int) -> Callable[[Ledger], object]:
    return lambda ledger: change(play, ledger, at)


def _open(ledger: Ledger, market: str) -> None:
    if not ledger.knows(market):
        ledger.open_market(market, market.rpartition("-")[0] or market)


def _match(
    ledger: Ledger, order: Order, count: int, price: int, *, taker: bool, fee: int | None, at: int
) -> None:
    yes_price = price if order.side == "yes" else DOLLAR - price
    if fee is None:
        fee = taker_fee(count, yes_price) if taker else 0
    ledger.fill(Fill(f"fill-{len(ledger.fills) + 1}", order, count, yes_price, taker, fee, at))


METHODS: Mapping[str, Callable[..., Scenario]] = {
    "deposit": Scenario.deposit,
    "open_market": Scenario.open_market,
    "place": Scenario.place,
    "fill": Scenario.fill,
    "trade": Scenario.trade,
    "cancel": Scenario.cancel,
    "settle": Scenario.settle,
}
"""The kinds of events, by their names in a file."""
