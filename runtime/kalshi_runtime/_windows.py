"""Windows of time over a paged list: what to fetch side by side, and how it becomes one list again.

Nothing is known beforehand of how far a history reaches, or of how dense it is. But any page tells how much
time a page takes here. So the walk from the newest page on leaves a gap of some pages and begins another
window below it, which does the same in its turn: the end is found by a page that has nothing after it, and a
stretch without items costs nothing. A window that turns out to be longer than was thought is divided again.

Whether the bounds themselves are included, and whether fractions of a second count, is not known. So a window
is followed down to a second below the bound of the one beneath it, and what both have is known by its id.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator, Hashable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

from ._concurrency import CONCURRENCY
from ._declarations import Operation, Window, get_pagination
from ._errors import PaginationError
from ._pages import Walk, get_list, make_busy_error, read_next_cursor


class WindowWalk(Walk):
    """A walk through the pages of one window.

    Args:
        operation: The operation.
        window: What bounds its list by time.
        arguments: The arguments of the first page.
        newest: The second that the window begins with; ``None`` for the one that begins the whole walk.

    Attributes:
        oldest: The second that the window below begins with, if there is one.
        pages: What was fetched and not yet read: items that the window above may have, and others.
        overlap: The ids of items that the window below may have as well.
        is_fetching: Whether its next page is being fetched.
        error: What its next page failed with.
    """

    def __init__(
        self,
        operation: Operation[Any],
        window: Window,
        arguments: Mapping[str, Any],
        newest: int | None = None,
        oldest: int | None = None,
    ) -> None:
        super().__init__(operation, arguments)
        self.oldest = oldest
        self.pages: deque[tuple[list[Any], list[Any]]] = deque()
        self.overlap: set[Hashable] = set()
        self.is_fetching = False
        self.error: BaseException | None = None
        self._window = window
        self._newest = newest
        self._lowest: int | None = None
        self._is_clear = newest is None

    @property
    def resume(self) -> dict[str, Any]:
        """The arguments with which another walk begins at the next page; empty for the very first one."""
        bound = {} if self._newest is None else {self._window.newest: self._newest}
        return bound | super().resume

    def receive(self, page: object) -> tuple[int, int] | None:
        """Take a page.

        Returns:
            The seconds of its first and its last item, if there is more to come and they are known.

        Raises:
            PaginationError: The page has no list, or not one that windows can be made of.
        """
        self.advance(read_next_cursor(self.operation, page))
        doubtful: list[Any] = []
        certain: list[Any] = []
        first = None
        self.pages.append((doubtful, certain))
        for item in get_list(self.operation, self._window.list, page):
            second = _read_second(item, self._window.time)
            if second is not None:
                first = second if first is None else first
                self._check(second)
                if self.oldest is not None and second < self.oldest - 1:
                    self.done = True
                    return None
                if self._newest is not None:
                    self._is_clear = self._is_clear or second < self._newest - 1
            (certain if self._is_clear else doubtful).append(item)
            if second is None or (self.oldest is not None and second <= self.oldest):
                self.overlap.add(_read_id(item, self._window.id))
        return None if self.done or first is None or self._lowest is None else (first, self._lowest)

    def _check(self, second: int) -> None:
        """Check that the list is what windows can be made of; else items would be lost without a word."""
        if self._newest is not None and second > self._newest + 1:
            self._refuse(f"items come that are later than {self._window.newest}={self._newest}")
        if self._lowest is not None and second > self._lowest + 1:
            self._refuse("items do not come the newest first")
        self._lowest = second if self._lowest is None else min(second, self._lowest)

    def _refuse(self, reason: str) -> NoReturn:
        self._end = PaginationError(
            f"{self.operation.id}: {reason}, so windows of time cannot be made; leave {CONCURRENCY} out",
            operation=self.operation.id,
            cursor=self.cursor,
        )
        raise self._end


class Windows:
    """All windows of a walk, from the newest to the oldest. It fetches nothing, and knows no thread or task.

    Args:
        operation: A paged operation.
        list_name: The list to walk through.
        arguments: The arguments of the first page.
        concurrency: How many pages may be fetched at once. As many pages each of twice as many windows may
            be held.
    """

    def __init__(
        self, operation: Operation[Any], list_name: str, arguments: Mapping[str, Any], concurrency: int
    ) -> None:
        self.operation = operation
        self.concurrency = concurrency
        self._window = _get_window(operation, list_name)
        first = WindowWalk(operation, self._window, arguments)
        self._arguments = first.arguments | {get_pagination(operation).cursor_parameter: None}
        self._end: int = self._arguments.get(self._window.oldest) or 0
        self._walks = [first]
        self._above: set[Hashable] = set()
        self._is_busy = False

    @property
    def done(self) -> bool:
        """Whether all items have been read."""
        return not self._walks

    @contextmanager
    def turn(self) -> Generator[None]:
        """Guard the reading of items.

        Raises:
            PaginationError: Another thread or task is reading.
        """
        if self._is_busy:
            raise make_busy_error(self.operation)
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False

    def start(self) -> list[WindowWalk]:
        """Choose what to fetch the next page of now, the newest first."""
        free = self.concurrency - sum(walk.is_fetching for walk in self._walks)
        due = [
            walk
            for walk in self._walks
            if not (walk.is_fetching or walk.done or walk.error) and len(walk.pages) < self.concurrency
        ][:free]
        for walk in due:
            walk.is_fetching = True
        return due

    def receive(self, walk: WindowWalk, outcome: object) -> None:
        """Take a page that was fetched, or the error that it failed with."""
        walk.is_fetching = False
        if isinstance(outcome, BaseException):
            walk.error = outcome
            return
        try:
            span = walk.receive(outcome)
        except PaginationError as error:
            walk.error = error
        else:
            if span is not None:
                self._divide(walk, *span)

    def read(self) -> Sequence[Any] | None:
        """Return the next items; ``None`` if they have to be waited for, or there are none.

        Raises:
            BaseException: Their page could not be fetched. It is tried again after that.
        """
        while self._walks:
            walk = self._walks[0]
            if walk.pages:
                doubtful, certain = walk.pages.popleft()
                return [*filter(self._is_new, doubtful), *certain]
            if walk.error is not None:
                error, walk.error = walk.error, None
                raise error.with_traceback(None)
            if not walk.done:
                return None
            self._above = self._walks.pop(0).overlap
        return None

    def _is_new(self, item: object) -> bool:
        known = _read_id(item, self._window.id)
        return known is None or known not in self._above

    def _divide(self, walk: WindowWalk, first: int, last: int) -> None:
        """Begin a window as many pages below as there may be requests, if this one reaches further."""
        span = max(first - last, 1)
        newest = last - span * (self.concurrency - 1)
        end = self._end if walk.oldest is None else walk.oldest
        if newest - span <= end or len(self._walks) >= 2 * self.concurrency:
            return
        arguments = self._arguments | {self._window.newest: newest}
        below = WindowWalk(self.operation, self._window, arguments, newest, walk.oldest)
        self._walks.insert(self._walks.index(walk) + 1, below)
        walk.oldest = newest


def _get_window(operation: Operation[Any], list_name: str) -> Window:
    for window in get_pagination(operation).windows:
        if window.list == list_name:
            return window
    raise TypeError(f"{operation.id}: {list_name} is not bounded by time; its declaration has no window")


def _read_id(item: object, name: str) -> Hashable:
    return getattr(item, name, None)


def _read_second(item: object, name: str) -> int | None:
    time = getattr(item, name, None)
    if isinstance(time, datetime):
        return math.floor(time.timestamp())
    return time if isinstance(time, int) else None
