"""Patches of a mock exchange: what it hears, what it answers, whom it believes.

The query is not signed, so it can be changed on the way in without anyone noticing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from kalshi_mock import MockExchange
from kalshi_mock._answer import Answer, Request
from proof.mutant import Mutant

Body = dict[str, Any]
Query = dict[str, str]
Respond = Callable[[Request], Answer]
PATHS = {
    "GetBalance": "/portfolio/balance",
    "GetFills": "/portfolio/fills",
    "GetPositions": "/portfolio/positions",
    "GetSettlements": "/portfolio/settlements",
    "GetPortfolioRestingOrderTotalValue": "/portfolio/summary/total_resting_order_value",
}
LISTS = {
    "GetFills": ("fills",),
    "GetPositions": ("market_positions", "event_positions"),
    "GetSettlements": ("settlements",),
}


def concerns(operation: str | None, request: Request) -> bool:
    """Whether a request is for an operation, or any if None."""
    path = request.target.partition(b"?")[0].decode("latin-1")
    return operation is None or path.endswith(PATHS[operation])


def query_of(request: Request) -> Query:
    """The query of a request."""
    return dict(parse_qsl(request.target.partition(b"?")[2].decode("latin-1"), keep_blank_values=True))


def with_query(request: Request, query: Query) -> Request:
    """A request with another query."""
    path = request.target.partition(b"?")[0]
    return replace(request, target=path + (b"?" + urlencode(query).encode() if query else b""))


def with_body(answer: Answer, body: object) -> Answer:
    """An answer with another body."""
    content = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
    headers = [pair for pair in answer.headers if pair[0] != b"content-length"]
    return replace(answer, body=content, headers=[*headers, (b"content-length", str(len(content)).encode())])


def body_of(answer: Answer) -> Body:
    """The body of an answer."""
    body: Body = json.loads(answer.body)
    return body


def responding(name: str, make: Callable[[Respond], Respond], *, equivalent: str = "") -> Mutant:
    """A mutant that answers otherwise; `make` gets the right way to answer and gives the wrong one."""

    def patch(exchange: MockExchange) -> None:
        application: Any = exchange.application
        application.respond = make(application.respond)

    return Mutant(name, "server", server=patch, equivalent=equivalent)


def hearing(name: str, operation: str | None, change: Callable[[Query], Query | None]) -> Mutant:
    """A mutant that takes a query for another one; None leaves it as it is."""

    def make(respond: Respond) -> Respond:
        def wrong(request: Request) -> Answer:
            if concerns(operation, request):
                changed = change(query_of(request))
                if changed is not None:
                    request = with_query(request, changed)
            return respond(request)

        return wrong

    return responding(name, make)


def telling(
    name: str,
    operation: str | None,
    change: Callable[[Body], object],
    *,
    status: int = 200,
    equivalent: str = "",
) -> Mutant:
    """A mutant whose answers have another body; `change` alters it in place, or gives another."""

    def make(respond: Respond) -> Respond:
        def wrong(request: Request) -> Answer:
            answer = respond(request)
            if not concerns(operation, request) or answer.status != status:
                return answer
            body = body_of(answer)
            changed = change(body)
            return with_body(answer, body if changed is None else changed)

        return wrong

    return responding(name, make, equivalent=equivalent)


def telling_rows(
    name: str,
    operation: str,
    change: Callable[[Body], object],
    *,
    lists: tuple[str, ...] = (),
    equivalent: str = "",
) -> Mutant:
    """A mutant whose items are told otherwise; `change` alters each in place."""

    def change_all(body: Body) -> None:
        for key in lists or LISTS[operation]:
            for row in body[key]:
                change(row)

    return telling(name, operation, change_all, equivalent=equivalent)


def answering(
    name: str, operation: str | None, change: Callable[[Answer], Answer], *, status: int = 200
) -> Mutant:
    """A mutant whose answers have another status or other headers."""

    def make(respond: Respond) -> Respond:
        def wrong(request: Request) -> Answer:
            answer = respond(request)
            return change(answer) if concerns(operation, request) and answer.status == status else answer

        return wrong

    return responding(name, make)


def put(row: Body, **values: object) -> None:
    """Sets fields, which a lambda cannot."""
    row.update(values)


def drop(row: Body, *names: str) -> None:
    """Removes fields."""
    for name in names:
        row.pop(name, None)
