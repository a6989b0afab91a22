"""Cancellation at every single step of a call: no connection is lost to it."""

from __future__ import annotations

import asyncio
from itertools import product
from typing import Any

import httpcore
import httpx
import pytest

from kalshi_runtime import AsyncClient
from kalshi_runtime._custody import Custody

from ..runtime.shop import GET_SHELF, HOST, KEY, KEY_ID, Shelf
from .acts import OK_BODY, chunked, make_answer

STEPS = 24
ANSWERS = {
    "kept": make_answer(),
    "closed": make_answer(headers={"Connection": "close"}),
    "chunked": chunked(OK_BODY) + b"0\r\n\r\n",
}


class Network(httpcore.AsyncMockBackend):
    """A network that always answers alike, and each time some turns of the event loop later."""

    async def connect_tcp(self, *arguments: Any, **keywords: Any) -> httpcore.AsyncNetworkStream:
        """Connect at once."""
        stream = await super().connect_tcp(*arguments, **keywords)
        read = stream.read

        async def read_later(max_bytes: int, timeout: float | None = None) -> bytes:
            for _ in range(3):
                await asyncio.sleep(0)
            return await read(max_bytes, timeout)

        stream.read = read_later  # type: ignore[method-assign]
        return stream


def make_client(answer: bytes, **keywords: Any) -> AsyncClient:
    """Make a client that may have one connection."""
    transport = httpx.AsyncHTTPTransport(verify=False)
    transport._pool = httpcore.AsyncConnectionPool(max_connections=1, network_backend=Network([answer] * 3))
    return AsyncClient(
        host=HOST,
        api_key_id=KEY_ID,
        private_key=KEY,
        http_client=httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(1.0, pool=0.05)),
        max_retries=0,
        **keywords,
    )


async def call_and_cancel(client: AsyncClient, step: int) -> bool:
    """Call, cancel at a step, and tell whether the call was still under way."""
    task = asyncio.create_task(client._call(GET_SHELF, {}, {}))
    for _ in range(step):
        await asyncio.sleep(0)
    under_way = not task.done()
    task.cancel()
    (end,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(end, asyncio.CancelledError) if under_way else end == Shelf(wares=[])
    return under_way


@pytest.mark.parametrize("name", ANSWERS)
def test_task_cancelled_at_any_step_loses_no_connection(name: str) -> None:
    """The next call gets the one connection there may be, at once."""

    async def run() -> int:
        cancelled = 0
        for step in range(STEPS):
            client = make_client(ANSWERS[name])
            cancelled += await call_and_cancel(client, step)
            assert await client._call(GET_SHELF, {}, {}) == Shelf(wares=[]), step
        return cancelled

    assert 3 < asyncio.run(run()) < STEPS


def test_task_cancelled_twice_loses_no_connection() -> None:
    """As by a deadline and a user, who may come while the first is still being heeded."""

    async def run() -> None:
        for step, later in product(range(STEPS), range(6)):
            client = make_client(ANSWERS["kept"])
            task = asyncio.create_task(client._call(GET_SHELF, {}, {}))
            for steps in (step, later):
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert await client._call(GET_SHELF, {}, {}) == Shelf(wares=[]), (step, later)

    asyncio.run(run())


def test_cancellation_kept_back_counts_for_timeouts() -> None:
    """A timeout that falls into such a moment is still one."""

    async def work(custody: Custody) -> str:
        custody.tidy_up()
        for _ in range(20):
            await asyncio.sleep(0)
        return "done"

    async def run() -> None:
        custody = Custody()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await custody.keep(work(custody))

    asyncio.run(run())


def test_work_that_is_dropped_is_closed() -> None:
    """As by an event loop that ends."""
    closed: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            closed.append(True)

    awaited: Any = Custody().keep(work())
    next(awaited)
    awaited.close()
    assert closed == [True]
