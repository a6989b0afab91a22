"""Cancellation while httpcore tidies up and has to wait for a lock: no connection is lost to it either."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from itertools import product
from typing import Any

import anyio
import httpcore
import pytest

from kalshi_runtime import AsyncClient, _custody
from kalshi_runtime._custody import keep, outlast

from ..runtime.shop import GET_SHELF, Shelf
from .test_custody import FAULTY, GOOD, STEPS, Network, make_client

OTHERS = 16
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class SlowNetwork(Network):
    """A network that lets really wait for its answers, for some turns of the event loop."""

    async def connect_tcp(self, *arguments: Any, **keywords: Any) -> httpcore.AsyncNetworkStream:
        """Connect at once."""
        stream = await super().connect_tcp(*arguments, **keywords)
        read = stream.read

        async def read_later(max_bytes: int, timeout: float | None = None) -> bytes:
            await pass_turns(2)
            return await read(max_bytes, timeout)

        stream.read = read_later  # type: ignore[method-assign]
        return stream


async def pass_turns(number: int) -> None:
    """Wait for a future that is done some turns of the event loop later."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def count(left: int) -> None:
        if left:
            loop.call_soon(count, left - 1)
        elif not future.done():
            future.set_result(None)

    count(number)
    await future


def call(client: AsyncClient) -> asyncio.Task[Any]:
    """Begin a call."""
    return asyncio.create_task(client._call(GET_SHELF, {}, {}))


async def cancel_among_others(answer: bytes, *steps: int, others: int = OTHERS, turns: int = 0) -> None:
    """Cancel a call that is given this answer on a connection that others want as well.

    Args:
        answer: What the server sends; on any other connection it sends a good one.
        steps: After how many turns of the event loop the call is cancelled, each time.
        others: How many other calls begin at the same time.
        turns: For how many turns the connection's lock is held besides, by somebody else.
    """
    network = SlowNetwork([GOOD, answer], [GOOD] * 3)
    pool = httpcore.AsyncConnectionPool(CONTEXT, max_connections=OTHERS + 1, network_backend=network)
    client = make_client(pool)
    await call(client)
    tasks = [call(client) for _ in range(others + 1)]
    holding = asyncio.create_task(hold_lock(pool.connections[0], turns))
    for step in steps:
        for _ in range(step):
            await asyncio.sleep(0)
        tasks[0].cancel()
    await asyncio.gather(*tasks, holding, return_exceptions=True)
    assert [one for one in pool.connections if not (one.is_idle() or one.is_closed())] == [], steps


async def hold_lock(connection: Any, turns: int) -> None:
    """Take the lock of a connection as soon as it is used, for so many turns."""
    for _ in range(STEPS if turns else 0):
        await asyncio.sleep(0)
        if not connection.is_idle():
            async with connection._connection._state_lock:
                await pass_turns(turns)
            return


@pytest.mark.parametrize("name", FAULTY)
def test_fault_whose_tidying_up_waits_for_other_tasks_loses_no_connection(name: str) -> None:
    """Calls that begin at once are all sent to the one connection that is idle; only one can have it."""

    async def run() -> None:
        for step in range(STEPS):
            await cancel_among_others(FAULTY[name], step)

    asyncio.run(run())


def test_cancellation_whose_tidying_up_waits_for_other_tasks_may_be_followed_by_another() -> None:
    """As by a deadline and a user."""

    async def run() -> None:
        for first, second in product(range(12), range(4)):
            await cancel_among_others(GOOD, first, second)

    asyncio.run(run())


@pytest.mark.parametrize("name", FAULTY)
def test_task_cancelled_whoever_holds_the_lock_loses_no_connection(name: str) -> None:
    """Once, or twice."""

    async def run() -> None:
        for steps in [*((step,) for step in range(STEPS)), *product(range(8), (1, 3))]:
            await cancel_among_others(FAULTY[name] or GOOD, *steps, others=0, turns=12)

    asyncio.run(run())


