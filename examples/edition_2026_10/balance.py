"""Print the cash of the primary subaccount, to the fraction of a cent, and on which shard it lies.

The package is that of October 2026; the credentials are the same as for any other edition.
"""

from decimal import Decimal

from kalshi_portfolio_2026_10 import KalshiClient

with KalshiClient.from_env() as client:
    balance = client.get_balance(subaccount=0)

CENT = Decimal("0.01")
print(f"cash       {balance.balance_dollars:>16,} dollars")
for share in balance.balance_breakdown or []:
    print(f"  shard {share.exchange_index:<3}{share.balance:>16,} dollars")
print(f"positions  {balance.portfolio_value * CENT:>16,} dollars")
