"""What users of the edition of October 2026 write, for type checkers only: it is read and never runs."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import assert_type

import kalshi_portfolio
from kalshi_mock import MockExchange
from kalshi_portfolio_2026_10 import ApiException, AsyncKalshiClient, KalshiClient, errors, models


def call(client: KalshiClient) -> None:
    """What the edition added."""
    balance = client.get_balance(subaccount=3, exchange_index=0)
    assert_type(balance.balance_dollars, Decimal)
    assert_type(balance.balance_breakdown, list[models.IndexedBalance] | None)
    fill = client.get_fills(ticker=["A", "B"], limit=1000, subaccount=0).fills[0]
    assert_type(fill.count_fp, Decimal)
    assert_type(fill.yes_price_dollars, Decimal)
    assert_type(fill.outcome_side, models.OutcomeSide)
    assert_type(fill.side, models.FillSide | None)
    assert_type(fill.subaccount_number, int | None)
    client.get_positions(event_ticker="A", settlement_status=models.SettlementStatus.SETTLED)
    settlement = client.get_settlements(subaccount=63).settlements[0]
    assert_type(settlement.revenue, int)
    assert_type(settlement.yes_total_cost_dollars, Decimal)
    assert_type(client.iter_fills(), Iterator[models.Fill])


async def call_asynchronously(client: AsyncKalshiClient) -> None:
    """The same names, awaited."""
    assert_type(await client.get_balance(), models.GetBalanceResponse)
    assert_type(client.iter_market_positions(), AsyncIterator[models.MarketPosition])


def fail(client: KalshiClient) -> None:
    """Editions share their errors, so one handler serves several clients."""
    try:
        client.get_balance()
    except kalshi_portfolio.errors.RateLimitError as error:
        assert_type(error, errors.RateLimitError)
    except ApiException as error:
        assert_type(error, kalshi_portfolio.ApiException)


def refuse(client: KalshiClient) -> None:
    """What is gone is an error to the type checker."""
    client.get_fills().fills[0].count  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue] # noqa: B018
    client.get_settlements(exchange_index=0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_fills(limit=Decimal(5))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def mock() -> None:
    """The mock exchange in an edition, with its token."""
    with MockExchange(edition="2026-10") as exchange:
        assert_type(exchange.edition, str)
        assert_type(exchange.access_token, str)
