"""List the markets with open contracts, the largest exposure first.

A positive position holds YES contracts, a negative one NO contracts.
"""

from kalshi_portfolio import KalshiClient

with KalshiClient.from_env() as client:
    positions = list(client.iter_market_positions(count_filter="position"))

for position in sorted(positions, key=lambda held: held.market_exposure, reverse=True):
    side = "YES" if position.position > 0 else "NO"
    print(
        f"{position.ticker:<32} {abs(position.position):>6,} {side:<3} "
        f"{position.market_exposure_dollars:>12,} dollars, changed {position.last_updated_ts:%Y-%m-%d %H:%M}"
    )
print(f"{len(positions)} open positions")
