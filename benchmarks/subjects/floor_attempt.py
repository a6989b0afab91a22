"""Floor: what our client does for a call, without attempts, deadline, rate, limits and drift around it."""

# ruff: noqa: SLF001 - the pieces that a call is put together from are private

from importlib import import_module
from typing import Any

from .protocol import PAGE_SIZE, Service, Subject

PACKAGES = {"2025-11": "kalshi_portfolio", "2026-10": "kalshi_portfolio_2026_10"}


class Client(Subject):
    """The runtime's own request, HTTP client, signature and decoder, one after the other."""

    IMPORT = "import kalshi_portfolio"

    def __init__(self, service: Service) -> None:
        self._package = import_module(PACKAGES[service.edition])
        self._operations = import_module(f"{PACKAGES[service.edition]}.operations")
        self._make_decoder = import_module("kalshi_runtime._decoders").make_decoder
        self._credentials: dict[str, Any] = {
            "host": service.url,
            "api_key_id": service.api_key_id,
            "private_key": service.private_key_pem,
        }
        self._channel = self._package.KalshiClient(**self._credentials)._channel
        self._http = self._channel.connections.open()

    def balance(self) -> Any:
        return self._call(self._operations.GET_BALANCE, {})

    def page(self, cursor: str = "") -> Any:
        return self._call(self._operations.GET_FILLS, {"limit": PAGE_SIZE, "cursor": cursor}).fills

    async def open_async(self) -> None:
        channel = self._package.AsyncKalshiClient(**self._credentials)._channel
        self._async_http = channel.connections.open()

    async def balance_async(self) -> Any:
        operation = self._operations.GET_BALANCE
        request = self._build(self._async_http, operation, {})
        return self._read(operation, await self._async_http.send(request, auth=self._channel.settings.auth))

    def _call(self, operation: Any, arguments: dict[str, Any]) -> Any:
        request = self._build(self._http, operation, arguments)
        return self._read(operation, self._http.send(request, auth=self._channel.settings.auth))

    def _build(self, http: Any, operation: Any, arguments: dict[str, Any]) -> Any:
        settings = self._channel.settings
        return settings._build_request(http, operation, arguments, settings.patience)

    def _read(self, operation: Any, response: Any) -> Any:
        if response.status_code not in operation.success:
            raise ValueError(f"the server answered {response.status_code}")
        return self._make_decoder(operation.result)(response.content)
