"""Which items a query selects, told from the whole account: the oracle of filters and windows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from math import floor

from gate.contract import Operation, PagedList, Parameter
from gate.items import Item
from gate.meaning.subject import Subject
from gate.snapshot import time_of
from gate.target import Query


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


def judge(
    subject: Subject, operation: Operation, each: PagedList, item: Item, query: Query
) -> tuple[Verdict, list[OpenPoint]]:
    """Tells whether a query selects an item.

    Args:
        subject: The account, and what was learned of it.
        operation: The operation that is asked.
        each: The item's list.
        item: The item.
        query: The query; limit and cursor select nothing.

    Returns:
        The verdict, and the decisions that it hangs on where it is open.
    """
    verdicts = list(_verdicts(subject, operation, each, item, query))
    if any(verdict is Verdict.OUT for verdict, _ in verdicts):
        return Verdict.OUT, []
    opened = [point for verdict, point in verdicts if verdict is Verdict.OPEN]
    if opened:
        # What is open for want of knowledge as well says nothing about a decision.
        return Verdict.OPEN, [point for point in opened if point is not None] if None not in opened else []
    return Verdict.IN, []


def _verdicts(
    subject: Subject, operation: Operation, each: PagedList, item: Item, query: Query
) -> Iterator[tuple[Verdict, OpenPoint | None]]:
    paging = operation.pages
    for name, value in query.items():
        if name in (paging.cursor, paging.limit):
            continue
        parameter = operation.parameters[name]
        wanted = set(str(value).split(",")) if parameter.kind == "array" else {str(value)}
        match name:
            case "min_ts" | "max_ts":
                yield _in_window(item, each, name, int(value))
            case "event_ticker":
                own = item.get(name) or (subject.lore.event_of(item["ticker"]) if "ticker" in item else None)
                yield (_equal(own, wanted), None)
            case "settlement_status" if value != "all":
                known = subject.lore.settled if value == "settled" else subject.lore.unsettled
                yield (_of(item["ticker"] in known) if "ticker" in item else Verdict.OPEN, None)
            case "settlement_status":
                continue
            case "count_filter":
                yield _counts(item, sorted(wanted))
            case _ if parameter.unit == "index":
                yield (_at_index(subject, parameter, item, int(value)), None)
            case _:
                yield (_equal(item.get(name), wanted), None)


def _equal(own: object, wanted: set[str]) -> Verdict:
    return Verdict.OPEN if own is None else _of(str(own) in wanted)


def _at_index(subject: Subject, parameter: Parameter, item: Item, wanted: int) -> Verdict:
    """Judges by what the item tells, or else by whether anything in the account has that index at all."""
    own = item.get(parameter.name)
    if own is None and wanted not in subject.indices(parameter.name):
        return Verdict.OUT if subject.indices(parameter.name) else Verdict.OPEN
    return _equal(own, {str(wanted)})


def _of(inside: bool) -> Verdict:
    return Verdict.IN if inside else Verdict.OUT


def _in_window(item: Item, each: PagedList, name: str, bound: int) -> tuple[Verdict, OpenPoint | None]:
    at = time_of(item, each.time)
    if at is None:
        return Verdict.OPEN, None
    if floor(at) == bound:
        told = each.time in item
        whole = "a second" if not told else "a whole second" if at == bound else "a fraction of a second"
        return Verdict.OPEN, (Decision(f"an item at the bound of {name}, by {whole}, is included"), True)
    return _of(floor(at) > bound if name == "min_ts" else floor(at) < bound), None


def _counts(item: Item, names: list[str]) -> tuple[Verdict, OpenPoint | None]:
    if any(name not in item for name in names):
        return Verdict.OPEN, None
    full = [item[name] != 0 for name in names]
    if all(full) or not any(full):
        return _of(all(full)), None
    return Verdict.OPEN, (Decision("of several counts one that is not zero is enough"), True)
