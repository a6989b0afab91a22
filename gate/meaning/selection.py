"""Which items a query selects, told from the whole account: the oracle of filters and windows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from math import floor

from gate.contract import PagedList
from gate.meaning.lore import Lore
from gate.snapshot import time_of
from gate.target import Query
from gate.walk import Row


class Verdict(Enum):
    """Whether an item belongs to an answer."""

    IN = "in"
    OUT = "out"
    OPEN = "open"


class Decision(str):
    """The name of a decision that the contract leaves open, as we made it."""

    __slots__ = ()


OpenPoint = tuple[Decision, bool]
"""A decision that an item's place hangs on, and whether our decision puts it in."""


def judge(row: Row, each: PagedList, query: Query, lore: Lore) -> tuple[Verdict, list[OpenPoint]]:
    """Tells whether a query selects an item.

    Args:
        row: The item.
        each: Its list.
        query: The query; limit and cursor select nothing.
        lore: What was learned of the account.

    Returns:
        The verdict, and the decisions that it hangs on where it is open.
    """
    verdicts = list(_verdicts(row, each, query, lore))
    if any(verdict is Verdict.OUT for verdict, _ in verdicts):
        return Verdict.OUT, []
    points = [point for verdict, point in verdicts if verdict is Verdict.OPEN and point is not None]
    if any(verdict is Verdict.OPEN for verdict, _ in verdicts):
        return Verdict.OPEN, points
    return Verdict.IN, []


def _verdicts(
    row: Row, each: PagedList, query: Query, lore: Lore
) -> Iterator[tuple[Verdict, OpenPoint | None]]:
    for name, value in query.items():
        match name:
            case "min_ts" | "max_ts":
                yield _in_window(row, each, name, int(value))
            case "ticker" | "order_id":
                yield (_equal(row.get(name), {str(value)}), None)
            case "event_ticker":
                own = row.get(name) or (lore.event_of(row["ticker"]) if "ticker" in row else None)
                yield (_equal(own, set(str(value).split(","))), None)
            case "settlement_status" if value != "all":
                known = lore.settled if value == "settled" else lore.unsettled
                yield (_of(row["ticker"] in known) if "ticker" in row else Verdict.OPEN, None)
            case "count_filter":
                yield _counts(row, str(value).split(","))


def _equal(own: object, wanted: set[str]) -> Verdict:
    return Verdict.OPEN if own is None else _of(own in wanted)


def _of(inside: bool) -> Verdict:
    return Verdict.IN if inside else Verdict.OUT


def _in_window(row: Row, each: PagedList, name: str, bound: int) -> tuple[Verdict, OpenPoint | None]:
    at = time_of(row, each.time)
    if at is None:
        return Verdict.OPEN, None
    if floor(at) == bound:
        told = each.time in row
        whole = "a second" if not told else "a whole second" if at == bound else "a fraction of a second"
        return Verdict.OPEN, (Decision(f"an item at the bound of {name}, by {whole}, is included"), True)
    return _of(floor(at) > bound if name == "min_ts" else floor(at) < bound), None


def _counts(row: Row, names: list[str]) -> tuple[Verdict, OpenPoint | None]:
    if any(name not in row for name in names):
        return Verdict.OPEN, None
    full = [row[name] != 0 for name in names]
    if all(full) or not any(full):
        return _of(all(full)), None
    return Verdict.OPEN, (Decision("of several counts one that is not zero is enough"), True)
