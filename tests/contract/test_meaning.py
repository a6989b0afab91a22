"""The mock exchange keeps what no schema can say, and the checks leave open what the contract leaves open."""

from collections.abc import Iterator

import pytest

from gate.account import Account
from gate.contract import Contract
from gate.findings import Check, Outcome
from gate.meaning.books import events_sum_up_their_markets, positions_follow_from_fills
from gate.meaning.subject import Subject
from gate.run import MEANING, judge
from gate.servers import open_mock
from gate.signatures.checks import CHECKS as SIGNATURES
from gate.signatures.checks import Battery
from gate.snapshot import Snapshot
from gate.target import Target
from kalshi_auth import KalshiAuth, load_private_key
from kalshi_mock import MockExchange


@pytest.fixture(scope="module")
def subject(read_contract: Contract) -> Iterator[Subject]:
    """The mock exchange, of which everything is known."""
    with open_mock() as (target, _):
        yield Subject(read_contract, target, Snapshot.take(read_contract, target), seed=3, examples=20)


@pytest.mark.parametrize("check", MEANING, ids=lambda check: check.run.__name__)
def test_mock_keeps_the_meaning(subject: Subject, check: Check[Subject]) -> None:
    """Every property holds, our own decisions included."""
    assert [] == list(check.run(subject))


@pytest.mark.parametrize("check", SIGNATURES, ids=lambda check: check.run.__name__)
@pytest.mark.parametrize("key_type", ["rsa", "ed25519"])
def test_mock_tells_signatures_apart(read_contract: Contract, check: Check[Battery], key_type: str) -> None:
    """With either kind of key, right signatures are accepted and wrong ones refused, before anything else."""
    with MockExchange(fills=5, key_type=key_type) as exchange:  # type: ignore[arg-type]
        key = load_private_key(exchange.private_key_pem)
        target = Target(exchange.url, KalshiAuth(exchange.api_key_id, key), ours=True)
        assert [] == list(check.run(Battery(read_contract, target, key)))
        target.close()


@pytest.mark.parametrize("fills", [0, 1, 40])
def test_meaning_holds_for_small_accounts(read_contract: Contract, fills: int) -> None:
    """Nothing fails because there is little to look at, and what could not be looked at is said."""
    with MockExchange(fills=fills, fcm_member=False) as exchange:
        target = Target(exchange.url, KalshiAuth(exchange.api_key_id, exchange.private_key_pem))
        subject = Subject(read_contract, target, Snapshot.take(read_contract, target), seed=3, examples=5)
        for check in MEANING:
            outcome, problems, reason = judge(check, subject, ours=False)
            assert () == problems
            assert outcome is Outcome.PASSED or reason
        target.close()


def test_books_that_do_not_agree_are_reported(subject: Subject) -> None:
    """One contract more in a fill shows in the position and in the event of its market."""
    rows = {key: [dict(row) for row in rows] for key, rows in subject.snapshot.lists.items()}
    unsettled = subject.lore.unsettled
    spoiled = next(row for row in rows["GetFills", "fills"] if row["ticker"] in unsettled)
    spoiled["count"] += 1
    other = Subject(subject.contract, subject.target, Snapshot(rows), seed=3, examples=5)
    places = {each.place for each in positions_follow_from_fills.run(other)}
    assert "GetPositions position" in places
    assert {"GetPositions total_cost_shares"} == {
        each.place for each in events_sum_up_their_markets.run(other)
    }


def test_known_amounts_that_are_not_told_are_reported(read_contract: Contract, subject: Subject) -> None:
    """What is known of the account is held against what the server tells."""
    known = Account(deposits=0, portfolio_value=-1)
    auth = subject.target.auth
    target = Target(subject.target.base_url, auth, ours=True, account=known)
    other = Subject(read_contract, target, subject.snapshot, seed=3, examples=5)
    names = {"known_amounts_are_told", "cash_follows_from_deposits"}
    found = [each.place for check in MEANING if check.run.__name__ in names for each in check.run(other)]
    target.close()
    assert ["GetBalance balance", "GetBalance portfolio_value"] == sorted(found)
