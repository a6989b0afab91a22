"""Realised profit and loss, from fills and settlements; docs/command-line.md tells the arithmetic.

Amounts are dollars and exact. What is not known is left out and named, and never taken for zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

_DOLLAR: Final = Decimal(1)
_CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Trade:
    """A fill.

    Attributes:
        moment: When it happened.
        ticker: The market.
        side: The outcome that it adds exposure to; ``None`` if it is unknown.
        contracts: How many.
        price: The price of a contract of that side.
        fee: The fee; ``None`` if it is unknown.
    """

    moment: datetime
    ticker: str
    side: Literal["yes", "no"] | None
    contracts: Decimal
    price: Decimal
    fee: Decimal | None


@dataclass(frozen=True)
class Ending:
    """A settlement.

    Attributes:
        moment: When it happened.
        ticker: The market.
        event: Its event; ``None`` if it is not told.
        yes: YES contracts.
        no: NO contracts.
        cost: What they have cost.
        revenue: What was paid for them.
        fee: All fees of the market; ``None`` if they are unknown.
    """

    moment: datetime
    ticker: str
    event: str | None
    yes: Decimal
    no: Decimal
    cost: Decimal
    revenue: Decimal
    fee: Decimal | None


@dataclass(frozen=True)
class Standing:
    """What the exchange itself says of a market, to compare with."""

    contracts: Decimal
    realized: Decimal
    fees: Decimal


@dataclass(frozen=True)
class Entry:
    """One change of the realised profit, or one fee.

    Attributes:
        moment: When.
        ticker: The market.
        profit: Before fees.
        fee: The fee; ``None`` if it is unknown.
    """

    moment: datetime
    ticker: str
    profit: Decimal
    fee: Decimal | None


@dataclass
class Market:
    """What came of one market.

    Attributes:
        ticker: The market.
        event: Its event.
        entries: What happened, in order.
        gap: What is missing of its history; empty if nothing is.
    """

    ticker: str
    event: str
    entries: list[Entry] = field(default_factory=list)
    gap: str = ""


def compute_markets(
    trades: Iterable[Trade], endings: Iterable[Ending], standings: Mapping[str, Standing]
) -> list[Market]:
    """Compute what came of each market.

    Args:
        trades: All fills.
        endings: All settlements.
        standings: What the exchange says of markets, by ticker; those that it does not list are not compared.

    Returns:
        The markets, by ticker.
    """
    traded: defaultdict[str, list[Trade]] = defaultdict(list)
    ended: defaultdict[str, list[Ending]] = defaultdict(list)
    for trade in trades:
        traded[trade.ticker].append(trade)
    for ending in endings:
        ended[ending.ticker].append(ending)
    return [
        _compute_market(ticker, traded[ticker], ended[ticker], standings.get(ticker))
        for ticker in sorted({*traded, *ended})
    ]


def name_event(ticker: str) -> str:
    """Return the event of a market's ticker, by the exchange's manner of naming: all but the last part."""
    return ticker.rpartition("-")[0] or ticker


class _Holding:
    """What is held in a market: one signed count, positive for YES, and what it has cost."""

    def __init__(self) -> None:
        self.contracts = _NOTHING
        self.cost = _NOTHING

    def trade(self, trade: Trade) -> Decimal:
        """Take in a fill, and return the profit that it realises."""
        gains_yes = trade.side == "yes"
        held = max(-self.contracts if gains_yes else self.contracts, _NOTHING)
        closed = min(trade.contracts, held)
        released = self.release(closed)
        self.cost += (trade.contracts - closed) * trade.price
        self.contracts += trade.contracts if gains_yes else -trade.contracts
        return closed * (_DOLLAR - trade.price) - released

    def release(self, closed: Decimal) -> Decimal:
        """Take the cost of closed contracts out: their share, rounded down to a cent unless it is all."""
        held = abs(self.contracts)
        share = self.cost
        if closed < held:
            share = (self.cost * closed) // (held * _CENT) * _CENT
        self.cost -= share
        return share


def _compute_market(
    ticker: str, trades: list[Trade], endings: list[Ending], standing: Standing | None
) -> Market:
    told = [ending.event for ending in endings if ending.event]
    market = Market(ticker, told[0] if told else name_event(ticker))
    holding = _Holding()
    for trade in sorted(trades, key=lambda trade: trade.moment):
        market.entries.append(Entry(trade.moment, ticker, holding.trade(trade), trade.fee))
    market.gap = _find_gap(holding, trades, endings)
    if endings and not market.gap:
        ending = endings[0]
        profit = ending.revenue - holding.release(abs(holding.contracts))
        market.entries.append(Entry(ending.moment, ticker, profit, _NOTHING))
        holding.contracts = _NOTHING
    if not market.gap and not endings and standing is not None:
        market.gap = _compare(market, holding, standing)
    if market.gap:
        # A sale without its purchase tells nothing, so only what settlements say by themselves is left.
        market.entries = [_settle_alone(ending) for ending in endings]
    else:
        _complete_fees(market, endings, standing)
    return market


def _find_gap(holding: _Holding, trades: list[Trade], endings: list[Ending]) -> str:
    if any(trade.side is None for trade in trades):
        return "a fill does not tell its side"
    if len(endings) > 1:
        return f"it was settled {len(endings)} times"
    for ending in endings:
        if ending.yes - ending.no != holding.contracts:
            return f"fills leave {holding.contracts:f} contracts, {ending.yes - ending.no:f} were settled"
        slack = _CENT * (len(trades) + 1)  # the exchange may round each fill in another way
        one_sided = not (ending.yes and ending.no)  # otherwise costs are those of both sides
        if one_sided and abs(ending.cost - holding.cost) > slack:
            return f"by its fills it has cost {holding.cost:f}, the exchange says {ending.cost:f}"
        fees = [trade.fee for trade in trades if trade.fee is not None]
        paid = sum(fees, _NOTHING)
        if len(fees) == len(trades) and ending.fee is not None and ending.fee - paid > slack:
            return f"its fills have fees of {paid:f}, the exchange says {ending.fee:f}"
    return ""


def _compare(market: Market, holding: _Holding, standing: Standing) -> str:
    if standing.contracts != holding.contracts:
        return f"fills leave {holding.contracts:f} contracts, the exchange says {standing.contracts:f}"
    profit = sum((entry.profit for entry in market.entries), _NOTHING)
    if abs(profit - standing.realized) > _CENT * (len(market.entries) + 1):
        return f"fills make a profit of {profit:f}, the exchange says {standing.realized:f}"
    return ""


def _settle_alone(ending: Ending) -> Entry:
    pairs = min(ending.yes, ending.no)  # each was worth a dollar before the market ended
    return Entry(ending.moment, ending.ticker, ending.revenue + pairs - ending.cost, ending.fee)


def _complete_fees(market: Market, endings: list[Ending], standing: Standing | None) -> None:
    """Put what is known of the market's fees as a whole, and not of a fill's, behind the last entry."""
    if all(entry.fee is not None for entry in market.entries):
        return
    whole = endings[0].fee if endings else None
    if whole is None and standing is not None:
        whole = standing.fees
    if whole is None:
        return
    known = sum((entry.fee for entry in market.entries if entry.fee is not None), _NOTHING)
    market.entries = [
        Entry(entry.moment, entry.ticker, entry.profit, entry.fee or _NOTHING) for entry in market.entries
    ]
    market.entries.append(Entry(market.entries[-1].moment, market.ticker, _NOTHING, whole - known))
