"""Profit and loss against the mock's ledger, which knows the truth."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_cli._profit import Ending, Market, Standing, Trade, compute_markets
from kalshi_cli._report import make_report
from kalshi_mock import Ledger, make_account

CENT = Decimal("0.01")
START = datetime(2026, 1, 1, tzinfo=UTC)


def at(microseconds: int) -> datetime:
    """A moment of the ledger."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def read(ledger: Ledger, *, fees: bool = True, skip: int = 0) -> list[Market]:
    """What comes of a ledger's fills and settlements, the first fills left out."""
    trades = [
        Trade(
            at(fill.at),
            fill.order.ticker,
            "yes" if fill.order.gains_yes else "no",
            Decimal(fill.count),
            (fill.yes_price if fill.order.gains_yes else 100 - fill.yes_price) * CENT,
            fill.fee * CENT if fees else None,
        )
        for fill in ledger.fills[skip:]
    ]
    endings = [
        Ending(
            at(paid.at),
            paid.ticker,
            paid.event_ticker,
            Decimal(paid.yes_count),
            Decimal(paid.no_count),
            (paid.yes_cost + paid.no_cost) * CENT,
            paid.revenue * CENT,
            paid.fees * CENT,
        )
        for paid in ledger.settlements
    ]
    standings = {
        held.ticker: Standing(Decimal(held.contracts), held.realized * CENT, held.fees * CENT)
        for held in ledger.positions()
    }
    return compute_markets(trades, endings, standings)


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The sum, in which nothing may be unknown."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("fees", [True, False])
def test_profit_and_fees_of_each_market_are_the_ledgers(seed: int, fees: bool) -> None:
    """To the cent, whether fees are told by fill or by market only."""
    ledger = make_account(seed, 600)
    markets = read(ledger, fees=fees)
    assert all(not market.gap for market in markets)
    for market in markets:
        position = ledger.position(market.ticker)
        assert position is not None
        assert position.realized * CENT == total(entry.profit for entry in market.entries)
        assert position.fees * CENT == total(entry.fee for entry in market.entries)
        assert position.event_ticker == market.event


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_profit_of_each_day_is_the_ledgers(zone: str) -> None:
    """The ledger's realised profit at the end of each day, in any zone, less that of the day before."""
    ledger = make_account(11, 400)
    report = make_report(read(ledger), ZoneInfo(zone))
    expected: defaultdict[object, Decimal] = defaultdict(Decimal)
    for ticker, history in ledger._history.items():
        before = 0
        for number, event in history:
            position = ledger.position(ticker, number + 1)
            assert position is not None
            expected[at(event.at).astimezone(ZoneInfo(zone)).date()] += (position.realized - before) * CENT
            before = position.realized
    assert {day: amount for day, amount in expected.items() if amount} == {
        day: line.profit for day, line in report.days.items() if line.profit
    }


@given(st.integers(0, 50), st.integers(1, 120))
def test_days_events_and_markets_add_up_to_the_total(seed: int, fills: int) -> None:
    """However it is grouped, nothing is lost."""
    report = make_report(read(make_account(seed, fills)), UTC)
    for lines in (report.days, report.events, report.markets):
        assert report.total.net == total(line.net for line in lines.values())


def test_range_counts_only_what_lies_in_it() -> None:
    """Two ranges that meet add up to the whole."""
    markets = read(make_account(7, 300))
    middle = int(sorted(entry.moment for market in markets for entry in market.entries)[150].timestamp())
    parts = [make_report(markets, UTC, until=middle), make_report(markets, UTC, since=middle + 1)]
    assert make_report(markets, UTC).total.net == total(part.total.net for part in parts)
    assert all(part.days for part in parts)


def test_market_with_lost_fills_is_told_and_counts_its_settlement_alone() -> None:
    """History that is no longer served makes the report incomplete, and never a guess."""
    ledger = make_account(7, 300)
    markets = read(ledger, skip=40)
    gaps = [market for market in markets if market.gap]
    assert gaps
    settled = {paid.ticker: paid for paid in ledger.settlements}
    for market in gaps:
        paid = settled.get(market.ticker)
        expected = Decimal(0) if paid is None else (paid.revenue - paid.yes_cost - paid.no_cost) * CENT
        assert expected == total(entry.profit for entry in market.entries)


def test_settlement_that_tells_both_sides_pays_their_pairs() -> None:
    """The exchange has told YES and NO of one market with a revenue of 0: their pairs were paid before."""
    ending = Ending(START, "A-B", "A", Decimal(10), Decimal(10), Decimal("9.50"), Decimal(0), Decimal("0.10"))
    trades = [
        Trade(START, "A-B", "yes", Decimal(10), Decimal("0.50"), Decimal("0.05")),
        Trade(START, "A-B", "no", Decimal(10), Decimal("0.45"), Decimal("0.05")),
    ]
    whole, lost = compute_markets(trades, [ending], {})[0], compute_markets(trades[1:], [ending], {})[0]
    assert "" == whole.gap
    assert Decimal("0.50") == total(entry.profit for entry in whole.entries)
    assert lost.gap
    assert Decimal("0.50") == total(entry.profit for entry in lost.entries)


def test_fee_that_nobody_tells_stays_unknown() -> None:
    """It is counted as unknown and not as zero."""
    trade = Trade(START, "A-B", "yes", Decimal(1), Decimal("0.5"), None)
    report = make_report(compute_markets([trade], [], {}), UTC)
    assert (Decimal(0), 1) == (report.total.fees, report.total.unknown_fees)


def test_fraction_of_a_cent_is_never_lost() -> None:
    """The shares of what is closed are rounded, and what they leave stays with the rest."""
    trades = [Trade(START, "A-B", "yes", Decimal("0.3"), Decimal("0.3333"), Decimal(0))]
    trades += [
        Trade(START + timedelta(seconds=n), "A-B", "no", Decimal("0.1"), Decimal("0.6"), Decimal(0))
        for n in (1, 2, 3)
    ]
    market = compute_markets(trades, [], {})[0]
    assert Decimal("0.3") * Decimal("0.4") - Decimal("0.3") * Decimal("0.3333") == total(
        entry.profit for entry in market.entries
    )


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        (0, "have fees of 0.05, the exchange says 0.10"),  # a round trip that left nothing but its fees
        (1, "fills leave"),
        (2, "fills leave"),
    ],
)
def test_each_lost_fill_is_noticed(lost: int, told: str) -> None:
    """By the contracts that are left, by their cost, or by the fees."""
    fee = Decimal("0.05")
    trades = [
        Trade(START, "A-B", "yes", Decimal(5), Decimal("0.40"), fee),
        Trade(START + timedelta(seconds=1), "A-B", "no", Decimal(5), Decimal("0.50"), fee * 0),
        Trade(START + timedelta(seconds=2), "A-B", "yes", Decimal(2), Decimal("0.30"), fee),
    ]
    ending = Ending(
        START + timedelta(days=1), "A-B", "A", Decimal(2), Decimal(0), Decimal("0.60"), Decimal(2), fee * 2
    )
    assert "" == compute_markets(trades, [ending], {})[0].gap
    kept = trades[2:] if lost == 0 else [trade for index, trade in enumerate(trades) if index != lost]
    assert told in compute_markets(kept, [ending], {})[0].gap
