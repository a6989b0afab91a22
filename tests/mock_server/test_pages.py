"""Whatever is asked for, pages hold each selected item once and in order, also while the account trades."""

import base64
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kalshi_mock import Fill, Ledger, Order, make_account

PATHS = {"fills": "fills", "settlements": "settlements", "market_positions": "positions"}


@pytest.fixture(scope="module")
def account(make_trader: Callable[..., Any]) -> Any:
    """An account that no test changes, with enough of everything."""
    return make_trader(seed=3, fills=400)


@pytest.fixture(scope="module")
def everything(account: Any) -> dict[str, list[dict[str, Any]]]:
    """All rows of every list."""
    rows = {
        name: account.read_all(path, name, **({"settlement_status": "all"} if path == "positions" else {}))
        for name, path in PATHS.items()
    }
    rows["event_positions"] = account.read_all("positions", "event_positions", settlement_status="all")
    return rows


def seconds(text: str) -> int:
    """The Unix time of an RFC 3339 text, without its fraction."""
    from datetime import datetime

    return int(datetime.fromisoformat(text).timestamp())


def walk(account: Any, path: str, lists: tuple[str, ...], limits: list[int], **filters: Any) -> Any:
    """Reads every page with changing limits, checks the pages' sizes and returns the lists."""
    rows: dict[str, list[Any]] = {name: [] for name in lists}
    cursor, page = "", 0
    while cursor or not page:
        limit = limits[page % len(limits)]
        reply = account.ask(path, limit=limit, cursor=cursor or None, **filters)
        assert 200 == reply.status, reply.body
        cursor = reply.body["cursor"]
        sizes = [len(reply.body[name]) for name in lists]
        assert max(sizes) == limit if cursor else max(sizes) <= limit
        for name in lists:
            rows[name] += reply.body[name]
        page += 1
    return rows


limits = st.lists(st.integers(1, 60), min_size=1, max_size=4)


@settings(max_examples=120, deadline=None)
@given(data=st.data(), limits=limits)
def test_fills_of_any_query_are_what_a_naive_filter_selects(
    account: Any, everything: dict[str, Any], data: st.DataObject, limits: list[int]
) -> None:
    """Filters, windows and limits of every combination."""
    rows = everything["fills"]
    some = st.sampled_from(rows)
    ticker = data.draw(st.none() | some.map(lambda row: row["ticker"]) | st.just("NO-SUCH-MARKET"))
    same = [row for row in rows if ticker in (None, row["ticker"])] or rows
    order_id = data.draw(st.none() | st.sampled_from(same).map(lambda row: row["order_id"]) | st.just(""))
    times = st.none() | some.map(lambda row: row["ts"]) | st.integers(1762180200, 1764426600)
    low, high = data.draw(times), data.draw(times)
    expected = [
        row
        for row in rows
        if ticker in (None, row["ticker"])
        and order_id in (None, row["order_id"])
        and (low is None or row["ts"] >= low)
        and (high is None or row["ts"] <= high)
    ]
    filters = {"ticker": ticker, "order_id": order_id, "min_ts": low, "max_ts": high}
    assert expected == walk(account, "fills", ("fills",), limits, **filters)["fills"]


@settings(max_examples=100, deadline=None)
@given(data=st.data(), limits=limits)
def test_settlements_of_any_query_are_what_a_naive_filter_selects(
    account: Any, everything: dict[str, Any], data: st.DataObject, limits: list[int]
) -> None:
    """Filters, windows, lists of events and limits of every combination."""
    rows = everything["settlements"]
    some = st.sampled_from(rows)
    ticker = data.draw(st.none() | some.map(lambda row: row["ticker"]))
    names = some.map(lambda row: row["event_ticker"]) | st.just("NO-SUCH-EVENT")
    events = data.draw(st.none() | st.lists(names, max_size=10))
    times = st.none() | some.map(lambda row: seconds(row["settled_time"]))
    low, high = data.draw(times), data.draw(times)
    expected = [
        row
        for row in rows
        if ticker in (None, row["ticker"])
        and (events is None or row["event_ticker"] in events)
        and (low is None or seconds(row["settled_time"]) >= low)
        and (high is None or seconds(row["settled_time"]) <= high)
    ]
    filters = {"ticker": ticker, "min_ts": low, "max_ts": high}
    if events is not None:
        filters["event_ticker"] = ",".join(events)
    assert expected == walk(account, "settlements", ("settlements",), limits, **filters)["settlements"]


