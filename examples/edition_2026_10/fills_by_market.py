"""Add up contracts, dollars and fees in each market, over the whole history.

Counts and prices are decimals in this edition, since both may have fractions.
"""

from collections import defaultdict
from decimal import Decimal

from kalshi_portfolio_2026_10 import KalshiClient
from kalshi_portfolio_2026_10.models import OutcomeSide

contracts: defaultdict[str, Decimal] = defaultdict(Decimal)
dollars: defaultdict[str, Decimal] = defaultdict(Decimal)
fees: defaultdict[str, Decimal] = defaultdict(Decimal)

with KalshiClient.from_env() as client:
    for fill in client.iter_fills():
        towards_yes = fill.outcome_side == OutcomeSide.YES
        price = fill.yes_price_dollars if towards_yes else fill.no_price_dollars
        contracts[fill.ticker] += fill.count_fp
        dollars[fill.ticker] += fill.count_fp * price
        fees[fill.ticker] += fill.fee_cost

for ticker in sorted(contracts, key=lambda name: dollars[name], reverse=True):
    print(
        f"{ticker:<32} {contracts[ticker]:>10,} contracts {dollars[ticker]:>16,.2f} dollars, "
        f"{fees[ticker]:,.4f} of fees"
    )
