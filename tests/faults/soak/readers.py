"""Readers that walk through the history again and again, whatever befalls its answers."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any

from kalshi_runtime import ApiException, AsyncClient, SyncClient

from ...runtime.shop import GET_SHELF
from .history import name_items

THREADS, TASKS = 4, 8
TICK = 0.05
PATIENCE = 60.0  # seconds for the last walk, which takes a few unless nobody answers any more


class Tally:
    """What readers of one kind came to.

    Attributes:
        walks: How many walks were ended.
        items: How many items they gave.
        faults: Walks that lost or repeated items, as texts.
        errors: How many errors reached the reader, by class.
        slowest: Seconds of the slowest step.
        late: By how many seconds a timer beside them was late at worst, which is the machine's doing.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.walks = self.items = 0
        self.faults: list[str] = []
        self.errors: Counter[str] = Counter()
        self.slowest = self.late = 0.0
        self._lock = Lock()
        self._expected = name_items()

    def end_walk(self, found: list[str]) -> None:
        """Take note of what a walk gave."""
        with self._lock:
            self.walks += 1
            self.items += len(found)
            if found != self._expected:
                self.faults.append(f"a walk gave {len(found)} items, {len(set(found))} of them different")

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """Take note of how long a step takes, and of the error that it ends with."""
        began = time.monotonic()
        try:
            yield
        except ApiException as error:
            with self._lock:
                self.errors[type(error).__name__] += 1
            raise
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)


def read(client: SyncClient, until: float, tally: Tally) -> None:
    """Walk until some moment; the last walk is ended."""
    while time.monotonic() < until:
        found: list[str] = []
        items = client._items(GET_SHELF, "wares", {}, {})
        while True:
            try:
                with tally.step():
                    ware = next(items, None)
            except ApiException as error:
                if time.monotonic() > until + PATIENCE:
                    raise
                items = _go_on(client, items, error)
                continue
            if ware is None:
                break
            found.append(ware.id)
        tally.end_walk(found)


async def read_async(client: AsyncClient, until: float, tally: Tally) -> None:
    """Do what `read` does, asynchronously, and give up on some steps half way, to begin them anew."""
    while time.monotonic() < until:
        found: list[str] = []
        items = client._items(GET_SHELF, "wares", {}, {})
        while True:
            patience = random.choice([None, None, None, 0.02])
            try:
                with tally.step():
                    async with asyncio.timeout(patience):
                        ware = await anext(items, None)
            except ApiException as error:
                if time.monotonic() > until + PATIENCE:
                    raise
                items = _go_on(client, items, error)
                continue
            except TimeoutError:
                continue
            if ware is None:
                break
            found.append(ware.id)
        tally.end_walk(found)


def _go_on(client: SyncClient | AsyncClient, items: Any, error: ApiException) -> Any:
    """Return the same iterator, or another one from the error's cursor on."""
    if random.random() < 0.5:
        return items
    return client._items(GET_SHELF, "wares", {"cursor": error.cursor}, {})


def tick(over: Event, tally: Tally) -> None:
    """Take note of how late a timer is, until the reading is over."""
    while not over.is_set():
        began = time.monotonic()
        time.sleep(TICK)
        tally.late = max(tally.late, time.monotonic() - began - TICK)


async def tick_async(tally: Tally) -> None:
    """Do what `tick` does, asynchronously, until it is cancelled."""
    while True:
        began = time.monotonic()
        await asyncio.sleep(TICK)
        tally.late = max(tally.late, time.monotonic() - began - TICK)


def run_threads(client: SyncClient, until: float, tally: Tally) -> None:
    """Let threads read on one client."""
    over = Event()
    with ThreadPoolExecutor(THREADS + 1) as pool:
        pool.submit(tick, over, tally)
        try:
            for reader in [pool.submit(read, client, until, tally) for _ in range(THREADS)]:
                reader.result()
        finally:
            over.set()


async def run_tasks(client: AsyncClient, until: float, tally: Tally) -> None:
    """Let tasks read on one client."""
    ticker = asyncio.create_task(tick_async(tally))
    async with asyncio.TaskGroup() as group:
        for _ in range(TASKS):
            group.create_task(read_async(client, until, tally))
    ticker.cancel()
    await asyncio.wait([ticker])
