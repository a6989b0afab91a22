"""The generated client as the gate drives it: by operationId, and over any transport."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx

from gate.contract import Operation
from gate.edition import Edition
from gate.target import Pace, ssl_context
from kalshi_auth import KalshiAuth
from kalshi_runtime import AsyncClient, CallOptions, Model, SyncClient

Handler = Callable[[httpx.Request], httpx.Response]
TIMEOUT = 30.0

ONCE: Mapping[str, Any] = {"max_retries": 0} if "max_retries" in CallOptions.__optional_keys__ else {}
"""The argument that keeps a call from being repeated, where the client repeats calls."""


ClientT = TypeVar("ClientT", bound=SyncClient | AsyncClient)


@dataclass(frozen=True, slots=True)
class Caller(Generic[ClientT]):
    """A client, and the names of its methods by operationId."""

    client: ClientT
    methods: Mapping[str, str]

    def method(self, operation: Operation) -> Any:
        """The method that calls an operation."""
        return getattr(self.client, self.methods[operation.id])

    def iterator(self, operation: Operation, list_name: str) -> Any:
        """The method that goes through the items of a list."""
        several = len(operation.lists) > 1
        name = list_name if several else self.methods[operation.id].removeprefix("get_")
        return getattr(self.client, f"iter_{name}")


@dataclass(frozen=True, slots=True)
class Facade:
    """Makes clients.

    Attributes:
        edition: Whose package they come from.
        base_url: Their host.
        auth: Signs their requests.
        pace: Keeps what they send to the server to a rate and a budget.
    """

    edition: Edition
    base_url: str
    auth: KalshiAuth
    pace: Pace | None = None

    @contextmanager
    def sync(self, handler: Handler | None = None) -> Iterator[Caller[SyncClient]]:
        """Opens a client; a handler answers in place of the server."""

        def wait(_: httpx.Request) -> None:
            if self.pace is not None and handler is None:
                self.pace.take()

        package = self.edition.client
        configuration = package.Configuration(self.base_url, auth=self.auth)
        with (
            httpx.Client(**_network(handler), event_hooks={"request": [wait]}) as http,
            package.KalshiClient(configuration, http_client=http) as client,
        ):
            yield Caller(client, self.edition.methods)

    @asynccontextmanager
    async def asynchronous(self, handler: Handler | None = None) -> AsyncIterator[Caller[AsyncClient]]:
        """Opens an asynchronous client; a handler answers in place of the server."""

        async def wait(_: httpx.Request) -> None:
            if self.pace is not None and handler is None:
                self.pace.take()

        package = self.edition.client
        configuration = package.Configuration(self.base_url, auth=self.auth)
        async with (
            httpx.AsyncClient(**_network(handler), event_hooks={"request": [wait]}) as http,
            package.AsyncKalshiClient(configuration, http_client=http) as client,
        ):
            yield Caller(client, self.edition.methods)


def _network(handler: Handler | None) -> dict[str, Any]:
    transport = None if handler is None else httpx.MockTransport(handler)
    return {"transport": transport, "timeout": TIMEOUT, "verify": ssl_context()}


def call(caller: Caller[SyncClient], operation: Operation, arguments: Mapping[str, Any]) -> Model:
    """Calls an operation."""
    answer: Model = caller.method(operation)(**arguments)
    return answer


def call_async(
    caller: Caller[AsyncClient], operation: Operation, arguments: Mapping[str, Any]
) -> Awaitable[Model]:
    """Calls an operation asynchronously."""
    answer: Awaitable[Model] = caller.method(operation)(**arguments)
    return answer


def items(
    caller: Caller[SyncClient], operation: Operation, list_name: str, arguments: Mapping[str, Any]
) -> Iterator[Model]:
    """Goes through the items of a list, page after page."""
    found: Iterator[Model] = caller.iterator(operation, list_name)(**arguments)
    return found


def items_async(
    caller: Caller[AsyncClient], operation: Operation, list_name: str, arguments: Mapping[str, Any]
) -> AsyncIterator[Model]:
    """Goes through the items of a list asynchronously, page after page."""
    found: AsyncIterator[Model] = caller.iterator(operation, list_name)(**arguments)
    return found
