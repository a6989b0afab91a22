"""Complain, and end with status 1, once more money is at stake than the limit.

Usage: exposure_alert.py DOLLARS

For cron, which mails what is printed, or for any monitor that looks at exit statuses.
"""

import sys
from decimal import Decimal

from kalshi_portfolio_2026_10 import KalshiClient

limit = Decimal(sys.argv[1])

with KalshiClient.from_env() as client:
    events = list(client.iter_event_positions(count_filter="position"))

exposure = sum((event.event_exposure_dollars for event in events), Decimal(0))
if exposure > limit:
    print(f"{exposure:,.2f} dollars are at stake in {len(events)} events, more than {limit:,}:")
    for event in sorted(events, key=lambda event: event.event_exposure_dollars, reverse=True)[:5]:
        print(f"  {event.event_ticker:<28}{event.event_exposure_dollars:>12,.2f} dollars")
    sys.exit(1)
