"""Clients as a whole: signing, HTTP clients of the user's, closing, forking."""

import asyncio
import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from kalshi_runtime import (
    ApiConnectionError,
    AsyncClient,
    ClientClosedError,
    ConfigurationError,
    RedirectError,
    SyncClient,
)

from .shop import GET_HEALTH, GET_SHELF, HOST, KEY, KEY_ID, Driver, Handler, Kind, Recorder, Shelf, always

Drive = Callable[..., Driver]
SIGNED = ("kalshi-access-key", "kalshi-access-signature", "kalshi-access-timestamp")


def make_http_client(kind: Kind, handler: Handler, **keywords: Any) -> httpx.Client | httpx.AsyncClient:
    """Make an HTTP client as a user would."""
    transport = httpx.MockTransport(handler)
    if kind == "sync":
        return httpx.Client(transport=transport, **keywords)
    return httpx.AsyncClient(transport=transport, **keywords)


def is_signed(request: httpx.Request) -> bool:
    """Tell whether a request has all three headers, by our key id."""
    return all(request.headers.get(name) for name in SIGNED) and request.headers[SIGNED[0]] == KEY_ID


def test_call_is_signed_and_asks_for_json(drive: Drive) -> None:
    """The path without the query is what was signed."""
    server = Recorder()
    assert drive(server).call(GET_SHELF, {"text": "a"}) == Shelf(wares=[])
    request = server.requests[0]
    assert is_signed(request)
    assert request.headers["accept"] == "application/json"
    message = f"{request.headers[SIGNED[2]]}GET/api/v2/shelf".encode()
    KEY.public_key().verify(base64.b64decode(request.headers[SIGNED[1]]), message)


def test_call_without_credentials_is_refused_before_it_is_sent(drive: Drive) -> None:
    """Only operations that are signed need them."""
    server = Recorder(always(200, json={"ok": 1}))
    driver = drive(server, api_key_id=None, private_key=None)
    with pytest.raises(ConfigurationError, match="GetShelf is signed, and the client was made without"):
        driver.call(GET_SHELF)
    assert driver.call(GET_HEALTH) == {"ok": 1}
    assert [name for name in SIGNED if name in server.requests[0].headers] == []


def test_operation_without_security_is_not_signed(drive: Drive) -> None:
    """A key is used where it is asked for, and nowhere else."""
    server = Recorder(always(200, json={"ok": 1}))
    drive(server).call(GET_HEALTH)
    assert [name for name in SIGNED if name in server.requests[0].headers] == []


def test_http_client_of_the_user_is_used_whole_and_signed(drive: Drive, kind: Kind) -> None:
    """Its headers, parameters and cookies go along; its auth, base URL and redirects do not."""
    server = Recorder()
    http = make_http_client(
        kind,
        server,
        base_url="https://elsewhere.example",
        auth=("user", "hunter2"),
        headers={"x-team": "a"},
        params={"team": "a", "text": "ours goes before"},
        cookies={"c": "1"},
        follow_redirects=True,
    )
    drive(http_client=http).call(GET_SHELF, {"text": "t", "many": [1, 2]})
    request = server.requests[0]
    assert is_signed(request)
    assert "authorization" not in request.headers
    assert (request.headers["x-team"], request.headers["cookie"]) == ("a", "c=1")
    assert (request.url.host, request.url.path) == ("shop.example", "/api/v2/shelf")
    assert sorted(request.url.params.multi_items()) == [
        ("many", "1"),
        ("many", "2"),
        ("team", "a"),
        ("text", "t"),
    ]


def test_http_client_of_the_user_that_follows_redirects_is_held_back(drive: Drive, kind: Kind) -> None:
    """The signed headers would go to wherever the answer points."""
    server = Recorder(always(302, headers={"location": "https://evil.example/"}))
    with pytest.raises(RedirectError):
        drive(http_client=make_http_client(kind, server, follow_redirects=True)).call(GET_SHELF)
    assert len(server.requests) == 1


def test_http_client_of_the_user_with_auth_calls_unsigned_operations_without_it(
    drive: Drive, kind: Kind
) -> None:
    """Its auth was made for something else."""
    server = Recorder(always(200, json={}))
    http = make_http_client(kind, server, auth=("user", "hunter2"))
    drive(http_client=http).call(GET_HEALTH)
    assert "authorization" not in server.requests[0].headers


