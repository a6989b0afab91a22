"""Many callers, and what happens to the process around them."""

from __future__ import annotations

import asyncio
import multiprocessing
import subprocess
import sys
import threading
import tracemalloc
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kalshi_auth import KalshiAuth
from kalshi_runtime import ApiTimeoutError, AsyncClient, Configuration, ResponseTooLargeError, SyncClient

from ..runtime.shop import GET_SHELF, KEY_ID, Driver, Kind, Shelf
from .acts import answer, close, fine
from .driving import make_keywords
from .evidence import PEM, check_signed
from .server import Line, serve
from .stage import set_stage
from .table import FAULTS

FORKS = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork"
)


def fail_now_and_then(line: Line) -> None:
    """Break every fifth connection off."""
    (close if int(line.head[-60:].hex(), 16) % 5 == 0 else fine)(line)


def test_threads_share_a_client(caplog: pytest.LogCaptureFixture) -> None:
    """Sixty-four of them, each call answered although every fifth breaks off."""
    with set_stage(caplog) as stage:
        server = stage.serve(fail_now_and_then)
        with SyncClient(**make_keywords(server, max_retries=20)) as client, ThreadPoolExecutor(64) as pool:
            calls = [pool.submit(lambda: client._call(GET_SHELF, {}, {})) for _ in range(256)]
            assert [call.result() for call in calls] == [Shelf(wares=[])] * 256
        assert len(server.heads) >= 256


def test_tasks_share_a_client(caplog: pytest.LogCaptureFixture) -> None:
    """A thousand of them, on the connections that the client may have."""

    async def run() -> None:
        async with AsyncClient(**make_keywords(server, max_retries=20)) as client:
            calls = [client._call(GET_SHELF, {}, {}) for _ in range(1000)]
            assert await asyncio.gather(*calls) == [Shelf(wares=[])] * 1000
            assert len(asyncio.all_tasks()) == 1

    with set_stage(caplog) as stage:
        server = stage.serve(fail_now_and_then)
        asyncio.run(run())
        assert len(server.heads) >= 1000


def test_pool_that_is_exhausted_is_told_by_name(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """One connection, which another call holds; the next one is answered again."""
    entered, leave = threading.Event(), threading.Event()

    def hold(line: Line) -> None:
        entered.set()
        assert leave.wait(10)
        fine(line)

    with set_stage(caplog) as stage:
        server = stage.serve(hold)
        keywords = make_keywords(
            server, timeout=httpx.Timeout(10.0, pool=0.1), limits=httpx.Limits(max_connections=1)
        )
        error = call_beside_another(kind, keywords, entered, leave)
        assert (error.phase, error.attempts, len(server.heads)) == ("pool", 1, 1)
        assert "all connections of the pool were in use for too long (timeout pool=0.1 s)" in str(error)
        stage.note(error)


def call_beside_another(
    kind: Kind, keywords: dict[str, object], entered: threading.Event, leave: threading.Event
) -> ApiTimeoutError:
    """Call while another call is held up, which has to be answered in the end, and return the error."""
    if kind == "sync":
        with SyncClient(**keywords) as client, ThreadPoolExecutor(1) as pool:  # type: ignore[arg-type]
            held = pool.submit(lambda: client._call(GET_SHELF, {}, {}))
            assert entered.wait(10)
            with pytest.raises(ApiTimeoutError) as caught:
                client._call(GET_SHELF, {}, {"max_retries": 0})
            leave.set()
            assert held.result() == Shelf(wares=[])
        return caught.value

    async def run() -> ApiTimeoutError:
        async with AsyncClient(**keywords) as client:  # type: ignore[arg-type]
            held = asyncio.create_task(client._call(GET_SHELF, {}, {}))
            assert await asyncio.to_thread(entered.wait, 10)
            with pytest.raises(ApiTimeoutError) as caught:
                await client._call(GET_SHELF, {}, {"max_retries": 0})
            leave.set()
            assert await held == Shelf(wares=[])
        return caught.value

    return asyncio.run(run())


def test_bomb_is_never_held() -> None:
    """Fifty megabytes out of fifty kilobytes take no more than the limit and a little."""
    with (
        serve(*FAULTS["compressed bomb of 50 MB"].acts) as server,
        SyncClient(**make_keywords(server)) as client,
    ):
        client._channel.settings.max_response_bytes = 1_000_000
        with pytest.raises(ResponseTooLargeError):
            client._call(GET_SHELF, {}, {})
        tracemalloc.start()
        with pytest.raises(ResponseTooLargeError):
            client._call(GET_SHELF, {}, {})
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 4_000_000


def run_forked(work: Callable[[], object]) -> object:
    """Run something in a forked process and return what came of it."""

    def report(pipe: Connection) -> None:
        try:
            pipe.send(work())
        except Exception as error:
            pipe.send(repr(error))

    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=report, args=(theirs,))
    with warnings.catch_warnings():  # of newer Pythons, about the threads of the test's server
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    assert ours.poll(20)
    result: object = ours.recv()
    process.join()
    ours.close()
    theirs.close()
    return result


