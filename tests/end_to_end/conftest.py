"""A running mock exchange and the environment in which a user's program finds it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kalshi_mock import MockExchange

from .installation import build_wheel, make_installation


@pytest.fixture(scope="package")
def exchange() -> Iterator[MockExchange]:
    """One mock exchange for all tests of this folder; they only read."""
    with MockExchange(seed=7) as running:
        yield running


@pytest.fixture(scope="package")
def later_exchange() -> Iterator[MockExchange]:
    """The same account, told in the edition of October 2026."""
    with MockExchange(seed=7, edition="2026-10") as running:
        yield running


@pytest.fixture(scope="package")
def environment(exchange: MockExchange) -> dict[str, str]:
    """The environment of a user whose credentials lead to the mock exchange."""
    return make_environment(exchange)


@pytest.fixture(scope="package")
def later_environment(later_exchange: MockExchange) -> dict[str, str]:
    """The same for the edition of October 2026."""
    return make_environment(later_exchange)


def make_environment(exchange: MockExchange) -> dict[str, str]:
    """What a process needs to find a mock exchange and nothing else of Kalshi."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KALSHI_")}
    return kept | {
        "KALSHI_HOST": exchange.url,
        "KALSHI_API_KEY_ID": exchange.api_key_id,
        "KALSHI_PRIVATE_KEY_PEM": str(exchange.private_key_pem),
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture(scope="package")
def make_client() -> Callable[[Any, bytes], Any]:
    """Makes a client of a package that gets one body for an answer, whatever it asks."""
    signed_with = MockExchange(key_type="ed25519")

    def make(package: Any, body: bytes) -> Any:
        return package.KalshiClient(
            host="https://exchange.example/trade-api/v2",
            api_key_id=signed_with.api_key_id,
            private_key=signed_with.private_key_pem,
            transport=httpx.MockTransport(lambda _: httpx.Response(200, content=body)),
        )

    return make


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes of a distributed run share."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"


@pytest.fixture(scope="session")
def wheel(root: Path, shared_folder: Path) -> Path:
    """The built wheel."""
    return build_wheel(root, shared_folder)


@pytest.fixture(scope="session")
def programs(root: Path, wheel: Path, shared_folder: Path) -> Path:
    """The folder of programs of an environment with nothing but the wheel and its extras."""
    return make_installation(root, wheel, shared_folder)
