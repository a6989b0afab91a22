"""Paging returns each item once and ends, and `limit` bounds a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from gate.contract import Operation
from gate.findings import Problem, Violation, check
from gate.meaning.subject import Subject
from gate.snapshot import time_of, widest
from gate.walk import Page, read_page, walk

MOST_PAGES = 60


@check
def pages_list_each_item_once(subject: Subject) -> Iterator[Problem]:
    """Page after page, of whatever size, lists every item once, in the same order, and ends."""
    for operation in subject.contract.paged:
        total = max(len(subject.snapshot.rows(operation, each.name)) for each in operation.lists)
        for limit in sizes(operation, total, 6 if subject.target.ours else 2):
            yield from subject.settled(partial(_compare, subject, operation, limit))


def _compare(subject: Subject, operation: Operation, limit: int) -> Iterator[Problem]:
    query = {**widest(operation), operation.pages.limit: limit}
    pages = list(walk(subject.target, operation, query))
    yield from _bounds(subject, operation, limit, pages)
    for number, each in enumerate(operation.lists):
        told = [row[each.id] for page in pages for row in page.lists[each.name]]
        expected = [row[each.id] for row in subject.snapshot.rows(operation, each.name)]
        once = list(dict.fromkeys(told))
        if len(once) < len(told):
            again = next(name for name, count in Counter(told).items() if count > 1)
            # What comes along with the first list may come along with several of its pages.
            text = f"{each.name} lists {again} more than once"
            yield subject.problem(operation, query, text, unverified=number > 0)
        missing, strange = set(expected) - set(once), set(once) - set(expected)
        if missing:
            text = f"{each.name} skips {len(missing)} items, such as {min(missing)}"
            yield subject.problem(operation, query, text)
        if strange:
            text = f"{each.name} has {min(strange)}, which larger pages have not"
            yield subject.problem(operation, query, text)
        if not missing and not strange and once != list(dict.fromkeys(expected)):
            yield subject.problem(
                operation, query, f"{each.name} comes in another order than in larger pages"
            )


def _bounds(subject: Subject, operation: Operation, limit: int, pages: list[Page]) -> Iterator[Problem]:
    query = {**widest(operation), operation.pages.limit: limit}
    over = {
        each.name: page for each in operation.lists for page in pages if len(page.lists[each.name]) > limit
    }
    for name, page in over.items():
        # With several lists the contract leaves open which of them the limit bounds, but not that it bounds.
        text = f"a page has {len(page.lists[name])} {name}, more than the limit"
        unverified = len(over) < len(operation.lists)
        yield subject.problem(operation, query, text, page.exchange, unverified=unverified)
    for page in pages[:-1]:
        if all(len(page.lists[each.name]) < limit for each in operation.lists):
            text = "a page is shorter than the limit, though another follows"
            yield subject.problem(operation, query, text, page.exchange, unverified=True)
            break


@check
def limit_defaults_to_what_the_contract_says(subject: Subject) -> Iterator[Problem]:
    """Without a limit a page is as long as with the default."""
    for operation in subject.contract.paged:
        paging, base = operation.pages, widest(operation)
        base.pop(paging.limit, None)
        default = operation.parameters[paging.limit].default
        if default is None:
            continue
        without = read_page(subject.target, operation, base)
        given = read_page(subject.target, operation, {**base, paging.limit: default})
        if without.lists != given.lists:
            lengths = [{name: len(rows) for name, rows in page.lists.items()} for page in (without, given)]
            text = f"without a limit {lengths[0]}, with the default of {default} {lengths[1]}"
            yield subject.problem(operation, base, text, without.exchange)


@check
def limits_outside_the_bounds_are_refused(subject: Subject) -> Iterator[Problem]:
    """A limit below the minimum or above the maximum is refused with 400, one at either bound is not."""
    for operation in subject.contract.paged:
        limit = operation.parameters[operation.pages.limit]
        for bound, outside in ((limit.minimum, -1), (limit.maximum, 1)):
            if bound is None:
                continue
            for value, expected in ((bound, 200), (bound + outside, 400)):
                query = {limit.name: value}
                exchange = subject.target.get(operation, query)
                if exchange.status != expected:
                    text = f"expected status {expected}, got {exchange.status}"
                    yield subject.problem(operation, query, text, exchange)
        yield from subject.settled(partial(_shortest, subject, operation))


def _shortest(subject: Subject, operation: Operation) -> Iterator[Problem]:
    """Looks whether the shortest page holds anything, where there is anything."""
    query = {**widest(operation), operation.pages.limit: operation.page_size(1)}
    page = read_page(subject.target, operation, query)
    if not any(page.lists.values()) and any(
        subject.items(operation.id, each.name) for each in operation.lists
    ):
        yield subject.problem(
            operation, query, "the first page is empty, though there are items", page.exchange
        )


@check
def lists_of_too_many_are_refused(subject: Subject) -> Iterator[Problem]:
    """A list in the query may be as long as the contract says and no longer."""
    for operation in subject.contract.operations.values():
        for parameter in operation.parameters.values():
            # Where all texts are known, a longer list would have to repeat them.
            if parameter.max_items is None or parameter.choices:
                continue
            for count, expected in ((parameter.max_items, 200), (parameter.max_items + 1, 400)):
                query = {parameter.name: ",".join(f"KXNONE-{number}" for number in range(count))}
                exchange = subject.target.get(operation, query)
                if exchange.status != expected:
                    text = f"{count} items: expected status {expected}, got {exchange.status}"
                    yield subject.problem(operation, query, text, exchange)


@check
def items_are_ordered(subject: Subject) -> Iterator[Problem]:
    """Items come in the order that the contract tells."""
    for operation in subject.contract.paged:
        for each in operation.lists:
            times = [time_of(row, each.time) for row in subject.snapshot.rows(operation, each.name)]
            known = [at for at in times if at is not None]
            for before, after in pairwise(known):
                if each.descending and before < after:
                    text = f"{each.name} are not in descending order of {each.time}"
                    yield subject.problem(operation, widest(operation), text, unverified=True)
                    break


@check
def a_cursor_can_be_used_again(subject: Subject) -> Iterator[Problem]:
    """A cursor that is passed a second time gives the same page, so that a reader can try again."""
    for operation in subject.contract.paged:
        total = max(len(subject.snapshot.rows(operation, each.name)) for each in operation.lists)
        query = {**widest(operation), operation.pages.limit: operation.page_size(total // 3)}
        first = read_page(subject.target, operation, query)
        if first.cursor:
            again = {**query, operation.pages.cursor: first.cursor}
            pages = [read_page(subject.target, operation, again) for _ in range(2)]
            if pages[0].lists != pages[1].lists:
                yield subject.problem(operation, again, "the same cursor gave two pages", pages[1].exchange)


@check
def foreign_cursors_do_no_harm(subject: Subject) -> Iterator[Problem]:
    """A cursor that the server never gave is answered with the first page."""
    for operation in subject.contract.paged:
        first = read_page(subject.target, operation, widest(operation))
        for cursor in ("no-such-cursor", "AAAA", "%00", "bm9uZQ"):
            query = {**widest(operation), operation.pages.cursor: cursor}
            exchange = subject.target.get(operation, query)
            if exchange.status not in (200, 400):
                yield subject.problem(
                    operation, query, f"expected 200 or 400, got {exchange.status}", exchange
                )
                continue
            try:
                same = (
                    exchange.status == 200
                    and read_page(subject.target, operation, query).lists == first.lists
                )
            except Violation as violation:
                yield violation.problem
                continue
            if not same:
                text = f"answered with status {exchange.status} and not with the first page"
                yield subject.problem(operation, query, text, exchange, unverified=True)


@check
def empty_cursor_means_the_first_page(subject: Subject) -> Iterator[Problem]:
    """An empty cursor is the same as none."""
    for operation in subject.contract.paged:
        query = widest(operation)
        empty = {**query, operation.pages.cursor: ""}
        pages = [read_page(subject.target, operation, each) for each in (query, empty)]
        if pages[0].lists != pages[1].lists:
            yield subject.problem(operation, empty, "is not the first page", pages[1].exchange)


def sizes(operation: Operation, total: int, count: int) -> list[int]:
    """Sizes of pages to try: small ones, halves, ones that divide the total, within a number of pages."""
    wanted = [total // 2, total // 2 + 1, total - 1, total, total // 7, 1, 2, 3]
    least = total // MOST_PAGES
    return list(dict.fromkeys(operation.page_size(max(each, least)) for each in wanted))[:count]
