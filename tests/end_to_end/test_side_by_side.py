"""Histories of the mock exchange, fetched side by side by both generated clients."""

import asyncio
from typing import Any

import pytest

import kalshi_portfolio
import kalshi_portfolio_2026_10
from kalshi_mock import MockExchange


@pytest.fixture(params=[kalshi_portfolio, kalshi_portfolio_2026_10], ids=["2025-11", "2026-10"])
def package(request: pytest.FixtureRequest) -> Any:
    """Each generated package."""
    return request.param


@pytest.fixture
def credentials(package: Any, exchange: MockExchange, later_exchange: MockExchange) -> dict[str, Any]:
    """What a client of that package is made with."""
    chosen = exchange if package is kalshi_portfolio else later_exchange
    return {"host": chosen.url, "api_key_id": chosen.api_key_id, "private_key": chosen.private_key_pem}


@pytest.mark.parametrize("method", ["iter_fills", "iter_settlements"])
def test_history_side_by_side_is_the_history(package: Any, credentials: dict[str, Any], method: str) -> None:
    """The same items in the same order, of both clients, whole and within bounds of time."""
    with package.KalshiClient(**credentials) as client:
        walk = getattr(client, method)
        whole = list(walk())
        assert len(whole) > 20
        assert list(walk(limit=4, concurrency=4)) == whole
        name = "created_time" if method == "iter_fills" else "settled_time"
        newest, oldest = (int(getattr(whole[index], name).timestamp()) for index in (5, -5))
        bounds = {"min_ts": oldest, "max_ts": newest}
        assert list(walk(limit=4, concurrency=4, **bounds)) == list(walk(**bounds))

    async def read() -> list[Any]:
        async with package.AsyncKalshiClient(**credentials) as client:
            return [item async for item in getattr(client, method)(limit=4, concurrency=4)]

    assert asyncio.run(read()) == whole
