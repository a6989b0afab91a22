"""One ledger, told in the fields and by the rules of each edition."""

from collections.abc import Callable
from typing import Any

import pytest

from kalshi_mock import ContractError, Fill, Ledger, MockExchange, Order

FIRST, LATER = "2025-11", "2026-10"
TOKEN_PATHS = {"balance": False, "fills": True, "positions": True, "settlements": False}


@pytest.fixture(scope="module")
def later(make_trader: Callable[..., Any]) -> Any:
    """The owner of the usual account, told in the later edition."""
    return make_trader(edition=LATER)


@pytest.fixture(scope="module")
def first(make_trader: Callable[..., Any]) -> Any:
    """The owner of the same account, told in the first edition."""
    return make_trader(edition=FIRST)


@pytest.fixture
def small_books() -> Ledger:
    """Four fills, one of each side and action, and a voided market."""
    books = Ledger()
    books.deposit(1_000_00, at=1)
    for market in ("A-1", "A-2"):
        books.open_market(market, event_ticker="A")
    orders = (("A-1", "yes", "buy"), ("A-1", "yes", "sell"), ("A-2", "no", "buy"), ("A-2", "no", "sell"))
    for number, (ticker, side, action) in enumerate(orders):
        count = 10 if action == "buy" else 4
        order = Order(f"order-{number}", ticker, side, action, count, 30, at=2 + number)  # type: ignore[arg-type]
        books.place(order)
        yes_price = 30 if side == "yes" else 70
        books.fill(Fill(f"fill-{number}", order, count, yes_price, True, fee=7, at=2 + number))
    books.settle("A-2", "void", at=10)
    return books


def test_edition_of_each_contract_is_found_by_its_name() -> None:
    """The first one is also what is served unasked."""
    assert [FIRST, FIRST, LATER] == [MockExchange(edition=name).edition for name in (None, FIRST, LATER)]


def test_edition_that_is_unknown_is_refused_with_the_known_ones(root: Any) -> None:
    """As are an edition and a contract together."""
    with pytest.raises(ContractError, match="no edition '2020-01'; known are 2025-11, 2026-10"):
        MockExchange(edition="2020-01")
    with pytest.raises(ValueError, match="pass edition or contract, not both"):
        MockExchange(edition=LATER, contract=root / "openapi.yaml")


def test_fills_tell_outcome_and_book_side(make_trader: Callable[..., Any], small_books: Ledger) -> None:
    """What gains YES stood as a bid in the book of YES, whatever the order named."""
    fills = make_trader(edition=LATER, ledger=small_books).ask("fills").body["fills"]
    told = [(row["side"], row["action"], row["outcome_side"], row["book_side"]) for row in reversed(fills)]
    assert [
        ("yes", "buy", "yes", "bid"),
        ("yes", "sell", "no", "ask"),
        ("no", "buy", "no", "ask"),
        ("no", "sell", "yes", "bid"),
    ] == told


def test_amounts_have_the_decimals_of_the_contracts_examples(
    make_trader: Callable[..., Any], small_books: Ledger
) -> None:
    """Dollars have four in the first edition and six in the later one, counts two; the amount is the same."""
    first, later = (make_trader(edition=name, ledger=small_books) for name in (FIRST, LATER))
    one, other = (trader.ask("fills").body["fills"][-1] for trader in (first, later))
    assert (10, "0.3000") == (one["count"], one["yes_price_fixed"])
    assert ("10.00", "0.300000", "0.070000") == (
        other["count_fp"],
        other["yes_price_dollars"],
        other["fee_cost"],
    )
    one, other = (trader.ask("positions").body["market_positions"][0] for trader in (first, later))
    assert (6, "1.8000") == (one["position"], one["market_exposure_dollars"])
    assert ("6.00", "1.800000") == (other["position_fp"], other["market_exposure_dollars"])


def test_void_market_is_told_in_the_words_that_an_edition_has(
    make_trader: Callable[..., Any], small_books: Ledger
) -> None:
    """The first edition says so; the later one, which has no such word, says scalar and no value."""
    rows = [
        make_trader(edition=name, ledger=small_books).ask("settlements").body["settlements"][0]
        for name in (FIRST, LATER)
    ]
    assert [("void", None, 180), ("scalar", None, 180)] == [
        (row["market_result"], row["value"], row["revenue"]) for row in rows
    ]


def test_balance_is_divided_by_shard_without_rest(later: Any) -> None:
    """All of it lies on shard 0, in cents, in dollars and in the breakdown."""
    body = later.ask("balance").body
    cents = later.exchange.ledger.balance
    dollars = f"{cents // 100}.{cents % 100:02}0000"
    shares = [{"exchange_index": 0, "balance": dollars}]
    assert (cents, dollars, shares) == (body["balance"], body["balance_dollars"], body["balance_breakdown"])
    body = later.ask("summary/total_resting_order_value").body
    reserved = later.exchange.ledger.reserved
    assert reserved == body["total_resting_order_value"] > 0
    assert f"{reserved / 100:.6f}" == body["resting_order_value_breakdown"][0]["balance"]


