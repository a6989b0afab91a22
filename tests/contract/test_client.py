"""The generated client, driven through a mock exchange that verifies what it sends."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate.client.calls import Calls
from gate.client.facade import Facade, call
from gate.client.reading import exactness
from gate.client.sending import CHECKS as SENDING
from gate.client.sending import Sending
from gate.contract import Contract
from gate.edition import Edition
from gate.findings import Check
from gate.run import CLIENT
from gate.schema import Shapes
from gate.snapshot import Snapshot
from gate.target import Target
from gate.values import differences, read_json
from kalshi_auth import KalshiAuth

AT = datetime(2025, 11, 15, 16, 11, 11, 109554, UTC)
RECORDED = {
    "balance": "GetBalance",
    "fills": "GetFills",
    "positions": "GetPositions",
    "settlements": "GetSettlements",
    "total_resting_order_value": "GetPortfolioRestingOrderTotalValue",
}


@pytest.fixture(scope="module")
def facade(edition: Edition, target: Target) -> Facade:
    """Makes clients for the mock exchange."""
    return Facade(edition, target.base_url, target.auth)


@pytest.fixture
def older(first_edition: Edition) -> Facade:
    """Makes clients of the first edition, which answer to nobody."""
    return Facade(first_edition, "https://exchange.test", KalshiAuth("key", Ed25519PrivateKey.generate()))


def read(contract: Contract, facade: Facade, operation: str, body: bytes) -> Any:
    """Lets the client decode a body."""
    with facade.sync(lambda _: httpx.Response(200, content=body)) as client:
        return call(client, contract.operations[operation], {})


def test_client_has_a_method_for_every_operation(edition: Edition) -> None:
    """Nothing of the contract is left out of the client, and nothing else is in it."""
    assert set(edition.contract.operations) == set(edition.methods)


@pytest.mark.parametrize("check", CLIENT, ids=lambda check: check.run.__name__)
def test_client_agrees_with_the_server(
    read_contract: Contract, target: Target, facade: Facade, snapshot: Snapshot, check: Check[Calls]
) -> None:
    """Every operation and iterator, sync and async, every error, and every answer that was seen."""
    calls = Calls(read_contract, target, facade, snapshot, snapshot.values(read_contract))
    assert [] == list(check.run(calls))


@pytest.mark.parametrize("check", SENDING, ids=lambda check: check.run.__name__)
def test_client_sends_what_it_should(edition: Edition, check: Check[Sending]) -> None:
    """Any arguments, to any base URL, signed over what goes onto the wire."""
    assert [] == list(check.run(Sending(edition, seed=1, examples=40)))


@pytest.mark.parametrize(
    ("decoded", "expected"),
    [
        ({"amount": Decimal("0.4"), "at": AT, "count": 3}, []),
        ({"amount": 0.4, "at": AT, "count": 3}, ["body.amount: '0.4000' became 0.4"]),
        ({"amount": Decimal("0.4"), "count": 3}, [f"body.at: '{AT.isoformat()}' was lost"]),
        ({"amount": Decimal("0.4"), "at": AT, "count": True}, ["body.count: 3 became True"]),
        ({"amount": Decimal("0.4"), "at": AT, "count": 3, "x": 1}, ["body.x: 1 was never sent"]),
    ],
)
def test_differences_between_sent_and_decoded_are_named(decoded: dict[str, Any], expected: list[str]) -> None:
    """Values are compared by what they are: floats are no amounts, and nothing may be lost or made up."""
    sent = {"amount": "0.4000", "at": AT.isoformat(), "count": 3, "absent": None}
    assert expected == list(differences(sent, decoded))


@pytest.mark.parametrize("recording", RECORDED)
def test_client_reads_committed_bodies_whole(
    first_edition: Edition, older: Facade, bodies: Path, recording: str
) -> None:
    """Bodies in the shapes of recorded ones keep the closed contract, and the client loses nothing."""
    content = (bodies / f"{recording}.json").read_bytes()
    operation = first_edition.contract.operations[RECORDED[recording]]
    assert [] == Shapes(first_edition.contract).faults(operation.id, 200, content)
    plain = read(first_edition.contract, older, operation.id, content).to_dict()
    assert [] == list(differences(read_json(content), plain))
    assert [] == list(exactness(first_edition.contract, operation, plain))


@pytest.mark.parametrize("recording", [name for name in RECORDED if name != "total_resting_order_value"])
def test_client_reads_recorded_responses_whole(
    first_edition: Edition, older: Facade, reference: Callable[[str], Path], recording: str
) -> None:
    """What the real server answered keeps the closed contract, and the client loses nothing of it."""
    recorded = json.loads(reference(f"upstream/recorded/{recording}.json").read_bytes())["response"]
    content = json.dumps(recorded).encode()
    assert [] == Shapes(first_edition.contract).faults(RECORDED[recording], 200, content)
    plain = read(first_edition.contract, older, RECORDED[recording], content).to_dict()
    assert [] == list(differences(read_json(content), plain))
