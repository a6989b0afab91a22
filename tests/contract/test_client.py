"""The generated client, driven through a mock exchange that verifies what it sends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gate.client_calls import Calls, call_every_operation, go_through_every_list
from gate.client_errors import raise_errors, raise_unknown_errors
from gate.client_reading import Reading, exactness, read_answers
from gate.contract import Contract
from gate.facade import METHODS, Facade, call
from gate.schema import Shapes
from gate.snapshot import Snapshot
from gate.target import Target
from gate.traffic import Exchange
from gate.values import differences, read_json

RECORDED = {
    "balance": "GetBalance",
    "fills": "GetFills",
    "positions": "GetPositions",
    "settlements": "GetSettlements",
    "total_resting_order_value": "GetPortfolioRestingOrderTotalValue",
}


@pytest.fixture(scope="module")
def facade(target: Target) -> Facade:
    """Makes clients for the mock exchange."""
    return Facade(target.base_url, target.auth)


@pytest.fixture(scope="module")
def calls(read_contract: Contract, target: Target, facade: Facade, snapshot: Snapshot) -> Calls:
    """The mock exchange, to be called through the client."""
    return Calls(read_contract, target, facade, snapshot, snapshot.values(read_contract))


def read(contract: Contract, facade: Facade, operation: str, body: bytes) -> Any:
    """Lets the client decode a body."""
    handler = lambda _: httpx.Response(200, content=body)  # noqa: E731 - it is one expression
    with facade.sync(handler) as client:
        return call(client, contract.operations[operation], {})


def test_client_has_a_method_for_every_operation(read_contract: Contract) -> None:
    """Nothing of the contract is left out of the client, and nothing else is in it."""
    assert set(read_contract.operations) == set(METHODS)


def test_client_calls_agree_with_the_server(calls: Calls) -> None:
    """Every operation, sync and async, with arguments at their edges."""
    assert [] == list(call_every_operation(calls))


def test_client_iterators_give_every_item(calls: Calls) -> None:
    """Every list, sync and async, in few pages and in several."""
    assert [] == list(go_through_every_list(calls))


def test_client_raises_the_class_of_every_documented_status(read_contract: Contract, facade: Facade) -> None:
    """Whatever shape the body has, and its texts are found."""
    assert [] == list(raise_errors(read_contract, facade))


def test_client_raises_for_undocumented_statuses(read_contract: Contract, facade: Facade) -> None:
    """Redirects and the statuses of load balancers are no answers either."""
    assert [] == list(raise_unknown_errors(read_contract, facade))


def test_client_reading_reports_a_body_that_lost_something(read_contract: Contract, facade: Facade) -> None:
    """The comparison itself notices a field that the client does not know."""
    body = b'{"balance": 1, "portfolio_value": 2, "updated_ts": 3, "surprise": 4}'
    exchange = Exchange("GetBalance", "GET", "/portfolio/balance", 200, (), body, "test")
    problems = list(read_answers(Reading(read_contract, facade, [exchange])))
    assert ["/portfolio/balance: body.surprise: 4 was lost"] == [problem.text for problem in problems]


@pytest.mark.parametrize("recording", RECORDED)
def test_client_reads_committed_bodies_whole(
    read_contract: Contract, facade: Facade, bodies: Path, recording: str
) -> None:
    """Bodies in the shapes of recorded ones keep the closed contract, and the client loses nothing."""
    content = (bodies / f"{recording}.json").read_bytes()
    operation = read_contract.operations[RECORDED[recording]]
    assert [] == Shapes(read_contract).faults(operation.id, 200, content)
    plain = read(read_contract, facade, operation.id, content).to_dict()
    assert [] == list(differences(read_json(content), plain))
    assert [] == list(exactness(read_contract, operation, plain))


@pytest.mark.parametrize("recording", [name for name in RECORDED if name != "total_resting_order_value"])
def test_client_reads_recorded_responses_whole(
    read_contract: Contract, facade: Facade, reference: Callable[[str], Path], recording: str
) -> None:
    """What the real server answered keeps the closed contract, and the client loses nothing of it."""
    recorded = json.loads(reference(f"upstream/recorded/{recording}.json").read_bytes())["response"]
    content = json.dumps(recorded).encode()
    assert [] == Shapes(read_contract).faults(RECORDED[recording], 200, content)
    plain = read(read_contract, facade, RECORDED[recording], content).to_dict()
    assert [] == list(differences(read_json(content), plain))
