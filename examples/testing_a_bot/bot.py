"""A bot's rule, small enough to test: stop buying once too much money is at stake."""

from decimal import Decimal

from kalshi_portfolio import KalshiClient


def may_buy(client: KalshiClient, limit_dollars: Decimal) -> bool:
    """Whether the exposure over all open markets is still below the limit."""
    exposure = sum(
        (held.market_exposure_dollars for held in client.iter_market_positions(count_filter="position")),
        Decimal(0),
    )
    return exposure < limit_dollars
