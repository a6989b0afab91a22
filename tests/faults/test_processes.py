"""Many callers, and what happens to the process around them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kalshi_runtime import AsyncClient, Configuration, ResponseTooLargeError, SyncClient

from ..runtime.shop import GET_SHELF, KEY_ID, Shelf
from .acts import close, fine
from .driving import make_keywords
from .evidence import PEM, check_signed, no_complaints
from .server import Line, serve
from .table import FAULTS


def fail_now_and_then(line: Line) -> None:
    """Break every fifth connection off."""
    (close if int(line.head[-60:].hex(), 16) % 5 == 0 else fine)(line)


def test_threads_share_a_client() -> None:
    """Sixty-four of them, each call answered although every fifth breaks off."""
    with no_complaints(), serve(fail_now_and_then) as server:
        with SyncClient(**make_keywords(server, max_retries=20)) as client, ThreadPoolExecutor(64) as pool:
            calls = [pool.submit(lambda: client._call(GET_SHELF, {}, {})) for _ in range(256)]
            assert [call.result() for call in calls] == [Shelf(wares=[])] * 256
        assert server.wait_for_lines(0)
        assert len(server.heads) >= 256


def test_tasks_share_a_client() -> None:
    """A thousand of them, on the connections that the client may have."""

    async def run() -> None:
        async with AsyncClient(**make_keywords(server, max_retries=20)) as client:
            calls = [client._call(GET_SHELF, {}, {}) for _ in range(1000)]
            assert await asyncio.gather(*calls) == [Shelf(wares=[])] * 1000
            assert len(asyncio.all_tasks()) == 1

    with no_complaints(), serve(fail_now_and_then) as server:
        asyncio.run(run())
        assert server.wait_for_lines(0)
        assert len(server.heads) >= 1000


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


def test_key_file_replaced_is_read_by_the_next_client(tmp_path: Path) -> None:
    """A client keeps the key that it was made with, whatever becomes of the file."""
    path = tmp_path / "kalshi.key"
    path.touch(mode=0o600)
    path.write_text(PEM)
    with serve(fine) as server:
        configuration = Configuration(server.url, api_key_id=KEY_ID, private_key_path=path)
        with SyncClient(configuration) as client:
            other = ed25519.Ed25519PrivateKey.generate()
            path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            client._call(GET_SHELF, {}, {})
            path.unlink()
            client._call(GET_SHELF, {}, {})
        check_signed(server.heads)
        path.touch(mode=0o600)
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        server.heads.clear()
        with SyncClient(configuration) as client:
            client._call(GET_SHELF, {}, {})
        with pytest.raises(Exception):  # noqa: B017, PT011 - cryptography's, of the other key
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
