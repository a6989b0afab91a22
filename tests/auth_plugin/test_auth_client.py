"""The second ring: through httpx clients, with a mock transport and over a real socket."""

from __future__ import annotations

import asyncio
import base64
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from kalshi_auth import KalshiAuth, SignedRequestRedirectedError, SigningKey

if TYPE_CHECKING:
    from .conftest import RecordingServer

PRINTABLE = st.characters(min_codepoint=0x20, exclude_characters="\x7f", exclude_categories=["Cc", "Cs"])
ESCAPES = st.sampled_from(["%2F", "%3f", "a%20b", "..", ".", "~", "+"])
SEGMENTS = st.lists(ESCAPES | st.text(PRINTABLE, min_size=1, max_size=12), max_size=4)


def join(segments: list[str]) -> str:
    """Return a path. Question and number signs would end it, two slashes at its start would name a host."""
    path = "".join("/" + segment.replace("?", "%3F").replace("#", "%23") for segment in segments)
    return "/" + path.lstrip("/") if path else ""


def check_head(head: bytes, public_key: ed25519.Ed25519PublicKey) -> tuple[str, str]:
    """Verify what a server received, byte by byte as it came; return request target and timestamp."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = request_line.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
    timestamp = headers["kalshi-access-timestamp"]
    message = timestamp + method + target.split("?")[0]
    public_key.verify(base64.b64decode(headers["kalshi-access-signature"], validate=True), message.encode())
    return target, timestamp


@pytest.fixture
def auth(api_key_id: str, ed25519_key: SigningKey) -> KalshiAuth:
    """An authentication whose clock moves on by one at each reading."""
    return KalshiAuth(api_key_id, ed25519_key, clock=itertools.count(1).__next__)


@pytest.fixture(scope="session")
def transport() -> Iterator[httpx.HTTPTransport]:
    """One pool of connections for the many clients of a property."""
    with httpx.HTTPTransport() as transport:
        yield transport


@settings(max_examples=150, deadline=None)
@given(
    prefix=SEGMENTS,
    slash=st.booleans(),
    path=SEGMENTS,
    query=st.none() | st.dictionaries(st.text(PRINTABLE), st.text(PRINTABLE), max_size=3),
    method=st.sampled_from(["GET", "get", "DELETE", "POST"]),
)
def test_signed_path_equals_request_line_for_any_url(
    running_server: RecordingServer,
    transport: httpx.HTTPTransport,
    api_key_id: str,
    ed25519_key: ed25519.Ed25519PrivateKey,
    prefix: list[str],
    slash: bool,
    path: list[str],
    query: dict[str, str] | None,
    method: str,
) -> None:
    """Whatever base URL, path, escapes and query: the server can verify what stands on its request line."""
    client = httpx.Client(
        base_url=running_server.url + join(prefix) + "/" * slash,
        auth=KalshiAuth(api_key_id, ed25519_key),
        transport=transport,
    )
    response = client.request(method, join(path), params=query)
    assert response.status_code == 200
    target, _ = check_head(running_server.heads[-1], ed25519_key.public_key())
    assert target.encode() == response.request.url.raw_path


def test_client_sync_over_socket_signs_each_request(
    server: RecordingServer, auth: KalshiAuth, ed25519_key: ed25519.Ed25519PrivateKey
) -> None:
    """Authentication of a client, and of a single call."""
    with httpx.Client(base_url=f"{server.url}/trade-api/v2/", auth=auth) as client:
        client.get("/portfolio/balance")
        client.get("portfolio/fills", params={"limit": 5, "cursor": "a/b?c"})
    httpx.get(f"{server.url}/trade-api/v2/portfolio/positions", auth=auth)
    checked = [check_head(head, ed25519_key.public_key()) for head in server.heads]
    assert checked == [
        ("/trade-api/v2/portfolio/balance", "1"),
        ("/trade-api/v2/portfolio/fills?limit=5&cursor=a%2Fb%3Fc", "2"),
        ("/trade-api/v2/portfolio/positions", "3"),
    ]


def test_client_async_over_socket_signs_each_task(
    server: RecordingServer, auth: KalshiAuth, ed25519_key: ed25519.Ed25519PrivateKey
) -> None:
    """Many tasks share one authentication; each request has its own timestamp and fits it."""

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=server.url, auth=auth, timeout=30) as client:
            responses = await asyncio.gather(*(client.get(f"/{number}?x=1") for number in range(250)))
        assert {response.status_code for response in responses} == {200}

    asyncio.run(ask())
    checked = [check_head(head, ed25519_key.public_key()) for head in server.heads]
    assert {target for target, _ in checked} == {f"/{number}?x=1" for number in range(250)}
    assert {timestamp for _, timestamp in checked} == {str(number) for number in range(1, 251)}


def test_client_shared_by_64_threads_signs_each_request(
    auth: KalshiAuth, ed25519_key: ed25519.Ed25519PrivateKey
) -> None:
    """Threads do not get each other's signatures."""
    heads: list[bytes] = []

    def keep(request: httpx.Request) -> httpx.Response:
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in request.headers.raw)
        heads.append(request.method.encode() + b" " + request.url.raw_path + b" HTTP/1.1\r\n" + lines)
        return httpx.Response(200)

    with (
        httpx.Client(transport=httpx.MockTransport(keep), auth=auth) as client,
        ThreadPoolExecutor(64) as pool,
    ):
        list(pool.map(lambda number: client.get(f"https://host/{number}"), range(512)))
    checked = {check_head(head, ed25519_key.public_key())[0] for head in heads}
    assert checked == {f"/{number}" for number in range(512)}


