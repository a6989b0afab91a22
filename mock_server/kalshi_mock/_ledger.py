"""One account's books: what happened, in order, and everything that follows from it, to the cent.

Nothing here knows an edition of the API: what is told of the books, and under which names, is another
module's matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from kalshi_mock._position import (
    DOLLAR,
    Cancellation,
    Fill,
    MarketEvent,
    MarketResult,
    Order,
    Position,
    Settlement,
)

_FIXED_VALUES: dict[MarketResult, int | None] = {"yes": DOLLAR, "no": 0, "void": None}


class LedgerError(ValueError):
    """An event that cannot happen in the account as it stands; the books are as they were before it."""


def taker_fee(count: int, yes_price: int) -> int:
    """The fee of a fill that takes liquidity: 7 % of count * price * (1 - price), rounded up to a whole cent.

    Args:
        count: Contracts.
        yes_price: Cents; the fee is the same for the price of NO.

    Returns:
        Cents.
    """
    return -(-7 * count * yes_price * (DOLLAR - yes_price) // (100 * DOLLAR))


class Ledger:
    """The books of one account.

    Events are taken in the order of their times, which are microseconds since 1970 in UTC. Each is checked
    first: one that cannot be raises `LedgerError` and changes nothing.

    Attributes:
        deposits: All deposits, in cents.
        cash: Deposits plus what trading and settlements brought, in cents, reserved or not.
        reserved: What the resting purchases would cost, in cents.
        portfolio_value: What the held contracts are worth at the latest prices, in cents.
        balance_at: When the free cash last changed.
        revision: How many events there were.
        fills: All fills, oldest first.
        settlements: The settlements of markets in which contracts were held, oldest first.
    """

    def __init__(self) -> None:
        self.deposits = 0
        self.cash = 0
        self.reserved = 0
        self.portfolio_value = 0
        self.balance_at = 0
        self.revision = 0
        self.fills: list[Fill] = []
        self.settlements: list[Settlement] = []
        self._now = 0
        self._markets: dict[str, str] = {}
        self._positions: dict[str, Position] = {}
        self._history: defaultdict[str, list[tuple[int, MarketEvent]]] = defaultdict(list)
        self._settled: set[str] = set()
        self._orders: dict[str, Order] = {}
        self._resting: dict[str, dict[str, int]] = {}
        self._fill_ids: set[str] = set()
        self._fills_by_ticker: defaultdict[str, list[int]] = defaultdict(list)
        self._fills_by_order: defaultdict[str, list[int]] = defaultdict(list)
        self._settlements_by_event: defaultdict[str, list[int]] = defaultdict(list)
        self._settlements_by_ticker: defaultdict[str, list[int]] = defaultdict(list)

    @property
    def balance(self) -> int:
        """Cash that is free to trade, in cents: what resting purchases reserve is not."""
        return self.cash - self.reserved

    @property
    def now(self) -> int:
        """When the latest event happened."""
        return self._now

    def open_market(self, ticker: str, event_ticker: str) -> None:
        """Makes a market known.

        Args:
            ticker: The market.
            event_ticker: The event that it belongs to.

        Raises:
            LedgerError: The market is already known.
        """
        if ticker in self._markets:
            raise LedgerError(f"market {ticker!r} is already open; give the new one another ticker")
        self._markets[ticker] = event_ticker
        self._resting[ticker] = {}

    def knows(self, ticker: str) -> bool:
        """Tells whether a market was ever opened."""
        return ticker in self._markets

    def deposit(self, cents: int, at: int) -> None:
        """Adds cash.

        Args:
            cents: How much.
            at: When.

        Raises:
            LedgerError: The amount is not positive, or the time lies before the latest event.
        """
        if cents <= 0:
            raise LedgerError(f"a deposit is a positive number of cents, not {cents}")
        self._check_time(at)
        self.deposits += cents
        self.cash += cents
        self._now = self.balance_at = at
        self.revision += 1

    def place(self, order: Order) -> None:
        """Takes in an order, which rests until fills, a cancellation or the market's end use it up.

        Args:
            order: The order. A purchase reserves what it costs.

        Raises:
            LedgerError: The market is unknown or settled, the id was used before, count or price are out of
                range, or the free cash does not cover it.
        """
        self._check_open(order.ticker)
        self._check_time(order.at)
        if order.order_id in self._orders:
            raise LedgerError(f"order {order.order_id!r} was placed before; give the new one another id")
        if order.count < 1 or not 0 < order.price < DOLLAR:
            raise LedgerError(
                f"an order is for at least 1 contract at 1 to 99 cents, not {order.count} at {order.price}"
            )
        cost = _reservation(order, order.count)
        if cost > self.balance:
            raise LedgerError(f"the order costs {cost} cents and {self.balance} are free; deposit more first")
        self._orders[order.order_id] = order
        self._resting[order.ticker][order.order_id] = order.count
        self._record(order.ticker, order, cost)

    def fill(self, fill: Fill) -> None:
        """Takes in a match of a resting order.

        Args:
            fill: The fill.

        Raises:
            LedgerError: The order does not rest with that many contracts, the id was used before, the price
                is worse than the order's, a sale lacks contracts, or the free cash does not cover price and
                fee.
        """
        order = fill.order
        self._check_time(fill.at)
        resting = self._resting.get(order.ticker, {}).get(order.order_id, 0)
        if self._orders.get(order.order_id) != order or not 0 < fill.count <= resting:
            raise LedgerError(
                f"order {order.order_id!r} rests with {resting} contracts; {fill.count} cannot fill"
            )
        if fill.fill_id in self._fill_ids:
            raise LedgerError(f"fill {fill.fill_id!r} happened before; give the new one another id")
        better = order.price - fill.price if order.action == "buy" else fill.price - order.price
        if better < 0 or not 0 < fill.price < DOLLAR or fill.fee < 0:
            raise LedgerError(f"a {order.action} order at {order.price} cents cannot fill at {fill.price}")
        position = self._positions[order.ticker]
        if order.action == "sell" and position.held(order.side) < fill.count:
            raise LedgerError(
                f"{fill.count} {order.side.upper()} of {order.ticker!r} cannot be sold, "
                f"{position.held(order.side)} are held; write it as a purchase of the other side"
            )
        released = _reservation(order, fill.count)
        cost = fill.count * fill.price if order.action == "buy" else -fill.count * fill.price
        if cost + fill.fee > self.balance + released:
            raise LedgerError(
                f"the fee of {fill.fee} cents is not covered by the free cash; deposit more first"
            )
        self._use_up(order, fill.count)
        self._fill_ids.add(fill.fill_id)
        number = len(self.fills)
        self.fills.append(fill)
        self._fills_by_ticker[order.ticker].append(number)
        self._fills_by_order[order.order_id].append(number)
        self._record(order.ticker, fill, -released)

    def cancel(self, order_id: str, at: int) -> None:
        """Ends what is left of a resting order.

        Args:
            order_id: The order.
            at: When.

        Raises:
            LedgerError: The order does not rest, or the time lies before the latest event.
        """
        self._check_time(at)
        order = self._orders.get(order_id)
        left = self._resting[order.ticker].pop(order_id, 0) if order else 0
        if order is None or not left:
            raise LedgerError(f"order {order_id!r} does not rest, so it cannot be cancelled")
        self._record(order.ticker, Cancellation(order, left, at), -_reservation(order, left))

    def settle(self, ticker: str, result: MarketResult, at: int, value: int | None = None) -> None:
        """Ends a market: pays for the held contracts and drops the resting orders.

        A void market gives back what the held contracts have cost; fees are not given back.

        Args:
            ticker: The market.
            result: How it ended.
            at: When.
            value: Cents that one YES contract pays; needed for, and only for, `scalar`.

        Raises:
            LedgerError: The market is unknown or settled, the value does not fit the result, or the time lies
                before the latest event.
        """
        self._check_open(ticker)
        self._check_time(at)
        if (result == "scalar") != (value is not None) or not 0 <= (value or 0) <= DOLLAR:
            raise LedgerError(f"a scalar result, and no other, has a value of 0 to 100 cents, not {value}")
        self._settled.add(ticker)
        position = self._positions.get(ticker)
        if position is None:
            return  # The account never did anything there.
        settlement = _settlement(position, result, value if result == "scalar" else _FIXED_VALUES[result], at)
        dropped = sum(
            _reservation(self._orders[order_id], left) for order_id, left in self._resting[ticker].items()
        )
        self._resting[ticker].clear()
        if position.contracts:
            number = len(self.settlements)
            self.settlements.append(settlement)
            self._settlements_by_ticker[ticker].append(number)
            self._settlements_by_event[position.event_ticker].append(number)
        self._record(ticker, settlement, -dropped)

    def position(self, ticker: str, revision: int | None = None) -> Position | None:
        """Looks up what is or was held in a market.

        Args:
            ticker: The market.
            revision: As it was after that many events; now, if None.

        Returns:
            The position, or None if nothing had happened in the market. Not to be changed.
        """
        position = self._positions.get(ticker)
        if position is None or revision is None or position.revision < revision:
            return position
        earlier = [(number, event) for number, event in self._history[ticker] if number < revision]
        if not earlier:
            return None
        position = Position(ticker, self._markets[ticker])
        for number, event in earlier:
            position.apply(event, number)
        return position

    def positions(self, revision: int | None = None) -> Iterator[Position]:
        """Goes through the positions of all markets in which anything happened, settled ones too.

        Args:
            revision: As they were after that many events; now, if None.
        """
        for ticker in self._positions:
            position = self.position(ticker, revision)
            if position is not None:
                yield position

    def fill_numbers(self, tickers: Collection[str] | None, orders: Collection[str] | None) -> Sequence[int]:
        """Narrows down which fills can belong to the given markets and orders; None leaves open which.

        Returns:
            Numbers in `fills`, rising. All that belong to both are among them.
        """
        if orders is not None:
            return _join(self._fills_by_order, orders)
        return range(len(self.fills)) if tickers is None else _join(self._fills_by_ticker, tickers)

    def settlement_numbers(
        self, tickers: Collection[str] | None, events: Collection[str] | None
    ) -> Sequence[int]:
        """Narrows down which settlements can belong to the given markets and events; None leaves open which.

        Returns:
            Numbers in `settlements`, rising. All that belong to both are among them.
        """
        if tickers is not None:
            return _join(self._settlements_by_ticker, tickers)
        return range(len(self.settlements)) if events is None else _join(self._settlements_by_event, events)

    def resting_orders(self, ticker: str) -> dict[str, int]:
        """Counts the contracts that rest in a market, by order id."""
        return dict(self._resting.get(ticker, {}))

    def _check_time(self, at: int) -> None:
        if at < self._now:
            raise LedgerError(f"time {at} lies before the latest event at {self._now}; events come in order")

    def _check_open(self, ticker: str) -> None:
        if ticker not in self._markets:
            raise LedgerError(f"market {ticker!r} is unknown; open it first")
        if ticker in self._settled:
            raise LedgerError(f"market {ticker!r} is settled; nothing happens in it any more")

    def _use_up(self, order: Order, count: int) -> None:
        resting = self._resting[order.ticker]
        resting[order.order_id] -= count
        if not resting[order.order_id]:
            del resting[order.order_id]

    def _record(self, ticker: str, event: MarketEvent, reserved: int) -> None:
        position = self._positions.get(ticker)
        if position is None:
            position = self._positions[ticker] = Position(ticker, self._markets[ticker])
        balance, worth = self.balance, position.worth
        self.cash += position.apply(event, self.revision)
        self.reserved += reserved
        self.portfolio_value += position.worth - worth
        if self.balance != balance:
            self.balance_at = event.at
        self._now = event.at
        self._history[ticker].append((self.revision, event))
        self.revision += 1


def _join(index: Mapping[str, Sequence[int]], names: Collection[str]) -> Sequence[int]:
    found = [index[name] for name in set(names) if name in index]
    return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))


def _reservation(order: Order, count: int) -> int:
    return count * order.price if order.action == "buy" else 0


def _settlement(position: Position, result: MarketResult, value: int | None, at: int) -> Settlement:
    yes, no = position.held("yes"), position.held("no")
    return Settlement(
        ticker=position.ticker,
        event_ticker=position.event_ticker,
        result=result,
        value=value,
        yes_count=yes,
        yes_cost=position.exposure if yes else 0,
        no_count=no,
        no_cost=position.exposure if no else 0,
        revenue=position.exposure if value is None else yes * value + no * (DOLLAR - value),
        fees=position.fees,
        at=at,
    )
