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

from kalshi_auth import KalshiError
from kalshi_runtime import AsyncClient, SyncClient

from ..runtime.shop import GET_SHELF, Driver, Kind, Shelf
from .acts import answer, close, drip, fine, make_answer, reset, send_and_stall, stall
from .driving import make_keywords
from .evidence import check_signed
from .server import Act, FaultyServer, Line
from .stage import Stage, set_stage

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
def test_task_that_is_cancelled_leaves_no_connection_half_used(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Wherever it is, and one task or twenty; what is signed does not show in the cancellation."""
    act, keywords = PLACES[place]

    async def run(stage: Stage, server: FaultyServer) -> None:
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
            for end in await asyncio.gather(*tasks, return_exceptions=True):
                assert isinstance(end, asyncio.CancelledError)
                stage.note(end)
            if not keywords:
                server.acts = [fine]
                assert await client._call(GET_SHELF, {}, {}) == Shelf(wares=[])
            assert len(asyncio.all_tasks()) == 1

    with set_stage(caplog) as stage:
        asyncio.run(run(stage, stage.serve(act)))


async def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that a server's thread does."""
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.005)


def test_task_that_is_cancelled_in_the_handshake_closes_the_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where httpcore alone would leave it open."""

    async def run(stage: Stage, server: FaultyServer) -> None:
        keywords = make_keywords(server) | {"host": f"https://localhost:{server.port}"}
        async with AsyncClient(**keywords) as client:
            task = asyncio.create_task(client._call(GET_SHELF, {}, {}))
            await wait_until(lambda: server.lines == 1)
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            stage.note(caught.value)
            await wait_until(lambda: server.lines == 0)

    with set_stage(caplog) as stage:
        asyncio.run(run(stage, stage.serve(fine, greet=stall)))


@contextmanager
def interruption() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C be pressed from another thread."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield lambda: signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("place", [place for place in PLACES if "turn" not in place])
def test_thread_that_is_interrupted_leaves_no_connection_half_used(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Ctrl-C in the middle of a call; the traceback shows nothing that is signed."""
    act, _ = PLACES[place]
    with set_stage(caplog) as stage, interruption() as interrupt:
        server = stage.serve(act)
        timer = threading.Timer(0.2, interrupt)
        with SyncClient(**make_keywords(server)) as client:
            timer.start()
            with pytest.raises(KeyboardInterrupt) as caught:
                client._call(GET_SHELF, {}, {"deadline": 500})
            timer.join()
            stage.note(caught.value)
            del caught
            server.acts = [fine]
            assert client._call(GET_SHELF, {}, {}) == Shelf(wares=[])


def answer_and_close(line: Line) -> None:
    """Answer, and close the connection without having said so."""
    fine(line)
    line.close()


def test_connection_closed_while_idle_is_not_used_again(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """The server's right; nobody notices, not even by a second attempt."""
    with set_stage(caplog) as stage:
        server = stage.serve(answer_and_close)
        driver = Driver(kind, **make_keywords(server))
        for _ in range(3):
            assert driver.call_raw(GET_SHELF).attempts == 1
            assert server.wait_for_lines(0)
        driver.end()
        assert (len(server.heads), server.connections) == (3, 3)


@pytest.mark.parametrize("act", [close, reset], ids=["closed", "reset"])
def test_connection_that_breaks_when_it_is_used_again_is_replaced(
    act: Act, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    """The request crosses the server's goodbye: a second attempt on a new connection, signed anew."""
    with set_stage(caplog) as stage:
        server = stage.serve(fine, act, fine)
        driver = Driver(kind, **make_keywords(server, max_retries=None))
        assert [driver.call_raw(GET_SHELF).attempts for _ in range(3)] == [1, 2, 1]
        driver.end()
        assert (len(server.heads), server.connections) == (4, 2)
        check_signed(server.heads)


def test_client_closed_during_a_call_says_so(caplog: pytest.LogCaptureFixture) -> None:
    """Instead of what the layers beneath say about it; nothing is left open."""

    async def run(stage: Stage, server: FaultyServer) -> None:
        client = AsyncClient(**make_keywords(server))
        task = asyncio.create_task(client._call(GET_SHELF, {}, {}))
        await wait_until(lambda: len(server.heads) == 1)
        await client.aclose()
        with pytest.raises(KalshiError) as caught:
            await task
        stage.note(caught.value)

    with set_stage(caplog) as stage:
        asyncio.run(run(stage, stage.serve(stall)))
