"""What users write, for type checkers only: this file is read by mypy and pyright and never runs."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_type

import attrs
import httpx

from kalshi_auth import KalshiAuth
from kalshi_mock import MockExchange
from kalshi_portfolio import ApiException, AsyncKalshiClient, Configuration, KalshiClient, errors, models
from kalshi_runtime import DriftReport, RawResponse


def construct(pem: str, transport: httpx.BaseTransport, http_client: httpx.Client) -> None:
    """Every way to make a client."""
    configuration = Configuration(host="https://demo-api.kalshi.co/trade-api/v2")
    configuration.api_key_id = "id"
    configuration.private_key_pem = pem
    configuration.private_key_path = "key.pem"
    KalshiClient()
    KalshiClient(configuration)
    KalshiClient(configuration, timeout=5.0)
    KalshiClient(configuration, timeout=httpx.Timeout(5.0, connect=1.0), transport=transport)
    KalshiClient(
        api_key_id="id", private_key=pem.encode(), host="https://example.com", http_client=http_client
    )
    assert_type(KalshiClient.from_env(), KalshiClient)
    assert_type(AsyncKalshiClient.from_env(), AsyncKalshiClient)
    httpx.get("https://example.com", auth=KalshiAuth("id", pem))


def call(client: KalshiClient) -> None:
    """Every operation, with what it takes and gives."""
    assert_type(client.get_balance(), models.GetBalanceResponse)
    assert_type(client.get_balance(timeout=1.5).balance, int)
    fills = client.get_fills(ticker="T", order_id=None, min_ts=0, max_ts=1, limit=200, cursor="")
    assert_type(fills.fills, list[models.Fill])
    assert_type(fills.cursor, str | None)
    assert_type(fills.fills[0].yes_price_fixed, Decimal)
    assert_type(fills.fills[0].price, Decimal)
    assert_type(fills.fills[0].created_time, datetime | None)
    assert_type(fills.fills[0].side, models.FillSide)
    assert_type(fills.fills[0].side.is_known, bool)
    assert_type(attrs.evolve(fills.fills[0], count=2), models.Fill)
    client.get_positions(count_filter="position,total_traded", settlement_status="all")
    client.get_positions(
        count_filter=["position", models.CountFilter.TOTAL_TRADED],
        settlement_status=models.SettlementStatus.ALL,
        event_ticker=("A", "B"),
    )
    assert_type(client.get_settlements().settlements[0].value, int | None)
    assert_type(client.get_portfolio_resting_order_total_value().total_resting_order_value, int)


def page(client: KalshiClient) -> None:
    """Every iterator."""
    assert_type(client.iter_fills(ticker="T"), Iterator[models.Fill])
    assert_type(client.iter_fills_pages(limit=200), Iterator[models.GetFillsResponse])
    assert_type(client.iter_settlements(), Iterator[models.Settlement])
    assert_type(client.iter_settlements_pages(), Iterator[models.GetSettlementsResponse])
    assert_type(client.iter_market_positions(), Iterator[models.MarketPosition])
    assert_type(client.iter_event_positions(), Iterator[models.EventPosition])
    assert_type(client.iter_positions_pages(), Iterator[models.GetPositionsResponse])


def raw(client: KalshiClient) -> None:
    """The undecoded answer keeps its type for later."""
    response = client.with_raw_response.get_fills(limit=5)
    assert_type(response, RawResponse[models.GetFillsResponse])
    assert_type(response.parsed, models.GetFillsResponse)
    assert_type(response.status_code, int)
    assert_type(response.content, bytes)


async def call_asynchronously(client: AsyncKalshiClient) -> None:
    """The same names, awaited."""
    assert_type(await client.get_balance(), models.GetBalanceResponse)
    assert_type(client.iter_fills(), AsyncIterator[models.Fill])
    assert_type(client.iter_positions_pages(), AsyncIterator[models.GetPositionsResponse])
    response = await client.with_raw_response.get_settlements()
    assert_type(response.parsed, models.GetSettlementsResponse)
    async for position in client.iter_market_positions(settlement_status="all"):
        assert_type(position.last_updated_ts, datetime)


def fail(client: KalshiClient) -> None:
    """Errors by class, with what they carry."""
    try:
        client.get_balance()
    except errors.RateLimitError as error:
        assert_type(error.status, int)
        assert_type(error.body, str)
    except errors.ContractDriftError as error:
        assert_type(error.report, DriftReport)
        assert_type(error.report.differences[0].count, int)
        assert_type(error.content, bytes)
    except ApiException as error:
        assert_type(error.status, int | None)
        assert_type(error.code, str | None)
        assert_type(error.body, str | None)


def drift(fill: models.Fill) -> None:
    """What a policy is, and that a partial object has the declared fields and no others."""
    KalshiClient(on_drift="warn")
    assert_type(fill.yes_price, int)
    assert_type(fill.extra["yes_price_dollars"], Any)
    KalshiClient(on_drift="log")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fill.yes_price_dollars  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue] # noqa: B018


def refuse(client: KalshiClient) -> None:
    """What must not type-check: each line is an error but for its comment, and a needless comment is one."""
    client.get_fills("TICKER")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_fills(limit="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_fills(tickers="T")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.get_balance().balanse  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue] # noqa: B018
    client.get_balance().balance = 1  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def mock() -> None:
    """The mock exchange as a fixture's value."""
    with MockExchange(seed=7) as exchange:
        assert_type(exchange.url, str)
        assert_type(exchange.api_key_id, str)
