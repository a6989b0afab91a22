"""Loops over pages, for clients that leave them to their users."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any


def walk(fetch: Callable[[str], Any]) -> Iterator[Any]:
    """Every fill of every page, each fetched by its cursor."""
    cursor = ""
    while True:
        page = fetch(cursor)
        yield from page.fills
        if not (cursor := page.cursor):
            return


async def walk_async(fetch: Callable[[str], Awaitable[Any]]) -> AsyncIterator[Any]:
    """Do what `walk` does, asynchronously."""
    cursor = ""
    while True:
        page = await fetch(cursor)
        for fill in page.fills:
            yield fill
        if not (cursor := page.cursor):
            return