@FORKS
def test_process_that_is_forked_opens_connections_of_its_own(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    """Two processes on one connection would read each other's answers; retries work in both."""

    def call_in_child() -> object:
        driver._runner = asyncio.Runner()  # an event loop does not survive a fork
        attempts = driver.call_raw(GET_SHELF).attempts
        driver.end()
        return attempts

    with set_stage(caplog) as stage:
        server = stage.serve(fine, answer(b"", 503), fine)
        driver = Driver(kind, **make_keywords(server, max_retries=None))
        assert driver.call_raw(GET_SHELF).attempts == 1
        assert run_forked(call_in_child) == 2
        assert driver.call_raw(GET_SHELF).attempts == 1
        driver.end()
        assert (server.connections, len(server.heads)) == (2, 4)


@FORKS
def test_process_that_is_forked_signs_with_the_auth_alone(caplog: pytest.LogCaptureFixture) -> None:
    """With a plain httpx client that each process makes for itself."""
    auth = KalshiAuth(KEY_ID, PEM)

    def call(url: str) -> object:
        return httpx.get(f"{url}/shelf", auth=auth).status_code

    with set_stage(caplog) as stage:
        server = stage.serve(fine)
        assert call(server.url) == 200
        assert run_forked(lambda: call(server.url)) == 200
        assert len(server.heads) == 2


def test_key_file_replaced_is_read_by_the_next_client(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A client keeps the key that it was made with, whatever becomes of the file."""
    path = tmp_path / "kalshi.key"
    path.touch(mode=0o600)
    path.write_text(PEM)
    other = ed25519.Ed25519PrivateKey.generate()
    with set_stage(caplog) as stage:
        server = stage.serve(fine)
        configuration = Configuration(server.url, api_key_id=KEY_ID, private_key_path=path)
        with SyncClient(configuration) as client:
            path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            client._call(GET_SHELF, {}, {})
            path.unlink()
            client._call(GET_SHELF, {}, {})
    path.touch(mode=0o600)
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with serve(fine) as server:
        with SyncClient(Configuration(server.url, api_key_id=KEY_ID, private_key_path=path)) as client:
            client._call(GET_SHELF, {}, {})
        with pytest.raises(InvalidSignature):
            check_signed(server.heads)


SHUTDOWN = """
import asyncio, sys, threading
from cryptography.hazmat.primitives.asymmetric import ed25519
from kalshi_runtime import AsyncClient, Operation, SyncClient

kind, host = sys.argv[1:]
operation = Operation(id="GetShelf", method="GET", path="/shelf", result=dict)
keywords = dict(host=host, api_key_id="a952bcbe", private_key=ed25519.Ed25519PrivateKey.generate())
if kind == "thread":
    client = SyncClient(**keywords)
    client._call(operation, {}, {})
    stalled = lambda: client._call(operation, {}, {})
    for _ in range(4):
        threading.Thread(target=stalled, daemon=True).start()
    import time; time.sleep(0.3)
elif kind == "task":
    async def main():
        client = AsyncClient(**keywords)
        await client._call(operation, {}, {})
        tasks = [asyncio.create_task(client._call(operation, {}, {})) for _ in range(4)]
        await asyncio.sleep(0.3)
    asyncio.run(main())
else:
    client = SyncClient(**keywords)
    client._call(operation, {}, {})
"""


@pytest.mark.parametrize("kind", ["thread", "task", "unclosed"])
def test_interpreter_that_shuts_down_amid_calls_says_nothing(kind: str) -> None:
    """Daemon threads and tasks that wait for an answer, and a client that nobody closed."""
    with serve(fine, lambda line: line.stay_silent()) as server:
        done = subprocess.run(
            [sys.executable, "-c", SHUTDOWN, kind, server.url],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
