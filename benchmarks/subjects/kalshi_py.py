"""kalshi-py: openapi-python-client's output for autumn 2025, with an HTTP client that signs."""

import json
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

from .paging import walk, walk_async
from .protocol import PAGE_SIZE, Service, Subject


class Client(Subject):
    """A function for each operation; a loop over pages is up to the user."""

    IMPORT = (
        "from kalshi_py import KalshiAuthenticatedClient; "
        "from kalshi_py.api.portfolio import get_balance, get_fills"
    )

    def __init__(self, service: Service) -> None:
        self._client = import_module("kalshi_py").KalshiAuthenticatedClient(
            service.api_key_id, service.private_key_pem, base_url=service.url
        )
        self._get_balance = import_module("kalshi_py.api.portfolio.get_balance")
        self._get_fills = import_module("kalshi_py.api.portfolio.get_fills")
        self._model = import_module("kalshi_py.models").ModelGetFillsResponse

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
