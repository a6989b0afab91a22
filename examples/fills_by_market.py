"""Add up what was bought and sold in each market, over the whole history.

`iter_fills` walks through every page. Prices are exact decimals, so the sums are as well.
"""

from collections import defaultdict
from decimal import Decimal

from kalshi_portfolio import KalshiClient

contracts: defaultdict[str, int] = defaultdict(int)
dollars: defaultdict[str, Decimal] = defaultdict(Decimal)

with KalshiClient.from_env() as client:
    for fill in client.iter_fills():
        price = fill.yes_price_fixed if fill.side == "yes" else fill.no_price_fixed
        contracts[fill.ticker] += fill.count
        dollars[fill.ticker] += fill.count * price

for ticker in sorted(contracts, key=lambda name: dollars[name], reverse=True):
    print(f"{ticker:<32} {contracts[ticker]:>8,} contracts {dollars[ticker]:>14,} dollars")
