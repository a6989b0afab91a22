"""Schemathesis finds nothing wrong with the mock exchange, and looked everywhere."""

from collections import Counter
from collections.abc import Iterable

import pytest

from gate.client.calls import Calls
from gate.client.facade import Facade
from gate.client.reading import answers_are_read_whole
from gate.contract import Contract
from gate.edition import Edition
from gate.findings import Finding, Outcome, Problem
from gate.fuzzing import LAYER, PHASES, FuzzRun, fuzz
from gate.fuzzing_layer import findings
from gate.meaning.answers import Answers, every_documented_status_was_seen
from gate.servers import make_mock
from gate.snapshot import Snapshot
from gate.target import Target
from kalshi_auth import KalshiAuth
from kalshi_mock import MockExchange


def failed(found: Iterable[Finding]) -> list[Finding]:
    """What did not pass."""
    return [each for each in found if each.outcome != Outcome.PASSED]


def unseen(contract: Contract, target: Target) -> list[Problem]:
    """The statuses that were not provoked."""
    return list(every_documented_status_was_seen.run(Answers(contract, target)))


@pytest.fixture(scope="module")
def run(read_contract: Contract, target: Target, snapshot: Snapshot) -> FuzzRun:
    """A run of all phases."""
    return fuzz(read_contract, target, values=snapshot.values(read_contract), seed=1, examples=40)


def test_fuzzing_mock_finds_nothing(read_contract: Contract, target: Target, run: FuzzRun) -> None:
    """No check fails, nothing is warned of, and every status that can be provoked was seen."""
    assert [] == [*failed(findings(run, 0.0)), *unseen(read_contract, target)]


def test_fuzzing_runs_every_phase(run: FuzzRun) -> None:
    """Examples, coverage, fuzzing and the stateful phase, which follows cursors, all sent cases."""
    assert set(PHASES) == set(run.cases)
    assert run.cases.total() > 600


def test_fuzzing_sees_pages_with_items_and_later_pages(target: Target, run: FuzzRun) -> None:
    """The generator was given values that exist, so the answers are not all empty, nor all first pages."""
    fills = [each for each in target.traffic.of("GetFills", 200) if each.layer == LAYER]
    full = Counter(b'"fill_id"' in each.body for each in fills)
    assert full[True] > 10
    assert full[False] > 10
    assert any("cursor=" in each.query and b'"fill_id"' in each.body for each in fills)


def test_fuzzing_twice_with_one_seed_sends_the_same(
    read_contract: Contract, exchange: MockExchange, snapshot: Snapshot
) -> None:
    """A seed is all that is needed to see a failure again."""
    sent = []
    for _ in range(2):
        target = Target(exchange.url, KalshiAuth(exchange.api_key_id, exchange.private_key_pem))
        values = snapshot.values(read_contract)
        fuzz(read_contract, target, values=values, seed=5, examples=6, phases=("fuzzing", "stateful"))
        sent.append([each.target for each in target.traffic.exchanges])
        target.close()
    assert sent[0] == sent[1]
    assert len(sent[0]) > 30


def test_client_reads_what_the_fuzzer_got(edition: Edition, target: Target, run: FuzzRun) -> None:
    """The generated client decodes every answer to the fuzzer to the same values."""
    facade = Facade(edition, target.base_url, target.auth)
    calls = Calls(edition.contract, target, facade, None, {})
    assert [] == list(answers_are_read_whole.run(calls))


def test_fuzzing_account_without_permission_sees_403(edition: Edition) -> None:
    """Where an account may not call an operation, the refusal is held to the contract as well."""
    with make_mock(edition, fills=20, fcm_member=False, error_shape="flat") as exchange:
        auth = KalshiAuth(exchange.api_key_id, exchange.private_key_pem)
        target = Target(exchange.url, auth, ours=True, battery=True, other_methods=True)
        run = fuzz(edition.contract, target, values={}, seed=1, examples=5, phases=("coverage", "fuzzing"))
        target.close()
    assert [] == [*failed(findings(run, 0.0)), *unseen(edition.contract, target)]
    assert target.traffic.seen()["GetPortfolioRestingOrderTotalValue", 403] > 5
