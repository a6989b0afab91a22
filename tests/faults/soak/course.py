"""The course of a soak: rounds of reading, and a look at the gauges after each."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kalshi_runtime import AsyncClient, ContractDriftWarning, SyncClient, _retries

from ...runtime.shop import KEY, KEY_ID
from .gauges import Sample, find_leaks
from .readers import Tally, run_tasks, run_threads

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SHARE = 0.2
DEADLINE, SLACK = 1.5, 1.0
FIRST_WAIT = 0.01
"""Seconds, for the random wait between attempts, so that more of them fit in."""

WARM_UP = 2
"""Rounds that do not count, in which caches are filled and decoders made."""

LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=5)


class Outcome(NamedTuple):
    """What a soak came to.

    Attributes:
        tallies: By kind of client.
        counts: What the server counted.
        samples: After each round, those of the warm-up included.
        faults: Everything that should not have been.
    """

    tallies: dict[str, Tally]
    counts: dict[str, int]
    samples: list[Sample]
    faults: list[str]


class _Server:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url = self._read()

    def ask(self) -> dict[str, int]:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        counts: dict[str, int] = json.loads(self._read())
        return counts

    def wait_for(self, is_so: Callable[[int], bool]) -> int:
        """Wait until as many connections are open as should be, and tell how many there are."""
        until = time.monotonic() + 5
        while not is_so(connections := self.ask()["open"]) and time.monotonic() < until:
            time.sleep(0.02)
        return connections

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def _serve() -> Iterator[_Server]:
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    command = [sys.executable, "-m", f"{__package__}.history", public, str(SHARE)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        try:
            yield _Server(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


@contextmanager
def _quietly() -> Iterator[None]:
    """Say nothing of drift and clocks, which the server makes up, and wait little."""
    logger, wait = logging.getLogger("kalshi"), _retries.FIRST_WAIT
    level = logger.level
    try:
        logger.setLevel(logging.ERROR)
        _retries.FIRST_WAIT = FIRST_WAIT  # type: ignore[misc]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ContractDriftWarning)
            yield
    finally:
        _retries.FIRST_WAIT = wait  # type: ignore[misc]
        logger.setLevel(level)


def _list_pooled(client: SyncClient | AsyncClient) -> list[Any]:
    http: Any = client._channel.connections.open()
    return [*http._transport._pool.connections]


def soak(seconds: float, rounds: int, tell: Callable[[str], None] = lambda text: None) -> Outcome:
    """Let both clients read for some time.

    Args:
        seconds: How long.
        rounds: How often the gauges are looked at.
        tell: Is told how each round ended.
    """
    tallies = {"sync": Tally(), "async": Tally()}
    samples: list[Sample] = []
    with _serve() as server, asyncio.Runner() as runner, _quietly():
        keywords: dict[str, Any] = {
            "host": server.url,
            "api_key_id": KEY_ID,
            "private_key": KEY,
            "deadline": DEADLINE,
            "timeout": httpx.Timeout(2.0, read=0.2),
            "max_response_bytes": 1_000_000,
            "limits": LIMITS,
        }
        loop, sync = runner.get_loop(), SyncClient(**keywords)
        client = AsyncClient(**keywords)
        idle = 2 * (LIMITS.max_keepalive_connections or 0)
        began = time.monotonic()
        for number in range(rounds):
            until = began + seconds * (number + 1) / rounds
            thread = Thread(target=run_threads, args=(sync, until, tallies["sync"]))
            thread.start()
            runner.run(run_tasks(client, until, tallies["async"]))
            thread.join()
            connections = server.wait_for(lambda open_: open_ <= idle)
            pooled = [*_list_pooled(sync), *_list_pooled(client)]
            stuck = sum(not connection.is_idle() for connection in pooled)
            samples.append(Sample.take(loop, connections, len(pooled), stuck))
            tell(f"round {number + 1} of {rounds}: {samples[-1]}")
        sync.close()
        runner.run(client.aclose())
        left = server.wait_for(lambda open_: open_ == 0)
        counts = server.ask()
    faults = find_leaks(samples[WARM_UP:], idle)
    faults += [f"{left} connections are open after clients were closed"] if left else []
    faults += [f"{counts['wrong signatures']} wrong signatures"] if counts.get("wrong signatures") else []
    for kind, tally in tallies.items():
        faults += [f"{kind}: {fault}" for fault in tally.faults]
        if tally.slowest > DEADLINE + SLACK + 5 * tally.late:  # a step waits several times for its turn
            faults.append(f"{kind}: a step took {tally.slowest:.1f} s of a deadline of {DEADLINE:g} s")
        if not tally.walks:
            faults.append(f"{kind}: no walk was ended")
    return Outcome(tallies, counts, samples, faults)
