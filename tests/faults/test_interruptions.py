"""Calls that are broken off by the caller: no half-used connection, and the next call is clean."""

from __future__ import annotations

import asyncio
import math
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kalshi_runtime import AsyncClient, SyncClient

from ..runtime.observation import show
from ..runtime.shop import GET_SHELF, Shelf
from .acts import answer, drip, fine, make_answer, send_and_stall, stall
from .driving import make_keywords
from .evidence import find_secrets, no_complaints
from .server import Act, FaultyServer, Line, serve

BODY = make_answer()
PLACES: dict[str, tuple[Act, dict[str, Any]]] = {
    "before the answer": (stall, {}),
    "in the headers": (send_and_stall(BODY[:30]), {}),
    "in the body": (send_and_stall(BODY[:-3]), {}),
    "in a body that drips": (drip(make_answer(b"", headers={"Content-Length": "999"})), {}),
    "between attempts": (answer(b"", 503, {"Retry-After": "9"}), {}),
    "while it waits for its turn": (fine, {"requests_per_second": 0.01}),
}


@pytest.mark.parametrize("place", PLACES)
def test_task_that_is_cancelled_leaves_no_connection_half_used(place: str) -> None:
    """Wherever it is, and one task or twenty; what is signed does not show in the cancellation."""
    act, keywords = PLACES[place]

    async def run(server: FaultyServer) -> None:
        async with AsyncClient(**make_keywords(server, **keywords)) as client:
            if keywords:
                await client._call(GET_SHELF, {}, {})
            tasks = [
                asyncio.create_task(client._call(GET_SHELF, {}, {"deadline": math.inf})) for _ in range(20)
            ]
            await wait_until(lambda: len(server.heads) >= (1 if keywords else 20))
            await asyncio.sleep(0.02)
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(end) for end in ends] == [asyncio.CancelledError] * 20
            assert [secret for end in ends for secret in find_secrets(show(end), server.heads)] == []  # type: ignore[arg-type]
            if not keywords:
                server.acts = [fine]
                assert await client._call(GET_SHELF, {}, {}) == Shelf(wares=[])
            assert len(asyncio.all_tasks()) == 1

    with no_complaints(), serve(act) as server:
        asyncio.run(run(server))
        assert server.wait_for_lines(0)


async def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that a server's thread does."""
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.005)


def test_task_that_is_cancelled_in_the_handshake_closes_the_connection() -> None:
    """Where httpcore alone would leave it open."""

    async def run(server: FaultyServer) -> None:
        keywords = make_keywords(server) | {"host": f"https://localhost:{server.port}"}
        async with AsyncClient(**keywords) as client:
            task = asyncio.create_task(client._call(GET_SHELF, {}, {}))
            await wait_until(lambda: server.lines == 1)
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await wait_until(lambda: server.lines == 0)

    with no_complaints(), serve(fine, greet=stall) as server:
        asyncio.run(run(server))


@contextmanager
def interruption() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C be pressed from another thread."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield lambda: signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("place", [place for place in PLACES if "turn" not in place])
def test_thread_that_is_interrupted_leaves_no_connection_half_used(place: str) -> None:
    """Ctrl-C in the middle of a call; the traceback shows nothing that is signed."""
    act, _ = PLACES[place]
    with no_complaints(), interruption() as interrupt, serve(act) as server:
        timer = threading.Timer(0.2, interrupt)
        with SyncClient(**make_keywords(server)) as client:
            timer.start()
            with pytest.raises(KeyboardInterrupt) as caught:
                client._call(GET_SHELF, {}, {"deadline": 500})
            timer.join()
            assert find_secrets(show(caught.value), server.heads) == []
            del caught
            server.acts = [fine]
            assert client._call(GET_SHELF, {}, {}) == Shelf(wares=[])
        assert server.wait_for_lines(0)


def test_connection_closed_while_idle_is_not_used_again() -> None:
    """The server's right; nobody notices, not even by a second attempt."""

    def answer_and_close(line: Line) -> None:
        fine(line)
        line.close()

    with no_complaints(), serve(answer_and_close) as server, SyncClient(**make_keywords(server)) as client:
        for _ in range(3):
            assert client._call(GET_SHELF, {}, {}) == Shelf(wares=[])
            assert server.wait_for_lines(0)
        assert (len(server.heads), server.connections) == (3, 3)
