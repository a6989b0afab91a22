"""The generated client as the gate drives it: by operationId, and over any transport."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from gate.contract import Operation
from gate.target import Pace
from kalshi_auth import KalshiAuth
from kalshi_portfolio import AsyncKalshiClient, Configuration, KalshiClient, operations
from kalshi_runtime import CallOptions, Model
from kalshi_runtime import Operation as GeneratedOperation

Handler = Callable[[httpx.Request], httpx.Response]
TIMEOUT = 30.0

METHODS: Mapping[str, str] = {
    operation.id: name.lower()
    for name, operation in vars(operations).items()
    if isinstance(operation, GeneratedOperation)
}
"""The names of the client's methods by operationId."""

ONCE: Mapping[str, Any] = {"max_retries": 0} if "max_retries" in CallOptions.__optional_keys__ else {}
"""The argument that keeps a call from being repeated, where the client repeats calls."""


@dataclass(frozen=True, slots=True)
class Facade:
    """Makes clients.

    Attributes:
        base_url: Their host.
        auth: Signs their requests.
        pace: Keeps what they send to the server to a rate and a budget.
    """

    base_url: str
    auth: KalshiAuth
    pace: Pace | None = None

    @contextmanager
    def sync(self, handler: Handler | None = None) -> Iterator[KalshiClient]:
        """Opens a client; a handler answers in place of the server."""
        transport = None if handler is None else httpx.MockTransport(handler)

        def wait(_: httpx.Request) -> None:
            if self.pace is not None and handler is None:
                self.pace.take()

        configuration = Configuration(self.base_url, auth=self.auth)
        with (
            httpx.Client(transport=transport, timeout=TIMEOUT, event_hooks={"request": [wait]}) as http,
            KalshiClient(configuration, http_client=http) as client,
        ):
            yield client

    @asynccontextmanager
    async def asynchronous(self, handler: Handler | None = None) -> AsyncIterator[AsyncKalshiClient]:
        """Opens an asynchronous client; a handler answers in place of the server."""
        transport = None if handler is None else httpx.MockTransport(handler)

        async def wait(_: httpx.Request) -> None:
            if self.pace is not None and handler is None:
                self.pace.take()

        configuration = Configuration(self.base_url, auth=self.auth)
        async with (
            httpx.AsyncClient(transport=transport, timeout=TIMEOUT, event_hooks={"request": [wait]}) as http,
            AsyncKalshiClient(configuration, http_client=http) as client,
        ):
            yield client


def call(client: KalshiClient, operation: Operation, arguments: Mapping[str, Any]) -> Model:
    """Calls an operation."""
    answer: Model = getattr(client, METHODS[operation.id])(**arguments)
    return answer


def call_async(
    client: AsyncKalshiClient, operation: Operation, arguments: Mapping[str, Any]
) -> Awaitable[Model]:
    """Calls an operation asynchronously."""
    answer: Awaitable[Model] = getattr(client, METHODS[operation.id])(**arguments)
    return answer


def iterator_name(operation: Operation, list_name: str) -> str:
    """The name of the method that goes through the items of a list."""
    several = len(operation.lists) > 1
    return f"iter_{list_name if several else METHODS[operation.id].removeprefix('get_')}"


def items(
    client: KalshiClient, operation: Operation, list_name: str, arguments: Mapping[str, Any]
) -> Iterator[Model]:
    """Goes through the items of a list, page after page."""
    found: Iterator[Model] = getattr(client, iterator_name(operation, list_name))(**arguments)
    return found


def items_async(
    client: AsyncKalshiClient, operation: Operation, list_name: str, arguments: Mapping[str, Any]
) -> AsyncIterator[Model]:
    """Goes through the items of a list asynchronously, page after page."""
    found: AsyncIterator[Model] = getattr(client, iterator_name(operation, list_name))(**arguments)
    return found
