"""Read balance, positions and settlements side by side with the asynchronous client."""

import asyncio

from kalshi_portfolio import AsyncKalshiClient


async def main() -> None:
    """Ask three questions at once and page through the fills meanwhile."""
    async with AsyncKalshiClient.from_env() as client:
        balance, positions, settlements = await asyncio.gather(
            client.get_balance(),
            client.get_positions(settlement_status="all"),
            client.get_settlements(limit=10),
        )
        fills = [fill async for fill in client.iter_fills()]
    print(f"{balance.balance:,} cents of cash")
    print(f"{len(positions.market_positions)} markets in {len(positions.event_positions)} events")
    print(f"{len(settlements.settlements)} of the latest settlements")
    print(f"{len(fills):,} fills")


asyncio.run(main())
