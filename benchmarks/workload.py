"""What instructions are counted of: `python -m benchmarks.workload NAME COUNT`, with nothing random in it.

No socket is opened, the key is made of zeros and signs deterministically, and the garbage collector is off.
"""

import gc
import json
import sys
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import kalshi_portfolio

from .answers import make_balance, make_page
from .subjects.protocol import BALANCE_PATH, Service
from .subjects.signature import Signature

URL = "http://127.0.0.1/trade-api/v2"


class CannedTransport(httpx.BaseTransport):
    """Answers from memory."""

    def __init__(self) -> None:
        self._balance = make_balance("2025-11")
        self._page = make_page("2025-11")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the balance, or a page of fills."""
        body = self._balance if request.url.path.endswith(BALANCE_PATH) else self._page
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=body)


def make_workloads() -> Mapping[str, Callable[[], Any]]:
    """What can be counted, each beside its floor."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    client = kalshi_portfolio.KalshiClient(
        host=URL, api_key_id="key", private_key=key, transport=CannedTransport()
    )
    page = make_page("2025-11")
    answer = client.with_raw_response.get_fills()
    http = httpx.Client(transport=CannedTransport())
    signature = Signature(Service(URL, "key", "", pem))

    def call_bare() -> bytes:
        headers = signature.make_headers("/trade-api/v2" + BALANCE_PATH)
        return http.get(URL + BALANCE_PATH, headers=headers).content

    return {
        "decode": lambda: copy(answer).parsed,  # a copy, since an answer is decoded once
        "decode floor": lambda: json.loads(page),
        "call": client.get_balance,
        "call floor": call_bare,
    }


def main() -> None:
    """Do one of them some times, after all of them have been done."""
    name, number = sys.argv[1], int(sys.argv[2])
    workloads = make_workloads()
    for _ in range(2):  # caches are filled by the first
        for work in workloads.values():
            work()
    gc.collect()
    gc.disable()
    work = workloads[name]
    for _ in range(number):
        work()


if __name__ == "__main__":
    main()
