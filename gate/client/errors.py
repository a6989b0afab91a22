"""The fourth layer, errors: every status raises its class, and the text of every known body is found."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from gate.client.calls import Calls
from gate.client.facade import ONCE, Facade, call, call_async
from gate.contract import Operation
from gate.findings import Problem, check
from kalshi_runtime import ApiException, KalshiError

NAMES: Mapping[int, str] = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "GatewayTimeoutError",
}
"""The public names of the classes, which users catch."""

# The error bodies that the contract knows, with the texts in them.
SHAPES: Mapping[str, tuple[Any, Mapping[str, str]]] = {
    "flat": (
        {"code": "some_code", "message": "some message", "details": "more", "service": "portfolio"},
        {"code": "some_code", "message": "some message", "details": "more"},
    ),
    "nested": (
        {"error": {"code": "some_code", "message": "some message", "details": "more"}},
        {"code": "some_code", "message": "some message", "details": "more"},
    ),
    "text": ({"error": "some message"}, {"message": "some message"}),
    "message": ({"msg": "some message"}, {"message": "some message"}),
}


@check
def errors_raise_their_classes(calls: Calls) -> Iterator[Problem]:
    """Every documented error status raises its class, sync and async, whatever shape its body has."""
    for operation in calls.contract.operations.values():
        for status in (each for each in operation.statuses if each >= 400):
            expected = getattr(calls.facade.edition.client.errors, NAMES[status])
            for shape, (body, texts) in SHAPES.items():
                place = f"{operation.id} {status}, {shape} body"
                for error in _both(calls.facade, operation, httpx.Response(status, json=body)):
                    if type(error) is not expected or not isinstance(error, ApiException):
                        yield Problem(place, f"expected {expected.__name__}, got {error!r}")
                        continue
                    found = {name: getattr(error, name) for name in texts}
                    if error.status != status or found != dict(texts):
                        yield Problem(place, f"expected {dict(texts)}, got {error.status} with {found}")


@check
def undocumented_errors_raise(calls: Calls) -> Iterator[Problem]:
    """A status that nobody documented raises too, even with a body that is no JSON."""
    for operation in calls.contract.operations.values():
        for status in (302, 418, 499, 502, 529):
            for error in _both(calls.facade, operation, httpx.Response(status, html="<h1>no</h1>")):
                if not isinstance(error, ApiException) or error.status != status:
                    yield Problem(f"{operation.id} {status}", f"expected an ApiException, got {error!r}")


def _both(facade: Facade, operation: Operation, answer: httpx.Response) -> tuple[object, object]:
    """What a call raises, or else returns: first the plain client's, then the asynchronous one's."""

    def answer_again(_: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    async def call_it() -> object:
        async with facade.asynchronous(answer_again) as client:
            try:
                return await call_async(client, operation, ONCE)
            except KalshiError as error:
                return error

    with facade.sync(answer_again) as client:
        found: object
        try:
            found = call(client, operation, ONCE)
        except KalshiError as error:
            found = error
    return found, asyncio.run(call_it())
