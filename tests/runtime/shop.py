"""A small API to call, and one driver for the synchronous and the asynchronous client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, Literal, TypeAlias, TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric import ed25519

from kalshi_runtime import (
    AsyncClient,
    AwareDatetime,
    DecimalNumber,
    Int64,
    Model,
    OpenEnum,
    Operation,
    Pagination,
    Parameter,
    RawAsyncClient,
    RawResponse,
    RawSyncClient,
    SyncClient,
    frozen,
)

T = TypeVar("T")
Handler: TypeAlias = Callable[[httpx.Request], httpx.Response]
Kind: TypeAlias = Literal["sync", "async"]

KEY_ID = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c"
KEY = ed25519.Ed25519PrivateKey.generate()
HOST = "https://shop.example/api/v2"


class Side(OpenEnum):
    """Which side a ware lies on."""

    LEFT = "left"
    RIGHT = "right"


@frozen(kw_only=True)
class Ware(Model):
    """One ware."""

    id: str
    price: Decimal
    count: Int64
    side: Side
    cost: DecimalNumber | None = None
    sold: AwareDatetime | None = None


@frozen(kw_only=True)
class Shelf(Model):
    """One page of wares."""

    wares: list[Ware]
    spare: list[Ware] | None = None
    cursor: str | None = None


GET_SHELF = Operation[Shelf](
    id="GetShelf",
    method="GET",
    path="/shelf",
    parameters=(
        Parameter(name="text", kind="string"),
        Parameter(name="number", kind="integer"),
        Parameter(name="flag", kind="boolean"),
        Parameter(name="amount", kind="number"),
        Parameter(name="anything"),
        Parameter(name="some", kind="string", array="comma", max_items=3),
        Parameter(name="many", kind="integer", array="repeat", max_items=3),
        Parameter(name="limit", kind="integer"),
        Parameter(name="cursor", kind="string", omit_empty=True),
    ),
    result=Shelf,
    pagination=Pagination(
        cursor_parameter="cursor",
        next_cursor="cursor",
        limit_parameter="limit",
        max_limit=200,
        lists=("wares", "spare"),
    ),
)
GET_WARE = Operation[Ware](
    id="GetWare",
    method="GET",
    path="/wares/{id}/{part}",
    parameters=(
        Parameter(name="id", location="path", kind="string", required=True),
        Parameter(name="part", location="path", kind="string", required=True),
        Parameter(name="X-Tag", location="header", kind="string"),
    ),
    result=Ware,
)
GET_HEALTH = Operation[dict[str, int]](
    id="GetHealth", method="GET", path="/health", result=dict[str, int], signed=False
)
ADD_WARE = Operation[None](
    id="AddWare", method="POST", path="/wares", result=None, success=(201, 204), body=dict[str, Any]
)


def make_ware(number: int = 1, **changes: object) -> dict[str, Any]:
    """Return a ware as the server sends it."""
    return {"id": str(number), "price": "1.20", "count": number, "side": "left", **changes}


def always(*args: Any, **keywords: Any) -> Handler:
    """Return a server that answers every request alike; the arguments are those of a response."""
    return lambda request: httpx.Response(*args, **keywords)


class Recorder:
    """A server that keeps the requests it answers."""

    def __init__(self, handler: Handler | None = None) -> None:
        """Answer like the handler, by default with an empty shelf."""
        self.requests: list[httpx.Request] = []
        self._handler = handler or always(200, json={"wares": []})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.requests.append(request)
        return self._handler(request)

    @property
    def urls(self) -> list[str]:
        """The requests' URLs."""
        return [str(request.url) for request in self.requests]


left_open: set[Driver] = set()
"""The drivers that have not come to their end."""


class Driver:
    """Drives one of the two clients, as plain code."""

    def __init__(self, kind: Kind, handler: Handler | None = None, **keywords: Any) -> None:
        """Make a client, with credentials, a host and a transport unless others are given.

        It makes a single attempt, which is what most tests are about.
        """
        self._runner = asyncio.Runner()
        defaults: dict[str, Any] = {
            "host": HOST,
            "api_key_id": KEY_ID,
            "private_key": KEY,
            "max_retries": 0,
        }
        keywords = defaults | keywords
        if handler is not None:
            keywords["transport"] = httpx.MockTransport(handler)
        self.client: SyncClient | AsyncClient = (
            SyncClient(**keywords) if kind == "sync" else AsyncClient(**keywords)
        )
        left_open.add(self)

    def call(self, operation: Operation[T], arguments: Mapping[str, Any] | None = None, **options: Any) -> T:
        """Call an operation."""
        result: T = self._wait(self.client._call(operation, arguments or {}, options))  # type: ignore[arg-type]
        return result

    def call_raw(
        self, operation: Operation[T], arguments: Mapping[str, Any] | None = None, **options: Any
    ) -> RawResponse[T]:
        """Call an operation without decoding."""
        raw = self._raw
        response: RawResponse[T] = self._wait(raw._call(operation, arguments or {}, options))  # type: ignore[arg-type]
        return response

    def pages(
        self, operation: Operation[T], arguments: Mapping[str, Any] | None = None, **options: Any
    ) -> Iterator[T]:
        """Walk through pages."""
        return self._iterate(self.client._pages(operation, arguments or {}, options))  # type: ignore[arg-type]

    def raw_pages(
        self, operation: Operation[T], arguments: Mapping[str, Any] | None = None, **options: Any
    ) -> Iterator[RawResponse[T]]:
        """Walk through pages without decoding."""
        return self._iterate(self._raw._pages(operation, arguments or {}, options))  # type: ignore[arg-type]

    def items(
        self,
        operation: Operation[Any],
        name: str,
        arguments: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Iterator[Any]:
        """Walk through the items of a list."""
        return self._iterate(self.client._items(operation, name, arguments or {}, options))  # type: ignore[arg-type]

    def close(self) -> None:
        """Close the client."""
        if isinstance(self.client, SyncClient):
            self.client.close()
        else:
            self._wait(self.client.aclose())

    def end(self) -> None:
        """Close everything."""
        self.close()
        self._runner.close()
        left_open.discard(self)

    @property
    def _raw(self) -> RawSyncClient | RawAsyncClient:
        if isinstance(self.client, SyncClient):
            return RawSyncClient(self.client)
        return RawAsyncClient(self.client)

    def _wait(self, result: Any) -> Any:
        if not hasattr(result, "__await__"):
            return result

        async def wait() -> Any:
            return await result

        return self._runner.run(wait())

    def _iterate(self, pages: Any) -> Iterator[Any]:
        return pages if hasattr(pages, "__next__") else _Stepper(self, pages)


class _Stepper(Iterator[Any]):
    def __init__(self, driver: Driver, pages: Any) -> None:
        self._driver = driver
        self._pages = pages

    def __next__(self) -> Any:
        with suppress(StopAsyncIteration):
            return self._driver._wait(anext(self._pages))
        raise StopIteration
