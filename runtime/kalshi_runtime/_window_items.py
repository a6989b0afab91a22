"""The items of windows of time, fetched side by side: by threads, or by tasks."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from concurrent import futures  # whose threads are not imported before they are needed
from contextlib import suppress
from contextvars import copy_context
from typing import Any

from ._windows import Windows, WindowWalk


class WindowItems(Iterator[Any]):
    """The items of all windows. After an error, ``next()`` tries the same page again.

    Pages are asked for while items are read, and no more of them once the iterator is dropped; what is under
    way then is waited for.

    Args:
        windows: The windows.
        fetch: Fetches the page for some arguments.
    """

    def __init__(self, windows: Windows, fetch: Callable[[Mapping[str, Any]], Any]) -> None:
        self._windows = windows
        self._fetch = fetch
        self._items: Iterator[Any] = iter(())
        self._threads = futures.ThreadPoolExecutor(windows.concurrency, "kalshi-window")
        self._under_way: dict[futures.Future[Any], WindowWalk] = {}
        self._close = weakref.finalize(self, _shut_down, self._threads)

    def __next__(self) -> Any:
        while True:
            for item in self._items:
                return item
            with self._windows.turn():
                self._items = iter(self._read())

    def _read(self) -> Sequence[Any]:
        while not self._windows.done:
            for future in [future for future in self._under_way if future.done()]:
                self._windows.receive(self._under_way.pop(future), future.result())
            for walk in self._windows.start():
                future = self._threads.submit(copy_context().run, _fetch, walk, self._fetch)
                self._under_way[future] = walk
            if (items := self._windows.read()) is not None:
                return items
            if self._under_way:
                futures.wait(self._under_way, return_when=futures.FIRST_COMPLETED)
        self._close()
        raise StopIteration


class AsyncWindowItems(AsyncIterator[Any]):
    """What `WindowItems` is, asynchronously; what is under way when it is dropped is cancelled."""

    def __init__(self, windows: Windows, fetch: Callable[[Mapping[str, Any]], Awaitable[Any]]) -> None:
        self._windows = windows
        self._fetch = fetch
        self._items: Iterator[Any] = iter(())
        self._under_way: dict[asyncio.Task[Any], WindowWalk] = {}
        weakref.finalize(self, _cancel, self._under_way)

    async def __anext__(self) -> Any:
        while True:
            for item in self._items:
                return item
            with self._windows.turn():
                self._items = iter(await self._read())

    async def _read(self) -> Sequence[Any]:
        while not self._windows.done:
            for task in [task for task in self._under_way if task.done()]:
                outcome = asyncio.CancelledError() if task.cancelled() else task.result()
                self._windows.receive(self._under_way.pop(task), outcome)
            for walk in self._windows.start():
                task = asyncio.create_task(_fetch_async(walk, self._fetch))
                self._under_way[task] = walk
            if (items := self._windows.read()) is not None:
                return items
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        raise StopAsyncIteration


def _fetch(walk: WindowWalk, fetch: Callable[[Mapping[str, Any]], Any]) -> Any:
    try:  # an error is a value until its place is reached
        with walk.step():
            return fetch(walk.arguments)
    except Exception as error:
        return error


async def _fetch_async(walk: WindowWalk, fetch: Callable[[Mapping[str, Any]], Awaitable[Any]]) -> Any:
    try:
        with walk.step():
            return await fetch(walk.arguments)
    except Exception as error:
        return error


def _shut_down(threads: futures.ThreadPoolExecutor) -> None:
    with suppress(RuntimeError):  # one of the threads cannot wait for itself, if it collects garbage
        threads.shutdown(cancel_futures=True)


def _cancel(under_way: MutableMapping[asyncio.Task[Any], WindowWalk]) -> None:
    for task in under_way:
        with suppress(RuntimeError):  # its loop has been closed, and everything of it has ended
            task.get_loop().call_soon_threadsafe(task.cancel)
