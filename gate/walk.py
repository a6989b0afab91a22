"""Walks through the pages of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gate.contract import Operation
from gate.findings import Problem, Violation
from gate.target import Query, Target
from gate.traffic import Exchange
from gate.values import read_json

Row = dict[str, Any]
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        lists: The items by the name of their list.
        cursor: The cursor of the next page, empty if this is the last.
        exchange: The request and its answer.
    """

    lists: dict[str, list[Row]]
    cursor: str
    exchange: Exchange


def describe(operation: Operation, query: Query) -> str:
    """Names a call, such as `GetFills(limit=5)`."""
    return f"{operation.id}({', '.join(f'{name}={value}' for name, value in query.items())})"


def read_page(target: Target, operation: Operation, query: Query, *, layer: str = "meaning") -> Page:
    """Reads one page.

    Args:
        target: The server.
        operation: An operation that is paged.
        query: The query's parameters.
        layer: Who asks.

    Returns:
        The page.

    Raises:
        Violation: The answer is none of status 200 with the lists that the contract names.
    """
    paging = operation.pages
    exchange = target.get(operation, query, layer=layer)
    place = describe(operation, query)
    reproduce = target.reproduce(exchange)
    if exchange.status != 200:
        raise Violation(Problem(place, f"expected status 200, got {exchange.status}", reproduce=reproduce))
    try:
        body = read_json(exchange.body)
        lists = {each.name: body[each.name] for each in paging.lists}
        cursor = body.get(paging.next_cursor) or ""
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"the answer is not a page: {type(error).__name__}: {error}"
        raise Violation(Problem(place, text, reproduce=reproduce)) from None
    for each in paging.lists:
        rows = lists[each.name]
        if not isinstance(rows, list) or not all(isinstance(row, dict) and each.id in row for row in rows):
            text = f"{each.name} is not a list of objects with {each.id}"
            raise Violation(Problem(place, text, reproduce=reproduce))
    if not isinstance(cursor, str):
        raise Violation(Problem(place, f"{paging.next_cursor} is no text: {cursor!r}", reproduce=reproduce))
    return Page(lists, cursor, exchange)


def walk(target: Target, operation: Operation, query: Query, *, layer: str = "meaning") -> Iterator[Page]:
    """Goes through all pages of a query.

    Args:
        target: The server.
        operation: An operation that is paged.
        query: The query's parameters, without a cursor.
        layer: Who asks.

    Yields:
        The pages.

    Raises:
        Violation: A page cannot be read, a cursor comes again, or there is no end.
    """
    paging = operation.pages
    seen: set[str] = set()
    cursor = ""
    place = describe(operation, query)
    for _ in range(MOST_PAGES):
        start = {paging.cursor: cursor} if cursor else {}
        page = read_page(target, operation, {**query, **start}, layer=layer)
        yield page
        cursor = page.cursor
        if not cursor:
            return
        if cursor in seen:
            text = "a cursor comes again, so paging never ends"
            raise Violation(Problem(place, text, reproduce=target.reproduce(page.exchange)))
        seen.add(cursor)
        if len(seen) > 3 and not any(page.lists.values()):
            text = "pages without items go on and on"
            raise Violation(Problem(place, text, reproduce=target.reproduce(page.exchange)))
    raise Violation(Problem(place, f"no end after {MOST_PAGES} pages"))


def read_all(
    target: Target, operation: Operation, query: Query, *, layer: str = "meaning"
) -> dict[str, list[Row]]:
    """Reads all items of a query, by the name of their list."""
    found: dict[str, list[Row]] = {}
    for page in walk(target, operation, query, layer=layer):
        for name, rows in page.lists.items():
            found.setdefault(name, []).extend(rows)
    return found
