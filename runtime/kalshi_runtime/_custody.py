"""Keeps connections from being lost when a task is cancelled.

httpcore looks after a connection from the first byte of a request to the last of its answer. Cancelled in
between connecting and sending, or in the middle of tidying up, it would keep the connection for ever: open,
unused, and counted among those that there may be. In these two places it waits for nothing but its turn, so a
cancellation can be kept back for that moment, and takes effect right after it. What follows a cancellation is
tidying up as well, whatever cancels a second time.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Coroutine, Generator, Mapping
from types import coroutine
from typing import Any, TypeVar

from ._stream_guards import OPENED, SENDING, guard_async

T = TypeVar("T")


class Custody:
    """Looks after the connection of one attempt that is awaited."""

    __slots__ = ("_critical",)

    def __init__(self) -> None:
        self._critical = False

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Follow the attempt; given to httpx, which calls it at every step."""
        if event.endswith(OPENED):
            guard_async(info["return_value"])
            self._critical = True
        elif event.endswith(SENDING):
            self._critical = False
            if info["request"].method != b"CONNECT":
                del info["request"].extensions["trace"]  # no connection is made any more, and steps take time

    def tidy_up(self) -> None:
        """Take note that nothing is left to do but to release the connection."""
        self._critical = True

    @coroutine
    def keep(self, work: Coroutine[Any, Any, T]) -> Generator[Any, Any, T]:
        """Await an attempt.

        Args:
            work: All that is done about the connection, its release included.

        Raises:
            asyncio.CancelledError: If the task was cancelled, at the latest when the work is done.
        """
        kept: CancelledError | None = None
        thrown: BaseException | None = None
        try:
            while True:
                waited = work.send(None) if thrown is None else work.throw(thrown)
                thrown = None
                if kept is not None and not self._critical:
                    kept, thrown = None, kept
                    self.tidy_up()
                    continue
                try:
                    yield waited
                except CancelledError as error:
                    # Whoever waits for nothing (a bare yield) goes on at once.
                    if waited is None and self._critical:
                        kept = error
                    else:
                        thrown = error
                        self.tidy_up()
                except GeneratorExit:
                    kept = None
                    work.close()
                    raise
                except BaseException as error:
                    thrown = error
        except StopIteration as end:
            result: T = end.value
        finally:
            if kept is not None:
                raise kept
        return result