def test_http_client_of_the_user_stays_open_and_ours_does_not(drive: Drive, kind: Kind) -> None:
    """Who makes it closes it; closing twice is nothing."""
    http = make_http_client(kind, Recorder())
    driver = drive(http_client=http)
    driver.close()
    driver.close()
    assert not http.is_closed
    with pytest.raises(ClientClosedError, match="the client has been closed"):
        driver.call(GET_SHELF)
    own = drive(Recorder())
    inner = own.client._channel.connections.open()
    own.close()
    own.close()
    assert inner.is_closed


def test_client_closed_raises_at_every_use(drive: Drive) -> None:
    """One clear error, which is a RuntimeError as well."""
    driver = drive(Recorder())
    driver.call(GET_SHELF)
    driver.close()
    for call in (driver.call, driver.call_raw):
        with pytest.raises(ClientClosedError, match="the client has been closed; make a new one") as caught:
            call(GET_SHELF)
        assert isinstance(caught.value, RuntimeError)
    with pytest.raises(ClientClosedError):
        list(driver.items(GET_SHELF, "wares"))


def test_client_over_an_http_client_that_is_closed_raises(drive: Drive, kind: Kind) -> None:
    """The text says whose it is."""
    http = make_http_client(kind, Recorder())
    driver = drive(http_client=http)
    driver._wait(http.close() if isinstance(http, httpx.Client) else http.aclose())  # type: ignore[func-returns-value]
    with pytest.raises(ClientClosedError, match="the http_client that was given has been closed"):
        driver.call(GET_SHELF)


def test_client_closed_between_check_and_send_raises_the_same(drive: Drive, kind: Kind) -> None:
    """Another thread may close at any moment."""
    driver = drive(Recorder())
    http: Any = driver.client._channel.connections.open()
    build = http.build_request

    def build_and_close(*args: Any, **keywords: Any) -> httpx.Request:
        request: httpx.Request = build(*args, **keywords)
        http._state = type(http._state).CLOSED
        return request

    http.build_request = build_and_close
    with pytest.raises(ClientClosedError):
        driver.call(GET_SHELF)


def test_clients_close_at_the_end_of_with() -> None:
    """Both kinds."""
    with SyncClient(host=HOST, transport=httpx.MockTransport(Recorder())) as client:
        inner = client._channel.connections.open()
    assert inner.is_closed

    async def run() -> bool:
        async with AsyncClient(host=HOST, transport=httpx.MockTransport(Recorder())) as client:
            inner = client._channel.connections.open()
        return inner.is_closed

    assert asyncio.run(run())


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({"transport": httpx.MockTransport(Recorder())}, "http_client and transport are given"),
        ({"limits": httpx.Limits()}, "http_client and limits are given"),
        ({"trust_env": False}, "http_client and trust_env=False are given"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    drive: Drive, kind: Kind, keywords: dict[str, Any], text: str
) -> None:
    """An HTTP client of the user's has been set up already."""
    with pytest.raises(ConfigurationError, match=text):
        drive(http_client=make_http_client(kind, Recorder()), **keywords)


def test_http_client_of_the_other_kind_is_refused(drive: Drive, kind: Kind) -> None:
    """The error names both."""
    other = make_http_client("async" if kind == "sync" else "sync", Recorder())
    text = {"sync": "httpx.Client, not AsyncClient", "async": "httpx.AsyncClient, not Client"}[kind]
    with pytest.raises(ConfigurationError, match=f"http_client has to be an {text}"):
        drive(http_client=other)


def test_event_hooks_of_the_user_see_each_call(drive: Drive, kind: Kind) -> None:
    """Before it is sent and after it was answered, signed already."""
    seen: list[object] = []

    def note_request(request: httpx.Request) -> None:
        seen.append(is_signed(request))

    def note_response(response: httpx.Response) -> None:
        seen.append(response.status_code)

    async def note_request_later(request: httpx.Request) -> None:
        note_request(request)

    async def note_response_later(response: httpx.Response) -> None:
        note_response(response)

    hooks: dict[str, list[Any]] = {"request": [note_request], "response": [note_response]}
    if kind == "async":
        hooks = {"request": [note_request_later], "response": [note_response_later]}
    drive(http_client=make_http_client(kind, Recorder(), event_hooks=hooks)).call(GET_SHELF)
    assert seen == [True, 200]


