"""Keeps connections from being lost when a task is cancelled.

httpcore looks after a connection from the first byte of a request to the last of its answer. Cancelled in
between connecting and sending, or in the middle of tidying up, it would keep the connection for ever: open,
unused, and counted among those that there may be. In these places it waits for nothing but its turn. So a
cancellation that meets such a turn is kept back until something is waited for, or until all is done.
"""

from __future__ import annotations

from asyncio import CancelledError, current_task, wait
from collections.abc import Coroutine, Generator
from time import monotonic
from types import coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

_SECONDS: Final = 1.0
"""For how long a release is waited for whatever happens; it takes some turns of the event loop."""

_TURNS: Final = 100
"""For how many turns a cancellation is kept back; httpcore takes a few, and nobody may take them for ever."""


@coroutine
def keep(work: Coroutine[Any, Any, T]) -> Generator[Any, Any, T]:
    """Await an attempt.

    Args:
        work: All that is done about the connection, its release included.

    Raises:
        asyncio.CancelledError: If the task was cancelled, at the latest when the work is done.
    """
    kept: CancelledError | None = None
    thrown: BaseException | None = None
    turns = 0
    try:
        while True:
            waited = work.send(None) if thrown is None else work.throw(thrown)
            thrown = None
            turns += 1
            if kept is not None and (waited is not None or turns > _TURNS):
                late, kept = kept, None
                if _is_wanted() and (waited is None or not waited.cancel()):
                    thrown = late
                    continue
            try:
                yield waited
            except CancelledError as error:
                if waited is None:  # a bare yield, which goes on at once
                    kept, turns = error, 0
                else:
                    thrown = error
            except GeneratorExit:
                kept = None
                work.close()
                raise
            except BaseException as error:
                thrown = error
    except StopIteration as end:
        result: T = end.value
    finally:
        if kept is not None and _is_wanted():
            raise kept
    return result


@coroutine
def outlast(work: Coroutine[Any, Any, None]) -> Generator[Any, Any, None]:
    """Await what releases a connection to its end, within `keep`.

    It may have to wait in turn for a task that asks for the same connection, and that wait is not cancelled
    either; but nobody is waited for any longer than that can take.

    Raises:
        asyncio.CancelledError: If the task was cancelled meanwhile.
    """
    kept: CancelledError | None = None
    thrown: BaseException | None = None
    try:
        while True:
            waited = work.send(None) if thrown is None else work.throw(thrown)
            thrown = None
            until = monotonic() + _SECONDS
            while waited is not None and not waited.done() and monotonic() < until:
                try:
                    yield from wait((waited,), timeout=_SECONDS).__await__()
                except CancelledError as error:
                    kept = error
            if waited is None or not waited.done():
                if waited is not None and kept is not None and waited.cancel():
                    kept = None
                try:
                    yield waited
                except BaseException as error:
                    thrown = error
    except StopIteration:
        if kept is not None:
            raise kept from None
    finally:
        work.close()


def _is_wanted() -> bool:
    """Whether the task is still to be cancelled; a scope that ended meanwhile took its own back."""
    task = current_task()
    return task is None or task.cancelling() > 0
