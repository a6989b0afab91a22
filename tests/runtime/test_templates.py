"""Requests are what httpx itself would have built, byte for byte, and no cookie comes back."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalshi_runtime import ArgumentError, Operation, Parameter, SyncClient
from kalshi_runtime._requests import build_parts

from .shop import ADD_WARE, GET_HEALTH, GET_SHELF, GET_WARE, HOST, KEY, KEY_ID, Driver, Kind, Recorder
from .wire import OK, WireServer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ITEM = TEXT.filter(lambda text: text != "" and "," not in text)
SEGMENT = TEXT.filter(lambda text: text not in ("", ".", ".."))
TAG = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
PUT_CRUMB = Operation[None](
    id="PutCrumb",
    method="PUT",
    path="/crumbs",
    parameters=(Parameter(name="crumb", location="cookie"),),
    result=None,
)
CALLS: st.SearchStrategy[tuple[Operation[Any], dict[str, Any]]] = st.one_of(
    st.tuples(
        st.just(GET_SHELF),
        st.fixed_dictionaries(
            {},
            optional={
                "text": TEXT,
                "number": st.integers(-(2**63), 2**63 - 1),
                "flag": st.booleans(),
                "amount": st.decimals(-(10**9), 10**9, places=4),
                "some": st.lists(ITEM, min_size=1, max_size=3),
                "many": st.lists(st.integers(0, 9), min_size=1, max_size=3),
                "cursor": TEXT,
            },
        ),
    ),
    st.tuples(
        st.just(GET_WARE),
        st.fixed_dictionaries({"id": SEGMENT, "part": SEGMENT}, optional={"X-Tag": TAG}),
    ),
    st.tuples(st.just(GET_HEALTH), st.just({})),
    st.tuples(st.just(ADD_WARE), st.just({}) | st.fixed_dictionaries({"body": st.just({"id": 1})})),
    st.tuples(st.just(PUT_CRUMB), st.fixed_dictionaries({}, optional={"crumb": TEXT})),
)
OTHERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "with parameters": {"params": {"tenant": "ä b", "limit": "7"}},
    "with headers": {"headers": {"User-Agent": "mine", "X-Trace": "1", "Accept": "text/html"}},
    "with cookies": {"cookies": {"session": "x"}},
    "with a base URL": {"base_url": "https://elsewhere.example/v9"},
}


def build_plainly(http: httpx.Client, operation: Operation[Any], arguments: dict[str, Any]) -> httpx.Request:
    """Build a request as httpx does for anyone, from texts alone."""
    parts = build_parts(operation, arguments)
    fixed = {"accept": "application/json", "accept-encoding": "gzip, deflate"}
    return http.build_request(
        operation.method,
        HOST + parts.path,
        params=parts.query or None,
        headers=parts.headers | fixed,
        content=parts.content,
    )


def show(request: httpx.Request) -> tuple[Any, ...]:
    """Everything of a request that goes onto the wire, or decides where to."""
    url = request.url
    where = (url.raw_scheme, url.raw_host, url.port, url.raw_path)
    return (request.method, where, request.headers.raw, request.content)


@pytest.fixture(scope="module")
def clients() -> Iterator[tuple[SyncClient, httpx.Client]]:
    """A client with an HTTP client of its own, and a plain one beside it, for many examples."""
    with SyncClient(host=HOST, api_key_id=KEY_ID, private_key=KEY) as client, httpx.Client() as plain:
        yield client, plain


@given(call=CALLS)
def test_request_for_any_argument_is_what_httpx_builds(
    clients: tuple[SyncClient, httpx.Client], call: tuple[Operation[Any], dict[str, Any]]
) -> None:
    """What is prepared once changes no byte, the first time and after it."""
    client, plain = clients
    operation, arguments = call
    expected = show(build_plainly(plain, operation, arguments))
    channel = client._channel
    for _ in range(2):
        begun, _ = channel.settings.begin(channel.connections.open(), operation, arguments, {})
        assert show(begun.request) == expected


@pytest.fixture(params=OTHERS)
def of_user(request: pytest.FixtureRequest) -> Iterator[tuple[SyncClient, httpx.Client]]:
    """A client over an HTTP client of the user's."""
    with (
        httpx.Client(**OTHERS[request.param]) as mine,
        SyncClient(host=HOST, api_key_id=KEY_ID, private_key=KEY, http_client=mine) as client,
    ):
        yield client, mine


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call=CALLS)
def test_request_through_client_of_user_keeps_what_that_adds(
    of_user: tuple[SyncClient, httpx.Client], call: tuple[Operation[Any], dict[str, Any]]
) -> None:
    """A user's parameters, headers and cookies are merged by httpx, as in every request of theirs."""
    client, mine = of_user
    operation, arguments = call
    begun, _ = client._channel.settings.begin(mine, operation, arguments, {})
    assert show(begun.request) == show(build_plainly(mine, operation, arguments))


def test_headers_of_user_that_change_are_sent_from_then_on() -> None:
    """Nothing of a user's HTTP client is remembered."""
    with (
        httpx.Client() as mine,
        SyncClient(host=HOST, api_key_id=KEY_ID, private_key=KEY, http_client=mine) as client,
    ):
        found = []
        for value in ("one", "two"):
            mine.headers["X-Trace"] = value
            begun, _ = client._channel.settings.begin(mine, GET_HEALTH, {}, {})
            found.append(begun.request.headers["X-Trace"])
    assert found == ["one", "two"]


def test_arguments_that_make_url_too_long_are_refused() -> None:
    """The error names the operation, and nothing is sent."""
    with (
        SyncClient(host=HOST, api_key_id=KEY_ID, private_key=KEY) as client,
        pytest.raises(ArgumentError, match="GetShelf: the arguments make no URL"),
    ):
        client._call(GET_SHELF, {"text": "x" * 70_000}, {})


def test_cookie_of_server_is_never_sent_back(kind: Kind, server: WireServer) -> None:
    """Cookies of whatever stands before the API are dropped, also after many calls."""
    server.answer = lambda head: OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: session=secret; Path=/\r\n\r\n")
    driver = Driver(kind, host=f"{server.url}/api", trust_env=False)
    for _ in range(2):
        driver.call(GET_SHELF)
        driver.call_raw(GET_WARE, {"id": "1", "part": "2", "X-Tag": "3"})  # of which nothing is prepared
    driver.end()
    assert len(server.heads) == 4
    assert not any(b"ookie" in head for head in server.heads)


def test_url_asked_for_again_is_parsed_once_and_not_kept_for_ever(drive: Callable[..., Driver]) -> None:
    """Programs ask for the same page all day; a walk asks for ever new ones."""
    driver = drive(Recorder())
    parsed = driver.client._channel.settings._templates._parse_url
    driver.call(GET_SHELF, {"number": 0})
    before = parsed.cache_info()
    driver.call(GET_SHELF, {"number": 0})
    assert (before.misses, before.hits + 1) == (parsed.cache_info().misses, parsed.cache_info().hits)
    for number in range(600):
        driver.call(GET_SHELF, {"number": number})
    assert parsed.cache_info().currsize < 600