@pytest.mark.parametrize("query", ["subaccount=1", "subaccount=63", "exchange_index=1"])
def test_other_subaccounts_and_shards_are_empty(later: Any, query: str) -> None:
    """There is one of each; all others are there and hold nothing."""
    body = later.ask("balance", query).body
    assert {
        "balance": 0,
        "balance_dollars": "0.000000",
        "portfolio_value": 0,
        "updated_ts": later.ask("balance").body["updated_ts"],
        "balance_breakdown": [],
    } == body
    assert {"fills": [], "cursor": ""} == later.ask("fills", query).body
    everything = later.ask("positions", f"{query}&settlement_status=all").body
    assert {"market_positions": [], "event_positions": [], "cursor": ""} == everything
    if "subaccount" in query:
        assert {"settlements": [], "cursor": ""} == later.ask("settlements", query).body


@pytest.mark.parametrize("name", ["balance", "fills", "positions", "settlements"])
def test_primary_subaccount_and_shard_are_the_account(later: Any, name: str) -> None:
    """Asking for number 0 is the same as not asking."""
    assert later.ask(name).body == later.ask(name, "subaccount=0").body
    if name != "settlements":
        assert later.ask(name).body == later.ask(name, "exchange_index=0").body


@pytest.mark.parametrize("query", ["subaccount=64", "subaccount=-1", "exchange_index=-1", "limit=1001"])
def test_argument_out_of_the_later_bounds_is_refused(later: Any, query: str) -> None:
    """With 400."""
    assert 400 == later.ask("fills", query).status


@pytest.mark.parametrize("query", ["subaccount=0", "exchange_index=0", "limit=201"])
def test_first_edition_refuses_what_came_later(first: Any, query: str) -> None:
    """Its contract has neither the parameters nor the limit."""
    assert 400 == first.ask("fills", query).status


def test_fills_of_many_tickers_come_on_one_page(later: Any) -> None:
    """Up to a hundred tickers and a thousand fills, in the order of all."""
    rows = later.ask("fills", "limit=1000").body["fills"]
    assert 500 == len(rows)
    tickers = list(dict.fromkeys(row["ticker"] for row in rows))[:100]
    found = later.ask("fills", limit=1000, ticker=",".join(tickers)).body["fills"]
    assert [row for row in rows if row["ticker"] in tickers] == found
    assert 400 == later.ask("fills", ticker=",".join(f"T{number}" for number in range(101))).status


def test_cursor_of_another_settlement_status_means_the_first_page(later: Any) -> None:
    """It was never given for this list."""
    cursor = later.ask("positions", limit=2, settlement_status="settled").body["cursor"]
    assert cursor
    same = later.ask("positions", limit=2, settlement_status="settled", cursor=cursor).body
    other = later.ask("positions", limit=2, settlement_status="all", cursor=cursor).body
    assert later.ask("positions", limit=2, settlement_status="all").body == other
    assert later.ask("positions", limit=2, settlement_status="settled").body != same


@pytest.mark.parametrize("name", TOKEN_PATHS)
@pytest.mark.parametrize("edition", [FIRST, LATER])
def test_token_is_taken_where_the_contract_says_so(
    make_trader: Callable[..., Any], edition: str, name: str
) -> None:
    """Elsewhere the signed headers are missing, and a wrong token is refused by what it is."""
    trader = make_trader(edition=edition)
    path = f"/trade-api/v2/portfolio/{name}"
    token = trader.exchange.access_token
    taken = edition == LATER and TOKEN_PATHS[name]
    reply = trader.send("GET", path, {"Authorization": f"Bearer {token}"})
    assert (200 if taken else 401) == reply.status
    assert ("valid" if taken else "key_is_missing_from_headers") == trader.exchange.requests[-1].verdict
    trader.send("GET", path, {"Authorization": f"Bearer {token[:-1]}"})
    refused = "INCORRECT_ACCESS_TOKEN" if taken else "key_is_missing_from_headers"
    assert refused == trader.exchange.requests[-1].verdict


def test_signature_counts_where_a_token_is_given_as_well(later: Any) -> None:
    """A request that names a key is held to its signature."""
    path = "/trade-api/v2/portfolio/fills"
    token = {"Authorization": f"Bearer {later.exchange.access_token}"}
    assert 200 == later.send("GET", path, {**later.sign(path), "Authorization": "Bearer none"}).status
    assert 401 == later.send("GET", path, {**later.sign("/other"), **token}).status


def test_token_of_each_exchange_is_its_own_and_stays_out_of_sight() -> None:
    """It is a secret like the key."""
    exchange, other = MockExchange(edition=LATER), MockExchange(edition=LATER)
    assert exchange.access_token != other.access_token
    assert exchange.access_token not in repr(exchange)
