"""Print what each settled market paid, cost and left, page by page.

Costs and revenue come in cents and the fee in dollars. A fee that is absent is unknown, not zero.
"""

from decimal import Decimal

from kalshi_portfolio import KalshiClient

CENT = Decimal("0.01")

with KalshiClient.from_env() as client:
    for number, page in enumerate(client.iter_settlements_pages(limit=50), start=1):
        for settlement in page.settlements:
            profit = (settlement.revenue - settlement.yes_total_cost - settlement.no_total_cost) * CENT
            fee = "unknown" if settlement.fee_cost is None else f"{settlement.fee_cost:,}"
            print(
                f"page {number}  {settlement.settled_time:%Y-%m-%d}  {settlement.ticker:<32} "
                f"{settlement.market_result!s:<6} {profit:>+12,} dollars before fees ({fee})"
            )
