"""Ends what tasks wait for when their time is over, with one timer for all that share an event loop.

`asyncio.timeout` sets a timer for each attempt and takes it back, which is a hundredth of a call to a server
nearby. Most attempts are over long before their deadline, so here one timer, for the deadline that comes
first, stands for all, and stays when that attempt is over: it finds nobody to wake.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, CancelledError, Task, TimerHandle, current_task
from contextvars import Context
from math import inf
from operator import attrgetter
from time import monotonic
from types import TracebackType
from typing import Any, Self

from ._deadlines import Deadline


class Alarm:
    """Cancels tasks of one event loop whose deadline is over.

    Args:
        loop: The event loop.

    Attributes:
        loop: As given.
    """

    __slots__ = ("_end", "_timer", "_watches", "loop")

    def __init__(self, loop: AbstractEventLoop) -> None:
        self.loop = loop
        self._watches: dict[Watch, None] = {}
        self._end = inf  # when the timer fires
        self._timer: TimerHandle | None = None

    def add(self, watch: Watch) -> None:
        """Ring for a task, unless it is taken away before its end."""
        self._watches[watch] = None
        if watch.end < self._end:
            self._set(watch.end)

    def take(self, watch: Watch) -> None:
        """Ring for it no longer."""
        self._watches.pop(watch, None)

    def stop(self) -> None:
        """Take the timer back, unless somebody is still watched over."""
        if self._timer is not None and not self._watches:
            self._timer.cancel()
            self._end, self._timer = inf, None

    def _set(self, end: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        # In a context of its own, lest it keep that of whoever called first.
        self._timer = self.loop.call_later(end - monotonic(), self._ring, context=Context())
        self._end = end

    def _ring(self) -> None:
        self._end, self._timer = inf, None
        now = monotonic()
        due = [watch for watch in self._watches if watch.end <= now]
        try:
            for watch in sorted(due, key=attrgetter("end")):
                self.take(watch)
                watch.ring()
        finally:  # an interrupt, say, leaves the others to the next timer
            end = min((watch.end for watch in self._watches), default=inf)
            if end < inf:  # that of a later deadline, or the same one where a timer came early
                self._set(end)


class Watch:
    """Holds the task that enters it to a deadline, as `asyncio.timeout` does.

    Args:
        alarm: The alarm of the task's event loop.
        deadline: When it is over.

    Attributes:
        end: When that is, by the monotonic clock.
        rung: Whether the task was cancelled for it.
    """

    __slots__ = ("_alarm", "_cancelling", "_task", "end", "rung")

    def __init__(self, alarm: Alarm, deadline: Deadline) -> None:
        task: Task[Any] | None = current_task()
        if task is None:
            raise RuntimeError("a call can be awaited in a task of asyncio only")
        self._alarm = alarm
        self._task = task
        self._cancelling = task.cancelling()
        self.end = deadline.end
        self.rung = False

    def ring(self) -> None:
        """Cancel the task."""
        self.rung = True
        self._task.cancel()

    def __enter__(self) -> Self:
        self._alarm.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the watch.

        Raises:
            TimeoutError: If this, and nothing else since it began, cancelled the task.
        """
        self._alarm.take(self)
        if self.rung and self._task.uncancel() <= self._cancelling and isinstance(error, CancelledError):
            raise TimeoutError from error
