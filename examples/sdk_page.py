"""The five calls in the manner of the API's own SDK page: a configuration, keywords, ApiException.

A program written after that page needs another import, a host, a key and real values; the rest stays.
"""

import os
from pathlib import Path
from pprint import pprint

import kalshi_portfolio as kalshi_python
from kalshi_portfolio import ApiException

configuration = kalshi_python.Configuration(
    host=os.environ.get("KALSHI_HOST", "https://api.elections.kalshi.com/trade-api/v2")
)
configuration.api_key_id = os.environ["KALSHI_API_KEY_ID"]
configuration.private_key_pem = (
    os.environ.get("KALSHI_PRIVATE_KEY_PEM") or Path(os.environ["KALSHI_PRIVATE_KEY_PATH"]).read_text()
)

client = kalshi_python.KalshiClient(configuration)

try:
    pprint(client.get_balance())
    pprint(client.get_fills(ticker=None, order_id=None, min_ts=0, max_ts=None, limit=2, cursor=""))
    pprint(
        client.get_positions(
            cursor="",
            limit=2,
            count_filter="position,total_traded",
            settlement_status="unsettled",
            ticker=None,
            event_ticker=None,
        )
    )
    pprint(client.get_settlements(limit=2, cursor="", ticker=None, event_ticker=None, min_ts=0, max_ts=None))
    pprint(client.get_portfolio_resting_order_total_value())
except ApiException as error:
    print(f"the exchange answered {error.status}: {error}")
    raise SystemExit(1) from None
finally:
    client.close()
