"""This project's client, whichever edition's contract it is generated from."""

from collections.abc import AsyncIterator, Iterator
from copy import copy
from importlib import import_module
from typing import Any, ClassVar

import httpx

from .protocol import PAGE_SIZE, Service, Subject


class Client(Subject):
    """Over the package's public names, and the runtime's decoder for decoding alone."""

    PACKAGE: ClassVar[str] = "kalshi_portfolio"
    IMPORT = f"import {PACKAGE}"

    def __init__(self, service: Service) -> None:
        self._package = import_module(self.PACKAGE)
        self._credentials: dict[str, Any] = {
            "host": service.url,
            "api_key_id": service.api_key_id,
            "private_key": service.private_key_pem,
        }
        self._client = self._package.KalshiClient(**self._credentials)
        self._answers: dict[bytes, Any] = {}

    def balance(self) -> Any:
        return self._client.get_balance()

    def page(self, cursor: str = "") -> Any:
        return self._client.get_fills(limit=PAGE_SIZE, cursor=cursor).fills

    def decode(self, body: bytes) -> Any:
        if body not in self._answers:
            self._answers[body] = self._receive(body)
        return copy(self._answers[body]).parsed  # a copy, since an answer is decoded once

    def _receive(self, body: bytes) -> Any:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
        with self._package.KalshiClient(**self._credentials, transport=transport) as client:
            return client.with_raw_response.get_fills()

    def history(self) -> Iterator[Any]:
        fills: Iterator[Any] = self._client.iter_fills()
        return fills

    def history_concurrent(self) -> Iterator[Any]:
        fills: Iterator[Any] = self._client.iter_fills(concurrency=8)
        return fills

    async def open_async(self) -> None:
        self._async_client = self._package.AsyncKalshiClient(**self._credentials)

    async def balance_async(self) -> Any:
        return await self._async_client.get_balance()

    def history_async(self) -> AsyncIterator[Any]:
        fills: AsyncIterator[Any] = self._async_client.iter_fills()
        return fills

    def history_concurrent_async(self) -> AsyncIterator[Any]:
        fills: AsyncIterator[Any] = self._async_client.iter_fills(concurrency=8)
        return fills
