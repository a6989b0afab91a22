"""Pages of the account's lists: what a query selects, in order, from a cursor on.

Fills and settlements are only ever added at the end, so their number in the books is the place of a cursor: a
page is found by bisection, and what is new does not move what is old. Positions change, so their pages are
told as the books stood when the first page was read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from kalshi_mock._contract import PagedList


class _Timed(Protocol):
    @property
    def at(self) -> int: ...


ItemT = TypeVar("ItemT", bound=_Timed)
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Record(Generic[ItemT]):
    """Items in the order of their times, of which some are selected.

    Attributes:
        items: All items; an item's number is its index.
        numbers: The numbers of those that come into question, rising.
        keep: Decides about each of them.
    """

    items: Sequence[ItemT]
    numbers: Sequence[int]
    keep: Callable[[ItemT], bool]

    def read(
        self, order: PagedList, limit: int, after: int | None, min_ts: int | None, max_ts: int | None
    ) -> tuple[list[ItemT], int | None]:
        """Reads one page.

        Args:
            order: How the contract orders the list.
            limit: How many items at most.
            after: The number of the item that the page before ended with.
            min_ts: The earliest time, in seconds since 1970.
            max_ts: The latest time, in seconds since 1970, up to the end of that second.

        Returns:
            The items, and the number of the last one if there are more.
        """
        low = 0 if min_ts is None else self._first_from(min_ts)
        high = len(self.items) if max_ts is None else self._first_from(max_ts + 1)
        if after is not None and order.descending:
            high = min(high, after)
        elif after is not None:
            low = max(low, after + 1)
        indexes = range(bisect_left(self.numbers, low), bisect_left(self.numbers, high))
        chosen = (
            number
            for index in (reversed(indexes) if order.descending else indexes)
            if self.keep(self.items[number := self.numbers[index]])
        )
        page = list(islice(chosen, limit + 1))
        return [self.items[number] for number in page[:limit]], page[limit - 1] if len(page) > limit else None

    def _first_from(self, seconds: int) -> int:
        return bisect_left(self.items, seconds * 1_000_000, key=lambda item: item.at)


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[RowT]):
    """Rows with the keys that order them, both in the same order."""

    keys: Sequence[tuple[int, str]]
    rows: Sequence[RowT]

    def read(
        self, limit: int, after: tuple[int, str] | None
    ) -> tuple[Sequence[RowT], tuple[int, str] | None, bool]:
        """Reads one page.

        Args:
            limit: How many rows at most.
            after: The key of the row that the page before ended with.

        Returns:
            The rows, the key to go on after, and whether there are more.
        """
        start = 0 if after is None else bisect_right(self.keys, after)
        end = min(start + limit, len(self.rows))
        return self.rows[start:end], self.keys[end - 1] if end else None, end < len(self.rows)
