"""A client's own rate: evenly spaced, in turn, and without looking again and again."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NoReturn

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import (
    ApiTimeoutError,
    AsyncClient,
    RawSyncClient,
    ServiceUnavailableError,
    SyncClient,
    _rates,
)
from kalshi_runtime._rates import Rate

from ..runtime.shop import GET_SHELF, HOST, KEY, KEY_ID

INTERVAL = 0.02


class Recorder:
    """A server that notes when it was asked for what."""

    def __init__(self, status: int = 200) -> None:
        """Answer with a status."""
        self.moments: list[float] = []
        self.names: list[str] = []
        self._status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.moments.append(time.monotonic())
        self.names.append(request.url.params.get("text", ""))
        return httpx.Response(self._status, json={"wares": []})

    def check(self, count: int) -> None:
        """Check that this many requests came, never more in a time than the rate allows."""
        moments = sorted(self.moments)
        assert len(moments) == count
        # A thread may be held up between its turn and the server, but turns as such are never too close.
        assert moments[-1] - moments[0] >= (count - 1.5) * INTERVAL


def make_client(server: Recorder, **keywords: object) -> SyncClient:
    """Make a client with a rate."""
    return SyncClient(
        host=HOST,
        api_key_id=KEY_ID,
        private_key=KEY,
        transport=httpx.MockTransport(server),
        requests_per_second=1 / INTERVAL,
        **keywords,  # type: ignore[arg-type]
    )


def test_threads_of_a_client_share_its_rate() -> None:
    """Plain calls and raw ones alike."""
    server = Recorder()
    with make_client(server) as client, ThreadPoolExecutor(8) as pool:
        faces: list[Any] = [client, RawSyncClient(client)]
        for call in [pool.submit(face._call, GET_SHELF, {}, {}) for face in faces * 8]:
            call.result()
    server.check(16)


def test_tasks_of_a_client_share_its_rate_and_come_in_turn() -> None:
    """First come, first served; waiting takes no computing."""
    server = Recorder()

    async def run() -> None:
        async with AsyncClient(
            host=HOST,
            api_key_id=KEY_ID,
            private_key=KEY,
            transport=httpx.MockTransport(server),
            requests_per_second=1 / INTERVAL,
        ) as client:
            await asyncio.gather(*(client._call(GET_SHELF, {"text": str(it)}, {}) for it in range(20)))

    asyncio.run(run())
    server.check(20)
    assert server.names == [str(number) for number in range(20)]


def test_attempts_count_towards_the_rate() -> None:
    """A server that is overloaded is not asked more often."""
    server = Recorder(503)
    with make_client(server) as client, pytest.raises(ServiceUnavailableError):
        client._call(GET_SHELF, {}, {})
    server.check(4)


def test_call_whose_turn_comes_too_late_is_told_so_at_once() -> None:
    """It does not wait for nothing, and takes nobody's turn."""
    server = Recorder()
    with make_client(server) as client:
        rate = client._channel.settings.rate
        assert rate is not None
        for _ in range(500):
            with rate.take_turn(1000):
                pass
        began = time.monotonic()
        with pytest.raises(ApiTimeoutError, match="because of requests_per_second") as caught:
            client._call(GET_SHELF, {}, {"deadline": 5.0})
        assert time.monotonic() - began < 1.0
    assert (caught.value.phase, caught.value.attempts, server.moments) == ("rate", 0, [])


def interrupt() -> NoReturn:
    """Interrupt whoever waits."""
    raise KeyboardInterrupt


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def monotonic(self) -> float:
        """Tell the time."""
        return self.now


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=40))
def test_turns_are_never_closer_than_the_interval(steps: list[tuple[float, bool]]) -> None:
    """Whatever the pauses, and whoever gives up waiting; and nothing is left unused for long."""
    clock = Clock()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_rates, "time", clock)
        rate = Rate(1.0)
        turns: list[float] = []
        for pause, gives_up in steps:
            clock.now += pause
            wait: float | None = None
            try:
                with rate.take_turn(1000) as wait:
                    if gives_up and wait:
                        interrupt()
            except KeyboardInterrupt:
                continue
            assert wait is not None
            turns.append(clock.now + wait)
    turns.sort()
    assert all(later - earlier >= 1 - 1e-9 for earlier, later in pairwise(turns))


def test_turns_given_back_are_used_again() -> None:
    """A thousand cancelled calls do not hold up the next one."""
    rate = Rate(10.0)

    async def wait_for_turn() -> None:
        with rate.take_turn(1000) as wait:
            await asyncio.sleep(wait or 0)

    async def run() -> float | None:
        tasks = [asyncio.create_task(wait_for_turn()) for _ in range(1000)]
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with rate.take_turn(1000) as wait:
            return wait

    wait = asyncio.run(run())
    assert wait is not None
    assert wait < 0.2


def test_waiting_for_turns_takes_no_computing() -> None:
    """Threads sleep until their turn."""
    rate = Rate(100.0)

    def wait_for_turn() -> None:
        with rate.take_turn(10) as wait:
            time.sleep(wait or 0)

    threads = [threading.Thread(target=wait_for_turn) for _ in range(40)]
    began, spent = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 0.38
    assert time.process_time() - spent < 0.2
