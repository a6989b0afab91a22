"""How the account is told: every field of every edition, by the schema and the name that its contract gives.

An edition is a choice among these fields, made by its contract; the ledger knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from kalshi_mock._contract import Contract, ContractError
from kalshi_mock._ledger import Ledger
from kalshi_mock._position import DOLLAR, Fill, Position, Settlement

Row = dict[str, object]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ABSENT = object()
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


@lru_cache(maxsize=4096)
def tell_dollars(cents: int) -> str:
    """Writes an amount of cents as dollars with four decimals, `"-0.0500"` for -5."""
    whole, rest = divmod(abs(cents), DOLLAR)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02}00"


def tell_time(at: int) -> str:
    """Writes microseconds since 1970 as RFC 3339 with six decimals and `Z`."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="microseconds")[:-6] + "Z"


def tell_seconds(at: int) -> int:
    """Cuts microseconds down to whole seconds."""
    return at // 1_000_000


_BALANCE: dict[str, Callable[[Ledger], object]] = {
    "balance": lambda ledger: ledger.balance,
    "portfolio_value": lambda ledger: ledger.portfolio_value,
    "updated_ts": lambda ledger: tell_seconds(ledger.balance_at),
}

_FILL: dict[str, Callable[[Fill], object]] = {
    "fill_id": lambda fill: fill.fill_id,
    "trade_id": lambda fill: fill.fill_id,
    "order_id": lambda fill: fill.order.order_id,
    "client_order_id": lambda fill: fill.order.client_order_id or _ABSENT,
    "ticker": lambda fill: fill.order.ticker,
    "market_ticker": lambda fill: fill.order.ticker,
    "side": lambda fill: fill.order.side,
    "action": lambda fill: fill.order.action,
    "count": lambda fill: fill.count,
    # The one amount that the API sends as a JSON number of dollars. The quotient's shortest notation has two
    # decimals at most, so the text on the wire is exact.
    "price": lambda fill: fill.price / DOLLAR,
    "yes_price": lambda fill: fill.yes_price,
    "no_price": lambda fill: DOLLAR - fill.yes_price,
    "yes_price_fixed": lambda fill: tell_dollars(fill.yes_price),
    "no_price_fixed": lambda fill: tell_dollars(DOLLAR - fill.yes_price),
    "is_taker": lambda fill: fill.is_taker,
    "created_time": lambda fill: tell_time(fill.at),
    "ts": lambda fill: tell_seconds(fill.at),
}

_MARKET_POSITION: dict[str, Callable[[Position], object]] = {
    "ticker": lambda position: position.ticker,
    "total_traded": lambda position: position.spent,
    "total_traded_dollars": lambda position: tell_dollars(position.spent),
    "position": lambda position: position.contracts,
    "market_exposure": lambda position: position.exposure,
    "market_exposure_dollars": lambda position: tell_dollars(position.exposure),
    "realized_pnl": lambda position: position.realized,
    "realized_pnl_dollars": lambda position: tell_dollars(position.realized),
    "resting_orders_count": lambda position: position.resting,
    "fees_paid": lambda position: position.fees,
    "fees_paid_dollars": lambda position: tell_dollars(position.fees),
    "last_updated_ts": lambda position: tell_time(position.at),
}

# `resting_order_count` is left out: the exchange stopped sending it in the middle of November 2025.
_EVENT_POSITION: dict[str, Callable[[EventPosition], object]] = {
    "event_ticker": lambda event: event.event_ticker,
    "total_cost": lambda event: event.spent,
    "total_cost_dollars": lambda event: tell_dollars(event.spent),
    "total_cost_shares": lambda event: event.traded,
    "event_exposure": lambda event: event.exposure,
    "event_exposure_dollars": lambda event: tell_dollars(event.exposure),
    "realized_pnl": lambda event: event.realized,
    "realized_pnl_dollars": lambda event: tell_dollars(event.realized),
    "fees_paid": lambda event: event.fees,
    "fees_paid_dollars": lambda event: tell_dollars(event.fees),
}

_SETTLEMENT: dict[str, Callable[[Settlement], object]] = {
    "ticker": lambda settlement: settlement.ticker,
    "event_ticker": lambda settlement: settlement.event_ticker,
    "market_result": lambda settlement: settlement.result,
    "yes_count": lambda settlement: settlement.yes_count,
    "yes_total_cost": lambda settlement: settlement.yes_cost,
    "no_count": lambda settlement: settlement.no_count,
    "no_total_cost": lambda settlement: settlement.no_cost,
    "revenue": lambda settlement: settlement.revenue,
    "settled_time": lambda settlement: tell_time(settlement.at),
    "fee_cost": lambda settlement: tell_dollars(settlement.fees),
    "value": lambda settlement: settlement.value,
}

_RESTING_VALUE: dict[str, Callable[[Ledger], object]] = {
    "total_resting_order_value": lambda ledger: ledger.reserved,
}

_FIELDS: Mapping[str, Mapping[str, Callable[[Any], object]]] = {
    "GetBalanceResponse": _BALANCE,
    "Fill": _FILL,
    "MarketPosition": _MARKET_POSITION,
    "EventPosition": _EVENT_POSITION,
    "Settlement": _SETTLEMENT,
    "GetPortfolioRestingOrderTotalValueResponse": _RESTING_VALUE,
}


class Teller:
    """Tells things of the account in the fields of one edition."""

    def __init__(self, contract: Contract) -> None:
        """Chooses the fields that the contract has.

        Args:
            contract: The edition.

        Raises:
            ContractError: It requires a field that nobody here can tell.
        """
        self._fields = {schema: _choose(contract, schema) for schema in _FIELDS}

    def tell(self, schema: str, thing: object) -> Row:
        """Tells one thing.

        Args:
            schema: The schema to tell it in.
            thing: The thing.

        Returns:
            Its fields, in the contract's order.
        """
        return {name: value for name, field in self._fields[schema] if (value := field(thing)) is not _ABSENT}


def _choose(contract: Contract, schema: str) -> list[tuple[str, Callable[[Any], object]]]:
    known = _FIELDS[schema]
    declared = contract.schemas.get(schema, {})
    unknown = [name for name, required in declared.items() if required and name not in known]
    if unknown:
        raise ContractError(
            f"the contract requires {schema}.{unknown[0]}, which the mock exchange cannot tell; teach it in "
            f"kalshi_mock/_fields.py"
        )
    return [(name, known[name]) for name in declared if name in known]
