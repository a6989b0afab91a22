"""kalshi-sdk: over httpx and pydantic, by hand."""

import json
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

from .protocol import PAGE_SIZE, Service, Subject


class Client(Subject):
    """Walks through pages by itself."""

    IMPORT = "from kalshi import KalshiClient"

    def __init__(self, service: Service) -> None:
        self._credentials = {
            "key_id": service.api_key_id,
            "private_key": service.private_key_pem,
            "base_url": service.url,
        }
        self._package = import_module("kalshi")
        self._client = self._package.KalshiClient(**self._credentials)
        self._model = import_module("kalshi.models").Fill

    def balance(self) -> Any:
        return self._client.portfolio.balance()

    def page(self, cursor: str = "") -> Any:
        return self._client.portfolio.fills(limit=PAGE_SIZE, cursor=cursor or None).items

    def decode(self, body: bytes) -> Any:
        return [self._model.model_validate(fill) for fill in json.loads(body)["fills"]]

    def history(self) -> Iterator[Any]:
        return iter(self._client.portfolio.fills_all(limit=PAGE_SIZE))

    async def open_async(self) -> None:
        self._async_client = self._package.AsyncKalshiClient(**self._credentials)

    async def balance_async(self) -> Any:
        return await self._async_client.portfolio.balance()

    async def history_async(self) -> AsyncIterator[Any]:
        async for fill in self._async_client.portfolio.fills_all(limit=PAGE_SIZE):
            yield fill
