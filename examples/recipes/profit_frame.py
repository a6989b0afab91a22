"""Put the realised profit of every market into a DataFrame, and sum it by series, to the last decimal.

Needs polars, whose decimals are exact; pandas would keep them as objects.
"""
# polars names types of NumPy, which need not be there.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import polars as pl

from kalshi_portfolio_2026_10 import KalshiClient

DOLLARS = pl.Decimal(scale=6)

with KalshiClient.from_env() as client:
    positions = list(client.iter_market_positions(settlement_status="all"))

markets = pl.DataFrame(
    {
        "ticker": [position.ticker for position in positions],
        "realised": [position.realized_pnl_dollars for position in positions],
        "fees": [position.fees_paid_dollars for position in positions],
        "changed": [position.last_updated_ts for position in positions],
    },
    schema_overrides={"realised": DOLLARS, "fees": DOLLARS},
).with_columns(net=pl.col("realised") - pl.col("fees"), series=pl.col("ticker").str.split("-").list.first())

by_series = markets.group_by("series").agg(pl.len().alias("markets"), pl.col("net").sum()).sort("net")
with pl.Config(tbl_rows=-1):
    print(by_series)
print(f"net of all {len(markets)} markets: {markets['net'].sum():,.2f} dollars")
