"""Read what was kept of 2025 with the edition of its time, and what is there today with that of today.

Both packages live in one program. A kept answer needs no client: the models decode it as it was.
"""

import msgspec

import kalshi_portfolio.models as models_2025
from kalshi_portfolio_2026_10 import KalshiClient

KEPT = b"""{"cursor": "", "fills": [{"fill_id": "f-1", "trade_id": "f-1", "order_id": "o-1",
"ticker": "KXRAIN-25NOV20-T1", "market_ticker": "KXRAIN-25NOV20-T1", "side": "yes", "action": "buy",
"count": 12, "price": 0.37, "yes_price": 37, "no_price": 63,
"yes_price_fixed": "0.3700", "no_price_fixed": "0.6300", "is_taker": true,
"created_time": "2025-11-15T16:11:11.109554Z", "ts": 1763223071}]}"""

kept = msgspec.json.decode(KEPT, type=models_2025.GetFillsResponse)
for old in kept.fills:
    print(f"kept   {old.ticker:<32} {old.count:>8} contracts at {old.yes_price_fixed:.4f} dollars")

with KalshiClient.from_env() as client:
    for fill in client.get_fills(limit=5).fills:
        print(
            f"today  {fill.ticker:<32} {fill.count_fp:>8} contracts at {fill.yes_price_dollars:.4f} dollars"
        )
