"""Floor: httpx and one signature; nothing is decoded."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from .protocol import BALANCE_PATH, FILLS_PATH, PAGE_SIZE, Service, Subject
from .signature import Signature

LAST_PAGE = b'"cursor":""}'


class Client(Subject):
    """What every client over httpx pays."""

    IMPORT = (
        "import httpx; from cryptography.hazmat.primitives import hashes, serialization; "
        "from cryptography.hazmat.primitives.asymmetric import padding, rsa"
    )

    def __init__(self, service: Service) -> None:
        self._url = service.url
        self._prefix = httpx.URL(service.url).path
        self._http = httpx.Client()
        self._signature = Signature(service)

    def balance(self) -> bytes:
        headers = self._signature.make_headers(self._prefix + BALANCE_PATH)
        return self._http.get(self._url + BALANCE_PATH, headers=headers).content

    def page(self, cursor: str = "") -> bytes:
        headers = self._signature.make_headers(self._prefix + FILLS_PATH)
        return self._http.get(self._url + FILLS_PATH, params=_select(cursor), headers=headers).content

    def history(self) -> Iterator[Any]:
        body, start = b"", 0
        while not body.endswith(LAST_PAGE):  # the server's cursors are indices, so that nothing is decoded
            body = self.page(str(start or ""))
            start += PAGE_SIZE
            yield from range(PAGE_SIZE)

    async def open_async(self) -> None:
        self._async_http = httpx.AsyncClient()

    async def balance_async(self) -> bytes:
        headers = self._signature.make_headers(self._prefix + BALANCE_PATH)
        return (await self._async_http.get(self._url + BALANCE_PATH, headers=headers)).content

    async def history_async(self) -> AsyncIterator[Any]:
        body, start = b"", 0
        while not body.endswith(LAST_PAGE):
            headers = self._signature.make_headers(self._prefix + FILLS_PATH)
            answer = await self._async_http.get(
                self._url + FILLS_PATH, params=_select(str(start or "")), headers=headers
            )
            body = answer.content
            start += PAGE_SIZE
            for index in range(PAGE_SIZE):
                yield index


def _select(cursor: str) -> dict[str, Any]:
    return {"limit": PAGE_SIZE, "cursor": cursor} if cursor else {"limit": PAGE_SIZE}
