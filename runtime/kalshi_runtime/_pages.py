"""Walks through the pages of an operation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from kalshi_auth import KalshiError

from ._declarations import Operation, get_pagination
from ._errors import ApiException, PaginationError, RepeatedCursorError, UnsetFieldError

P = TypeVar("P")


class Walk:
    """Where a walk through the pages of an operation stands.

    Args:
        operation: A paged operation.
        arguments: The arguments of the first page.

    Attributes:
        arguments: The arguments of the next page.
        done: Whether there is no next page.
    """

    def __init__(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> None:
        self.operation = operation
        self.arguments = dict(arguments)
        self.done = False
        self._pagination = get_pagination(operation)
        limit = self._pagination.limit_parameter
        if limit is not None and self.arguments.get(limit) is None:
            self.arguments[limit] = self._pagination.max_limit
        self._seen = {hash(self.cursor)}  # hashes alone, so that a long walk stays small
        self._end: PaginationError | None = None
        self._busy = False

    @property
    def resume(self) -> dict[str, Any]:
        """The arguments with which another walk begins at the next page; empty for the very first one."""
        return {self._pagination.cursor_parameter: self.cursor} if self.cursor is not None else {}

    @property
    def cursor(self) -> str | None:
        """The cursor of the next page, ``None`` for the very first."""
        return self.arguments.get(self._pagination.cursor_parameter) or None

    @contextmanager
    def step(self) -> Generator[None]:
        """Guard the fetching of the next page; an error is told the cursor to go on from.

        Raises:
            RepeatedCursorError: If this walk has been at that page before.
            PaginationError: If another thread or task is fetching it, or its cursor could not be read.
        """
        if self._end is not None:
            raise self._end.with_traceback(None)
        if self._busy:
            raise make_busy_error(self.operation, self.cursor)
        self._busy = True
        try:
            yield
        except KalshiError as error:
            if self.resume:
                place = ", ".join(f"{name}={value!r}" for name, value in self.resume.items())
                error.add_note(f"To go on from the page that failed: {place}")
            if isinstance(error, ApiException):
                error.cursor = self.cursor
                error.resume = self.resume
            raise
        finally:
            self._busy = False

    def advance(self, next_cursor: str | UnsetFieldError | None) -> None:
        """Go to the next page.

        Args:
            next_cursor: Its cursor, as found in the page before it; empty or ``None`` is the end. Where it
                could not be read, the page is still good to hand out, and the step after it raises.
        """
        if isinstance(next_cursor, UnsetFieldError):
            self._end = PaginationError(
                f"{self.operation.id}: the cursor of the next page could not be read ({next_cursor}); what "
                "came before was handed out whole",
                operation=self.operation.id,
                cursor=self.cursor,
            )
            return
        if not next_cursor:
            self.done = True
            return
        self.arguments[self._pagination.cursor_parameter] = next_cursor
        if hash(next_cursor) in self._seen:
            self._end = RepeatedCursorError(
                f"{self.operation.id}: the server gave a cursor that this walk has been at before, so its "
                f"pages go round; what came before was handed out whole. The cursor is {self.cursor!r}",
                operation=self.operation.id,
                cursor=self.cursor,
            )
        self._seen.add(hash(next_cursor))


def make_busy_error(operation: Operation[Any], cursor: str | None = None) -> PaginationError:
    """Return the error of a thread or task that asks an iterator while another waits for it."""
    return PaginationError(
        f"{operation.id}: another thread or task is waiting for this iterator's next page; "
        "give each an iterator of its own",
        operation=operation.id,
        cursor=cursor,
    )


def read_next_cursor(operation: Operation[Any], page: object) -> str | UnsetFieldError | None:
    """Read the cursor of the page after a page, or the error that says why it cannot be read."""
    try:
        cursor: str | None = getattr(page, get_pagination(operation).next_cursor)
    except UnsetFieldError as error:
        return error.with_traceback(None)
    return cursor


class Pages(Iterator[P], Generic[P]):
    """The pages of a walk. After an error, ``next()`` tries the same page again.

    Args:
        walk: Where to begin.
        fetch: Fetches the page for some arguments.
        read_cursor: Reads the next cursor of a page.

    Attributes:
        cursor: The cursor of the page that was asked for last, ``None`` for the very first.
    """

    def __init__(
        self,
        walk: Walk,
        fetch: Callable[[Mapping[str, Any]], P],
        read_cursor: Callable[[P], str | UnsetFieldError | None],
    ) -> None:
        self.cursor: str | None = None
        self._walk = walk
        self._fetch = fetch
        self._read_cursor = read_cursor

    def __next__(self) -> P:
        if self._walk.done:
            raise StopIteration
        with self._walk.step():
            self.cursor = self._walk.cursor
            page = self._fetch(self._walk.arguments)
            cursor = self._read_cursor(page)
        self._walk.advance(cursor)
        return page


class AsyncPages(AsyncIterator[P], Generic[P]):
    """What `Pages` is, asynchronously."""

    def __init__(
        self,
        walk: Walk,
        fetch: Callable[[Mapping[str, Any]], Awaitable[P]],
        read_cursor: Callable[[P], str | UnsetFieldError | None],
    ) -> None:
        self.cursor: str | None = None
        self._walk = walk
        self._fetch = fetch
        self._read_cursor = read_cursor

    async def __anext__(self) -> P:
        if self._walk.done:
            raise StopAsyncIteration
        with self._walk.step():
            self.cursor = self._walk.cursor
            page = await self._fetch(self._walk.arguments)
            cursor = self._read_cursor(page)
        self._walk.advance(cursor)
        return page


class Items(Iterator[Any]):
    """The items of one list of all pages."""

    def __init__(self, operation: Operation[Any], list_name: str, pages: Pages[Any]) -> None:
        self._operation = operation
        self._list_name = list_name
        self._pages = pages
        self._items: Iterator[Any] = iter(())

    def __next__(self) -> Any:
        while True:
            for item in self._items:
                return item
            page = next(self._pages)
            self._items = iter(get_list(self._operation, self._list_name, page, self._pages.cursor))


class AsyncItems(AsyncIterator[Any]):
    """What `Items` is, asynchronously."""

    def __init__(self, operation: Operation[Any], list_name: str, pages: AsyncPages[Any]) -> None:
        self._operation = operation
        self._list_name = list_name
        self._pages = pages
        self._items: Iterator[Any] = iter(())

    async def __anext__(self) -> Any:
        while True:
            for item in self._items:
                return item
            page = await anext(self._pages)
            self._items = iter(get_list(self._operation, self._list_name, page, self._pages.cursor))


def get_list(operation: Operation[Any], name: str, page: object, cursor: str | None = None) -> Iterable[Any]:
    """Return the items of one list of a page.

    Args:
        operation: The operation.
        name: The list's name.
        page: The page.
        cursor: Its own cursor, for the error.

    Raises:
        PaginationError: The list could not be read.
    """
    try:
        items: Iterable[Any] | None = getattr(page, name)
    except UnsetFieldError as error:
        reason = str(error)
    else:
        return items or ()
    failure = PaginationError(
        f"{operation.id}: a page has no items to hand out: {reason}",
        operation=operation.id,
        cursor=cursor,
    )
    if cursor is not None:
        failure.resume = {get_pagination(operation).cursor_parameter: cursor}
    raise failure
