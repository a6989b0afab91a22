"""Cancellation at every single step of a call: no connection is lost to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import product
from typing import Any

import anyio
import httpcore
import httpx
import pytest

from kalshi_runtime import ApiException, AsyncClient
from kalshi_runtime._custody import keep, outlast

from ..runtime.shop import GET_SHELF, HOST, KEY, KEY_ID, Shelf
from .acts import OK_BODY, chunked, make_answer

STEPS = 24
TLS = httpcore.default_ssl_context()  # once, since it reads all authorities of the system
GOOD = make_answer()
ANSWERS = {
    "kept": GOOD,
    "closed": make_answer(headers={"Connection": "close"}),
    "chunked": chunked(OK_BODY) + b"0\r\n\r\n",
}
FAULTY = {
    "none": b"",
    "garbage": b"NONSENSE\r\n\r\n",
    "cut body": make_answer(headers={"Content-Length": "500"}),
    "broken chunk": chunked(OK_BODY) + b"zz\r\n",
    "too large": make_answer(headers={"Content-Length": "999999999"}),
}
TUNNEL = b"HTTP/1.1 200 OK\r\n\r\n"
TUNNELS = {
    "open": [TUNNEL, GOOD, GOOD, GOOD],
    "refused": [b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"],
    "cut": [b""],
    "cut later": [TUNNEL, b""],
}


class Network(httpcore.AsyncMockBackend):
    """A network that answers some turns of the event loop later.

    Args:
        connections: What the server sends, for each connection in turn; the last goes for all that follow.
    """

    def __init__(self, *connections: list[bytes]) -> None:
        super().__init__([])
        self._connections = [*connections]

    async def connect_tcp(self, *arguments: Any, **keywords: Any) -> httpcore.AsyncNetworkStream:
        """Connect at once."""
        several = len(self._connections) > 1
        self._buffer = [*(self._connections.pop(0) if several else self._connections[0])]
        stream = await super().connect_tcp(*arguments, **keywords)
        read = stream.read

        async def read_later(max_bytes: int, timeout: float | None = None) -> bytes:
            for _ in range(3):
                await asyncio.sleep(0)
            return await read(max_bytes, timeout)

        stream.read = read_later  # type: ignore[method-assign]
        return stream


def make_pool(*connections: list[bytes]) -> httpcore.AsyncConnectionPool:
    """Make a pool of one connection."""
    return httpcore.AsyncConnectionPool(TLS, max_connections=1, network_backend=Network(*connections))


def make_client(
    pool: httpcore.AsyncConnectionPool,
    wrap: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] = lambda transport: transport,
    **keywords: Any,
) -> AsyncClient:
    """Make a client over a pool."""
    transport = httpx.AsyncHTTPTransport(verify=False)
    transport._pool = pool
    http = httpx.AsyncClient(transport=wrap(transport), timeout=httpx.Timeout(1.0, pool=0.05), **keywords)
    return AsyncClient(host=HOST, api_key_id=KEY_ID, private_key=KEY, http_client=http, max_retries=0)


async def call_and_cancel(client: AsyncClient, *steps: int) -> bool:
    """Call, cancel after so many steps, perhaps again, and tell whether the call was still under way."""
    task = asyncio.create_task(client._call(GET_SHELF, {}, {}))
    under_way = True
    for turns in steps:
        for _ in range(turns):
            await asyncio.sleep(0)
        under_way = task.cancel()
    (end,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(end, asyncio.CancelledError) or not under_way
    return under_way


def cancel_everywhere(make: Callable[[], AsyncClient], again: Iterable[int] = (0,)) -> None:
    """Cancel calls of new clients at every step, and again so many steps later.

    Each client has to serve a call afterwards, at the latest the second, which gets no fault any more.
    """

    async def run() -> int:
        cancelled = 0
        for step, later in product(range(STEPS), again):
            client = make()
            cancelled += await call_and_cancel(client, step, later)
            with suppress(ApiException):
                await client._call(GET_SHELF, {}, {})
            assert await client._call(GET_SHELF, {}, {}) == Shelf(wares=[]), (step, later)
        return cancelled

    assert 3 < asyncio.run(run())


@pytest.mark.parametrize("name", ANSWERS)
def test_task_cancelled_at_any_step_loses_no_connection(name: str) -> None:
    """The next call gets the one connection there may be, at once."""
    cancel_everywhere(lambda: make_client(make_pool([ANSWERS[name]] * 3)))


@pytest.mark.parametrize("name", FAULTY)
def test_task_cancelled_at_any_step_of_a_fault_loses_no_connection(name: str) -> None:
    """As when a server goes down, one call of a group fails, and cancels the others while they tidy up."""
    cancel_everywhere(lambda: make_client(make_pool([FAULTY[name]], [GOOD] * 3)))


@pytest.mark.parametrize("name", TUNNELS)
def test_task_cancelled_at_any_step_through_a_proxy_loses_no_connection(name: str) -> None:
    """Whether the proxy lets it through or not."""

    def make() -> AsyncClient:
        network = Network(TUNNELS[name], [TUNNEL, GOOD, GOOD, GOOD])
        return make_client(
            httpcore.AsyncHTTPProxy("http://proxy:1", max_connections=1, network_backend=network)
        )

    cancel_everywhere(make)


def test_task_cancelled_twice_loses_no_connection() -> None:
    """As by a deadline and a user, who may come while the first is still being heeded."""
    cancel_everywhere(lambda: make_client(make_pool([GOOD] * 3)), again=range(6))


def test_task_cancelled_while_a_transport_sends_again_loses_no_connection() -> None:
    """A transport of a user's that retries by itself sends the same request twice."""

    class Again(httpx.AsyncBaseTransport):
        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self._inner = inner

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await self._inner.handle_async_request(request)
            if response.status_code == 503:
                await response.aclose()
                response = await self._inner.handle_async_request(request)
            return response

    busy = make_answer(status=503, headers={"Connection": "close"})
    cancel_everywhere(lambda: make_client(make_pool([busy], [GOOD] * 3), Again))


