"""What a profit-and-loss report tells: days, events, markets, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal, TypeVar

from kalshi_cli._columns import FILLS, MARKET_POSITIONS, SETTLEMENTS, Row, Sheet
from kalshi_cli._editions import Edition
from kalshi_cli._moments import name_zone
from kalshi_cli._profit import Ending, Entry, Market, Standing, Trade, compute_markets
from kalshi_cli._walk import walk_rows

K = TypeVar("K", bound=Hashable)

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Line:
    """A line of the report.

    Attributes:
        profit: Realised, before fees, in dollars.
        fees: The fees that are known, in dollars.
        unknown_fees: How many fees are not known.
    """

    profit: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    unknown_fees: int = 0

    @property
    def net(self) -> Decimal:
        """Profit less the fees that are known."""
        return self.profit - self.fees

    def add(self, entry: Entry) -> None:
        """Take an entry into account."""
        self.profit += entry.profit
        if entry.fee is None:
            self.unknown_fees += 1
        else:
            self.fees += entry.fee


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        total: The sum of all lines of a kind.
        days: A line for each day on which anything was realised or paid, in order.
        events: A line for each event.
        markets: A line for each market, by event and ticker.
        gaps: What is missing, by market; a report with any is incomplete.
        zone: The zone that days end in.
        made: When the report was made.
    """

    total: Line
    days: Mapping[date, Line]
    events: Mapping[str, Line]
    markets: Mapping[tuple[str, str], Line]
    gaps: Mapping[str, str]
    zone: str
    made: datetime


def read_markets(client: Any, edition: Edition, subaccount: int | None) -> list[Market]:
    """Read the whole history, since costs lie before any range, and compute what came of each market.

    Args:
        client: The client.
        edition: The edition that it speaks.
        subaccount: The subaccount, ``None`` where the edition has none.
    """
    filters = {"subaccount": subaccount}
    trades = [_make_trade(cells) for cells in _read(client, edition, FILLS, filters)]
    endings = [_make_ending(cells) for cells in _read(client, edition, SETTLEMENTS, filters)]
    standings = {
        cells["ticker"]: Standing(
            cells["position_contracts"], cells["realized_pnl_dollars"], cells["fees_paid_dollars"]
        )
        for cells in _read(client, edition, MARKET_POSITIONS, {**filters, "settlement_status": "all"})
    }
    return compute_markets(reversed(trades), reversed(endings), standings)


def make_report(
    markets: Iterable[Market], zone: tzinfo | None, since: int | None = None, until: int | None = None
) -> Report:
    """Add up what came of markets.

    Args:
        markets: The markets.
        zone: The zone that days end in; ``None`` for this machine's.
        since: The first Unix second that counts, if not all do.
        until: The last one.
    """
    markets = list(markets)
    entries = [
        (market, entry)
        for market in markets
        for entry in market.entries
        if (since is None or entry.moment.timestamp() >= since)
        and (until is None or entry.moment.timestamp() < until + 1)
    ]
    total = Line()
    for _, entry in entries:
        total.add(entry)
    return Report(
        total=total,
        days=_group(entries, lambda _, entry: entry.moment.astimezone(zone).date()),
        events=_group(entries, lambda market, _: market.event),
        markets=_group(entries, lambda market, _: (market.event, market.ticker)),
        gaps={market.ticker: market.gap for market in markets if market.gap},
        zone=name_zone(zone),
        made=datetime.now(UTC),
    )


def _group(entries: Iterable[tuple[Market, Entry]], choose: Callable[[Market, Entry], K]) -> dict[K, Line]:
    lines: dict[K, Line] = {}
    for market, entry in entries:
        lines.setdefault(choose(market, entry), Line()).add(entry)
    return dict(sorted(lines.items()))


def _read(
    client: Any, edition: Edition, sheet: Sheet, filters: Mapping[str, object]
) -> Iterable[dict[str, Any]]:
    names = sheet.names
    rows: Iterable[Row] = walk_rows(client, edition, sheet, filters)
    return (dict(zip(names, row, strict=True)) for row in rows)


def _make_trade(cells: Mapping[str, Any]) -> Trade:
    side: Literal["yes", "no"] | None = (
        cells["outcome_side"] if cells["outcome_side"] in ("yes", "no") else None
    )
    return Trade(
        moment=cells["created_time"] or _BEGINNING,
        ticker=cells["ticker"],
        side=side,
        contracts=cells["contracts"],
        price=cells["yes_price_dollars"] if side == "yes" else cells["no_price_dollars"],
        fee=cells["fee_dollars"],
    )


def _make_ending(cells: Mapping[str, Any]) -> Ending:
    return Ending(
        moment=cells["settled_time"],
        ticker=cells["ticker"],
        event=cells["event_ticker"],
        yes=cells["yes_contracts"],
        no=cells["no_contracts"],
        cost=cells["yes_cost_dollars"] + cells["no_cost_dollars"],
        revenue=cells["revenue_dollars"],
        fee=cells["fee_dollars"],
    )
