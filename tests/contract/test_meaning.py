"""The mock exchange keeps what no schema can say, and the checks leave open what the contract leaves open."""

from collections.abc import Iterator

import pytest

from gate.account import Account
from gate.contract import Contract
from gate.edition import Edition
from gate.findings import Check, Outcome
from gate.meaning.books import events_sum_up_their_markets, positions_follow_from_fills
from gate.meaning.subject import Subject
from gate.run import MEANING, judge
from gate.servers import make_mock, open_mock
from gate.signatures.checks import CHECKS as SIGNATURES
from gate.signatures.checks import Battery
from gate.snapshot import Snapshot
from gate.target import Target
from kalshi_auth import KalshiAuth, load_private_key


@pytest.fixture(scope="module")
def subject(edition: Edition, read_contract: Contract) -> Iterator[Subject]:
    """The mock exchange, of which everything is known."""
    with open_mock(make_mock(edition)) as (target, _):
        yield Subject(read_contract, target, Snapshot.take(read_contract, target), seed=3, examples=20)


@pytest.mark.parametrize("check", MEANING, ids=lambda check: check.run.__name__)
def test_mock_keeps_the_meaning(subject: Subject, check: Check[Subject]) -> None:
    """Every property holds, our own decisions included, and what an edition cannot tell is said."""
    outcome, problems, reason = judge(check, subject, ours=True)
    assert () == problems
    assert outcome is Outcome.PASSED or "this edition" in reason


@pytest.mark.parametrize("check", SIGNATURES, ids=lambda check: check.run.__name__)
@pytest.mark.parametrize("key_type", ["rsa", "ed25519"])
def test_mock_tells_signatures_apart(edition: Edition, check: Check[Battery], key_type: str) -> None:
    """With either kind of key, right signatures are accepted and wrong ones refused, before anything else."""
    with make_mock(edition, fills=5, key_type=key_type) as exchange:
        key = load_private_key(exchange.private_key_pem)
        target = Target(exchange.url, KalshiAuth(exchange.api_key_id, key), ours=True)
        assert [] == list(check.run(Battery(edition.contract, target, key)))
        target.close()


@pytest.mark.parametrize("fills", [0, 1, 40])
def test_meaning_holds_for_small_accounts(edition: Edition, read_contract: Contract, fills: int) -> None:
    """Nothing fails because there is little to look at, and what could not be looked at is said."""
    with make_mock(edition, fills=fills, fcm_member=False) as exchange:
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
    count = subject.vocabulary("GetFills", "fills").field("count")
    spoiled[count] = spoiled[count] + 1 if isinstance(spoiled[count], int) else f"1{spoiled[count]}"
    other = Subject(subject.contract, subject.target, Snapshot(rows), seed=3, examples=5)
    places = {each.place.removesuffix("_fp") for each in positions_follow_from_fills.run(other)}
    assert "GetPositions position" in places
    found = {each.place.removesuffix("_fp") for each in events_sum_up_their_markets.run(other)}
    assert {"GetPositions total_cost_shares"} == found


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