@settings(max_examples=100, deadline=None)
@given(data=st.data(), limits=limits)
def test_positions_of_any_query_are_what_a_naive_filter_selects(
    account: Any, everything: dict[str, Any], data: st.DataObject, limits: list[int]
) -> None:
    """Both lists: markets by every filter, events as the sums of the very markets that were selected."""
    rows, settled = everything["market_positions"], account.exchange.ledger
    some = st.sampled_from(rows)
    ticker = data.draw(st.none() | some.map(lambda row: row["ticker"]))
    names = some.map(lambda row: row["ticker"].rpartition("-")[0])
    events = data.draw(st.none() | st.lists(names, max_size=10))
    counts = data.draw(st.none() | st.lists(st.sampled_from(["position", "total_traded"]), max_size=3))
    status = data.draw(st.sampled_from([None, "all", "unsettled", "settled"]))
    expected = [
        row
        for row in rows
        if ticker in (None, row["ticker"])
        and (events is None or row["ticker"].rpartition("-")[0] in events)
        and (counts is None or any(row[count] != 0 for count in counts))
        and (status == "all" or (settled.position(row["ticker"]).result is not None) == (status == "settled"))
    ]
    filters: dict[str, Any] = {"ticker": ticker, "settlement_status": status}
    filters |= {"event_ticker": ",".join(events)} if events is not None else {}
    filters |= {"count_filter": ",".join(counts)} if counts is not None else {}
    found = walk(account, "positions", ("market_positions", "event_positions"), limits, **filters)
    assert expected == found["market_positions"]
    sums: dict[str, int] = {}
    for row in expected:
        event = row["ticker"].rpartition("-")[0]
        sums[event] = sums.get(event, 0) + row["market_exposure"]
    assert sums == {row["event_ticker"]: row["event_exposure"] for row in found["event_positions"]}
    assert len(sums) == len(found["event_positions"])


def test_lists_are_ordered_as_the_contract_says(everything: dict[str, Any], contract: dict[str, Any]) -> None:
    """The order of each list is read from the contract's paging."""
    checked = 0
    for item in contract["paths"].values():
        for each in item["get"].get("x-pagination", {}).get("lists", ()):
            rows = everything[each["name"]]
            assert len(rows) == len({row[each["id"]] for row in rows}) > 3
            key = each.get("time", each["id"])
            ordered = [first[key] <= second[key] for first, second in pairwise(rows)]
            backward = [first[key] >= second[key] for first, second in pairwise(rows)]
            assert all(backward if each.get("order") == "descending" else ordered)
            checked += 1
    assert 4 == checked


@pytest.mark.parametrize("name", PATHS)
def test_limit_left_out_means_the_contract_default(account: Any, name: str) -> None:
    """A hundred rows, and a cursor where there are more."""
    reply = account.ask(PATHS[name])
    total = len(account.read_all(PATHS[name], name))
    assert min(100, total) == len(reply.body[name])
    assert (total > 100) == (reply.body["cursor"] != "")


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("cursor", ["garbage", "", "W10", "////", "%00%ff", "e30=", "é", "." * 5_000])
def test_cursor_that_was_never_given_means_the_first_page(account: Any, name: str, cursor: str) -> None:
    """Recorded of the exchange: no error, the first page."""
    reply = account.ask(PATHS[name], limit=2, cursor=cursor)
    assert (200, account.ask(PATHS[name], limit=2).body) == (reply.status, reply.body)


def test_cursor_of_another_operation_means_the_first_page(account: Any) -> None:
    """A cursor leads only where it came from."""
    cursors = {name: account.ask(path, limit=2).body["cursor"] for name, path in PATHS.items()}
    for name, path in PATHS.items():
        first = account.ask(path, limit=2).body
        for origin, cursor in cursors.items():
            assert (name != origin) == (first == account.ask(path, limit=2, cursor=cursor).body)