@pytest.mark.parametrize("error", [LookupError, RuntimeError])
def test_event_hook_that_fails_is_not_dressed_up(drive: Drive, kind: Kind, error: type[Exception]) -> None:
    """It is the user's own error, with its own traceback."""

    def fail(request: httpx.Request) -> None:
        raise error("of the hook")

    async def fail_later(request: httpx.Request) -> None:
        fail(request)

    hooks: dict[str, list[Any]] = {"request": [fail if kind == "sync" else fail_later]}
    with pytest.raises(error, match="of the hook"):
        drive(http_client=make_http_client(kind, Recorder(), event_hooks=hooks)).call(GET_SHELF)


def test_event_hook_that_closes_the_answer_leaves_nothing_to_read(drive: Drive, kind: Kind) -> None:
    """The error is ours and says so, blocking or awaited."""

    def close(response: httpx.Response) -> None:
        response.close()

    async def close_later(response: httpx.Response) -> None:
        await response.aclose()

    server = Recorder(lambda _: httpx.Response(200, stream=httpx.ByteStream(b"{}")))
    hooks: dict[str, list[Any]] = {"response": [close if kind == "sync" else close_later]}
    http = make_http_client(kind, server, event_hooks=hooks)
    with pytest.raises(ApiConnectionError, match="the answer was closed before it was read"):
        drive(http_client=http, max_retries=0).call(GET_SHELF)


DEFAULT = {"connect": 5.0, "read": 30.0, "write": 10.0, "pool": 10.0}


@pytest.mark.parametrize(
    ("of_client", "of_call", "expected"),
    [
        ({}, {}, DEFAULT),
        ({"timeout": None}, {"timeout": None}, DEFAULT),
        ({"timeout": 7}, {}, dict.fromkeys(DEFAULT, 7)),
        ({"timeout": httpx.Timeout(7.0, connect=1.0)}, {}, dict.fromkeys(DEFAULT, 7.0) | {"connect": 1.0}),
        ({"timeout": 7}, {"timeout": 0.5}, dict.fromkeys(DEFAULT, 0.5)),
        ({}, {"timeout": httpx.Timeout(None)}, dict.fromkeys(DEFAULT)),
    ],
)
def test_timeout_of_call_goes_before_that_of_client(
    drive: Drive, of_client: dict[str, Any], of_call: dict[str, Any], expected: dict[str, float | None]
) -> None:
    """Finite by default, also through walks."""
    server = Recorder()
    driver = drive(server, **of_client)
    driver.call(GET_SHELF, {}, **of_call)
    driver.call_raw(GET_SHELF, {}, **of_call)
    list(driver.items(GET_SHELF, "wares", {}, **of_call))
    assert [request.extensions["timeout"] for request in server.requests] == [expected] * 3


def test_timeout_of_an_http_client_of_the_user_holds_unless_one_is_given(drive: Drive, kind: Kind) -> None:
    """Who sets up an HTTP client has chosen."""
    server = Recorder()
    http = make_http_client(kind, server, timeout=3.0)
    drive(http_client=http).call(GET_SHELF)
    drive(http_client=http, timeout=4.0).call(GET_SHELF)
    drive(http_client=http).call(GET_SHELF, {}, timeout=5.0)
    assert [request.extensions["timeout"]["read"] for request in server.requests] == [3.0, 4.0, 5.0]


def test_proxies_of_the_environment_count_unless_told_otherwise(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As httpx's users expect it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    http: Any = drive().client._channel.connections.open()
    assert http._mounts != {}
    http = drive(trust_env=False).client._channel.connections.open()
    assert http._mounts == {}


def test_client_printed_shows_host_and_no_secret(drive: Drive) -> None:
    """Enough to tell two clients apart."""
    text = repr(drive(Recorder()).client)
    assert f"Client(host='{HOST}', auth=KalshiAuth(" in text
    assert KEY_ID not in text


def test_client_shared_by_threads_answers_each_its_own() -> None:
    """Sixteen threads, each asking for something of its own."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"wares": [], "cursor": request.url.params["text"]})

    with (
        SyncClient(
            host=HOST, api_key_id=KEY_ID, private_key=KEY, transport=httpx.MockTransport(answer)
        ) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        texts = [str(number) for number in range(200)]
        cursors = pool.map(lambda text: client._call(GET_SHELF, {"text": text}, {}).cursor, texts)
        assert list(cursors) == texts
