"""Print what each settled market left, where one object counts in two units.

Costs and the fee are in dollars, while the revenue is still in whole cents.
"""

from decimal import Decimal

from kalshi_portfolio_2026_10 import KalshiClient

CENT = Decimal("0.01")

with KalshiClient.from_env() as client:
    for settlement in client.iter_settlements(limit=1000):
        cost = settlement.yes_total_cost_dollars + settlement.no_total_cost_dollars
        profit = settlement.revenue * CENT - cost - settlement.fee_cost
        print(
            f"{settlement.settled_time:%Y-%m-%d}  {settlement.ticker:<32} {settlement.market_result!s:<6} "
            f"{profit:>+14,.2f} dollars after fees"
        )
