"""What the contract's tests share: the contract as the gate reads it, and a mock exchange held to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.contract import Contract
from gate.snapshot import Snapshot
from gate.target import Target
from kalshi_auth import KalshiAuth
from kalshi_mock import MockExchange


@pytest.fixture(scope="session")
def read_contract(contract: dict[str, Any]) -> Contract:
    """The contract as the gate reads it."""
    return Contract(contract)


@pytest.fixture(scope="module")
def exchange() -> Iterator[MockExchange]:
    """A mock exchange with more than one page of everything."""
    with MockExchange(seed=7, fills=450) as exchange:
        yield exchange


@pytest.fixture(scope="module")
def target(exchange: MockExchange) -> Iterator[Target]:
    """The mock exchange as a target that has to keep our own decisions too."""
    auth = KalshiAuth(exchange.api_key_id, exchange.private_key_pem)
    target = Target(exchange.url, auth, ours=True, battery=True, other_methods=True)
    yield target
    target.close()


@pytest.fixture(scope="module")
def snapshot(read_contract: Contract, target: Target) -> Snapshot:
    """The whole account as the mock exchange tells it."""
    return Snapshot.take(read_contract, target)


@pytest.fixture(scope="session")
def bodies() -> Path:
    """The folder with answers in the shapes of recorded ones, with invented values."""
    return Path(__file__).parent / "bodies"
