"""The fourth layer, reading: what the server answered, the client decodes to the same values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import httpx

from gate.client.calls import Calls
from gate.client.facade import call
from gate.contract import Contract, Operation
from gate.findings import Problem, check
from gate.traffic import Exchange
from gate.values import differences, read_json
from kalshi_runtime import KalshiError


def bodies(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """Each successful answer once."""
    seen: set[tuple[str, bytes]] = set()
    for exchange in exchanges:
        key = (exchange.operation, exchange.body)
        if exchange.status == 200 and exchange.method == "GET" and key not in seen:
            seen.add(key)
            yield exchange


@check
def answers_are_read_whole(calls: Calls) -> Iterator[Problem]:
    """Every answer is decoded to the values that were sent, and nothing is lost."""
    answer = httpx.Response(500)
    with calls.facade.sync(lambda _: answer) as client:
        for exchange in bodies(calls.target.traffic.exchanges):
            operation = calls.contract.operations[exchange.operation]
            answer = httpx.Response(200, content=exchange.body, headers={"content-type": "application/json"})
            try:
                model = call(client, operation, {})
            except KalshiError as error:
                yield Problem(operation.id, f"the client could not read {exchange.target}: {error}")
                continue
            plain = model.to_dict()
            found = [
                *differences(read_json(exchange.body), plain),
                *exactness(calls.contract, operation, plain),
            ]
            for text in found[:3]:
                yield Problem(operation.id, f"{exchange.target}: {text}")


def exactness(contract: Contract, operation: Operation, plain: dict[str, Any]) -> Iterator[str]:
    """Holds the types of decoded amounts and times to the contract's formats."""
    expected = {"decimal": Decimal, "int32": int, "int64": int}
    for path, schema in contract.fields(operation.id):
        kind = expected.get(str(schema.get("format")))
        if kind is not None:
            for value in _at(plain, path):
                if type(value) is not kind:
                    yield f"{'.'.join(path)} is {type(value).__name__}, not {kind.__name__}"
                    break


def _at(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    if not path:
        if value is not None:
            yield value
    elif path[0] == "*":
        for item in value:
            yield from _at(item, path[1:])
    elif path[0] in value:
        yield from _at(value[path[0]], path[1:])
