"""How many calls of tasks are on their way at a time."""

from __future__ import annotations

import asyncio

import httpx


class Slots:
    """Lets as many tasks through as there may be connections, the others in turn.

    httpx would let them wait as well, but looks at all that wait whenever one is done: a thousand tasks at
    once took it a minute, and so take seconds.

    Args:
        number: How many there are; ``None`` for no limit.
    """

    def __init__(self, number: int | None) -> None:
        self._free = None if number is None else asyncio.Semaphore(number)

    async def take(self, request: httpx.Request) -> None:
        """Wait for a slot, which `give_back` frees again.

        Args:
            request: The request, whose timeout for a connection from the pool counts here.

        Raises:
            httpx.PoolTimeout: If none becomes free in time.
        """
        if self._free is None:
            return
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("pool")):
                await self._free.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("") from None

    def give_back(self) -> None:
        """Free a slot that was taken."""
        if self._free is not None:
            self._free.release()
