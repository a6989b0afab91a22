"""What only real sockets show: the bytes that go out, and connections that fail in the middle."""

import asyncio
import gzip
import multiprocessing
import socket
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalshi_runtime import (
    ApiConnectionError,
    ApiTimeoutError,
    DecodeError,
    NotFoundError,
    RedirectError,
    SyncClient,
)

from .shop import GET_SHELF, GET_WARE, KEY, KEY_ID, Driver, Kind, Shelf, always
from .wire import OK, WireServer, serve

Drive = Callable[..., Driver]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ITEM = TEXT.filter(lambda text: text != "" and "," not in text)


@pytest.fixture(scope="module")
def steady() -> Iterator[tuple[WireServer, SyncClient]]:
    """A server and a client that many examples share."""
    with (
        serve() as server,
        SyncClient(host=f"{server.url}/api", api_key_id=KEY_ID, private_key=KEY, trust_env=False) as client,
    ):
        yield server, client


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arguments=st.fixed_dictionaries(
        {},
        optional={
            "text": TEXT,
            "number": st.integers(-(2**63), 2**63 - 1),
            "flag": st.booleans(),
            "some": st.lists(ITEM, min_size=1, max_size=3) | TEXT,
            "many": st.lists(st.integers(0, 9), min_size=1, max_size=3),
            "cursor": TEXT,
        },
    )
)
def test_arguments_arrive_as_given(steady: tuple[WireServer, SyncClient], arguments: dict[str, Any]) -> None:
    """What another parser makes of the bytes on the wire is what was given."""
    server, client = steady
    if isinstance(arguments.get("some"), str):
        arguments["some"] = arguments["some"].replace(",", "")
    client._call(GET_SHELF, arguments, {})
    method, target, version = server.heads[-1].split(b"\r\n")[0].split(b" ")
    path, _, query = target.decode("ascii").partition("?")
    assert (method, path, version) == (b"GET", "/api/shelf", b"HTTP/1.1")
    expected: list[tuple[str, str]] = []
    for name, value in arguments.items():
        if name == "many":
            expected += [(name, str(item)) for item in value]
        elif name == "some" and not isinstance(value, str):
            expected.append((name, ",".join(value)))
        elif name == "flag":
            expected.append((name, "true" if value else "false"))
        elif name != "cursor" or value:
            expected.append((name, str(value)))
    assert parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXT, part=TEXT)
def test_path_arguments_arrive_as_given(steady: tuple[WireServer, SyncClient], name: str, part: str) -> None:
    """Each in its own segment, however it is written."""
    server, client = steady
    if {name, part} & {"", ".", ".."}:
        return
    with pytest.raises(DecodeError):
        client._call(GET_WARE, {"id": name, "part": part}, {})
    target = server.heads[-1].split(b" ")[1]
    segments = target.split(b"/")
    assert segments[:3] == [b"", b"api", b"wares"]
    assert [unquote_to_bytes(segment).decode() for segment in segments[3:]] == [name, part]


def test_status_that_a_hook_raises_becomes_our_error_unread(
    drive: Drive, kind: Kind, server: WireServer
) -> None:
    """A hook runs before the body is read; what is left out is left out of the error."""

    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_later(response: httpx.Response) -> None:
        check(response)

    hooks: dict[str, list[Any]] = {"response": [check if kind == "sync" else check_later]}
    http: Any = httpx.Client(event_hooks=hooks) if kind == "sync" else httpx.AsyncClient(event_hooks=hooks)
    server.answer = lambda head: OK.replace(b"200 OK", b"404 Not Found")
    driver = drive(host=server.url, http_client=http)
    with pytest.raises(NotFoundError) as caught:
        driver.call(GET_SHELF)
    assert (caught.value.content, caught.value.headers["content-length"]) == (b"", "12")
    driver._wait(http.close() if kind == "sync" else http.aclose())


def test_connection_is_kept_between_calls(drive: Drive, server: WireServer) -> None:
    """Ten calls, one connection; two clients, two."""
    driver = drive(host=server.url)
    for _ in range(10):
        driver.call(GET_SHELF)
    assert (server.connections, len(server.heads)) == (1, 10)
    drive(host=server.url).call(GET_SHELF)
    assert server.connections == 2


