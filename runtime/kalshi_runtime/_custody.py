"""Keeps connections from being lost when a task is cancelled.

httpcore looks after a connection from the first byte of a request to the last of its answer. Cancelled in
between connecting and sending, or in the middle of tidying up, it would keep the connection for ever: open,
unused, and counted among those that there may be. In these places it waits for nothing but its turn. So a
cancellation that meets such a turn is kept back until something is waited for, or until all is done.

Tidying up may also have to wait for a lock that other tasks take in turn, as they do when several ask for one
idle connection. httpcore tidies up in shields of anyio's, which stop anyio's cancellations, but not a task's
own. So what is waited for in a shield is seen through as well.
"""

from __future__ import annotations

from asyncio import CancelledError, current_task, wait
from collections.abc import Coroutine, Generator
from sys import modules
from time import monotonic
from types import coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

_SECONDS: Final = 1.0
"""For how long tidying up is waited for whatever happens; it takes some turns of the event loop."""

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
    until = 0.0
    outside = _find_scope()
    try:
        while True:
            waited = work.send(None) if thrown is None else work.throw(thrown)
            thrown = None
            turns += kept is not None
            try:
                if waited is not None and turns <= _TURNS and _is_shielded(outside):
                    if kept is None:
                        until = monotonic() + _SECONDS
                    kept = (yield from _see_through(waited, until)) or kept
                    if waited.done():
                        continue
                if kept is not None and (waited is not None or turns > _TURNS):
                    late, kept, turns = kept, None, 0
                    if _is_wanted() and (waited is None or not waited.cancel()):
                        thrown = late
                        continue
                yield waited
            except CancelledError as error:
                if waited is None:  # a bare yield, which goes on at once
                    kept, until = error, monotonic() + _SECONDS
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
            if waited is not None:
                kept = (yield from _see_through(waited, monotonic() + _SECONDS)) or kept
                if waited.done():
                    continue
                if kept is not None and waited.cancel():
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


def _see_through(waited: Any, until: float) -> Generator[Any, Any, CancelledError | None]:
    """Wait until then at the latest, and return the cancellation that came meanwhile, if any.

    A task that is cancelled cancels what it waits for before anybody can object. So it is made to wait for
    something else.
    """
    kept: CancelledError | None = None
    while not waited.done() and (left := until - monotonic()) > 0:
        try:
            yield from wait((waited,), timeout=left).__await__()
        except CancelledError as error:
            kept = error
    return kept


def _is_wanted() -> bool:
    """Whether the task is still to be cancelled; a scope that ended meanwhile took its own back."""
    task = current_task()
    return task is None or task.cancelling() > 0


def _is_shielded(outside: object) -> bool:
    """Whether something in the work, as httpcore, says that it may not be cancelled."""
    scope = _find_scope()
    return scope is not None and scope is not outside and scope.shield is True


def _find_scope() -> Any:
    """Return the innermost of anyio's scopes that the task is in; anyio does not show it otherwise."""
    states: Any = getattr(modules.get("anyio._backends._asyncio"), "_task_states", None)
    try:
        return getattr(states.get(current_task()), "cancel_scope", None)
    except (AttributeError, RuntimeError, TypeError):  # no anyio, no event loop, no task
        return None