def test_cancellation_that_a_hook_took_back_is_none_of_the_call() -> None:
    """Scopes of a user's event hook that end by themselves, as timeouts do."""

    async def wait_for(turns: int) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                for _ in range(turns):
                    await asyncio.sleep(0)
                await asyncio.sleep(0 if turns else 1)

    async def hook(_: httpx.Response) -> None:
        for turns in (0, 5):
            await wait_for(turns)

    async def run() -> Shelf:
        client = make_client(make_pool([GOOD] * 3), event_hooks={"response": [hook]})
        return await asyncio.create_task(client._call(GET_SHELF, {}, {}))

    assert asyncio.run(run()) == Shelf(wares=[])


def test_cancellation_kept_back_counts_for_timeouts() -> None:
    """A timeout that falls into such a moment is still one."""

    async def work() -> str:
        for _ in range(20):
            await asyncio.sleep(0)
        return "done"

    async def run() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await keep(work())

    asyncio.run(run())


def test_cancellation_is_not_kept_back_for_ever() -> None:
    """Nobody can make themselves uncancellable by waiting for nothing."""

    async def work() -> None:
        while True:
            await asyncio.sleep(0)

    async def run() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await keep(work())

    asyncio.run(run())


def test_cancellation_kept_back_ends_the_next_wait_as_any_other() -> None:
    """Whoever waits for a lock looks at what became of the wait to tell whether the lock is theirs."""

    async def run() -> None:
        lock = anyio.Lock()
        await lock.acquire()

        async def work() -> None:
            await asyncio.sleep(0)
            async with lock:
                pass

        async def call() -> None:
            await keep(work())

        task = asyncio.create_task(call())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())


@pytest.mark.parametrize("times", [1, 3])
def test_release_that_has_to_wait_is_ended_before_a_cancellation_counts(times: int) -> None:
    """As for a task that asks for the same connection."""
    released: list[bool] = []

    async def run() -> None:
        turn = asyncio.Event()

        async def release() -> None:
            await turn.wait()
            released.append(True)

        async def work() -> None:
            await outlast(release())

        async def call() -> None:
            await keep(work())

        task = asyncio.create_task(call())
        for _ in range(times):
            await asyncio.sleep(0)
            task.cancel()
        await asyncio.sleep(0)
        turn.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert released == [True]


def test_release_that_never_ends_is_cancelled() -> None:
    """What was given to us may do anything."""

    async def run() -> None:
        async def work() -> None:
            await outlast(asyncio.Event().wait())  # type: ignore[arg-type]

        async def call() -> None:
            await keep(work())

        async with asyncio.timeout(0.05):
            await call()

    started = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(run())
    assert time.monotonic() - started < 3


def test_work_that_is_dropped_is_closed() -> None:
    """As by an event loop that ends."""
    closed: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            closed.append(True)

    awaited: Any = keep(work())
    next(awaited)
    awaited.close()
    assert closed == [True]
