"""Print the value of all resting orders, or say why the server keeps it to itself.

Only members of a futures commission merchant may ask; every other key gets 403, which is no fault.
"""

from decimal import Decimal

from kalshi_portfolio import KalshiClient
from kalshi_portfolio.errors import ForbiddenError

with KalshiClient.from_env() as client:
    try:
        answer = client.get_portfolio_resting_order_total_value()
    except ForbiddenError as error:
        print(f"not for this key: {error.message}")
    else:
        print(f"resting orders are worth {answer.total_resting_order_value * Decimal('0.01'):,} dollars")
