"""Sign requests of a plain httpx client; nothing else of this project is needed for that."""

import os

import httpx

from kalshi_auth import KalshiAuth

host = os.environ.get("KALSHI_HOST", "https://api.elections.kalshi.com/trade-api/v2")
response = httpx.get(f"{host}/portfolio/balance", auth=KalshiAuth.from_env(), timeout=10)
response.raise_for_status()
print(response.json())
