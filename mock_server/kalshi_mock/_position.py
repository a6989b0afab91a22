"""What the account holds in one market, and how each event there changes it.

Amounts are whole cents, counts whole contracts, times microseconds since 1970 in UTC. One signed number says
what is held: positive is YES, negative is NO. A fill that gains the side opposite to the held one closes held
contracts first, each at the price of its own side; only what is left opens new ones. So buying NO while YES
is held does the same as selling YES: the two make a pair that is worth a dollar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["yes", "no"]
Action = Literal["buy", "sell"]
MarketResult = Literal["yes", "no", "scalar", "void"]

DOLLAR = 100
"""What a YES and a NO contract of one market pay together, in cents."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order for one side of a market.

    Attributes:
        order_id: The order's id, unique in its ledger.
        ticker: The market.
        side: The side that is bought or sold.
        action: Whether it is bought or sold.
        count: Contracts.
        price: Cents for one contract of the side: the most a buyer pays, the least a seller takes.
        at: When it was placed, in microseconds since 1970.
        client_order_id: The id that the owner gave it, if any.
    """

    order_id: str
    ticker: str
    side: Side
    action: Action
    count: int
    price: int
    at: int
    client_order_id: str | None = None

    @property
    def gains_yes(self) -> bool:
        """Whether its fills make the account hold more YES, or less NO."""
        return (self.side == "yes") == (self.action == "buy")


@dataclass(frozen=True, slots=True)
class Fill:
    """One match of an order with the other side.

    Attributes:
        fill_id: The fill's id, unique in its ledger.
        order: The order that was matched.
        count: Contracts.
        yes_price: Cents for one YES contract; NO costs the rest of the dollar.
        is_taker: Whether the order took liquidity from the book.
        fee: Cents.
        at: When it happened, in microseconds since 1970.
    """

    fill_id: str
    order: Order
    count: int
    yes_price: int
    is_taker: bool
    fee: int
    at: int

    @property
    def price(self) -> int:
        """Cents for one contract of the side that the order named."""
        return self.yes_price if self.order.side == "yes" else DOLLAR - self.yes_price


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The end of what was left of a resting order."""

    order: Order
    count: int
    at: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of a market, with what the account held in it.

    Attributes:
        ticker: The market.
        event_ticker: The market's event.
        result: How it ended.
        value: Cents that one YES contract paid; None where the market was void.
        yes_count: YES contracts held.
        yes_cost: What they had cost, in cents.
        no_count: NO contracts held.
        no_cost: What they had cost, in cents.
        revenue: What was paid for all of them, in cents.
        fees: Fees paid in the market before, in cents.
        at: When it happened, in microseconds since 1970.
    """

    ticker: str
    event_ticker: str
    result: MarketResult
    value: int | None
    yes_count: int
    yes_cost: int
    no_count: int
    no_cost: int
    revenue: int
    fees: int
    at: int


MarketEvent = Order | Fill | Cancellation | Settlement


@dataclass(slots=True)
class Position:
    """The state of one market for the account, folded from the market's events.

    Attributes:
        ticker: The market.
        event_ticker: The market's event.
        contracts: Held contracts, positive for YES, negative for NO.
        exposure: What the held contracts have cost, in cents, by average cost.
        spent: What all contracts that were ever opened have cost, in cents.
        realized: Profit and loss of the contracts that were closed or settled, in cents, before fees.
        fees: Cents.
        traded: Contracts of all fills.
        resting: Contracts in resting orders.
        yes_price: The price of YES in the latest fill, in cents.
        result: How the market ended, None while it is open.
        at: When anything of this changed, in microseconds since 1970.
        revision: The number of the event in its ledger that changed it.
    """

    ticker: str
    event_ticker: str
    contracts: int = 0
    exposure: int = 0
    spent: int = 0
    realized: int = 0
    fees: int = 0
    traded: int = 0
    resting: int = 0
    yes_price: int = 0
    result: MarketResult | None = None
    at: int = 0
    revision: int = -1

    @property
    def worth(self) -> int:
        """What the held contracts are worth at the price of the latest fill, in cents."""
        if self.contracts >= 0:
            return self.contracts * self.yes_price
        return -self.contracts * (DOLLAR - self.yes_price)

    def held(self, side: Side) -> int:
        """Counts the held contracts of a side."""
        return max(self.contracts if side == "yes" else -self.contracts, 0)

    def apply(self, event: MarketEvent, revision: int) -> int:
        """Takes in the market's next event.

        Args:
            event: The event, already known to be possible.
            revision: Its number in the ledger.

        Returns:
            The change of cash, in cents.
        """
        self.at, self.revision = event.at, revision
        match event:
            case Fill():
                return self._trade(event)
            case Order():
                self.resting += event.count
            case Cancellation():
                self.resting -= event.count
            case Settlement():
                self.realized += event.revenue - self.exposure
                self.contracts = self.exposure = self.resting = 0
                self.result = event.result
                return event.revenue
        return 0

    def _trade(self, fill: Fill) -> int:
        gains_yes = fill.order.gains_yes
        gained_price = fill.yes_price if gains_yes else DOLLAR - fill.yes_price
        closed = min(fill.count, self.held("no" if gains_yes else "yes"))
        opened = fill.count - closed
        proceeds = closed * (DOLLAR - gained_price)
        paid = opened * gained_price
        # Average cost in whole cents: what the division leaves over stays with the contracts that are still
        # held.
        released = self.exposure * closed // abs(self.contracts) if closed else 0
        self.realized += proceeds - released
        self.exposure += paid - released
        self.spent += paid
        self.fees += fill.fee
        self.traded += fill.count
        self.resting -= fill.count
        self.contracts += fill.count if gains_yes else -fill.count
        self.yes_price = fill.yes_price
        return proceeds - paid - fill.fee
