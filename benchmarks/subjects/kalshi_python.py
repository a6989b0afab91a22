"""The official client of 2025, made by OpenAPI Generator over urllib3 and pydantic."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, ClassVar

from .paging import walk
from .protocol import PAGE_SIZE, Service, Subject


class Client(Subject):
    """Asks through the one class that holds all operations, as its page shows it."""

    PACKAGE: ClassVar[str] = "kalshi_python"
    IMPORT = f"from {PACKAGE} import Configuration, KalshiClient"

    def __init__(self, service: Service) -> None:
        package = import_module(self.PACKAGE)
        configuration = package.Configuration(host=service.url)
        configuration.api_key_id = service.api_key_id
        configuration.private_key_pem = service.private_key_pem
        self._client = package.KalshiClient(configuration)

    def balance(self) -> Any:
        return self._client.get_balance()

    def page(self, cursor: str = "") -> Any:
        return self._fetch(cursor).fills

    def decode(self, body: bytes) -> Any:
        return self._client.deserialize(body.decode(), "GetFillsResponse", "application/json")

    def history(self) -> Iterator[Any]:
        return walk(self._fetch)

    def _fetch(self, cursor: str) -> Any:
        return self._client.get_fills(limit=PAGE_SIZE, cursor=cursor)
