"""The fourth layer, calls: every operation, sync and async, says what the server says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.client.facade import Facade, call, call_async, items, items_async
from gate.contract import Contract, Operation
from gate.findings import Problem, Skip, check
from gate.snapshot import Snapshot, Values, widest
from gate.target import Target
from gate.traffic import Exchange
from gate.values import differences, read_json
from gate.walk import Row, describe, read_all
from kalshi_runtime import ApiException, KalshiError

LAYER = "client"
Arguments = Mapping[str, Any]
Collect = Callable[["Calls", Operation, str, Arguments], list[Any]]


@dataclass(slots=True)
class Calls:
    """A server, to be called through the client.

    Attributes:
        contract: The contract.
        target: The server.
        facade: Makes clients for it.
        snapshot: The whole account, if it could be read.
        values: Values that exist.
    """

    contract: Contract
    target: Target
    facade: Facade
    snapshot: Snapshot | None
    values: Values


def arguments(operation: Operation, values: Mapping[str, Sequence[str | int]]) -> Iterator[Arguments]:
    """Arguments to call an operation with: each parameter at its edges and with values that exist."""
    yield {}
    for parameter in operation.parameters.values():
        known = list(values.get(parameter.name, ()))
        match parameter.kind:
            case "integer":
                bounds = (parameter.minimum, parameter.maximum)
                edges = (
                    [0, *known[:1]]
                    if bounds == (None, None)
                    else [each for each in bounds if each is not None]
                )
                yield from ({parameter.name: edge} for edge in edges)
            case "array":
                choices = list(parameter.choices or map(str, known[:3] or ("NONE-SUCH",)))
                yield {parameter.name: choices}
                yield {parameter.name: choices[0]}
            case _:
                choices = list(parameter.choices or map(str, (*known[:1], "NONE-SUCH")))
                yield from ({parameter.name: choice} for choice in choices)


def as_query(given: Arguments) -> dict[str, str | int]:
    """The query that arguments should be sent as."""
    return {name: ",".join(value) if isinstance(value, list) else value for name, value in given.items()}


@check
def calls_agree_with_the_server(calls: Calls) -> Iterator[Problem]:
    """Every call through the client, sync and async, gives what the same query gives without it."""
    for operation in calls.contract.operations.values():
        different = list(arguments(operation, calls.values.get(operation.id, {})))
        texts: dict[int, list[str]] = {}
        for _ in range(2):  # An account may change between two readings, but hardly between all of them.
            texts = _compare(calls, operation, different)
            different = [different[number] for number in texts]
            if not different:
                break
        for given, found in zip(different, texts.values(), strict=True):
            yield from (Problem(describe(operation, as_query(given)), text) for text in found[:3])


@check
def iterators_give_every_item(calls: Calls) -> Iterator[Problem]:
    """The iterators of every list, sync and async, give every item of it, whatever the size of the pages."""
    if calls.snapshot is None:
        raise Skip("the account could not be read without the client")
    for operation in calls.contract.paged:
        query = {name: value for name, value in widest(operation).items() if name != operation.pages.limit}
        for each in operation.lists:
            rows = calls.snapshot.rows(operation, each.name)
            third = operation.page_size(len(rows) // 3)
            for given in (query, {**query, operation.pages.limit: third}):
                place = f"{each.name} of {describe(operation, given)}"
                for collect in (_collect, _collect_async):
                    for text in _compare_lists(calls, operation, each.name, rows, given, collect)[:3]:
                        yield Problem(place, text)


def _compare_lists(
    calls: Calls, operation: Operation, name: str, rows: Sequence[Row], given: Arguments, collect: Collect
) -> list[str]:
    found: list[str] = []
    for _ in range(2):
        try:
            items = collect(calls, operation, name, given)
        except KalshiError as error:
            return [f"the client gave up: {error!r}"]
        found = list(
            differences(_once(calls, operation, name, rows), _once(calls, operation, name, items), name)
        )
        if not found:
            break
        rows = read_all(calls.target, operation, widest(operation), layer=LAYER)[name]
    return found


def _once(calls: Calls, operation: Operation, name: str, rows: Sequence[Row]) -> list[Row]:
    """Items as they are; what comes along with another list once, as servers may repeat it."""
    if calls.target.ours or name == operation.lists[0].name:
        return list(rows)
    key = next(each.id for each in operation.lists if each.name == name)
    return list({row[key]: row for row in rows}.values())


def _compare(calls: Calls, operation: Operation, different: Sequence[Arguments]) -> dict[int, list[str]]:
    """Says where the client differs, by the number of the arguments."""
    exchanges = [calls.target.get(operation, as_query(given), layer=LAYER) for given in different]
    found: dict[int, list[str]] = {}
    cursor = None if calls.target.ours or not operation.paging else operation.paging.next_cursor
    for kind, answers in (
        ("sync", _call_all(calls, operation, different)),
        ("async", asyncio.run(_call_all_async(calls, operation, different))),
    ):
        for number, (exchange, answer) in enumerate(zip(exchanges, answers, strict=True)):
            texts = [f"{kind}: {text}" for text in _judge(exchange, answer, cursor)]
            if texts:
                found.setdefault(number, []).extend(texts)
    return found


def _judge(exchange: Exchange, answer: Any, cursor: str | None) -> Iterator[str]:
    """Says where an answer through the client differs; a cursor may be another each time."""
    if isinstance(answer, ApiException):
        if answer.status != exchange.status:
            yield f"the client got {answer!r}, the same query without it status {exchange.status}"
    elif isinstance(answer, KalshiError):
        yield f"the client could not call it: {answer!r}"
    elif exchange.status != 200:
        yield f"status {exchange.status} was taken for a success"
    else:
        sent, decoded = read_json(exchange.body), answer.to_dict()
        for body in (sent, decoded) if cursor else ():
            body[cursor] = bool(body.get(cursor))
        yield from differences(sent, decoded)


def _call_all(calls: Calls, operation: Operation, different: Sequence[Arguments]) -> list[Any]:
    answers: list[Any] = []
    with calls.facade.sync() as client:
        for given in different:
            try:
                answers.append(call(client, operation, given))
            except KalshiError as error:
                answers.append(error)
    return answers


async def _call_all_async(calls: Calls, operation: Operation, different: Sequence[Arguments]) -> list[Any]:
    answers: list[Any] = []
    async with calls.facade.asynchronous() as client:
        for given in different:
            try:
                answers.append(await call_async(client, operation, given))
            except KalshiError as error:
                answers.append(error)
    return answers


def _collect(calls: Calls, operation: Operation, name: str, given: Arguments) -> list[Any]:
    with calls.facade.sync() as client:
        return [item.to_dict() for item in items(client, operation, name, given)]


def _collect_async(calls: Calls, operation: Operation, name: str, given: Arguments) -> list[Any]:
    async def collect() -> list[Any]:
        async with calls.facade.asynchronous() as client:
            return [item.to_dict() async for item in items_async(client, operation, name, given)]

    return asyncio.run(collect())