@pytest.mark.parametrize(
    "text",
    [
        '["GetFills"]',
        '["GetFills",true]',
        '["GetFills",1.5]',
        '["GetFills",null]',
        '["GetFills",1,2]',
        '{"GetFills":1}',
        "[" * 100_000,
        '["GetFills",NaN]',
    ],
)
def test_cursor_with_another_content_means_the_first_page(account: Any, text: str) -> None:
    """Nothing that a forged cursor holds makes the exchange fail."""
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    reply = account.ask("fills", limit=2, cursor=cursor)
    assert (200, account.ask("fills", limit=2).body) == (reply.status, reply.body)


@pytest.mark.parametrize("number", [-(10**30), -1, 0, 10**30])
def test_cursor_beyond_the_list_is_answered(account: Any, number: int) -> None:
    """A number that no item has selects what lies behind it, or nothing."""
    cursor = base64.urlsafe_b64encode(f'["GetFills",{number}]'.encode()).decode().rstrip("=")
    reply = account.ask("fills", limit=200, cursor=cursor)
    assert (200, 200 if number > 0 else 0) == (reply.status, len(reply.body["fills"]))


def test_cursors_are_url_safe(account: Any) -> None:
    """No cursor needs percent-encoding."""
    for path in PATHS.values():
        cursor = account.ask(path, limit=1).body["cursor"]
        assert cursor
        assert set() == set(cursor) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def trade(ledger: Ledger, ticker: str) -> None:
    """One more fill in a market, a second after the latest event."""
    at = ledger.now + 1_000_000
    order = Order(f"new-{at}", ticker, "yes", "buy", 1, 50, at)
    ledger.place(order)
    ledger.fill(Fill(f"fill-{at}", order, 1, 50, is_taker=True, fee=2, at=at))


def test_fills_that_arrive_between_pages_move_nothing(make_trader: Callable[..., Any]) -> None:
    """A reader of the history neither skips nor repeats a fill; new ones are on the next reader's page."""
    trader = make_trader(fills=100)
    before = trader.read_all("fills", "fills")
    ticker = trader.ask("positions").body["market_positions"][0]["ticker"]
    read: list[Any] = []
    cursor = None
    while cursor != "":
        page = trader.ask("fills", limit=7, cursor=cursor).body
        read += page["fills"]
        cursor = page["cursor"]
        with trader.exchange.books() as ledger:
            trade(ledger, ticker)
    assert before == read
    assert 115 == len(trader.read_all("fills", "fills"))


def test_positions_are_paged_as_they_stood_at_the_first_page(make_trader: Callable[..., Any]) -> None:
    """A market that trades between two pages keeps its place and its numbers until the reader is done."""
    trader = make_trader(fills=300)
    before = trader.read_all("positions", "market_positions")
    events = trader.read_all("positions", "event_positions")
    last = before[-1]["ticker"]
    read: list[Any] = []
    read_events: list[Any] = []
    cursor = None
    while cursor != "":
        page = trader.ask("positions", limit=3, cursor=cursor).body
        read += page["market_positions"]
        read_events += page["event_positions"]
        cursor = page["cursor"]
        with trader.exchange.books() as ledger:
            trade(ledger, last)
    assert before == read
    assert events == read_events
    after = trader.read_all("positions", "market_positions")
    assert last == after[0]["ticker"]
    assert before[-1]["position"] + len(range(0, len(before), 3)) == after[0]["position"]


def test_pages_of_a_long_history_are_found_without_reading_it(make_trader: Callable[..., Any]) -> None:
    """A page from the middle of 50,000 fills looks at few others."""
    trader = make_trader(ledger=make_account(5, 50_000))
    touched = 0

    class Counted(list[Fill]):
        def __getitem__(self, index: Any) -> Any:
            nonlocal touched
            touched += 1
            return super().__getitem__(index)

    ledger = trader.exchange.ledger
    ledger.fills = Counted(ledger.fills)
    cursor = base64.urlsafe_b64encode(b'["GetFills",25000]').decode().rstrip("=")
    page = trader.ask("fills", limit=200, cursor=cursor, min_ts=1762180200, max_ts=1864426600).body["fills"]
    assert 200 == len(page)
    assert touched < 1_000
