"""The bot against the mock exchange: real sockets, real signatures, no account and no network.

The fixture `kalshi_exchange` comes with `pip install 'kalshi-portfolio[mock]'`; nothing has to be configured.
"""

from decimal import Decimal

from bot import may_buy

from kalshi_mock import MockExchange
from kalshi_portfolio import KalshiClient


def connect(exchange: MockExchange) -> KalshiClient:
    """A client for the mock exchange."""
    return KalshiClient(
        host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
    )


def test_bot_may_buy_below_the_limit(kalshi_exchange: MockExchange) -> None:
    """A limit far above the account's exposure lets the bot go on."""
    with connect(kalshi_exchange) as client:
        assert may_buy(client, limit_dollars=Decimal(1_000_000))


def test_bot_may_not_buy_above_the_limit(kalshi_exchange: MockExchange) -> None:
    """A limit of nothing stops it, since the account holds something."""
    with connect(kalshi_exchange) as client:
        assert not may_buy(client, limit_dollars=Decimal(0))
