"""Print fills as they come, with asyncio.

Usage: follow_fills.py [SECONDS between two looks]

Each look asks for what came since the one before, and half a minute before that, since the exchange's reads
lag behind its writes; what was seen is not told again.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator

from kalshi_portfolio_2026_10 import AsyncKalshiClient
from kalshi_portfolio_2026_10.models import Fill

LAG = 30


async def follow_fills(client: AsyncKalshiClient, since: int, pause: float) -> AsyncIterator[Fill]:
    """Yield each fill once, the oldest first, from a Unix time on and without an end."""
    seen: set[str] = set()
    while True:
        fresh = [fill async for fill in client.iter_fills(min_ts=since) if fill.fill_id not in seen]
        for fill in reversed(fresh):
            seen.add(fill.fill_id)
            yield fill
        since = max([since, *(fill.ts - LAG for fill in fresh if fill.ts)])
        await asyncio.sleep(pause)


async def main(pause: float) -> None:
    """Follow the fills from now on."""
    async with AsyncKalshiClient.from_env() as client:
        async for fill in follow_fills(client, int(time.time()) - LAG, pause):
            print(f"{fill.created_time}  {fill.ticker}  {fill.count_fp} {fill.outcome_side}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
