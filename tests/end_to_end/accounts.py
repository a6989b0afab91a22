"""One account as a client reads it, whatever its edition: every list whole, and the single answers."""

import asyncio
from typing import Any

Account = dict[str, list[dict[str, Any]]]

LISTS = ("fills", "settlements", "market_positions", "event_positions")
SINGLE = ("get_balance", "get_portfolio_resting_order_total_value")
EVERYTHING = {
    "market_positions": {"settlement_status": "all"},
    "event_positions": {"settlement_status": "all"},
}


def read_account(client: Any) -> Account:
    """Reads all there is, call by call and page by page."""
    with client:
        account = {name: [getattr(client, name)().to_dict()] for name in SINGLE}
        for name in LISTS:
            items = getattr(client, f"iter_{name}")(**EVERYTHING.get(name, {}))
            account[name] = [item.to_dict() for item in items]
    return account


def read_account_asynchronously(client: Any) -> Account:
    """Reads the same with the asynchronous client, all lists at once."""

    async def read_list(name: str) -> list[dict[str, Any]]:
        items = getattr(client, f"iter_{name}")(**EVERYTHING.get(name, {}))
        return [item.to_dict() async for item in items]

    async def read_all() -> Account:
        async with client:
            account = {name: [(await getattr(client, name)()).to_dict()] for name in SINGLE}
            return account | dict(
                zip(LISTS, await asyncio.gather(*(read_list(name) for name in LISTS)), strict=True)
            )

    return asyncio.run(read_all())
