"""What openapi-python-client makes of our contract as it stands; a `httpx.Auth` signs."""

import json
from collections.abc import AsyncIterator, Generator, Iterator
from importlib import import_module
from typing import Any

import httpx

from .paging import walk, walk_async
from .protocol import PAGE_SIZE, Service, Subject
from .signature import Signature


class Auth(httpx.Auth):
    """One signature for each request."""

    def __init__(self, service: Service) -> None:
        self._signature = Signature(service)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers.update(self._signature.make_headers(request.url.path))
        yield request


class Client(Subject):
    """A function for each operation; a loop over pages is up to the user."""

    IMPORT = (
        "from stock_client import Client; from stock_client.api.portfolio import get_balance, get_fills; "
        "from cryptography.hazmat.primitives import hashes, serialization; "
        "from cryptography.hazmat.primitives.asymmetric import padding, rsa"
    )

    def __init__(self, service: Service) -> None:
        package = import_module("stock_client")
        self._client = package.Client(base_url=service.url, httpx_args={"auth": Auth(service)})
        self._get_balance = import_module("stock_client.api.portfolio.get_balance")
        self._get_fills = import_module("stock_client.api.portfolio.get_fills")
        self._model = import_module("stock_client.models").GetFillsResponse

    def balance(self) -> Any:
        return self._get_balance.sync(client=self._client)

    def page(self, cursor: str = "") -> Any:
        return self._fetch(cursor).fills

    def decode(self, body: bytes) -> Any:
        return self._model.from_dict(json.loads(body))

    def history(self) -> Iterator[Any]:
        return walk(self._fetch)

    def _fetch(self, cursor: str) -> Any:
        return self._get_fills.sync(client=self._client, limit=PAGE_SIZE, cursor=cursor)

    async def open_async(self) -> None:
        self._client.get_async_httpx_client()

    async def balance_async(self) -> Any:
        return await self._get_balance.asyncio(client=self._client)

    def history_async(self) -> AsyncIterator[Any]:
        return walk_async(
            lambda cursor: self._get_fills.asyncio(client=self._client, limit=PAGE_SIZE, cursor=cursor)
        )
