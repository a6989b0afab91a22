"""Print the cash that is free to trade and the worth of the positions, in dollars.

Reads KALSHI_API_KEY_ID and KALSHI_PRIVATE_KEY_PATH (or KALSHI_PRIVATE_KEY_PEM) from the environment;
KALSHI_HOST chooses another server than production.
"""

from datetime import UTC, datetime
from decimal import Decimal

from kalshi_portfolio import KalshiClient

with KalshiClient.from_env() as client:
    balance = client.get_balance()

CENT = Decimal("0.01")
print(f"cash       {balance.balance * CENT:>12,} dollars")
print(f"positions  {balance.portfolio_value * CENT:>12,} dollars")
print(f"as of      {datetime.fromtimestamp(balance.updated_ts, UTC):%Y-%m-%d %H:%M:%S} UTC")
