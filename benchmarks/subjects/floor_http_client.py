"""Floor: the standard library's HTTP client and one signature; nothing is decoded."""

import http.client
from urllib.parse import urlsplit

from .protocol import BALANCE_PATH, FILLS_PATH, PAGE_SIZE, Service, Subject
from .signature import Signature


class Client(Subject):
    """Keeps one connection open."""

    IMPORT = "import http.client, cryptography.hazmat.primitives.serialization"

    def __init__(self, service: Service) -> None:
        url = urlsplit(service.url)
        self._prefix = url.path
        self._connection = http.client.HTTPConnection(url.netloc)
        self._signature = Signature(service)

    def balance(self) -> bytes:
        return self._get(BALANCE_PATH)

    def page(self, cursor: str = "") -> bytes:
        return self._get(
            FILLS_PATH, f"?limit={PAGE_SIZE}&cursor={cursor}" if cursor else f"?limit={PAGE_SIZE}"
        )

    def _get(self, path: str, query: str = "") -> bytes:
        path = self._prefix + path
        self._connection.request("GET", path + query, headers=self._signature.make_headers(path))
        return self._connection.getresponse().read()