def test_client_sending_again_signs_anew(auth: KalshiAuth, ed25519_key: ed25519.Ed25519PrivateKey) -> None:
    """A retry above the authentication passes it as an argument, and never repeats a signature."""
    seen: list[tuple[str, str]] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers["KALSHI-ACCESS-TIMESTAMP"], request.headers["KALSHI-ACCESS-SIGNATURE"]))
        return httpx.Response(503)

    with httpx.Client(transport=httpx.MockTransport(refuse)) as client:
        request = client.build_request("GET", "https://host/x")
        for _ in range(3):
            client.send(request, auth=auth)
    assert [timestamp for timestamp, _ in seen] == ["1", "2", "3"]
    assert len({signature for _, signature in seen}) == 3


@pytest.mark.parametrize("is_async", [False, True])
def test_client_following_redirects_elsewhere_raises(auth: KalshiAuth, is_async: bool) -> None:
    """Httpx copies our headers to the other host when told to follow; the caller hears of it."""

    def redirect(request: httpx.Request) -> httpx.Response:
        if request.url.host == "elsewhere":
            return httpx.Response(200, json={"balance": 1})
        return httpx.Response(302, headers={"Location": "https://elsewhere/x"})

    transport = httpx.MockTransport(redirect)

    def ask() -> None:
        with httpx.Client(transport=transport, auth=auth, follow_redirects=True) as client:
            client.get("https://exchange/x")

    async def ask_async() -> None:
        async with httpx.AsyncClient(transport=transport, auth=auth, follow_redirects=True) as client:
            await client.get("https://exchange/x")

    with pytest.raises(SignedRequestRedirectedError, match="https://exchange was redirected to https://els"):
        asyncio.run(ask_async()) if is_async else ask()


def test_client_not_following_redirects_gets_the_redirect(auth: KalshiAuth) -> None:
    """The default: the redirect is the answer, and nobody else sees the headers."""
    transport = httpx.MockTransport(lambda _: httpx.Response(302, headers={"Location": "https://elsewhere/"}))
    with httpx.Client(transport=transport, auth=auth) as client:
        assert client.get("https://exchange/x").status_code == 302


def test_client_event_hooks_that_copy_headers_keep_the_signature(auth: KalshiAuth) -> None:
    """Tracing libraries replace a request's headers with a copy; the copy is signed as well."""

    def trace(request: httpx.Request) -> None:
        request.headers = httpx.Headers(request.headers)
        request.headers["traceparent"] = "00-1-1-00"

    transport = httpx.MockTransport(lambda request: httpx.Response(200, headers=request.headers))
    with httpx.Client(transport=transport, auth=auth, event_hooks={"request": [trace]}) as client:
        assert "kalshi-access-signature" in client.get("https://exchange/x").headers
