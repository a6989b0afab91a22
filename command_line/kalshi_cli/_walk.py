"""Walks to the end of what the exchange lists, and shows on a terminal how far it has come."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from kalshi_cli._columns import Row, Sheet
from kalshi_cli._editions import Edition, check_filters


class Progress(Protocol):
    """What is told of the progress of a walk."""

    def __call__(self, rows: int, /) -> None:
        """Take note of so many further rows."""


def walk_pages(
    client: Any, edition: Edition, sheet: Sheet, filters: Mapping[str, object], cursor: str | None = None
) -> Iterator[tuple[list[Row], str]]:
    """Go through the pages of a list.

    Args:
        client: The client.
        edition: The edition that it speaks.
        sheet: What is listed.
        filters: The filters by the contract's names, ``None`` where not given.
        cursor: Where to begin, if not at the beginning.

    Yields:
        The rows of a page, and the cursor of the next one, empty on the last.

    Raises:
        CommandError: If the edition does not know a filter.
        ApiException: If a call fails.
    """
    given = check_filters(edition, sheet.operation, filters)
    read = sheet.reader(edition)
    for page in getattr(client, sheet.walk)(cursor=cursor, **given):
        yield [read(item) for item in getattr(page, sheet.items) or ()], page.cursor or ""


def walk_rows(
    client: Any, edition: Edition, sheet: Sheet, filters: Mapping[str, object], newest: int | None = None
) -> Iterator[Row]:
    """Go through the rows of a list, telling the terminal how far it has come.

    Args:
        client: The client.
        edition: The edition that it speaks.
        sheet: What is listed.
        filters: The filters by the contract's names, ``None`` where not given.
        newest: How many rows to stop after, if not at the end.
    """
    left = newest
    given = {**filters, "limit": min(newest, 100)} if newest is not None else filters
    with show_progress(sheet.name) as advance:
        for rows, _ in walk_pages(client, edition, sheet, given):
            advance(len(rows))
            yield from rows[:left]
            if left is not None:
                left -= len(rows)
                if left <= 0:
                    return


@contextmanager
def show_progress(name: str) -> Iterator[Progress]:
    """Show a bar on stderr while something is read; nothing where stderr is no terminal.

    How much there is, the exchange tells at the end only, so the bar counts and does not promise.

    Args:
        name: What is read.

    Yields:
        What to call for each page.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("reading {task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(name, total=None)
        yield lambda rows: bar.advance(task, rows)
