"""A running mock exchange and the environment in which a user's program finds it."""

import os
from collections.abc import Iterator

import pytest

from kalshi_mock import MockExchange


@pytest.fixture(scope="package")
def exchange() -> Iterator[MockExchange]:
    """One mock exchange for all tests of this folder; they only read."""
    with MockExchange(seed=7) as running:
        yield running


@pytest.fixture(scope="package")
def environment(exchange: MockExchange) -> dict[str, str]:
    """The environment of a user whose credentials lead to the mock exchange."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KALSHI_")}
    return kept | {
        "KALSHI_HOST": exchange.url,
        "KALSHI_API_KEY_ID": exchange.api_key_id,
        "KALSHI_PRIVATE_KEY_PEM": str(exchange.private_key_pem),
        "PYTHONWARNINGS": "error",
    }