def test_cancellation_kept_back_while_a_lock_is_waited_for_counts_for_timeouts() -> None:
    """A timeout that falls into the wait is still one, once the lock was had."""
    had: list[bool] = []

    async def work() -> None:
        with anyio.CancelScope(shield=True):
            await asyncio.sleep(0.03)
            had.append(True)

    take(lambda: keep(work()))
    assert had == [True]


@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize("given_back", [False, True])
def test_lock_that_never_comes_is_waited_for_a_second(turns: int, given_back: bool) -> None:
    """Whoever holds it may hang, while the connection is given back as well as before."""

    async def wait() -> None:
        with anyio.CancelScope(shield=True):
            await asyncio.Event().wait()

    async def work() -> None:
        time.sleep(0.02 * turns)  # the timeout is over, and meets a turn
        for _ in range(turns):
            await asyncio.sleep(0)
        await (outlast(wait()) if given_back else wait())

    assert 0.9 < take(lambda: keep(work())) < 1.5


def test_cancellation_is_not_kept_back_for_ever_though_it_comes_every_turn() -> None:
    """As those of anyio do."""

    async def work() -> None:
        while True:
            await asyncio.sleep(0)

    async def run() -> None:
        with anyio.move_on_after(0):
            await keep(work())

    asyncio.run(asyncio.wait_for(run(), 5))


def test_call_that_waits_for_another_to_connect_is_cancelled_at_once() -> None:
    """That lock is held for as long as connecting takes, and nothing is tidied up."""

    class Nowhere(httpcore.AsyncMockBackend):
        async def connect_tcp(self, *arguments: Any, **keywords: Any) -> httpcore.AsyncNetworkStream:
            await asyncio.Event().wait()
            raise AssertionError

    async def run() -> None:
        pool = httpcore.AsyncConnectionPool(CONTEXT, http2=True, network_backend=Nowhere([]))
        client = make_client(pool)
        tasks = [call(client) for _ in range(2)]
        await asyncio.sleep(0.01)
        assert len(pool.connections) == 1
        tasks[1].cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(tasks[1], 0.5)
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())


def test_cancellation_kept_back_before_a_shield_ends_what_is_waited_for_after_it() -> None:
    """It is not forgotten on the way."""

    async def work() -> None:
        await asyncio.sleep(0)
        with anyio.CancelScope(shield=True):
            await pass_turns(3)
        await asyncio.Event().wait()

    async def call() -> None:
        await keep(work())

    async def run() -> None:
        task = asyncio.create_task(call())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 0.5)

    asyncio.run(run())


def test_scope_that_is_no_shield_keeps_nothing_back() -> None:
    """As those that httpcore makes for its timeouts."""

    async def work() -> None:
        with anyio.CancelScope():
            await asyncio.Event().wait()

    assert take(lambda: keep(work())) < 0.5


def test_shield_around_a_call_is_none_of_it() -> None:
    """Where a user keeps anyio's cancellations away, a deadline ends the call as it does elsewhere."""

    async def run() -> None:
        with anyio.CancelScope(shield=True):
            async with asyncio.timeout(0.01):
                await keep(asyncio.Event().wait())

    assert take(run) < 0.5


def test_without_what_anyio_does_not_show_calls_are_cancelled_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its next version may name it otherwise."""
    monkeypatch.setattr(_custody, "modules", {})

    async def work() -> None:
        with anyio.CancelScope(shield=True):
            await asyncio.Event().wait()

    async def run() -> None:
        client = make_client(httpcore.AsyncConnectionPool(CONTEXT, network_backend=SlowNetwork([GOOD] * 3)))
        assert await call(client) == Shelf(wares=[])
        async with asyncio.timeout(0.01):
            await keep(work())

    assert take(run) < 0.5


def take(act: Callable[[], Awaitable[object]]) -> float:
    """Return how many seconds something takes that a timeout ends."""

    async def run() -> None:
        async with asyncio.timeout(0.01):
            await act()

    started = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(run())
    return time.monotonic() - started
