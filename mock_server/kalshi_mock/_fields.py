"""How the account is told: every field of every edition, by the schema and the name that its contract gives.

An edition is a choice among these fields, made by its contract; the ledger knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kalshi_mock._ledger import Ledger
from kalshi_mock._notation import (
    Decimals,
    Rows,
    Tell,
    Word,
    contracts,
    dollars,
    tell_seconds,
    tell_time,
)
from kalshi_mock._position import DOLLAR, Position

Field = Tell | Decimals | Word | Rows

SHARD = 0
"""The one shard of the exchange that all markets lie on, and all cash."""

SUBACCOUNT = 0
"""The one subaccount that the ledger is the books of."""

ABSENT = object()
"""Told by a field that an item does not have."""


@dataclass(slots=True)
class EventPosition:
    """The sums of the positions in one event's markets; the fields are those of `Position`."""

    event_ticker: str
    exposure: int = 0
    spent: int = 0
    realized: int = 0
    fees: int = 0
    traded: int = 0

    def add(self, position: Position) -> None:
        """Adds one market."""
        self.exposure += position.exposure
        self.spent += position.spent
        self.realized += position.realized
        self.fees += position.fees
        self.traded += position.traded


@dataclass(frozen=True, slots=True)
class Share:
    """The cents of an amount that lie on one shard."""

    shard: int
    cents: int


def _shares(ledger: Ledger, cents: int) -> Iterator[Share]:
    """Divides an amount by shard. Books in which nothing ever happened lie on none."""
    if ledger.revision:
        yield Share(SHARD, cents)


_BALANCE: dict[str, Field] = {
    "balance": lambda ledger: ledger.balance,
    "balance_dollars": dollars(lambda ledger: ledger.balance),
    "portfolio_value": lambda ledger: ledger.portfolio_value,
    "updated_ts": lambda ledger: tell_seconds(ledger.balance_at),
    "balance_breakdown": Rows("IndexedBalance", lambda ledger: _shares(ledger, ledger.balance)),
}

_INDEXED_BALANCE: dict[str, Field] = {
    "exchange_index": lambda share: share.shard,
    "balance": dollars(lambda share: share.cents),
}

_FILL: dict[str, Field] = {
    "fill_id": lambda fill: fill.fill_id,
    "trade_id": lambda fill: fill.fill_id,
    "order_id": lambda fill: fill.order.order_id,
    "client_order_id": lambda fill: fill.order.client_order_id or ABSENT,
    "ticker": lambda fill: fill.order.ticker,
    "market_ticker": lambda fill: fill.order.ticker,
    "exchange_index": lambda _: SHARD,
    "subaccount_number": lambda _: SUBACCOUNT,
    "side": lambda fill: fill.order.side,
    "action": lambda fill: fill.order.action,
    "outcome_side": lambda fill: "yes" if fill.order.gains_yes else "no",
    "book_side": lambda fill: "bid" if fill.order.gains_yes else "ask",
    "count": lambda fill: fill.count,
    "count_fp": contracts(lambda fill: fill.count),
    # The one amount that the API sends as a JSON number of dollars. The quotient's shortest notation has two
    # decimals at most, so the text on the wire is exact.
    "price": lambda fill: fill.price / DOLLAR,
    "yes_price": lambda fill: fill.yes_price,
    "no_price": lambda fill: DOLLAR - fill.yes_price,
    "yes_price_fixed": dollars(lambda fill: fill.yes_price),
    "no_price_fixed": dollars(lambda fill: DOLLAR - fill.yes_price),
    "yes_price_dollars": dollars(lambda fill: fill.yes_price),
    "no_price_dollars": dollars(lambda fill: DOLLAR - fill.yes_price),
    "is_taker": lambda fill: fill.is_taker,
    "fee_cost": dollars(lambda fill: fill.fee),
    "created_time": lambda fill: tell_time(fill.at),
    "ts": lambda fill: tell_seconds(fill.at),
}

_MARKET_POSITION: dict[str, Field] = {
    "ticker": lambda position: position.ticker,
    "exchange_index": lambda _: SHARD,
    "total_traded": lambda position: position.spent,
    "total_traded_dollars": dollars(lambda position: position.spent),
    "position": lambda position: position.contracts,
    "position_fp": contracts(lambda position: position.contracts),
    "market_exposure": lambda position: position.exposure,
    "market_exposure_dollars": dollars(lambda position: position.exposure),
    "realized_pnl": lambda position: position.realized,
    "realized_pnl_dollars": dollars(lambda position: position.realized),
    "resting_orders_count": lambda position: position.resting,
    "fees_paid": lambda position: position.fees,
    "fees_paid_dollars": dollars(lambda position: position.fees),
    "last_updated_ts": lambda position: tell_time(position.at),
}

# `resting_order_count` is left out: the exchange stopped sending it in the middle of November 2025.
_EVENT_POSITION: dict[str, Field] = {
    "event_ticker": lambda event: event.event_ticker,
    "total_cost": lambda event: event.spent,
    "total_cost_dollars": dollars(lambda event: event.spent),
    "total_cost_shares": lambda event: event.traded,
    "total_cost_shares_fp": contracts(lambda event: event.traded),
    "event_exposure": lambda event: event.exposure,
    "event_exposure_dollars": dollars(lambda event: event.exposure),
    "realized_pnl": lambda event: event.realized,
    "realized_pnl_dollars": dollars(lambda event: event.realized),
    "fees_paid": lambda event: event.fees,
    "fees_paid_dollars": dollars(lambda event: event.fees),
}

_SETTLEMENT: dict[str, Field] = {
    "ticker": lambda settlement: settlement.ticker,
    "exchange_index": lambda _: SHARD,
    "event_ticker": lambda settlement: settlement.event_ticker,
    # Without a word for it, a voided market is one that paid something between nothing and a dollar.
    "market_result": Word(lambda settlement: settlement.result, otherwise={"void": "scalar"}),
    "yes_count": lambda settlement: settlement.yes_count,
    "yes_count_fp": contracts(lambda settlement: settlement.yes_count),
    "yes_total_cost": lambda settlement: settlement.yes_cost,
    "yes_total_cost_dollars": dollars(lambda settlement: settlement.yes_cost),
    "no_count": lambda settlement: settlement.no_count,
    "no_count_fp": contracts(lambda settlement: settlement.no_count),
    "no_total_cost": lambda settlement: settlement.no_cost,
    "no_total_cost_dollars": dollars(lambda settlement: settlement.no_cost),
    "revenue": lambda settlement: settlement.revenue,
    "settled_time": lambda settlement: tell_time(settlement.at),
    "fee_cost": dollars(lambda settlement: settlement.fees),
    "value": lambda settlement: settlement.value,
}

_RESTING_VALUE: dict[str, Field] = {
    "total_resting_order_value": lambda ledger: ledger.reserved,
    "resting_order_value_breakdown": Rows("IndexedBalance", lambda ledger: _shares(ledger, ledger.reserved)),
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "GetBalanceResponse": _BALANCE,
    "IndexedBalance": _INDEXED_BALANCE,
    "Fill": _FILL,
    "MarketPosition": _MARKET_POSITION,
    "EventPosition": _EVENT_POSITION,
    "Settlement": _SETTLEMENT,
    "GetPortfolioRestingOrderTotalValueResponse": _RESTING_VALUE,
}
"""The known fields by the names of schema and property."""
