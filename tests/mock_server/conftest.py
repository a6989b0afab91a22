"""What the mock exchange's tests share: a signer of their own, and exchanges to ask without a socket."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kalshi_mock import MockExchange
from kalshi_mock._answer import Request
from kalshi_mock._keys import make_private_key

PREFIX = "/trade-api/v2/portfolio/"


@dataclass
class Reply:
    """An answer with its body read."""

    status: int
    body: Any
    headers: dict[str, str]


class Trader:
    """The owner of an exchange's account, who signs rightly and asks without a socket."""

    def __init__(self, exchange: MockExchange, key: RSAPrivateKey) -> None:
        self.exchange = exchange
        self.key = key

    def sign(self, path: str, method: str = "GET") -> dict[str, str]:
        """The three headers for a path from the host's root."""
        timestamp = str(time.time_ns() // 1_000_000)
        scheme = padding.PSS(padding.MGF1(SHA256()), 32)
        signature = self.key.sign((timestamp + method + path).encode(), scheme, SHA256())
        return {
            "KALSHI-ACCESS-KEY": self.exchange.api_key_id,
            "KALSHI-ACCESS-SIGNATURE": base64.b64encode(signature).decode(),
            "KALSHI-ACCESS-TIMESTAMP": timestamp,
        }

    def ask(self, name: str, query: str = "", **parameters: object) -> Reply:
        """Asks for `/portfolio/<name>`, with a query as it stands or made of parameters."""
        path = PREFIX + name
        query = query or urlencode({key: value for key, value in parameters.items() if value is not None})
        return self.send("GET", path + (f"?{query}" if query else ""), self.sign(path))

    def send(self, method: str, target: str, headers: dict[str, str] | list[tuple[str, str]]) -> Reply:
        """Sends a request as it stands."""
        pairs = headers.items() if isinstance(headers, dict) else headers
        raw = [(key.lower().encode(), value.encode("latin-1")) for key, value in pairs]
        answer = self.exchange.application.respond(Request(method, target.encode(), raw))
        return Reply(
            answer.status,
            json.loads(answer.body),
            {key.decode(): value.decode() for key, value in answer.headers},
        )

    def read_all(self, name: str, list_name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every row of every page of one list."""
        rows: list[dict[str, Any]] = []
        cursor = None
        while cursor != "":
            reply = self.ask(name, **{"limit": 200, **parameters, "cursor": cursor})
            assert reply.status == 200, reply.body
            rows += reply.body[list_name]
            cursor = reply.body["cursor"]
        return rows


@pytest.fixture(scope="session")
def private_key_pem() -> str:
    """One key for all exchanges, since making one takes longer than a test."""
    return make_private_key("rsa")


@pytest.fixture(scope="session")
def make_trader(private_key_pem: str) -> Callable[..., Trader]:
    """Makes the owner of a new exchange with the given options; it is not started."""
    key = load_pem_private_key(private_key_pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return lambda **options: Trader(MockExchange(**{"private_key_pem": private_key_pem, **options}), key)


@pytest.fixture
def trader(make_trader: Callable[..., Trader]) -> Trader:
    """The owner of an account of the usual size."""
    return make_trader()


@pytest.fixture
def served(trader: Trader) -> Iterator[Trader]:
    """The owner of an exchange that listens on a socket."""
    with trader.exchange:
        yield trader