def test_interim_answer_is_skipped(drive: Drive, server: WireServer) -> None:
    """103 Early Hints come before the answer."""
    server.answer = lambda head: b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK
    assert drive(host=server.url).call(GET_SHELF) == Shelf(wares=[])


def test_redirect_to_another_server_is_not_followed(drive: Drive, server: WireServer) -> None:
    """The other one sees not even a connection."""
    with serve() as other:
        server.answer = lambda head: (
            f"HTTP/1.1 307 Go\r\nLocation: {other.url}/\r\nContent-Length: 0\r\n\r\n".encode()
        )
        with pytest.raises(RedirectError, match="not followed") as caught:
            drive(host=server.url).call(GET_SHELF)
        assert caught.value.location == f"{other.url}/"
        assert other.connections == 0


BROKEN: dict[str, tuple[bytes, type[httpx.HTTPError]]] = {
    "closed before a byte": (b"", httpx.RemoteProtocolError),
    "closed in the status line": (b"HTTP/1.1 20", httpx.RemoteProtocolError),
    "closed in the headers": (b"HTTP/1.1 200 OK\r\nContent-", httpx.RemoteProtocolError),
    "closed in the body": (OK[:-3], httpx.RemoteProtocolError),
    "bad chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        httpx.RemoteProtocolError,
    ),
    "no HTTP": (b"\x00\xff\x00 garbage\r\n\r\n", httpx.RemoteProtocolError),
    "two lengths": (OK.replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n"), httpx.RemoteProtocolError),
    "huge headers": (
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        httpx.RemoteProtocolError,
    ),
    "no gzip": (
        OK.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"),
        httpx.DecodingError,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_answer_that_breaks_off_raises_our_error(drive: Drive, server: WireServer, name: str) -> None:
    """It says operation, host and what happened, and keeps a cause of the same kind without the request."""
    answer, kind_of_cause = BROKEN[name]
    server.answer = lambda head: answer
    server.closes = True
    driver = drive(host=server.url)
    with pytest.raises(ApiConnectionError, match=rf"^GetShelf: {server.netloc}: \S") as caught:
        driver.call(GET_SHELF)
    error = caught.value
    assert type(error) is ApiConnectionError
    assert (error.operation, error.host) == ("GetShelf", server.netloc)
    cause = error.__cause__
    assert type(cause) is kind_of_cause
    assert cause._request is None
    assert (cause.__traceback__, cause.__context__, error.__context__) == (None, None, None)
    server.answer = lambda head: OK
    assert driver.call(GET_SHELF) == Shelf(wares=[])


def test_compressed_answer_is_read(drive: Drive, server: WireServer) -> None:
    """What httpx asks for, it also understands."""
    body = gzip.compress(b'{"wares":[]}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    server.answer = lambda _: head + body
    assert drive(host=server.url).call(GET_SHELF) == Shelf(wares=[])


def test_connection_refused_raises_our_error(drive: Drive) -> None:
    """There is nobody at the port."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        netloc = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ApiConnectionError, match=f"GetShelf: {netloc}: .*") as caught:
            drive(host=f"http://{netloc}", trust_env=False).call(GET_SHELF)
    assert type(caught.value.__cause__) is httpx.ConnectError


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", OK[:-1]], ids=["nothing", "headers", "body"])
def test_answer_that_stalls_ends_by_the_timeout(drive: Drive, server: WireServer, start: bytes) -> None:
    """At any place; the error says which timeout, and is a connection error as well."""
    server.answer = lambda head: start or None
    driver = drive(host=server.url, timeout=httpx.Timeout(5.0, read=0.1))
    with pytest.raises(ApiTimeoutError, match=r"did not come in time \(timeout read=0.1 s\)") as caught:
        driver.call(GET_SHELF)
    assert (caught.value.phase, caught.value.host) == ("read", server.netloc)
    assert isinstance(caught.value, ApiConnectionError)
    assert type(caught.value.__cause__) is httpx.ReadTimeout
    server.answer = lambda head: OK
    assert driver.call(GET_SHELF) == Shelf(wares=[])


def test_pool_that_is_exhausted_ends_by_the_timeout(server: WireServer) -> None:
    """One connection, held by another thread."""
    entered, leave = threading.Event(), threading.Event()

    def hold(head: bytes) -> bytes:
        entered.set()
        assert leave.wait(10)
        return OK

    server.answer = hold
    with SyncClient(
        host=server.url,
        api_key_id=KEY_ID,
        private_key=KEY,
        timeout=httpx.Timeout(10.0, pool=0.1),
        limits=httpx.Limits(max_connections=1),
        max_retries=0,
    ) as client:
        thread = threading.Thread(target=lambda: client._call(GET_SHELF, {}, {}))
        thread.start()
        assert entered.wait(10)
        with pytest.raises(ApiTimeoutError, match="all connections of the pool were in use") as caught:
            client._call(GET_SHELF, {}, {})
        leave.set()
        thread.join()
    assert caught.value.phase == "pool"


@pytest.mark.parametrize(
    ("raised", "expected", "phase"),
    [
        (httpx.ConnectTimeout(""), ApiTimeoutError, "connect"),
        (httpx.WriteTimeout(""), ApiTimeoutError, "write"),
        (httpx.ReadTimeout(""), ApiTimeoutError, "read"),
        (httpx.PoolTimeout(""), ApiTimeoutError, "pool"),
        (httpx.ConnectError(""), ApiConnectionError, None),
        (httpx.ReadError("[Errno 104] Connection reset by peer"), ApiConnectionError, None),
        (httpx.ProxyError("407 Proxy Authentication Required"), ApiConnectionError, None),
        (httpx.LocalProtocolError("Illegal header value b'hunter2 '"), ApiConnectionError, None),
        (httpx.UnsupportedProtocol("x"), ApiConnectionError, None),
        (httpx.TooManyRedirects("x"), ApiConnectionError, None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_errors_of_httpx_become_ours(
    drive: Drive, raised: httpx.HTTPError, expected: type[ApiConnectionError], phase: str | None
) -> None:
    """Every kind of them; what has no text is told by its name, and header values are left out."""

    def fail(request: httpx.Request) -> httpx.Response:
        raised.request = request
        raise raised

    with pytest.raises(ApiConnectionError) as caught:
        drive(fail).call(GET_SHELF)
    error = caught.value
    assert type(error) is expected
    assert getattr(error, "phase", None) == phase
    assert type(error.__cause__) is type(raised)
    assert str(error.__cause__)
    assert "hunter2" not in f"{error}{error.__cause__}"


def test_error_of_another_kind_of_transport_keeps_no_class_that_may_hold_more(drive: Drive) -> None:
    """A subclass of a user's may take other arguments, and keep the request."""

    class OddError(httpx.ReadError):
        def __init__(self, request: httpx.Request) -> None:
            super().__init__("odd", request=request)

    def fail(request: httpx.Request) -> httpx.Response:
        raise OddError(request)

    with pytest.raises(ApiConnectionError, match="odd") as caught:
        drive(fail).call(GET_SHELF)
    assert type(caught.value.__cause__) is httpx.TransportError


def call_in_child(driver: Driver, pipe: Connection) -> None:
    """Use a client that came over by fork."""
    driver._runner = asyncio.Runner()  # an event loop does not survive a fork
    try:
        pipe.send(driver.call(GET_SHELF) == Shelf(wares=[]))
        driver.end()
    except Exception as error:
        pipe.send(repr(error))


def call_forked(driver: Driver) -> object:
    """Use a client in a forked process and return what came of it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=call_in_child, args=(driver, theirs))
    process.start()
    assert ours.poll(20)
    result: object = ours.recv()
    process.join()
    return result


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_client_forked_opens_connections_of_its_own(drive: Drive, server: WireServer) -> None:
    """Two processes on one connection would read each other's answers; the parent's goes on."""
    driver = drive(host=server.url)
    driver.call(GET_SHELF)
    assert call_forked(driver) is True
    driver.call(GET_SHELF)
    assert (server.connections, len(server.heads)) == (2, 3)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_client_over_a_transport_of_the_user_forked_refuses_if_it_was_used(drive: Drive) -> None:
    """Only the user could open it anew; unused it has no connections yet."""
    driver = drive(always(200, json={"wares": []}))
    assert call_forked(driver) is True
    driver.call(GET_SHELF)
    assert "make a new client in this process" in str(call_forked(driver))
