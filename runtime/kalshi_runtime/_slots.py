"""How many calls of tasks are on their way at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

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

    @asynccontextmanager
    async def hold(self, request: httpx.Request) -> AsyncGenerator[None]:
        """Wait for a slot and hold it.

        Args:
            request: The request, whose timeout for a connection from the pool counts here.

        Raises:
            httpx.PoolTimeout: If none becomes free in time.
        """
        if self._free is None:
            yield
            return
        if self._free.locked():
            try:
                async with asyncio.timeout(request.extensions.get("timeout", {}).get("pool")):
                    await self._free.acquire()
            except TimeoutError:
                raise httpx.PoolTimeout("") from None
        else:
            await self._free.acquire()
        try:
            yield
        finally:
            self._free.release()
