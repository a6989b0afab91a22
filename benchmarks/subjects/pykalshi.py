"""pykalshi: over httpx and pydantic, by hand."""

import json
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

from .protocol import PAGE_SIZE, Service, Subject


class Client(Subject):
    """Its own way to a whole history returns one list at the end."""

    IMPORT = "from pykalshi import KalshiClient"

    def __init__(self, service: Service) -> None:
        self._credentials = {
            "api_key_id": service.api_key_id,
            "private_key_path": service.private_key_path,
            "api_base": service.url,
        }
        self._package = import_module("pykalshi")
        self._client = self._package.KalshiClient(**self._credentials)
        self._model = import_module("pykalshi.models").FillModel

    def balance(self) -> Any:
        return self._client.portfolio.get_balance()

    def page(self, cursor: str = "") -> Any:
        return self._client.portfolio.get_fills(limit=PAGE_SIZE, cursor=cursor or None)

    def decode(self, body: bytes) -> Any:
        return [self._model.model_validate(fill) for fill in json.loads(body)["fills"]]

    def history(self) -> Iterator[Any]:
        return iter(self._client.portfolio.get_fills(limit=PAGE_SIZE, fetch_all=True))

    async def open_async(self) -> None:
        self._async_client = self._package.AsyncKalshiClient(**self._credentials)

    async def balance_async(self) -> Any:
        return await self._async_client.portfolio.get_balance()

    async def history_async(self) -> AsyncIterator[Any]:
        for fill in await self._async_client.portfolio.get_fills(limit=PAGE_SIZE, fetch_all=True):
            yield fill
