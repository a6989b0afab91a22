"""What the contract's tests share: each edition as the gate reads it, and a mock exchange held to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.contract import Contract
from gate.edition import Edition, all_editions
from gate.servers import make_mock
from gate.snapshot import Snapshot
from gate.target import Target
from kalshi_auth import KalshiAuth
from kalshi_mock import MockExchange


@pytest.fixture(scope="module", params=all_editions(), ids=lambda edition: edition.name)
def edition(request: pytest.FixtureRequest) -> Edition:
    """Each edition of this repository in turn."""
    found: Edition = request.param
    return found


@pytest.fixture(scope="session")
def first_edition() -> Edition:
    """The edition of November 2025, which the API's pages and the recordings of January 2026 keep."""
    return all_editions()[0]


@pytest.fixture(scope="module")
def read_contract(edition: Edition) -> Contract:
    """The contract as the gate reads it."""
    return edition.contract


@pytest.fixture(scope="module")
def exchange(edition: Edition) -> Iterator[MockExchange]:
    """A mock exchange with more than one page of everything."""
    with make_mock(edition) as exchange:
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
